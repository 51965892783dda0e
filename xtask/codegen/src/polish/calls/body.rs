//! The body of a request.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, Type, parse_quote};

use super::{Context, forms, method};
use crate::plan::{Body, BodyContent};

/// A body as an argument.
pub(super) struct Written {
    /// The type of the argument.
    pub(super) ty: Type,
    /// The statements that give it to the `request`.
    pub(super) give: TokenStream,
    /// Types that had to be written.
    pub(super) items: Vec<Item>,
}

pub(super) fn write(
    context: &Context<'_>,
    body: &Body,
    taken: &mut BTreeSet<String>,
) -> Option<Written> {
    let media = &body.media;
    let typed = quote!(.header(reqwest::header::CONTENT_TYPE, #media));
    let mut items = Vec::new();
    let (ty, give): (Type, TokenStream) = match &body.content {
        BodyContent::Json(shape) => {
            let ty = context.ty(shape)?;
            let give = quote!(request #typed.body(crate::wire::json(body)?));
            (parse_quote!(&'a #ty), give)
        }
        BodyContent::Form(shape, encodings) => {
            let ty = context.ty(shape)?;
            let rows = encodings.iter().map(|(name, style, explode)| {
                let style = method::style(*style);
                quote!((#name, #style, #explode))
            });
            let give = quote!(request #typed.body(crate::wire::form(body, &[#(#rows),*])?));
            (parse_quote!(&'a #ty), give)
        }
        BodyContent::Text => (
            parse_quote!(&'a str),
            quote!(request #typed.body(body.to_owned())),
        ),
        BodyContent::Bytes if body.required => (
            parse_quote!(impl Into<reqwest::Body>),
            quote!(request #typed.body(body)),
        ),
        BodyContent::Bytes => (
            parse_quote!(reqwest::Body),
            quote!(request #typed.body(body)),
        ),
        BodyContent::Multipart(None) => (
            parse_quote!(reqwest::multipart::Form),
            quote!(request.multipart(body)),
        ),
        BodyContent::Multipart(Some(parts)) => {
            let (name, own) = forms::form(context, parts, taken)?;
            items = own;
            (
                parse_quote!(operations::#name),
                quote!(request.multipart(body.into_parts()?)),
            )
        }
    };
    Some(if body.required {
        let give = quote!(let request = #give;);
        Written { ty, give, items }
    } else {
        Written {
            ty: parse_quote!(Option<#ty>),
            give: quote! {
                let request = match body {
                    Some(body) => #give,
                    None => request,
                };
            },
            items,
        }
    })
}
