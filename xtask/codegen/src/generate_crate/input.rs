//! The input of crate generation.

use std::path::Path;

use super::runtime::Runtime;
use crate::diagnostic::Policy;
use crate::sources::FileAccess;

/// The input of crate generation.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The document.
    pub spec: &'a Path,
    /// The files that it may refer to.
    pub allowed: FileAccess,
    /// Its overlay.
    pub overlay: Option<&'a Path>,
    /// The name of the crate; defaults to the name of the document.
    pub name: Option<&'a str>,
    /// The runtime that the crate depends on.
    pub runtime: Runtime,
    /// Whether parts that the client cannot express are errors.
    pub policy: Policy,
}
