//! Rewrites `Box<Option<T>>` to `Option<Box<T>>`.

use syn::{Item, parse_quote};

use super::context::PostprocessContext;
use crate::syntax;

/// Rewrites the optional fields that contain their own type. The generator writes them as
/// `Box<Option<T>>`, which is awkward to use and is sent as `null` when absent; an `Option<Box<T>>` is
/// omitted. The golden test `recursive` has an example.
pub(super) fn run(context: &mut PostprocessContext<'_>) {
    let structs = context.items.iter_mut().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    for field in structs.flat_map(|item| item.fields.iter_mut()) {
        let inner = syntax::in_box(&field.ty)
            .and_then(syntax::in_option)
            .cloned();
        let Some(inner) = inner else { continue };
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#inner>>);
        // A required nullable field has a `deserialize_with`. It must be sent, so `null` is not skipped.
        let has = |name| syntax::serde_meta(&field.attrs, name).is_some();
        if !has("deserialize_with") && !has("skip_serializing_if") {
            field.attrs.push(parse_quote!(
                #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            ));
        }
    }
}
