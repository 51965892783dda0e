//! Types have a JSON Schema with the feature `schemars`.

use std::collections::BTreeSet;

use syn::{Attribute, Item, parse_quote};

use super::context::Context;
use crate::names::pascal;

pub(super) fn run(context: &mut Context<'_>) {
    let hints = &context.ir.types;
    // What has its own serde code is written as the content of its variant.
    let untagged: BTreeSet<String> = hints
        .unions
        .iter()
        .map(|union| &union.component)
        .chain(
            hints
                .value_enums
                .iter()
                .filter(|v| !v.strings)
                .map(|v| &v.component),
        )
        .map(|component| pascal(component))
        .collect();
    for item in &mut context.items {
        let (attrs, ident) = match item {
            Item::Struct(item) => (&mut item.attrs, &item.ident),
            Item::Enum(item) => (&mut item.attrs, &item.ident),
            _ => continue,
        };
        let derive: Attribute = if untagged.contains(&ident.to_string()) {
            parse_quote!(
                #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema), schemars(untagged))]
            )
        } else {
            parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))])
        };
        let after = attrs
            .iter()
            .rposition(|attr| attr.path().is_ident("derive"))
            .map_or(attrs.len(), |i| i + 1);
        attrs.insert(after, derive);
    }
}
