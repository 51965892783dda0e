//! Types have a JSON Schema where the SDK's feature of that name is on.

use std::collections::BTreeSet;

use syn::{Attribute, Item, parse_quote};

use super::tree;
use crate::names::pascal;
use crate::plan::Plan;

pub(super) fn run(file: &mut syn::File, plan: &Plan) {
    // Whatever is read and written by code of its own is one of what its variants hold.
    let untagged: BTreeSet<String> = plan
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
    for item in items {
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
