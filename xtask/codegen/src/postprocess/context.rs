//! The state that the passes share.

use syn::Item;

use crate::diagnostic::Report;
use crate::ir::Ir;
use crate::types::TypeLookup;

/// The types of a client while the passes change them.
pub(super) struct Context<'a> {
    pub(super) ir: &'a Ir,
    pub(super) items: Vec<Item>,
    pub(super) lookup: TypeLookup,
    pub(super) report: &'a mut Report,
}
