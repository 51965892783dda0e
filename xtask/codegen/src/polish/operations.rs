//! What the runtime has to know of each operation: in the SDK a constant that the method hands over,
//! elsewhere a table.

use heck::ToShoutySnakeCase as _;
use quote::format_ident;
use syn::parse_quote;

use crate::plan::{Operation, Plan};
use crate::target::Target;

/// The constant of an operation, in the module `endpoints`.
pub(super) fn constant(name: &str) -> syn::Ident {
    format_ident!("{}", name.to_shouty_snake_case())
}

pub(super) fn run(file: &mut syn::File, plan: &Plan, target: Target) {
    let support = target.support();
    let value = |operation: &Operation| -> syn::Expr {
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
    };
    file.items.push(match target {
        Target::Sdk => {
            let constants = plan.operations.iter().map(|operation| -> syn::Item {
                let (name, value) = (constant(&operation.name), value(operation));
                parse_quote!(pub(super) const #name: #support::Operation<'static> = #value;)
            });
            parse_quote! {
                /// What the runtime has to know of each operation.
                mod endpoints {
                    #(#constants)*
                }
            }
        }
        Target::Standalone => {
            let rows = plan.operations.iter().map(value);
            parse_quote! {
                /// The operations of the client.
                pub const OPERATIONS: &[#support::Operation] = &[#(#rows),*];
            }
        }
    });
}
