//! Emits the types of responses, and the code that reads them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, Type, parse_quote};

use super::context::{EmitContext, docs};
use super::names;
use crate::ir::{ItemStream, Response, ResponseContent, Status};
use crate::names::{pascal, unique_name};

/// The success responses of an operation.
pub(super) struct Success {
    /// The type of the value.
    pub(super) ty: Type,
    /// The call that sends the request and reads the response.
    pub(super) read: TokenStream,
    /// The enum, if the responses differ by status.
    pub(super) items: Vec<Item>,
}

/// Emits the code that reads success responses.
pub(super) fn success(context: &mut EmitContext<'_>) -> Option<Success> {
    let responses = &context.operation.successes;
    let first = &responses.first()?.content;
    let is_deletion = context.operation.method == "DELETE" && context.operation.idempotent;
    if responses.iter().all(|response| response.content == *first) {
        let (ty, read): (Type, _) = match first {
            // A retried deletion may find nothing.
            ResponseContent::Json(field) if is_deletion => {
                let ty = context.ty(field)?;
                (
                    parse_quote!(::std::option::Option<#ty>),
                    quote!(decode_deleted()),
                )
            }
            ResponseContent::Json(field) => (context.ty(field)?.clone(), quote!(decode())),
            ResponseContent::Stream(stream) => items(context, stream)?,
            ResponseContent::Text => (parse_quote!(::std::string::String), quote!(text())),
            ResponseContent::Bytes => (
                parse_quote!(::rolekit_runtime::ByteStream),
                quote!(stream()),
            ),
            ResponseContent::Empty if context.operation.default_covers_successes() => {
                let patterns = responses.iter().map(|r| names::pattern(r.status));
                let call = quote!(empty_if(|status| ::std::matches!(status, #(#patterns)|*)));
                (parse_quote!(()), call)
            }
            ResponseContent::Empty => (parse_quote!(()), quote!(empty())),
        };
        let items = Vec::new();
        return Some(Success { ty, read, items });
    }
    let name = context.used_names.item(&context.operation.name, "Response");
    // Without a value to be decoded, the body is a stream.
    let is_stream = responses.iter().all(|response| {
        matches!(
            response.content,
            ResponseContent::Bytes | ResponseContent::Empty
        )
    });
    let (bytes, body): (Type, _) = match is_stream {
        true => (parse_quote!(::rolekit_runtime::ByteStream), quote!(body)),
        false => (
            parse_quote!(::rolekit_runtime::Bytes),
            quote!(response.bytes().clone()),
        ),
    };
    let (mut variants, mut arms): (Vec<TokenStream>, Vec<TokenStream>) = Default::default();
    for response in responses {
        let variant = format_ident!("{}", names::status(response.status));
        let pattern = names::pattern(response.status);
        let doc = docs([format!("{}.", names::spelling(response.status)).as_str()]);
        let (ty, value): (Type, TokenStream) = match &response.content {
            ResponseContent::Empty => {
                variants.push(quote!(#(#doc)* #variant,));
                arms.push(quote!(#pattern => Self::#variant,));
                continue;
            }
            ResponseContent::Json(field) => (context.ty(field)?.clone(), quote!(response.json()?)),
            ResponseContent::Text => (
                parse_quote!(::std::string::String),
                quote!(response.decode_text()?),
            ),
            // The IR has a stream only if all responses are the same one.
            ResponseContent::Stream(_) | ResponseContent::Bytes => (bytes.clone(), body.clone()),
        };
        variants.push(quote!(#(#doc)* #variant(#ty),));
        arms.push(quote!(#pattern => Self::#variant(#value),));
    }
    if !responses.iter().any(|r| r.status == Status::Default) {
        variants.push(quote! {
            /// A success with a status that the document does not describe, and its body.
            Unknown(#bytes),
        });
        arms.push(quote!(_ => Self::Unknown(#body),));
    }
    let line = format!("The response of `{}`.", context.operation.name);
    let doc = docs([line.as_str()]);
    let (derives, read, function): (TokenStream, TokenStream, TokenStream) = match is_stream {
        true => (
            quote!(Debug),
            quote!(stream_with(#name::read)),
            quote! {
                pub(super) fn read(status: u16, body: ::rolekit_runtime::ByteStream) -> Self {
                    match status { #(#arms)* }
                }
            },
        ),
        false => (
            quote!(Clone, Debug),
            quote!(decode_with(#name::read)),
            quote! {
                pub(super) fn read(
                    response: &::rolekit_runtime::BufferedResponse,
                ) -> Result<Self, ::rolekit_runtime::DecodeError> {
                    Ok(match response.status().as_u16() { #(#arms)* })
                }
            },
        ),
    };
    let items = vec![
        parse_quote! {
            #(#doc)*
            #[derive(#derives)]
            #[non_exhaustive]
            pub enum #name { #(#variants)* }
        },
        parse_quote! {
            impl #name { #function }
        },
    ];
    Some(Success {
        ty: parse_quote!(#name),
        read,
        items,
    })
}

/// Returns the type of a stream, and the call that reads it.
fn items(context: &EmitContext<'_>, stream: &ItemStream) -> Option<(Type, TokenStream)> {
    let event: Type = parse_quote!(::rolekit_runtime::Event);
    let (item, read): (Type, _) = match stream {
        ItemStream::JsonLines(field) => (context.ty(field)?.clone(), quote!(json_lines)),
        ItemStream::JsonSequence(field) => (context.ty(field)?.clone(), quote!(json_sequence)),
        ItemStream::Events => (event, quote!(events)),
        ItemStream::EventData(field) => {
            let ty = context.ty(field)?;
            (parse_quote!(#event<#ty>), quote!(event_data))
        }
        ItemStream::EventObjects(field) => (context.ty(field)?.clone(), quote!(event_objects)),
        ItemStream::EventObjectsOf(field, names) => {
            return Some(some_json(
                context.ty(field)?,
                quote!(::std::matches!(event, #(#names)|*)),
            ));
        }
        ItemStream::EventObjectsExcept(field, names) => {
            return Some(some_json(
                context.ty(field)?,
                quote!(!::std::matches!(event, #(#names)|*)),
            ));
        }
        ItemStream::EventTexts(field) => (context.ty(field)?.clone(), quote!(event_texts)),
    };
    Some((
        parse_quote!(::rolekit_runtime::ItemStream<#item>),
        quote!(items(::rolekit_runtime::ByteStream::#read)),
    ))
}

/// Returns the type of a stream of events, and the call that reads it. `condition` is whether the data of
/// an event of the type `event` is JSON.
fn some_json(item: &Type, condition: TokenStream) -> (Type, TokenStream) {
    (
        parse_quote!(::rolekit_runtime::ItemStream<#item>),
        quote!(items(|body| body.event_objects_if(|event| #condition))),
    )
}

/// The bodies of error responses.
pub(super) struct ErrorBody {
    /// The expression that reads the body, if the document describes it.
    pub(super) doc: Option<String>,
    /// The enum, if the bodies differ by status.
    pub(super) items: Vec<Item>,
}

/// Emits the code that reads error responses.
pub(super) fn error(context: &mut EmitContext<'_>) -> Option<ErrorBody> {
    let responses = &context.operation.errors;
    let field = |response: &Response| match &response.content {
        ResponseContent::Json(field) => Some(field.clone()),
        _ => None,
    };
    let fields: BTreeSet<String> = responses.iter().filter_map(field).collect();
    let mut fields = fields.iter();
    let (Some(first), second) = (fields.next(), fields.next()) else {
        let (doc, items) = (None, Vec::new());
        return Some(ErrorBody { doc, items });
    };
    if second.is_none() {
        let ty = written(context.ty(first)?);
        let doc = format!("The body of an error response is a `{ty}`, which `Error::json` reads.");
        let (doc, items) = (Some(doc), Vec::new());
        return Some(ErrorBody { doc, items });
    }
    let doc = |name: &syn::Ident| {
        Some(format!(
            "[`{name}::read`] reads the body of an error response."
        ))
    };
    if let Some(name) = context.error_enums.get(&context.operation.types) {
        let (doc, items) = (doc(name), Vec::new());
        return Some(ErrorBody { doc, items });
    }
    let name = context.used_names.item(&context.operation.name, "Error");
    let (mut variants, mut arms): (Vec<TokenStream>, Vec<TokenStream>) = Default::default();
    let mut used_names = BTreeSet::new();
    for response in responses {
        let media_type = response.media_type.as_deref();
        let subtype = media_type.and_then(|media| media.rsplit('/').next());
        let variant = names::status(response.status) + &subtype.map(pascal).unwrap_or_default();
        let variant = format_ident!("{}", unique_name(&variant, &mut used_names));
        let pattern = names::pattern(response.status);
        let pattern = match media_type {
            Some(media_type) => quote!(#pattern if error.has_media_type(#media_type)),
            None => quote!(#pattern),
        };
        let spelling = names::spelling(response.status);
        match field(response) {
            Some(field) => {
                let ty = context.ty(&field)?;
                let line = match media_type {
                    Some(media_type) => format!("{spelling}, of the type `{media_type}`."),
                    None => format!("{spelling}."),
                };
                let doc = docs([line.as_str()]);
                variants.push(quote!(#(#doc)* #variant(#ty),));
                arms.push(quote!(#pattern => Self::#variant(error.json().ok()?),));
            }
            None => {
                let line = match response.content {
                    ResponseContent::Empty => format!("{spelling}, without a body."),
                    _ => format!("{spelling}; the body is not JSON."),
                };
                let doc = docs([line.as_str()]);
                variants.push(quote!(#(#doc)* #variant,));
                arms.push(quote!(#pattern => Self::#variant,));
            }
        }
    }
    if !responses.iter().any(|r| r.status == Status::Default) {
        arms.push(quote!(_ => return None,));
    }
    let line = format!(
        "The body of an error response of `{}`.",
        context.operation.name
    );
    let line = docs([line.as_str()]);
    let items = vec![
        parse_quote! {
            #(#line)*
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum #name { #(#variants)* }
        },
        parse_quote! {
            impl #name {
                /// Reads the body of `error`; returns `None` if it is not as described.
                pub fn read(error: &::rolekit_runtime::Error) -> Option<Self> {
                    Some(match error.status()?.as_u16() { #(#arms)* })
                }
            }
        },
    ];
    let doc = doc(&name);
    let types = context.operation.types.clone();
    context.error_enums.insert(types, name);
    Some(ErrorBody { doc, items })
}

/// Returns a type as text for documentation.
fn written(ty: &Type) -> String {
    let alias: syn::File = parse_quote!(type T = #ty;);
    let text = prettyplease::unparse(&alias);
    let text = text.trim().trim_start_matches("type T = ");
    text.trim_end_matches(';').to_owned()
}
