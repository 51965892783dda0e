//! The state that the passes share.

use std::collections::HashMap;

use syn::Item;

use crate::diagnostic::Report;
use crate::ir::Ir;
use crate::types::TypeLookup;

/// The types of a client while the passes change them.
pub(super) struct PostprocessContext<'a> {
    pub(super) ir: &'a Ir,
    pub(super) items: Vec<Item>,
    pub(super) lookup: TypeLookup,
    pub(super) report: &'a mut Report,
}

/// Returns the positions of the structs and enums, by name.
pub(super) fn positions(items: &[Item]) -> HashMap<String, usize> {
    let names = items.iter().enumerate().filter_map(|(i, item)| match item {
        Item::Struct(item) => Some((item.ident.to_string(), i)),
        Item::Enum(item) => Some((item.ident.to_string(), i)),
        _ => None,
    });
    names.collect()
}
