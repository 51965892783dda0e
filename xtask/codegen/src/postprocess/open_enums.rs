//! Adds a variant for unknown strings to string enums.

use std::collections::BTreeSet;

use syn::{Attribute, Fields, Item, ItemEnum, parse_quote};

use super::context::PostprocessContext;
use crate::syntax;

/// Traits that the macro implements.
const IMPLEMENTED: [&str; 4] = ["Display", "FromStr", "TryFrom", "From"];

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    // These enums are already open.
    let done = context.ir.types.types_with_own_serde();
    let strings: BTreeSet<String> = context
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(item) if is_string_enum(item) && !done.contains(&item.ident.to_string()) => {
                Some(item.ident.to_string())
            }
            _ => None,
        })
        .collect();
    let mut out = Vec::with_capacity(context.items.len());
    for item in std::mem::take(&mut context.items) {
        match item {
            Item::Enum(item) if strings.contains(&item.ident.to_string()) => {
                if item.variants.iter().any(|v| v.ident == "Unknown") {
                    context.report.error(
                        "variant-name",
                        &crate::pointer::schema_at(&item.ident.to_string()),
                        "a variant is named `Unknown`, the name of the variant for all other values",
                        "Remove the value in an overlay: it is still read and written, as unknown.",
                    );
                }
                out.push(string_enum(&item));
            }
            // Other enums may get more variants.
            Item::Enum(mut item) => {
                item.attrs.push(parse_quote!(#[non_exhaustive]));
                out.push(Item::Enum(item));
            }
            Item::Impl(block)
                if syntax::is_for_any(&block, &strings)
                    && syntax::trait_name(&block)
                        .is_some_and(|name| IMPLEMENTED.contains(&name.as_str())) => {}
            item => out.push(item),
        }
    }
    context.items = out;
}

/// Returns whether no variant has content, so that serde writes the names of the variants.
fn is_string_enum(item: &ItemEnum) -> bool {
    !item.variants.is_empty()
        && item
            .variants
            .iter()
            .all(|v| matches!(v.fields, Fields::Unit))
        && syntax::serde_meta(&item.attrs, "untagged").is_none()
        && syntax::serde_meta(&item.attrs, "tag").is_none()
}

/// Returns the enum as the macro takes it: the discriminant of each variant is its string.
fn string_enum(item: &ItemEnum) -> Item {
    let docs = |attrs: &[Attribute]| -> Vec<Attribute> {
        let docs = attrs.iter().filter(|attr| attr.path().is_ident("doc"));
        docs.cloned().collect()
    };
    let (name, enum_docs) = (&item.ident, docs(&item.attrs));
    let marker: Attribute = syntax::string_enum_marker();
    let variants = item.variants.iter().map(|variant| -> syn::Variant {
        let (name, docs) = (&variant.ident, docs(&variant.attrs));
        let wire = syntax::serde_text(&variant.attrs, "rename");
        let wire = wire.unwrap_or_else(|| name.to_string());
        parse_quote!(#(#docs)* #name = #wire)
    });
    parse_quote! {
        #marker
        #(#enum_docs)*
        pub enum #name {
            #(#variants,)*
        }
    }
}
