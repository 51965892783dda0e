//! Makes unions select their variant by the tag if they have one, and otherwise by how much of the value
//! each variant preserves. A value that fits no variant is `Unknown`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Fields, Item, ItemEnum, Type, parse_quote};

use super::context::Context;
use crate::ir::Union;
use crate::names::pascal;
use crate::pointer::schema_at;
use crate::syntax;

pub(super) fn run(context: &mut Context<'_>) {
    let Context {
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

/// Returns whether each variant contains one value.
fn fits(item: &ItemEnum, union: &Union) -> bool {
    item.variants.len() == union.variants.len()
        && item
            .variants
            .iter()
            .all(|v| matches!(&v.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1))
}

fn write(item: &mut ItemEnum, union: &Union) -> Vec<Item> {
    let name = item.ident.clone();
    let types: Vec<Type> = item
        .variants
        .iter()
        .filter_map(|v| v.fields.iter().next().map(|f| f.ty.clone()))
        .collect();
    let variants: Vec<_> = union
        .variants
        .iter()
        .map(|v| format_ident!("{}", v.name))
        .collect();
    for ((variant, ident), source) in item.variants.iter_mut().zip(&variants).zip(&union.variants) {
        variant.ident = ident.clone();
        if variant.attrs.is_empty()
            && let (Some(tag), false) = (&union.tag, source.tags.is_empty())
        {
            let tags: Vec<String> = source.tags.iter().map(|t| format!("`{t}`")).collect();
            let doc = format!(" If `{tag}` is {}.", tags.join(" or "));
            let doc: Attribute = parse_quote!(#[doc = #doc]);
            variant.attrs.push(doc);
        }
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
        deserialize(&name, union, &variants, &types),
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

/// The last of `variants` is `Unknown`.
fn display(name: &syn::Ident, variants: &[syn::Ident]) -> Item {
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

fn parse(name: &syn::Ident) -> Item {
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

fn deserialize(name: &syn::Ident, union: &Union, variants: &[syn::Ident], types: &[Type]) -> Item {
    // Variants without a tag value are tried in order.
    let tried: Vec<usize> = (0..variants.len())
        .filter(|i| union.tag.is_none() || union.variants[*i].tags.is_empty())
        .collect();
    let guess = if tried.is_empty() {
        quote!(::std::result::Result::Ok(Self::Unknown(value)))
    } else {
        let (variants, types): (Vec<_>, Vec<_>) =
            tried.iter().map(|i| (&variants[*i], &types[*i])).unzip();
        // A `Timestamp` keeps any string, but this variant must be a valid timestamp.
        let timestamp: Type = parse_quote!(::rolekit_runtime::Timestamp);
        let checks = types.iter().map(|ty| {
            (**ty == timestamp).then(|| quote!(.filter(|(read, _)| read.to_utc().is_some())))
        });
        quote! {{
            let size = ::rolekit_runtime::__private::alternatives::size(&value);
            let mut best: ::std::option::Option<(Self, usize)> = ::std::option::Option::None;
            #(
                if let ::std::option::Option::Some((read, preserved)) =
                    ::rolekit_runtime::__private::alternatives::read::<#types>(&value) #checks
                {
                    if preserved == size {
                        return ::std::result::Result::Ok(Self::#variants(read));
                    }
                    if best.as_ref().is_none_or(|(_, most)| preserved > *most) {
                        best = ::std::option::Option::Some((Self::#variants(read), preserved));
                    }
                }
            )*
            ::std::result::Result::Ok(match best {
                ::std::option::Option::Some((best, _)) => best,
                ::std::option::Option::None => Self::Unknown(value),
            })
        }}
    };
    let body: TokenStream = match &union.tag {
        None => guess,
        Some(tag) => {
            let arms = union
                .variants
                .iter()
                .zip(variants)
                .filter(|(source, _)| !source.tags.is_empty());
            let arms = arms.map(|(source, variant)| {
                let tags = &source.tags;
                quote! {
                    #(::std::option::Option::Some(#tags))|* => ::serde_json::from_value(value)
                        .map(Self::#variant)
                        .map_err(<D::Error as ::serde::de::Error>::custom)
                }
            });
            quote! {
                match value.get(#tag).and_then(::serde_json::Value::as_str) {
                    #(#arms,)*
                    _ => #guess,
                }
            }
        }
    };
    parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;
                #body
            }
        }
    }
}

fn serialize(name: &syn::Ident, union: &Union, variants: &[syn::Ident]) -> Item {
    let arms = union.variants.iter().zip(variants).map(|(source, variant)| {
        match (&union.tag, source.tags.first()) {
            (Some(tag), Some(first)) if !source.holds_tag => {
                quote!(Self::#variant(value) => ::rolekit_runtime::__private::alternatives::write(value, #tag, #first, serializer))
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
