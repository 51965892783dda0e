//! Derives a JSON Schema for each type, with the feature `schemars`.

use syn::{Attribute, Item, parse_quote};

use super::context::PostprocessContext;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    // These are serialized as the content of their variant.
    let untagged = context.ir.types.types_with_own_serde();
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
