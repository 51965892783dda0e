//! Helpers to read the syntax of generated types.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemImpl, Meta, Token, parse_quote, punctuated::Punctuated};

/// Returns the items of the module `name`.
pub(crate) fn module<'a>(file: &'a syn::File, name: &str) -> &'a [Item] {
    let module = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    module.map_or(&[], |(_, items)| items)
}

/// Returns whether `block` is for one of the types `names`.
pub(crate) fn is_for_any(block: &ItemImpl, names: &BTreeSet<String>) -> bool {
    let syn::Type::Path(path) = &*block.self_ty else {
        return false;
    };
    let ident = path.path.get_ident();
    ident.is_some_and(|ident| names.contains(&ident.to_string()))
}

/// Returns the name of the type that `block` is for.
pub(crate) fn self_name(block: &ItemImpl) -> Option<String> {
    match &*block.self_ty {
        syn::Type::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

/// Returns whether `ty` refers to the crate `name`.
pub(crate) fn names_crate(ty: &syn::Type, name: &str) -> bool {
    let mut find = FindCrate { name, found: false };
    find.visit_type(ty);
    find.found
}

/// Returns whether one of `items` refers to the crate `name`.
pub(crate) fn use_crate(items: &[Item], name: &str) -> bool {
    let mut find = FindCrate { name, found: false };
    items.iter().for_each(|item| find.visit_item(item));
    find.found
}

struct FindCrate<'a> {
    name: &'a str,
    found: bool,
}

impl Visit<'_> for FindCrate<'_> {
    fn visit_path(&mut self, path: &syn::Path) {
        let first = path.segments.first();
        self.found |= path.segments.len() > 1 && first.is_some_and(|s| s.ident == self.name);
        visit::visit_path(self, path);
    }
}

/// Returns the name of the trait that `block` implements.
pub(crate) fn trait_name(block: &ItemImpl) -> Option<String> {
    let (path, _) = block.trait_.as_ref()?;
    path.segments.last().map(|s| s.ident.to_string())
}

/// Returns the entries of `#[serde(…)]`.
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

/// Returns the entry of `#[serde(…)]` with this name.
pub(crate) fn serde_meta(attrs: &[Attribute], name: &str) -> Option<Meta> {
    serde_metas(attrs)
        .into_iter()
        .find(|meta| meta.path().is_ident(name))
}

/// Returns the text of `name = "text"` in `#[serde(…)]`.
pub(crate) fn serde_text(attrs: &[Attribute], name: &str) -> Option<String> {
    match serde_meta(attrs, name)? {
        Meta::NameValue(pair) => text(&pair.value),
        _ => None,
    }
}

/// Returns the value of a string literal.
pub(crate) fn text(expr: &syn::Expr) -> Option<String> {
    match expr {
        syn::Expr::Lit(lit) => match &lit.lit {
            syn::Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the type in `Option<…>`.
pub(crate) fn in_option(ty: &syn::Type) -> Option<&syn::Type> {
    argument_of("Option", ty)
}

/// Returns the type in `Box<…>`.
pub(crate) fn in_box(ty: &syn::Type) -> Option<&syn::Type> {
    argument_of("Box", ty)
}

/// Returns the first type argument of a generic type with this name.
pub(crate) fn argument_of<'a>(name: &str, ty: &'a syn::Type) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    if last.ident != name {
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

/// Removes these derives.
pub(crate) fn without_derives(attrs: &mut [Attribute], names: &[&str]) {
    for attr in attrs
        .iter_mut()
        .filter(|attr| attr.path().is_ident("derive"))
    {
        let list = attr.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
        if let Ok(list) = list {
            let remaining = list.iter().filter(|path| {
                let last = path.segments.last().map(|s| s.ident.to_string());
                !last.is_some_and(|last| names.contains(&last.as_str()))
            });
            *attr = syn::parse_quote!(#[derive(#(#remaining),*)]);
        }
    }
}

/// Returns the derives, those with a condition excepted.
pub(crate) fn derives(attrs: &[Attribute]) -> Vec<syn::Path> {
    let derives = attrs.iter().filter(|attr| attr.path().is_ident("derive"));
    derives
        .filter_map(|attr| {
            attr.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)
                .ok()
        })
        .flatten()
        .collect()
}

/// Returns the attribute of code for tests of dependents.
pub(crate) fn test_util() -> Attribute {
    parse_quote!(#[cfg(feature = "test-util")])
}

/// Adds these derives, where they are missing, in the order of the generator: the names of one segment
/// come last, sorted.
pub(crate) fn add_derives(attrs: &mut [Attribute], names: &[&str]) {
    let derive = attrs.iter_mut().find(|attr| attr.path().is_ident("derive"));
    let Some(derive) = derive else { return };
    let list = derive.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
    let Ok(list) = list else { return };
    let (mut own, imported): (Vec<_>, Vec<_>) = list
        .into_iter()
        .partition(|path| path.get_ident().is_some());
    let missing = names
        .iter()
        .filter(|name| !own.iter().any(|path| path.is_ident(name)));
    let missing: Vec<syn::Path> = missing
        .map(|name| quote::format_ident!("{name}").into())
        .collect();
    own.extend(missing);
    own.sort_by_cached_key(|path| path.get_ident().map(ToString::to_string));
    *derive = parse_quote!(#[derive(#(#imported,)* #(#own),*)]);
}

/// Returns documentation with one attribute per line.
pub(crate) fn split_doc(attr: Attribute) -> Vec<Attribute> {
    let text = match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => text(&pair.value),
        _ => None,
    };
    let Some(text) = text else {
        return vec![attr];
    };
    let spaced = text.starts_with(' ');
    text.trim_end()
        .lines()
        .map(|line| {
            let line = line.trim_end();
            let line = match line {
                "" => String::new(),
                line if spaced => line.to_owned(),
                line => format!(" {line}"),
            };
            parse_quote!(#[doc = #line])
        })
        .collect()
}

/// The traits that the macro `string_enum!` derives.
pub(crate) const STRING_ENUM_DERIVES: [&str; 7] = [
    "Clone",
    "Debug",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// Returns the attribute of an enum that `format` prints as a call of the macro `string_enum!`.
pub(crate) fn string_enum_marker() -> Attribute {
    parse_quote!(#[string_enum])
}

/// The line before a module that `format` prints as a call of a macro.
pub(crate) const MACRO_CALL: &str = "#[macro_call]";

/// Returns the call of a macro of the runtime with these items.
pub(crate) fn macro_call(name: &str, items: &[Item]) -> Item {
    let name = quote::format_ident!("{name}");
    parse_quote! {
        #[macro_call]
        mod #name { #(#items)* }
    }
}
