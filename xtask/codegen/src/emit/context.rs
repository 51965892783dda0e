//! The input for the parts of a method.

use std::collections::BTreeMap;

use syn::{Ident, parse_quote};

use super::names;
use crate::ir::Operation;
use crate::types::TypeLookup;

/// The operation that is being written.
pub(super) struct EmitContext<'a> {
    pub(super) operation: &'a Operation,
    /// The name of its request.
    pub(super) builder: Ident,
    /// The path of the type whose method starts the request: a resource or the client.
    pub(super) owner: String,
    pub(super) lookup: &'a TypeLookup,
    pub(super) used_names: &'a mut names::UsedNames,
    /// The enums of error bodies, by [`Operation::types`].
    pub(super) error_enums: &'a mut BTreeMap<String, Ident>,
}

impl<'a> EmitContext<'a> {
    /// Returns the type of a field, as it is named outside of the module `types`.
    pub(super) fn ty(&self, field: &str) -> Option<&'a syn::Type> {
        self.lookup.get(self.operation, field)
    }
}

/// Returns documentation of these lines.
pub(super) fn docs<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<syn::Attribute> {
    let text: Vec<&str> = lines.into_iter().collect();
    let text = text.join("\n");
    crate::syntax::split_doc(parse_quote!(#[doc = #text]))
}
