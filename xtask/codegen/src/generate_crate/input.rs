//! What a crate is generated from.

use std::path::Path;

use super::runtime::Runtime;
use crate::diagnostic::Policy;

/// What to generate from.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The document.
    pub spec: &'a Path,
    /// Its overlay.
    pub overlay: Option<&'a Path>,
    /// The name of the crate; defaults to the name of the document.
    pub name: Option<&'a str>,
    /// The runtime that the crate depends on.
    pub runtime: Runtime,
    /// Whether what cannot be expressed is an error.
    pub policy: Policy,
}
