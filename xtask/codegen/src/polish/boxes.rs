//! A field that may be left out and holds its own type: the generator boxes the `Option`, and then
//! takes the field for one that is always there.

use syn::{GenericArgument, Item, PathArguments, Type, parse_quote};

use super::tree;

pub(super) fn run(file: &mut syn::File) {
    let Some(items) = tree::types(file) else {
        return;
    };
    let structs = items.iter_mut().filter_map(|item| match item {
        Item::Struct(item) => Some(item),
        _ => None,
    });
    for field in structs.flat_map(|item| item.fields.iter_mut()) {
        let inner = boxed(&field.ty).and_then(tree::in_option).cloned();
        let Some(inner) = inner else { continue };
        field.ty = parse_quote!(::std::option::Option<::std::boxed::Box<#inner>>);
        let has = |name| tree::serde_meta(&field.attrs, name).is_some();
        if !has("deserialize_with") && !has("skip_serializing_if") {
            field.attrs.push(parse_quote!(
                #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            ));
        }
    }
}

/// What `Box<…>` holds.
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
