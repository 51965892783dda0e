//! Derives `Eq` and `Hash` for types without a float, so that they can be in sets and keys of maps.

use syn::visit::{self, Visit};
use syn::{Item, ItemEnum, ItemStruct, TypePath};

use super::contained;
use super::context::PostprocessContext;
use crate::syntax;

pub(super) fn run(context: &mut PostprocessContext<'_>) {
    // A type that contains a type with a float has one too.
    let floats = contained::with_containing_types(
        ["f32", "f64"],
        context.items.iter().filter_map(|item| {
            let mut find = FindTypes(Vec::new());
            find.visit_item(item);
            Some((name(item)?, find.0))
        }),
    );
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

/// Collects the names of types.
struct FindTypes(Vec<String>);

impl Visit<'_> for FindTypes {
    fn visit_type_path(&mut self, ty: &TypePath) {
        self.0.extend(ty.path.get_ident().map(ToString::to_string));
        visit::visit_type_path(self, ty);
    }
}
