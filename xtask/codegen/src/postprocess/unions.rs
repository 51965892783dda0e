//! Makes unions select their variant by the tag if they have one, and otherwise by how well the value fits
//! the shape of each variant. A value that fits no variant is `Unknown`.

use std::collections::{BTreeMap, BTreeSet};

use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Attribute, Fields, Ident, Item, ItemEnum, Type, parse_quote};

use super::context::PostprocessContext;
use super::shapes;
use crate::ir::Union;
use crate::names::pascal;
use crate::pointer::schema_at;
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let PostprocessContext {
        ir, items, report, ..
    } = context;
    let mut unions: BTreeMap<String, &Union> = ir
        .types
        .unions
        .iter()
        .map(|u| (pascal(&u.component), u))
        .collect();
    let (mut displayed, mut parsed): (BTreeSet<String>, BTreeSet<String>) = Default::default();
    for item in items.iter() {
        if let Item::Impl(block) = item {
            let Some(of) = syntax::self_name(block) else {
                continue;
            };
            match syntax::trait_name(block).as_deref() {
                Some("Display") => displayed.insert(of),
                Some("FromStr") => parsed.insert(of),
                _ => false,
            };
        }
    }
    let mut out = Vec::with_capacity(items.len());
    let mut done = std::collections::BTreeSet::new();
    for item in std::mem::take(&mut *items) {
        match item {
            Item::Enum(mut item)
                if unions
                    .get(&item.ident.to_string())
                    .is_some_and(|union| fits(&item, union)) =>
            {
                let name = item.ident.to_string();
                let written = unions.remove(&name).map(|union| write(&mut item, union));
                let ident = item.ident.clone();
                let variants: Vec<_> = item.variants.iter().map(|v| v.ident.clone()).collect();
                out.push(Item::Enum(item));
                out.extend(written.into_iter().flatten());
                if displayed.contains(&name) {
                    out.push(display(&ident, &variants));
                }
                if parsed.contains(&name) {
                    out.push(parse(&ident));
                }
                done.insert(name);
            }
            // The implementations by the generator come after the type.
            Item::Impl(block) if syntax::is_for_any(&block, &done) => {}
            item => out.push(item),
        }
    }
    *items = out;
    for union in unions.into_values() {
        report.unsupported(
            "one-of",
            &schema_at(&union.component),
            "the generator wrote no enum for the alternatives: the first that fits is read",
            "Report it, with the document.",
        );
    }
}

/// Returns whether each variant contains one value. A union of one has a second variant, since the generator
/// replaces it otherwise.
fn fits(item: &ItemEnum, union: &Union) -> bool {
    item.variants.len() == union.alternatives.max(2)
        && item
            .variants
            .iter()
            .all(|v| matches!(&v.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1))
}

fn write(item: &mut ItemEnum, union: &Union) -> Vec<Item> {
    let name = item.ident.clone();
    let generated = std::mem::take(&mut item.variants);
    let mut types: Vec<Type> = Vec::new();
    let mut variants: Vec<Ident> = Vec::new();
    for source in &union.variants {
        let Some(mut variant) = generated.get(source.alternative).cloned() else {
            continue;
        };
        variant.ident = format_ident!("{}", source.name);
        if variant.attrs.is_empty()
            && let (Some(tag), false) = (&union.tag, source.tags.is_empty())
        {
            let tags = source.tags.iter();
            let mut tags: Vec<String> = tags.map(|tag| format!("`{}`", text(tag))).collect();
            if source.is_default {
                tags.push("absent or unknown".to_owned());
            }
            let doc = format!(" If `{tag}` is {}.", tags.join(" or "));
            let doc: Attribute = parse_quote!(#[doc = #doc]);
            variant.attrs.push(doc);
        }
        types.extend(variant.fields.iter().next().map(|field| field.ty.clone()));
        variants.push(variant.ident.clone());
        item.variants.push(variant);
    }
    item.variants.push(parse_quote! {
        /// A value that fits no other variant.
        Unknown(::serde_json::Value)
    });
    let removed = [
        "Copy",
        "Deserialize",
        "Eq",
        "Hash",
        "Ord",
        "PartialOrd",
        "Serialize",
    ];
    syntax::without_derives(&mut item.attrs, &removed);
    item.attrs.retain(|attr| !attr.path().is_ident("serde"));
    let mut out = vec![
        deserialize(&name, &variants),
        serialize(&name, union, &variants),
    ];
    for (ty, variant) in types.iter().zip(&variants) {
        let is_unique = types.iter().filter(|other| *other == ty).count() == 1;
        if is_unique && !syntax::names_crate(ty, "serde_json") {
            out.push(parse_quote! {
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        Self::#variant(value)
                    }
                }
            });
        }
    }
    out
}

/// Returns a constant without quotes.
fn text(constant: &Value) -> String {
    match constant {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The last of `variants` is `Unknown`.
fn display(name: &Ident, variants: &[Ident]) -> Item {
    let known = variants.split_last().map_or(&[][..], |(_, known)| known);
    parse_quote! {
        impl ::std::fmt::Display for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    #(Self::#known(value) => f.write_str(&value.to_string()),)*
                    Self::Unknown(::serde_json::Value::String(text)) => f.write_str(text),
                    Self::Unknown(value) => ::std::fmt::Display::fmt(value, f),
                }
            }
        }
    }
}

fn parse(name: &Ident) -> Item {
    parse_quote! {
        impl ::std::str::FromStr for #name {
            type Err = ::std::convert::Infallible;

            fn from_str(value: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                let value = ::serde_json::Value::from(value);
                ::std::result::Result::Ok(
                    <Self as ::serde::Deserialize>::deserialize(&value)
                        .unwrap_or(Self::Unknown(value)),
                )
            }
        }
    }
}

fn deserialize(name: &Ident, variants: &[Ident]) -> Item {
    parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                use ::rolekit_runtime::__private::alternatives::{deserialize, read};
                deserialize(
                    deserializer,
                    &[#(|value| read(value).map(Self::#variants)),*],
                    Self::Unknown,
                )
            }
        }
    }
}

fn serialize(name: &Ident, union: &Union, variants: &[Ident]) -> Item {
    let arms = union.variants.iter().zip(variants).map(|(source, variant)| {
        match (&union.tag, source.tags.first()) {
            (Some(tag), Some(first)) if !source.holds_tag => {
                let constant = shapes::constant(first);
                quote! {
                    Self::#variant(value) => {
                        use ::rolekit_runtime::__private::alternatives::{shapes::*, write};
                        write(value, #tag, #constant, serializer)
                    }
                }
            }
            _ => quote!(Self::#variant(value) => ::serde::Serialize::serialize(value, serializer)),
        }
    });
    parse_quote! {
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    #(#arms,)*
                    Self::Unknown(value) => ::serde::Serialize::serialize(value, serializer),
                }
            }
        }
    }
}
