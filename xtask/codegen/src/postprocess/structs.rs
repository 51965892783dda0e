//! Makes structs `non_exhaustive`, so that a new field is not a breaking change, adds constructors and
//! setters to those of requests, and makes those that are only sent reject unknown fields: they are
//! read from desired state that people write.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::{Attribute, Field, Fields, Item, ItemStruct, Meta, Type, parse_quote};

use super::context::PostprocessContext;
use crate::names::{pascal, snake};
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let sent = context.ir.types.request_components.iter();
    let sent: BTreeSet<String> = sent.map(|name| pascal(name)).collect();
    let sent_only = context.ir.types.sent_only_components.iter();
    let mut strict: BTreeSet<String> = sent_only.map(|name| pascal(name)).collect();
    let required: BTreeMap<String, Vec<&str>> = (context.ir.schemas.iter())
        .map(|(name, schema)| (pascal(name), required(schema)))
        .collect();
    // The tag of a union may be no field of its variant.
    for variant in context.items.iter().flat_map(variants) {
        strict.remove(&variant);
    }
    let items = &mut context.items;
    let mut out = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match item {
            Item::Struct(mut item) if matches!(item.fields, Fields::Named(_)) => {
                if strict.contains(&item.ident.to_string()) && !accepts_unknown(&item) {
                    item.attrs.push(parse_quote!(#[serde(deny_unknown_fields)]));
                }
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                let name = item.ident.to_string();
                let order = required.get(&name).map_or(&[][..], Vec::as_slice);
                let methods = sent.contains(&name).then(|| methods(&item, order));
                out.push(Item::Struct(item));
                out.extend(methods);
            }
            item => out.push(item),
        }
    }
    *items = out;
}

/// Returns the required fields of a schema, in the order of the document.
fn required(schema: &Value) -> Vec<&str> {
    let required = schema.get("required").and_then(Value::as_array);
    let required = required.into_iter().flatten();
    required.filter_map(Value::as_str).collect()
}

/// Returns the position of a field among the required ones. The generator sorts fields by name.
fn position(field: &Field, required: &[&str]) -> usize {
    let ident = field.ident.as_ref().map(ToString::to_string);
    let ident = ident.as_deref().unwrap_or("").trim_start_matches("r#");
    let wire = syntax::serde_text(&field.attrs, "rename");
    let is_field = |name: &&str| Some(*name) == wire.as_deref() || snake(name) == ident;
    required.iter().position(is_field).unwrap_or(required.len())
}

/// Returns the names of the types in the variants of an enum.
fn variants(item: &Item) -> Vec<String> {
    let Item::Enum(item) = item else {
        return Vec::new();
    };
    let fields = item.variants.iter().flat_map(|variant| &variant.fields);
    let names = fields.filter_map(|field| match &field.ty {
        Type::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    });
    names.collect()
}

/// Returns whether the struct keeps unknown fields, or is strict already.
fn accepts_unknown(item: &ItemStruct) -> bool {
    let has = |attrs: &[Attribute], name| syntax::serde_meta(attrs, name).is_some();
    has(&item.attrs, "deny_unknown_fields")
        || item.fields.iter().any(|field| has(&field.attrs, "flatten"))
}

/// Returns the constructor, which takes the required fields in the order of the document, and a setter for
/// each other field.
fn methods(item: &ItemStruct, required: &[&str]) -> Item {
    let name = &item.ident;
    let mut arguments = Vec::new();
    let (mut values, mut setters): (Vec<TokenStream>, Vec<TokenStream>) = Default::default();
    let mut used_names = BTreeSet::from(RESERVED.map(str::to_owned));
    let fields = item.fields.iter().filter_map(|field| field.ident.as_ref());
    used_names.extend(fields.map(ToString::to_string));
    for field in &item.fields {
        let (ident, ty) = (&field.ident, &field.ty);
        match default(field) {
            Some(value) => {
                values.push(quote!(#ident: #value));
                setters.extend(self::setters(field, &mut used_names));
            }
            None => {
                arguments.push((position(field, required), quote!(#ident: #ty)));
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
    arguments.sort_by_key(|(position, _)| *position);
    let arguments = arguments.into_iter().map(|(_, argument)| argument);
    parse_quote! {
        impl #name {
            #[doc = #doc]
            #[inline]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#values),* }
            }

            #(#setters)*
        }
    }
}

/// Names of methods that every type of a request has.
const RESERVED: [&str; 3] = ["clone", "clone_into", "new"];

/// Returns the setter of an optional field, and the method that sets it to null if that differs from
/// its absence.
fn setters(field: &Field, used_names: &mut BTreeSet<String>) -> Vec<TokenStream> {
    let Some(ident) = &field.ident else {
        return Vec::new();
    };
    if RESERVED.contains(&ident.to_string().as_str())
        || syntax::serde_meta(&field.attrs, "flatten").is_some()
    {
        return Vec::new();
    }
    let docs = field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("doc"));
    let docs: Vec<_> = docs.collect();
    let three_states = syntax::argument_of("Field", &field.ty);
    let wrapped = three_states.or_else(|| syntax::in_option(&field.ty));
    let ty = wrapped.unwrap_or(&field.ty);
    let (argument, value) = argument(ident, ty);
    let value = match (three_states, wrapped) {
        (Some(_), _) => quote!(::rolekit_runtime::Field::Value(#value)),
        (None, Some(_)) => quote!(Some(#value)),
        (None, None) => value,
    };
    let mut setters = vec![quote! {
        #(#docs)*
        #[inline]
        #[must_use]
        pub fn #ident(mut self, #ident: #argument) -> Self {
            self.#ident = #value;
            self
        }
    }];
    let clear = format!("clear_{}", ident.to_string().trim_start_matches("r#"));
    if three_states.is_some() && used_names.insert(clear.clone()) {
        let (clear, doc) = (
            format_ident!("{clear}"),
            format!(" Sets `{ident}` to null."),
        );
        setters.push(quote! {
            #[doc = #doc]
            #[inline]
            #[must_use]
            pub fn #clear(mut self) -> Self {
                self.#ident = ::rolekit_runtime::Field::Null;
                self
            }
        });
    }
    setters
}

/// Returns the type of a setter's argument, and the expression that converts it.
fn argument(name: &syn::Ident, ty: &Type) -> (TokenStream, TokenStream) {
    let converted = [
        parse_quote!(::std::string::String),
        parse_quote!(::rolekit_runtime::Secret),
        parse_quote!(::rolekit_runtime::Timestamp),
        parse_quote!(::rolekit_runtime::UnixTimestamp),
    ];
    if converted.contains(ty) {
        return (quote!(impl Into<#ty>), quote!(#name.into()));
    }
    if let Some(ty) = syntax::in_box(ty) {
        return (quote!(#ty), quote!(::std::boxed::Box::new(#name)));
    }
    match syntax::argument_of("Vec", ty) {
        Some(item) if converted.contains(item) => (
            quote!(impl IntoIterator<Item = impl Into<#item>>),
            quote!(#name.into_iter().map(Into::into).collect()),
        ),
        Some(item) => (
            quote!(impl IntoIterator<Item = #item>),
            quote!(#name.into_iter().collect()),
        ),
        None => (quote!(#ty), quote!(#name)),
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
