//! Rewrites optional fields that contain their own type: the generator writes a `Box` of an `Option`, which
//! serde treats as required.

use syn::{GenericArgument, Item, PathArguments, Type, parse_quote};

use super::context::Context;
use crate::syntax;

pub(super) fn run(context: &mut Context<'_>) {
    let structs = context.items.iter_mut().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    for field in structs.flat_map(|item| item.fields.iter_mut()) {
        let inner = boxed(&field.ty).and_then(syntax::in_option).cloned();
        let Some(inner) = inner else { continue };
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#inner>>);
        let has = |name| syntax::serde_meta(&field.attrs, name).is_some();
        if !has("deserialize_with") && !has("skip_serializing_if") {
            field.attrs.push(parse_quote!(
                #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            ));
        }
    }
}

/// Returns the type in `Box<…>`.
fn boxed(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == "Box")?;
    match &last.arguments {
        PathArguments::AngleBracketed(args) => match args.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}
