//! Code that exists only with a feature of the crate.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, Type, parse_quote};

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
        let name = match item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            Item::Type(item) => item.ident.to_string(),
            Item::Impl(block) => match type_name(&block.self_ty) {
                Some(name) => name,
                None => continue,
            },
            _ => continue,
        };
        let Some(features) = features.get(&name) else {
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

fn type_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        Type::Reference(reference) => type_name(&reference.elem),
        _ => None,
    }
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
