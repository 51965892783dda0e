//! Derives `Eq` and `Hash` for types without a float, so that they can be in sets and keys of maps.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};
use syn::{Item, ItemEnum, ItemStruct, TypePath};

use super::context::Context;
use crate::syntax;

pub(super) fn run(context: &mut Context<'_>) {
    let mut floats = BTreeSet::from(["f32", "f64"].map(str::to_owned));
    // A type that contains a type with a float has one too.
    loop {
        let contain = |item: &&Item| {
            let mut find = FindType {
                names: &floats,
                found: false,
            };
            find.visit_item(item);
            find.found
        };
        let items = context.items.iter().filter(contain);
        let found: BTreeSet<String> = items.filter_map(name).collect();
        if found.is_subset(&floats) {
            break;
        }
        floats.extend(found);
    }
    for item in &mut context.items {
        let has_float = name(item).is_some_and(|name| floats.contains(&name));
        let (Item::Struct(ItemStruct { attrs, .. }) | Item::Enum(ItemEnum { attrs, .. })) = item
        else {
            continue;
        };
        if !has_float {
            syntax::add_derives(attrs, &["Eq", "Hash"]);
        }
    }
}

/// Returns the name of a type.
fn name(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

/// Searches for a type with one of these names.
struct FindType<'a> {
    names: &'a BTreeSet<String>,
    found: bool,
}

impl Visit<'_> for FindType<'_> {
    fn visit_type_path(&mut self, ty: &TypePath) {
        let name = ty.path.get_ident();
        self.found |= name.is_some_and(|name| self.names.contains(&name.to_string()));
        visit::visit_type_path(self, ty);
    }
}
