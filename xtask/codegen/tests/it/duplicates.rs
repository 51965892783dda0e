//! Searches for names that generated code has twice.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens as _;
use syn::visit::{self, Visit};
use unicode_normalization::UnicodeNormalization as _;

/// Returns the names of types, functions, fields and variants that occur twice in one place.
pub(crate) fn duplicates(code: &str) -> Vec<String> {
    let file: syn::File = syn::parse_str(code).unwrap();
    let mut found = Duplicates(Vec::new());
    found.visit_file(&file);
    found.0
}

struct Duplicates(Vec<String>);

impl Duplicates {
    fn check(&mut self, names: impl IntoIterator<Item = String>) {
        let mut seen = BTreeSet::new();
        // The compiler compares the normal forms of names.
        let names = names.into_iter().map(|name| name.nfc().collect::<String>());
        self.0
            .extend(names.filter(|name| !seen.insert(name.clone())));
    }

    fn items(&mut self, items: &[syn::Item]) {
        let types = items.iter().filter_map(|item| match item {
            syn::Item::Struct(item) => Some(item.ident.to_string()),
            syn::Item::Enum(item) => Some(item.ident.to_string()),
            syn::Item::Type(item) => Some(item.ident.to_string()),
            syn::Item::Mod(item) => Some(item.ident.to_string()),
            // `name` is after `enum` or `struct` in the call of a macro.
            syn::Item::Macro(item) => item
                .mac
                .tokens
                .clone()
                .into_iter()
                .skip_while(|token| !matches!(token.to_string().as_str(), "enum" | "struct"))
                .nth(1)
                .map(|token| token.to_string()),
            _ => None,
        });
        self.check(types.collect::<Vec<_>>());
        let values = items.iter().filter_map(|item| match item {
            syn::Item::Static(item) => Some(item.ident.to_string()),
            syn::Item::Const(item) => Some(item.ident.to_string()),
            syn::Item::Fn(item) => Some(item.sig.ident.to_string()),
            _ => None,
        });
        self.check(values.collect::<Vec<_>>());
        let mut methods: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for item in items {
            let syn::Item::Impl(block) = item else {
                continue;
            };
            if let (None, syn::Type::Path(ty)) = (&block.trait_, &*block.self_ty) {
                let own = methods
                    .entry(ty.path.segments[0].ident.to_string())
                    .or_default();
                own.extend(block.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(item) => Some(item.sig.ident.to_string()),
                    _ => None,
                }));
            }
        }
        for methods in methods.into_values() {
            self.check(methods);
        }
    }
}

impl Visit<'_> for Duplicates {
    fn visit_file(&mut self, file: &syn::File) {
        self.items(&file.items);
        visit::visit_file(self, file);
    }

    fn visit_item_mod(&mut self, module: &syn::ItemMod) {
        self.items(module.content.as_ref().map_or(&[], |(_, items)| items));
        visit::visit_item_mod(self, module);
    }

    fn visit_fields_named(&mut self, fields: &syn::FieldsNamed) {
        self.check(
            fields
                .named
                .iter()
                .filter_map(|f| Some(f.ident.as_ref()?.to_string())),
        );
    }

    fn visit_item_enum(&mut self, item: &syn::ItemEnum) {
        self.check(
            item.variants
                .iter()
                .map(|variant| variant.ident.to_string()),
        );
    }

    fn visit_signature(&mut self, signature: &syn::Signature) {
        self.check(signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(input.pat.to_token_stream().to_string()),
            syn::FnArg::Receiver(_) => None,
        }));
    }
}
