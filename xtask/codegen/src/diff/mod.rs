//! Compares two versions of a document, and determines the required semver bump.
//!
//! The verdict is about the generated Rust: a new response field breaks nothing, because structs are
//! `#[non_exhaustive]`, nor does a new optional query parameter, because it is a setter; a new required
//! one breaks every call, because it is an argument. The body of an error is compared if the client has an
//! enum for it. An operation with one schema of errors names it in the documentation only.

mod changes;
mod compare;
mod model;
mod operations;
mod read;
mod render;
mod rust;
mod security;
mod source;
mod types;
mod verdict;

pub use changes::Change;
pub use compare::compare;
pub use model::{
    Argument, ArgumentLocation, Constraints, Definition, Direction, Field, Model,
    OperationSignature, Type, Variant,
};
pub use read::read;
pub use source::{load_old, sdk_version};
pub use verdict::{ChangeKind, SemverBump};

use crate::diagnostic::Diagnostic;
use crate::pipeline::Source;

/// The comparison of two versions of a document.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The name of the client.
    pub client: String,
    /// The name of the old document.
    pub old_name: String,
    /// The name of the new document.
    pub new_name: String,
    /// The vendor's version of the old document.
    pub old_version: String,
    /// The vendor's version of the new document.
    pub new_version: String,
    /// The version of the SDK, if known.
    pub sdk_version: Option<String>,
    /// The changes, breaking ones first.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Returns the bump that the most breaking change requires.
    pub fn bump(&self) -> SemverBump {
        let bumps = self.changes.iter().map(|change| change.bump);
        bumps.max().unwrap_or_default()
    }
}

/// A document with its overlay.
#[derive(Clone, Debug)]
pub struct DiffInput {
    /// The name in messages.
    pub name: String,
    /// The document.
    pub document: Source,
    /// The overlay.
    pub overlay: Option<Source>,
}

/// Compares two versions of a client's document, each with its overlay.
///
/// # Errors
/// Fails with the diagnostics if no client can be generated from either document.
pub fn diff(client: &str, old: DiffInput, new: DiffInput) -> Result<Comparison, Vec<Diagnostic>> {
    let (old_name, new_name) = (old.name, new.name);
    let old = read(old.document, old.overlay)?;
    let new = read(new.document, new.overlay)?;
    Ok(Comparison {
        client: client.to_owned(),
        old_name,
        new_name,
        changes: compare(&old, &new),
        old_version: old.version,
        new_version: new.version,
        sdk_version: None,
    })
}
