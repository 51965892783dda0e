//! One line of imports, of what is used.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::{Item, parse_quote};

use crate::target::Target;

/// What a user of the client has to be able to name.
const PUBLIC: [&str; 2] = ["ByteStream", "ResponseValue"];
/// What the methods need in scope.
const PRIVATE: [&str; 4] = [
    "ClientHooks",
    "ClientInfo",
    "OperationInfo",
    "RequestBuilderExt",
];

pub(super) fn run(file: &mut syn::File, target: Target) {
    file.items.retain(|item| !matches!(item, Item::Use(_)));
    let mut used = BTreeSet::new();
    for item in &file.items {
        // The types need none of these, and may be named like them.
        if !matches!(item, Item::Mod(module) if module.ident == "types") {
            collect(item.to_token_stream(), &mut used);
        }
    }
    // In the SDK it is a method of the runtime's own.
    if target == Target::Standalone && used.contains("form_urlencoded") {
        used.insert("RequestBuilderExt".to_owned());
    }
    let of = |names: &[&str]| -> Vec<syn::Ident> {
        let used = names.iter().filter(|name| used.contains(**name));
        used.map(|name| format_ident!("{name}")).collect()
    };
    let (public, private) = (of(&PUBLIC), of(&PRIVATE));
    if !private.is_empty() {
        file.items
            .insert(0, parse_quote!(use progenitor_client::{#(#private),*};));
    }
    if !public.is_empty() {
        file.items
            .insert(0, parse_quote!(pub use progenitor_client::{#(#public),*};));
    }
}

fn collect(tokens: TokenStream, into: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                into.insert(ident.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), into),
            _ => {}
        }
    }
}
