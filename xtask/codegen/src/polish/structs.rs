//! Structs may grow: nobody writes them out whole, those that are sent have a constructor.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Field, Fields, Item, ItemStruct, Meta, parse_quote};

use super::tree;
use crate::names::pascal;
use crate::plan::Plan;

pub(super) fn run(file: &mut syn::File, plan: &Plan) {
    let sent: BTreeSet<String> = plan.request_types.iter().map(|name| pascal(name)).collect();
    let Some(items) = tree::types(file) else {
        return;
    };
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
        " With every field left out."
    } else if arguments.len() == values.len() {
        " With all of its fields."
    } else {
        " With the fields that are required; the others are left out."
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

/// The value of a field that may be left out.
fn default(field: &Field) -> Option<TokenStream> {
    let whole = quote!(::std::default::Default::default());
    match tree::serde_meta(&field.attrs, "default") {
        Some(Meta::NameValue(pair)) => {
            let path: syn::Path = syn::parse_str(&tree::text(&pair.value)?).ok()?;
            return Some(quote!(#path()));
        }
        Some(_) => return Some(whole),
        None => {}
    }
    let flat = tree::serde_meta(&field.attrs, "flatten").is_some();
    // A field that has to be there and may be null is read by a function of its own.
    let optional = tree::in_option(&field.ty).is_some()
        && tree::serde_meta(&field.attrs, "deserialize_with").is_none();
    (flat || optional).then_some(whole)
}
