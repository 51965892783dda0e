//! Makes structs `non_exhaustive`, so that a new field is not a breaking change, and adds constructors to
//! those of requests.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, Item, ItemStruct, Meta, parse_quote};

use super::context::Context;
use crate::names::pascal;
use crate::syntax;

pub(super) fn run(context: &mut Context<'_>) {
    let sent = context.ir.types.request_components.iter();
    let sent: BTreeSet<String> = sent.map(|name| pascal(name)).collect();
    let items = &mut context.items;
    let mut out = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match item {
            Item::Struct(mut item) if matches!(item.fields, Fields::Named(_)) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                let constructor = sent
                    .contains(&item.ident.to_string())
                    .then(|| constructor(&item));
                out.push(Item::Struct(item));
                out.extend(constructor);
            }
            item => out.push(item),
        }
    }
    *items = out;
}

fn constructor(item: &ItemStruct) -> Item {
    let name = &item.ident;
    let (mut arguments, mut values): (Vec<TokenStream>, Vec<TokenStream>) = Default::default();
    for field in &item.fields {
        let (ident, ty) = (&field.ident, &field.ty);
        match default(field) {
            Some(value) => values.push(quote!(#ident: #value)),
            None => {
                arguments.push(quote!(#ident: #ty));
                values.push(quote!(#ident));
            }
        }
    }
    let doc = if arguments.is_empty() {
        " Creates a value without any field."
    } else if arguments.len() == values.len() {
        " Creates a value from its fields."
    } else {
        " Creates a value from its required fields."
    };
    parse_quote! {
        impl #name {
            #[doc = #doc]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

/// Returns the default of an optional field.
fn default(field: &Field) -> Option<TokenStream> {
    let whole = quote!(::std::default::Default::default());
    match syntax::serde_meta(&field.attrs, "default") {
        Some(Meta::NameValue(pair)) => {
            let path: syn::Path = syn::parse_str(&syntax::text(&pair.value)?).ok()?;
            return Some(quote!(#path()));
        }
        Some(_) => return Some(whole),
        None => {}
    }
    let flat = syntax::serde_meta(&field.attrs, "flatten").is_some();
    // A required field that may be null has a `deserialize_with`.
    let optional = syntax::in_option(&field.ty).is_some()
        && syntax::serde_meta(&field.attrs, "deserialize_with").is_none();
    (flat || optional).then_some(whole)
}
