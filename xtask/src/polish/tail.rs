//! In the SDK the runtime makes the call, from the request to the value that is given.

use quote::ToTokens;
use syn::{Expr, Pat, Stmt, parse_quote};

use super::tree;
use crate::diagnostic::Report;

pub(super) fn run(file: &mut syn::File, report: &mut Report) {
    for method in tree::methods(file) {
        if replace(&mut method.block.stmts).is_none() {
            report.error(
                "generator",
                "",
                format!(
                    "the method `{}` does not end in the call that is looked for",
                    method.sig.ident
                ),
                "The generator's version has changed: look through the passes of `polish`.",
            );
        }
    }
    file.items.retain(|item| !asserts_hooks(item));
}

/// From the name of the operation on, a method only has to make the call. What it holds is named
/// otherwise where a parameter has the name, so it is known by what it is.
fn replace(stmts: &mut Vec<Stmt>) -> Option<()> {
    let (from, id) = stmts.iter().enumerate().find_map(|(i, stmt)| {
        let Stmt::Local(local) = stmt else {
            return None;
        };
        let Expr::Struct(info) = &*local.init.as_ref()?.expr else {
            return None;
        };
        let id = info.fields.first()?.expr.clone();
        info.path.is_ident("OperationInfo").then_some((i, id))
    })?;
    let Some(Stmt::Expr(Expr::Match(answers), None)) = stmts.last() else {
        return None;
    };
    let [success, _] = answers.arms.as_slice() else {
        return None;
    };
    let read = success.body.to_token_stream().to_string();
    let read: syn::Ident = if read.contains(":: decode (") {
        parse_quote!(decode)
    } else if read.contains("ResponseValue :: empty") {
        parse_quote!(empty)
    } else if read.contains("ResponseValue :: stream") {
        parse_quote!(stream)
    } else {
        return None;
    };
    stmts.truncate(from);
    let Some(Stmt::Local(local)) = stmts.last_mut() else {
        return None;
    };
    let Pat::Ident(pat) = &local.pat else {
        return None;
    };
    let request = pat.ident.clone();
    local.attrs.clear();
    local.pat = parse_quote!(#request);
    let call: Expr = parse_quote!(self.inner.exec(&self.client, #request, #id).await?.#read());
    stmts.push(Stmt::Expr(call, None));
    Some(())
}

/// The generator's check that a client has hooks, which this one needs no more.
fn asserts_hooks(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Const(item)
        if item.to_token_stream().to_string().contains("assert_client_hooks"))
}
