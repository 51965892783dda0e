//! An enum of words takes words that it does not know, and gives them back as they came.

use std::collections::BTreeSet;

use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Item, ItemEnum, Token, parse_quote};

use super::tree;
use crate::diagnostic::Report;
use crate::names::pascal;
use crate::plan::Plan;

pub(super) fn run(file: &mut syn::File, plan: &Plan, report: &mut Report) {
    // What is written out already is open.
    let done: BTreeSet<String> = plan
        .unions
        .iter()
        .map(|union| &union.component)
        .chain(
            plan.values
                .iter()
                .filter(|v| !v.texts)
                .map(|v| &v.component),
        )
        .map(|component| pascal(component))
        .collect();
    let Some(items) = tree::types(file) else {
        return;
    };
    let words: BTreeSet<String> = items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if is_words(item) && !done.contains(&item.ident.to_string()) => {
                Some(item.ident.to_string())
            }
            _ => None,
        })
        .collect();
    let mut out = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match item {
            Item::Enum(mut item) if words.contains(&item.ident.to_string()) => {
                if item.variants.iter().any(|v| v.ident == "Unknown") {
                    report.error(
                        "variant-name",
                        &crate::pointer::schema_at(&item.ident.to_string()),
                        "a variant is named `Unknown`, which stands for all other values",
                        "Remove the value in an overlay: it is still read and written, as unknown.",
                    );
                }
                let conversions = conversions(&item);
                open(&mut item);
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                out.push(Item::Enum(item));
                out.extend(conversions);
            }
            // Alternatives may be added too.
            Item::Enum(mut item) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                out.push(Item::Enum(item));
            }
            // Those of the generator fail where a word is unknown.
            Item::Impl(block)
                if tree::is_for_any(&block, &words)
                    && ["Display", "FromStr", "TryFrom"]
                        .iter()
                        .any(|name| tree::trait_name(&block).as_deref() == Some(name)) => {}
            item => out.push(item),
        }
    }
    *items = out;
}

/// An enum of words: no variant holds anything, and serde writes its name.
fn is_words(item: &ItemEnum) -> bool {
    !item.variants.is_empty()
        && item
            .variants
            .iter()
            .all(|v| matches!(v.fields, Fields::Unit))
        && tree::serde_meta(&item.attrs, "untagged").is_none()
        && tree::serde_meta(&item.attrs, "tag").is_none()
}

fn open(item: &mut ItemEnum) {
    item.variants.push(parse_quote! {
        /// A value that this version does not know.
        #[serde(untagged)]
        Unknown(::std::string::String)
    });
    for attr in &mut item.attrs {
        without_copy(attr);
    }
}

fn without_copy(attr: &mut Attribute) {
    if !attr.path().is_ident("derive") {
        return;
    }
    if let Ok(derives) = attr.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
    {
        let kept = derives.iter().filter(|path| !path.is_ident("Copy"));
        *attr = parse_quote!(#[derive(#(#kept),*)]);
    }
}

/// Words become values and values words; neither can fail.
fn conversions(item: &ItemEnum) -> Vec<Item> {
    let name = &item.ident;
    let variants: Vec<_> = item.variants.iter().map(|v| &v.ident).collect();
    let words: Vec<String> = item
        .variants
        .iter()
        .map(|v| tree::serde_text(&v.attrs, "rename").unwrap_or_else(|| v.ident.to_string()))
        .collect();
    vec![
        parse_quote! {
            impl #name {
                /// The values that this version knows, in the document's order.
                pub const KNOWN: &'static [Self] = &[#(Self::#variants),*];

                /// The value as it is on the wire.
                pub fn as_str(&self) -> &str {
                    match self {
                        #(Self::#variants => #words,)*
                        Self::Unknown(value) => value,
                    }
                }

                fn known(value: &str) -> ::std::option::Option<Self> {
                    match value {
                        #(#words => ::std::option::Option::Some(Self::#variants),)*
                        _ => ::std::option::Option::None,
                    }
                }
            }
        },
        parse_quote! {
            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str(self.as_str())
                }
            }
        },
        parse_quote! {
            impl ::std::convert::AsRef<str> for #name {
                fn as_ref(&self) -> &str {
                    self.as_str()
                }
            }
        },
        parse_quote! {
            impl ::std::convert::From<&str> for #name {
                fn from(value: &str) -> Self {
                    Self::known(value).unwrap_or_else(|| Self::Unknown(value.to_owned()))
                }
            }
        },
        parse_quote! {
            impl ::std::convert::From<::std::string::String> for #name {
                fn from(value: ::std::string::String) -> Self {
                    Self::known(&value).unwrap_or(Self::Unknown(value))
                }
            }
        },
        parse_quote! {
            impl ::std::str::FromStr for #name {
                type Err = ::std::convert::Infallible;

                fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
                    ::std::result::Result::Ok(Self::from(value))
                }
            }
        },
    ]
}
