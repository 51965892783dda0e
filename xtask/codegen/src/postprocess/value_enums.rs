//! Writes the values of enums: the generator knows only the names of the variants.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Item, ItemEnum, parse_quote};

use super::context::PostprocessContext;
use crate::ir::ValueEnum;
use crate::names::pascal;
use crate::pointer::schema_at;
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let PostprocessContext {
        ir, items, report, ..
    } = context;
    let mut enums: BTreeMap<String, &ValueEnum> = ir
        .types
        .value_enums
        .iter()
        .map(|values| (pascal(&values.component), values))
        .collect();
    let mut opened: BTreeSet<String> = BTreeSet::new();
    let mut out = Vec::with_capacity(items.len());
    // The implementations by the generator come after the type.
    for mut item in std::mem::take(items) {
        match &mut item {
            Item::Enum(own) => {
                let name = own.ident.to_string();
                let fits = |v: &mut &ValueEnum| own.variants.len() == v.values.len();
                let values = enums
                    .get_mut(&name)
                    .is_some_and(fits)
                    .then(|| enums.remove(&name));
                match values.flatten() {
                    Some(values) if values.strings => rename(own, values),
                    Some(values) => {
                        let written = open(own, values);
                        opened.insert(name);
                        out.push(item);
                        out.extend(written);
                        continue;
                    }
                    None => {}
                }
            }
            Item::Impl(block) if syntax::is_for_any(block, &opened) => continue,
            _ => {}
        }
        out.push(item);
    }
    *items = out;
    for values in enums.into_values() {
        report.unsupported(
            "enum-names",
            &schema_at(&values.component),
            "the generator wrote no enum for it",
            "Report it, with the document.",
        );
    }
}

/// Writes each variant as its string.
fn rename(item: &mut ItemEnum, values: &ValueEnum) {
    for (variant, (name, value)) in item.variants.iter_mut().zip(&values.values) {
        let Some(text) = value.as_str() else { continue };
        variant.ident = format_ident!("{name}");
        variant.attrs.retain(|attr| !attr.path().is_ident("serde"));
        variant.attrs.push(parse_quote!(#[serde(rename = #text)]));
    }
}

/// Reads and writes the variants as values that are not strings.
fn open(item: &mut ItemEnum, values: &ValueEnum) -> Vec<Item> {
    let name = &item.ident;
    let unknown: syn::Type = if values.integers {
        parse_quote!(i64)
    } else {
        parse_quote!(::serde_json::Value)
    };
    syntax::without_derives(&mut item.attrs, &["Copy", "Deserialize", "Serialize"]);
    if !values.integers {
        syntax::without_derives(&mut item.attrs, &["Ord", "PartialOrd", "Eq", "Hash"]);
    }
    let variants: Vec<_> = values
        .values
        .iter()
        .map(|(name, _)| format_ident!("{name}"))
        .collect();
    for (variant, (ident, (_, value))) in item
        .variants
        .iter_mut()
        .zip(variants.iter().zip(&values.values))
    {
        variant.ident = ident.clone();
        variant.attrs.retain(|attr| attr.path().is_ident("doc"));
        if variant.attrs.is_empty() {
            let doc = format!("`{value}`");
            variant.attrs.push(parse_quote!(#[doc = #doc]));
        }
    }
    item.variants.push(parse_quote! {
        /// A value that this version of the client does not know.
        Unknown(#unknown)
    });
    let mut out: Vec<Item> = Vec::new();
    if values.integers {
        let numbers: Vec<_> = values
            .values
            .iter()
            .map(|(_, v)| proc_macro2::Literal::i64_unsuffixed(v.as_i64().unwrap_or(0)))
            .collect();
        out.push(parse_quote! {
            impl #name {
                /// Returns the value in JSON.
                pub fn as_i64(&self) -> i64 {
                    match self {
                        #(Self::#variants => #numbers,)*
                        Self::Unknown(value) => *value,
                    }
                }
            }
        });
        out.push(parse_quote! {
            impl ::std::convert::From<i64> for #name {
                fn from(value: i64) -> Self {
                    match value {
                        #(#numbers => Self::#variants,)*
                        _ => Self::Unknown(value),
                    }
                }
            }
        });
        out.push(parse_quote! {
            impl ::std::str::FromStr for #name {
                type Err = ::std::num::ParseIntError;

                fn from_str(
                    value: &str,
                ) -> ::std::result::Result<Self, ::std::num::ParseIntError> {
                    value.parse::<i64>().map(Self::from)
                }
            }
        });
        out.push(parse_quote! {
            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    ::std::fmt::Display::fmt(&self.as_i64(), f)
                }
            }
        });
        out.push(parse_quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    serializer.serialize_i64(self.as_i64())
                }
            }
        });
        out.push(parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    <i64 as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
                }
            }
        });
    } else {
        let written: Vec<TokenStream> = values.values.iter().map(|(_, v)| json(v)).collect();
        let equal: Vec<TokenStream> = values.values.iter().map(|(_, v)| equals(v)).collect();
        out.push(parse_quote! {
            impl #name {
                /// Returns the value in JSON.
                pub fn to_value(&self) -> ::serde_json::Value {
                    match self {
                        #(Self::#variants => ::serde_json::Value::from(#written),)*
                        Self::Unknown(value) => value.clone(),
                    }
                }
            }
        });
        out.push(parse_quote! {
            impl ::std::convert::From<::serde_json::Value> for #name {
                fn from(value: ::serde_json::Value) -> Self {
                    #(
                        if #equal {
                            return Self::#variants;
                        }
                    )*
                    Self::Unknown(value)
                }
            }
        });
        out.push(parse_quote! {
            impl ::std::str::FromStr for #name {
                type Err = ::std::convert::Infallible;

                fn from_str(
                    value: &str,
                ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                    let value = ::serde_json::from_str(value)
                        .unwrap_or_else(|_| ::serde_json::Value::from(value));
                    ::std::result::Result::Ok(Self::from(value))
                }
            }
        });
        out.push(parse_quote! {
            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    match self.to_value() {
                        ::serde_json::Value::String(text) => f.write_str(&text),
                        value => ::std::fmt::Display::fmt(&value, f),
                    }
                }
            }
        });
        out.push(parse_quote! {
            impl ::serde::Serialize for #name {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> ::std::result::Result<S::Ok, S::Error> {
                    ::serde::Serialize::serialize(&self.to_value(), serializer)
                }
            }
        });
        out.push(parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> ::std::result::Result<Self, D::Error> {
                    <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)
                        .map(Self::from)
                }
            }
        });
    }
    out
}

/// Returns the condition that `value` is this scalar. Numbers are equal by value: 2 is 2.0.
fn equals(scalar: &Value) -> TokenStream {
    let written = json(scalar);
    let same = quote!(value == ::serde_json::Value::from(#written));
    // Larger integers are not equal to their nearest float.
    let is_exact = |float: f64| scalar.is_f64() || float.abs() < 2_f64.powi(53);
    match scalar.as_f64().filter(|float| is_exact(*float)) {
        Some(float) => quote!(value.as_f64() == ::std::option::Option::Some(#float)),
        None => same,
    }
}

/// Returns a scalar as a literal.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::Bool(flag) => quote!(#flag),
        Value::String(text) => quote!(#text),
        Value::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
            (Some(n), _, _) => quote!(#n),
            (_, Some(n), _) => quote!(#n),
            (_, _, Some(n)) => quote!(#n),
            _ => quote!(()),
        },
        _ => quote!(()),
    }
}
