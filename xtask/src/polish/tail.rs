//! In the SDK the runtime has the base URL, and makes the call, from the request to the value that is
//! given.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Expr, Pat, Stmt, Token, parse_quote};

use super::{operations, tree};
use crate::diagnostic::Report;

pub(super) fn run(file: &mut syn::File, report: &mut Report) {
    for method in tree::methods(file) {
        let stmts = &mut method.block.stmts;
        if url(stmts).and_then(|()| call(stmts)).is_none() {
            report.error(
                "generator",
                "",
                format!(
                    "the method `{}` has not the URL and the call that are looked for",
                    method.sig.ident
                ),
                "The generator's version has changed: look through the passes of `polish`.",
            );
        }
    }
    file.items.retain(|item| !asserts_hooks(item));
}

/// The URL is put together from the base URL as it was read once, in place of being read anew.
fn url(stmts: &mut [Stmt]) -> Option<()> {
    stmts.iter_mut().find_map(|stmt| {
        let Stmt::Local(local) = stmt else {
            return None;
        };
        let Expr::Macro(made) = &*local.init.as_ref()?.expr else {
            return None;
        };
        let parts = made.mac.parse_body_with(Parts::parse_terminated).ok()?;
        let mut parts = parts.into_iter();
        let (Some(Expr::Lit(template)), Some(base)) = (parts.next(), parts.next()) else {
            return None;
        };
        let syn::Lit::Str(template) = template.lit else {
            return None;
        };
        let template = template.value();
        let path = template.strip_prefix("{}")?;
        if base != parse_quote!(self.baseurl) {
            return None;
        }
        *local.init.as_mut()?.expr = parse_quote! {
            self.inner.url(format_args!(#path #(, #parts)*))
        };
        Some(())
    })
}

/// The arguments of a macro.
type Parts = Punctuated<Expr, Token![,]>;

/// From its knowledge of the operation on, a method only has to make the call. What it holds is named
/// otherwise where a parameter has the name, so it is known by what it is.
fn call(stmts: &mut Vec<Stmt>) -> Option<()> {
    let (from, operation) = stmts.iter().enumerate().find_map(|(i, stmt)| {
        let Stmt::Local(local) = stmt else {
            return None;
        };
        let Expr::Struct(info) = &*local.init.as_ref()?.expr else {
            return None;
        };
        let Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(id),
            ..
        }) = &info.fields.first()?.expr
        else {
            return None;
        };
        info.path
            .is_ident("OperationInfo")
            .then(|| (i, operations::constant(&id.value())))
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
    let call: Expr = parse_quote! {
        self.inner.exec(&self.client, #request, &endpoints::#operation).await?.#read()
    };
    stmts.push(Stmt::Expr(call, None));
    Some(())
}

/// The generator's check that a client has hooks, which this one needs no more.
fn asserts_hooks(item: &syn::Item) -> bool {
    matches!(item, syn::Item::Const(item)
        if item.to_token_stream().to_string().contains("assert_client_hooks"))
}
