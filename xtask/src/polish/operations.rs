//! A table of the operations, for what the runtime has to know of one it is told the name of.

use syn::parse_quote;

use crate::plan::Plan;
use crate::target::Target;

pub(super) fn run(file: &mut syn::File, plan: &Plan, target: Target) {
    let support = target.support();
    let rows = plan.operations.iter().map(|operation| -> syn::Expr {
        let (id, method, path) = (&operation.name, &operation.method, &operation.path);
        let (idempotent, anonymous) = (operation.idempotent, operation.anonymous);
        parse_quote! {
            #support::Operation {
                id: #id,
                method: #method,
                path: #path,
                idempotent: #idempotent,
                anonymous: #anonymous,
            }
        }
    });
    let visibility: syn::Visibility = match target {
        Target::Sdk => parse_quote!(pub(crate)),
        Target::Standalone => parse_quote!(pub),
    };
    file.items.push(parse_quote! {
        /// The operations of the client.
        #visibility const OPERATIONS: &[#support::Operation] = &[#(#rows),*];
    });
}
