//! Code that exists only with a feature of the crate.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemImpl, parse_quote};

use crate::ir::Ir;
use crate::names::pascal;
use crate::subset;

/// Returns the attribute of code that needs a feature.
pub(super) fn cfg(feature: Option<&str>) -> Option<Attribute> {
    feature.map(|feature| parse_quote!(#[cfg(feature = #feature)]))
}

/// Adds the attribute to items.
pub(super) fn gate(items: &mut [Item], cfg: Option<&Attribute>) {
    let Some(cfg) = cfg else {
        return;
    };
    for item in items {
        if let Some(attrs) = attributes(item) {
            attrs.insert(0, cfg.clone());
        }
    }
}

/// Adds the attribute to the types that only operations with a feature need.
pub(super) fn gate_types(ir: &Ir, items: &mut [Item]) {
    if ir.features().is_empty() {
        return;
    }
    let mut features: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut always: BTreeSet<String> = BTreeSet::new();
    for operation in &ir.operations {
        let Some(schema) = ir.schemas.get(&operation.types) else {
            continue;
        };
        let names = subset::closure(&ir.schemas, schema);
        let names = names.iter().map(|name| pascal(name));
        match ir.feature(operation) {
            None => always.extend(names),
            Some(feature) => {
                for name in names {
                    features.entry(name).or_default().insert(feature);
                }
            }
        }
    }
    features.retain(|name, _| !always.contains(name));
    for item in items {
        let names = match item {
            Item::Struct(item) => vec![item.ident.to_string()],
            Item::Enum(item) => vec![item.ident.to_string()],
            Item::Type(item) => vec![item.ident.to_string()],
            Item::Impl(block) => header_names(block),
            _ => continue,
        };
        let Some(features) = names.iter().find_map(|name| features.get(name)) else {
            continue;
        };
        let cfg: Attribute = match features.iter().collect::<Vec<_>>()[..] {
            [feature] => parse_quote!(#[cfg(feature = #feature)]),
            _ => {
                let features = features.iter();
                parse_quote!(#[cfg(any(#(feature = #features),*))])
            }
        };
        gate(std::slice::from_mut(item), Some(&cfg));
    }
}

/// Returns the names of the types that the trait and the type of an `impl` refer to.
fn header_names(block: &ItemImpl) -> Vec<String> {
    struct Names(Vec<String>);

    impl Visit<'_> for Names {
        fn visit_path(&mut self, path: &syn::Path) {
            self.0
                .extend(path.segments.last().map(|last| last.ident.to_string()));
            visit::visit_path(self, path);
        }
    }

    let mut names = Names(Vec::new());
    names.visit_type(&block.self_ty);
    if let Some((path, _)) = &block.trait_ {
        names.visit_path(path);
    }
    names.0
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        _ => return None,
    })
}
