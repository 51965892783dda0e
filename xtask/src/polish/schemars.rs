//! Types have a JSON Schema where the SDK's feature of that name is on.

use syn::{Attribute, Item, parse_quote};

use super::tree;

pub(super) fn run(file: &mut syn::File) {
    let Some(items) = tree::types(file) else {
        return;
    };
    for item in items {
        let attrs = match item {
            Item::Struct(item) => &mut item.attrs,
            Item::Enum(item) => &mut item.attrs,
            _ => continue,
        };
        let derive: Attribute =
            parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]);
        let after = attrs
            .iter()
            .rposition(|attr| attr.path().is_ident("derive"))
            .map_or(attrs.len(), |i| i + 1);
        attrs.insert(after, derive);
    }
}
