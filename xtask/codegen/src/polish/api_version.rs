//! The generator sends a header `api-version` with every request; no service asked for it.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt, parse_quote};

use super::tree;

pub(super) fn run(file: &mut syn::File) {
    for method in tree::methods(file) {
        let statements = &mut method.block.stmts;
        statements.retain(|stmt| !sends_version(stmt));
        let filled = statements.iter().any(|stmt| {
            matches!(stmt, Stmt::Expr(expr, _) if quote::quote!(#expr).to_string().contains("header_map"))
        });
        if filled {
            continue;
        }
        statements.retain(|stmt| !declares(stmt));
        WithoutMap.visit_block_mut(&mut method.block);
    }
}

/// `header_map.append(HeaderName::from_static("api-version"), …);`
fn sends_version(stmt: &Stmt) -> bool {
    let Stmt::Expr(Expr::MethodCall(call), _) = stmt else {
        return false;
    };
    call.method == "append"
        && call
            .args
            .first()
            .is_some_and(|name| quote::quote!(#name).to_string().contains("\"api-version\""))
}

fn declares(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Local(local)
        if matches!(&local.pat, Pat::Ident(pat) if pat.ident == "header_map"))
}

/// Takes `.headers(header_map)` out of the chain.
struct WithoutMap;

impl VisitMut for WithoutMap {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::MethodCall(call) = expr {
            let map: Expr = parse_quote!(header_map);
            if call.method == "headers" && call.args.len() == 1 && call.args.first() == Some(&map) {
                *expr = (*call.receiver).clone();
            }
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}
