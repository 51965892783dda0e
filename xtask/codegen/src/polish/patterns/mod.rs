//! In the SDK patterns are read by `regex-lite`, which compiles in a fifth of the time that `regress`
//! takes and needs linear time for any value. Each is translated from the dialect of ECMA-262.

mod dialect;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ItemImpl, Path, parse_quote};

use super::tree;
use crate::diagnostic::Report;
use crate::pointer::{join, schema_at};

pub(super) fn run(file: &mut syn::File, report: &mut Report) {
    let of = String::new();
    Patterns { of, report }.visit_file_mut(file);
}

struct Patterns<'a> {
    /// The type whose implementation is looked through.
    of: String,
    report: &'a mut Report,
}

impl VisitMut for Patterns<'_> {
    fn visit_item_impl_mut(&mut self, block: &mut ItemImpl) {
        self.of = block.self_ty.to_token_stream().to_string();
        visit_mut::visit_item_impl_mut(self, block);
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let new: Expr = parse_quote!(::regress::Regex::new);
        if tree::same(&*call.func, &new)
            && let Some(pattern) = call.args.first().and_then(tree::text)
        {
            match dialect::translate(&pattern) {
                Ok(translated) => call.args = parse_quote!(#translated),
                Err(reason) => self.report.error(
                    "pattern",
                    &join(&schema_at(&self.of), "pattern"),
                    format!("the pattern has {reason}, which the SDK does not understand"),
                    "Reword or remove it in an overlay; the service checks it.",
                ),
            }
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        if let Some(first) = path.segments.first_mut()
            && first.ident == "regress"
        {
            first.ident = syn::Ident::new("regex_lite", first.ident.span());
        }
        visit_mut::visit_path_mut(self, path);
    }
}
