//! The types of what an operation is answered with, and how an answer becomes one of them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Expr, Item, Type, parse_quote};

use super::{Context, docs, names};
use crate::plan::{Answer, Content, Status};

/// What an operation is refused with.
#[derive(Clone, Debug)]
pub(in crate::polish) struct Refused {
    /// The type of the body.
    pub(in crate::polish) ty: Type,
    /// How it is read from a `refusal`; nothing where no body is described.
    pub(in crate::polish) read: Option<Expr>,
}

/// What `refused` reads, and the type where one has to be written.
pub(super) fn refused(
    context: &Context<'_>,
    taken: &mut BTreeSet<String>,
) -> Option<(Refused, Option<Item>)> {
    let answers = &context.call.refusals;
    let shape = |answer: &Answer| match &answer.content {
        Content::Json(shape) => Some(shape.clone()),
        _ => None,
    };
    let shapes: BTreeSet<Option<String>> = answers.iter().map(shape).collect();
    if shapes.iter().all(Option::is_none) {
        let ty = parse_quote!(());
        return Some((Refused { ty, read: None }, None));
    }
    let mut arms: Vec<TokenStream> = Vec::new();
    if let (1, Some(Some(only))) = (shapes.len(), shapes.first()) {
        let ty = context.ty(only)?.clone();
        let read = Some(if answers.iter().any(|a| a.status == Status::Default) {
            parse_quote!(|refusal| refusal.json().ok())
        } else {
            let patterns = answers.iter().map(|answer| names::pattern(answer.status));
            arms.push(quote!(#(#patterns)|* => refusal.json().ok(),));
            read(arms, answers)
        });
        return Some((Refused { ty, read }, None));
    }
    let name = names::item(&context.operation.name, "Error", taken);
    let mut variants: Vec<TokenStream> = Vec::new();
    for answer in answers {
        let variant = format_ident!("{}", names::status(answer.status));
        let pattern = names::pattern(answer.status);
        let spelled = names::spelled(answer.status);
        match shape(answer) {
            Some(shape) => {
                let ty = context.ty(&shape)?;
                let doc = docs([spelled.as_str()]);
                variants.push(quote!(#(#doc)* #variant(#ty),));
                arms.push(
                    quote!(#pattern => refusal.json().ok().map(operations::#name::#variant),),
                );
            }
            None => {
                let line = match answer.content {
                    Content::Empty => format!("{spelled}, of which no body is described"),
                    _ => format!("{spelled}; its body is no JSON and handed on as it came"),
                };
                let doc = docs([line.as_str()]);
                variants.push(quote!(#(#doc)* #variant,));
                arms.push(quote!(#pattern => Some(operations::#name::#variant),));
            }
        }
    }
    let line = format!("What `{}` is refused with.", context.operation.name);
    let doc = docs([line.as_str()]);
    let item: Item = parse_quote! {
        #(#doc)*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    };
    let refused = Refused {
        ty: parse_quote!(operations::#name),
        read: Some(read(arms, answers)),
    };
    Some((refused, Some(item)))
}

fn read(arms: Vec<TokenStream>, answers: &[Answer]) -> Expr {
    let all = answers.iter().any(|a| a.status == Status::Default);
    let rest = (!all).then(|| quote!(_ => None,));
    parse_quote!(|refusal| match refusal.status.as_u16() { #(#arms)* #rest })
}

/// What an operation gives.
pub(super) struct Given {
    /// The type of its value.
    pub(super) ty: Type,
    /// The arms that make it of a `response`.
    pub(super) arms: TokenStream,
    /// The type, where one has to be written.
    pub(super) item: Option<Item>,
}

/// What the successes of an operation are.
pub(super) fn given(context: &Context<'_>, taken: &mut BTreeSet<String>) -> Option<Given> {
    let answers = &context.call.successes;
    let first = answers.first()?;
    let mut arms = TokenStream::new();
    if answers.iter().all(|answer| answer.content == first.content) {
        let (ty, read) = single(context, &first.content)?;
        let others = answers.iter().map(|answer| answer.status);
        let others = others.filter(|status| !is_two(*status));
        let patterns = others.map(names::pattern);
        arms.extend(quote!(200..=299 #(| #patterns)* => #read,));
        let item = None;
        return Some(Given { ty, arms, item });
    }
    let name = names::item(&context.operation.name, "Answer", taken);
    let mut variants: Vec<TokenStream> = Vec::new();
    let (mut streams, mut all) = (false, false);
    for answer in answers {
        let variant = format_ident!("{}", names::status(answer.status));
        let mut pattern = names::pattern(answer.status);
        if answer.status == Status::Default {
            pattern = parse_quote!(200..=299);
        }
        all |= matches!(answer.status, Status::Default | Status::Range(2));
        let doc = docs([names::spelled(answer.status).as_str()]);
        if answer.content == Content::Empty {
            variants.push(quote!(#(#doc)* #variant,));
            arms.extend(quote! {
                #pattern => Ok(crate::support::map(
                    ResponseValue::empty(response),
                    |()| operations::#name::#variant,
                )),
            });
            continue;
        }
        streams |= answer.content == Content::Bytes;
        let (ty, read) = single(context, &answer.content)?;
        variants.push(quote!(#(#doc)* #variant(#ty),));
        arms.extend(quote! {
            #pattern => #read.map(|value| crate::support::map(value, operations::#name::#variant)),
        });
    }
    variants.push(quote! {
        /// A success that the document does not describe, and its body.
        Unknown(Vec<u8>),
    });
    if !all {
        arms.extend(quote! {
            200..=299 => crate::support::bytes(response)
                .await
                .map(|value| crate::support::map(value, operations::#name::Unknown)),
        });
    }
    let line = format!("What `{}` gives.", context.operation.name);
    let doc = docs([line.as_str()]);
    // A stream can neither be printed nor copied.
    let derive = (!streams).then(|| quote!(#[derive(Clone, Debug)]));
    let item: Item = parse_quote! {
        #(#doc)*
        #derive
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    };
    Some(Given {
        ty: parse_quote!(operations::#name),
        arms,
        item: Some(item),
    })
}

fn is_two(status: Status) -> bool {
    matches!(
        status,
        Status::Code(200..=299) | Status::Range(2) | Status::Default
    )
}

fn single(context: &Context<'_>, content: &Content) -> Option<(Type, TokenStream)> {
    Some(match content {
        Content::Json(shape) => (
            context.ty(shape)?.clone(),
            quote!(crate::support::decode(response).await),
        ),
        Content::Text => (
            parse_quote!(::std::string::String),
            quote!(crate::support::text(response).await),
        ),
        Content::Bytes => (
            parse_quote!(ByteStream),
            quote!(Ok(ResponseValue::stream(response))),
        ),
        Content::Empty => (parse_quote!(()), quote!(Ok(ResponseValue::empty(response)))),
    })
}
