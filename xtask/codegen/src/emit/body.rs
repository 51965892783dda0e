//! The body of a request.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Item, Type, parse_quote};

use super::context::EmitContext;
use super::{descriptors, forms};
use crate::ir::{Body, BodyContent};

/// A body as an argument.
pub(super) struct BodyArgument {
    /// The type of the argument.
    pub(super) ty: Type,
    /// The call that adds the body to a request.
    pub(super) add: TokenStream,
    /// The types that it needs in the module `operations`.
    pub(super) items: Vec<Item>,
}

/// Writes the body.
pub(super) fn write(context: &mut EmitContext<'_>, body: &Body) -> Option<BodyArgument> {
    let media = &body.media;
    let mut items = Vec::new();
    let (ty, add): (Type, TokenStream) = match &body.content {
        BodyContent::Json(field) => {
            let ty = context.ty(field)?;
            (parse_quote!(&#ty), quote!(.json(#media, body)))
        }
        BodyContent::JsonLines(field) => {
            let ty = context.ty(field)?;
            (parse_quote!(&[#ty]), quote!(.json_lines(#media, body)))
        }
        BodyContent::JsonSequence(field) => {
            let ty = context.ty(field)?;
            (parse_quote!(&[#ty]), quote!(.json_sequence(#media, body)))
        }
        BodyContent::Form(field, fields) => {
            let ty = context.ty(field)?;
            let fields = if fields.is_empty() {
                quote!(&[])
            } else {
                let name = descriptors::form_name(context.operation);
                quote!(descriptors::#name)
            };
            (parse_quote!(&#ty), quote!(.form(body, #fields)))
        }
        BodyContent::Text => (parse_quote!(&str), quote!(.body(#media, body.to_owned()))),
        BodyContent::Bytes => (
            parse_quote!(::rolekit_runtime::Body),
            quote!(.body(#media, body)),
        ),
        BodyContent::Multipart(None) => {
            let media = forms::media_type(media);
            (
                parse_quote!(::rolekit_runtime::multipart::Form),
                quote!(.multipart(body #media)),
            )
        }
        BodyContent::Multipart(Some(parts)) => {
            let (name, own) = forms::form(context, parts, media)?;
            items = own;
            (
                parse_quote!(operations::#name),
                quote!(.multipart(body.into_form())),
            )
        }
    };
    Some(BodyArgument { ty, add, items })
}
