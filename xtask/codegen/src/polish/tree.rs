//! Finding one's way in the generator's output.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Attribute, ImplItemFn, Item, ItemImpl, Meta, Token, punctuated::Punctuated};

/// The items of the module `types`.
pub(crate) fn types(file: &mut syn::File) -> Option<&mut Vec<Item>> {
    file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => {
            module.content.as_mut().map(|(_, items)| items)
        }
        _ => None,
    })
}

/// The client's methods that are operations.
pub(crate) fn methods(file: &mut syn::File) -> impl Iterator<Item = &mut ImplItemFn> {
    file.items
        .iter_mut()
        .filter_map(|item| match item {
            Item::Impl(block) if block.trait_.is_none() && is_for(block, "Client") => Some(block),
            _ => None,
        })
        .flat_map(|block| &mut block.items)
        .filter_map(|item| match item {
            syn::ImplItem::Fn(method) if answer(&method.sig).is_some() => Some(method),
            _ => None,
        })
}

/// What an operation's method gives once the service has answered: of an `async fn` what stands there,
/// else what its future gives. Nothing for a function that makes no call.
pub(crate) fn answer(signature: &syn::Signature) -> Option<&syn::Type> {
    let syn::ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    if signature.asyncness.is_some() {
        return Some(ty);
    }
    let syn::Type::ImplTrait(given) = &**ty else {
        return None;
    };
    given.bounds.iter().find_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last()?;
            let syn::PathArguments::AngleBracketed(args) = &last.arguments else {
                return None;
            };
            args.args.iter().find_map(|arg| match arg {
                syn::GenericArgument::AssocType(output) if output.ident == "Output" => {
                    Some(&output.ty)
                }
                _ => None,
            })
        }
        _ => None,
    })
}

/// Whether `block` is about the type `name`.
pub(crate) fn is_for(block: &ItemImpl, name: &str) -> bool {
    matches!(&*block.self_ty, syn::Type::Path(path) if path.path.is_ident(name))
}

/// Whether `block` is about one of the types `names`; asked of every block, so by name.
pub(crate) fn is_for_any(block: &ItemImpl, names: &BTreeSet<String>) -> bool {
    let syn::Type::Path(path) = &*block.self_ty else {
        return false;
    };
    let ident = path.path.get_ident();
    ident.is_some_and(|ident| names.contains(&ident.to_string()))
}

/// The name of the trait that `block` implements.
pub(crate) fn trait_name(block: &ItemImpl) -> Option<String> {
    let (path, _) = block.trait_.as_ref()?;
    path.segments.last().map(|s| s.ident.to_string())
}

/// The entries of `#[serde(…)]`.
pub(crate) fn serde_metas(attrs: &[Attribute]) -> Vec<Meta> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde"))
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .collect()
}

/// The one entry of `#[serde(…)]` with this name.
pub(crate) fn serde_meta(attrs: &[Attribute], name: &str) -> Option<Meta> {
    serde_metas(attrs)
        .into_iter()
        .find(|meta| meta.path().is_ident(name))
}

/// The text of `name = "text"` in `#[serde(…)]`.
pub(crate) fn serde_text(attrs: &[Attribute], name: &str) -> Option<String> {
    match serde_meta(attrs, name)? {
        Meta::NameValue(pair) => text(&pair.value),
        _ => None,
    }
}

/// The text of a literal.
pub(crate) fn text(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(lit) => match &lit.lit {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// What `Option<…>` holds.
pub(crate) fn in_option(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    if last.ident != "Option" {
        return None;
    }
    match &last.arguments {
        syn::PathArguments::AngleBracketed(args) => args.args.iter().find_map(|arg| match arg {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

/// Whether two pieces of syntax are written alike.
pub(crate) fn same(a: &impl ToTokens, b: &impl ToTokens) -> bool {
    a.to_token_stream().to_string() == b.to_token_stream().to_string()
}

/// Takes these derives away.
pub(crate) fn without_derives(attrs: &mut [Attribute], names: &[&str]) {
    for attr in attrs
        .iter_mut()
        .filter(|attr| attr.path().is_ident("derive"))
    {
        let list = attr.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
        if let Ok(list) = list {
            let kept = list.iter().filter(|path| {
                let last = path.segments.last().map(|s| s.ident.to_string());
                !last.is_some_and(|last| names.contains(&last.as_str()))
            });
            *attr = syn::parse_quote!(#[derive(#(#kept),*)]);
        }
    }
}
