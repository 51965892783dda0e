//! What a change of a document means for those who depend on its client.
//!
//! The verdict follows the Rust that is generated, for that is what they compile against: a field
//! that is new in an answer breaks nothing, for the structs may grow, and an optional parameter of
//! a query breaks every call, for arguments go by position. Answers that are no success are not
//! compared: the client hands them on as they come.

mod changes;
mod compare;
mod model;
mod operations;
mod read;
mod render;
mod rust;
mod source;
mod types;
mod verdict;

pub use changes::Change;
pub use compare::compare;
pub use model::{Argument, Direction, Field, Model, Operation, Place, Rules, Shape, Type, Variant};
pub use read::read;
pub use source::{against, release};
pub use verdict::{Kind, Step};

use crate::diagnostic::Diagnostic;
use crate::pipeline::Source;
use crate::target::Target;

/// Two documents compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The client.
    pub client: String,
    /// What is compared with.
    pub from: String,
    /// What is compared.
    pub to: String,
    /// The version that the vendor gave the old document.
    pub old_version: String,
    /// The version that the vendor gave the new document.
    pub new_version: String,
    /// The version of the SDK, where it is known.
    pub release: Option<String>,
    /// The changes, what breaks first.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The greatest step that a change asks for.
    pub fn step(&self) -> Step {
        let steps = self.changes.iter().map(|change| change.step);
        steps.max().unwrap_or_default()
    }
}

/// A document, its overlay, and what it is called.
#[derive(Clone, Debug)]
pub struct Side {
    /// What messages call it.
    pub name: String,
    /// The document.
    pub document: Source,
    /// The overlay.
    pub overlay: Option<Source>,
}

/// Compares two documents of a client, each under its overlay.
///
/// # Errors
/// What the pipeline had to say, where it does not take one of them.
pub fn diff(
    client: &str,
    old: Side,
    new: Side,
    target: Target,
) -> Result<Comparison, Vec<Diagnostic>> {
    let (from, to) = (old.name, new.name);
    let old = read(old.document, old.overlay, target)?;
    let new = read(new.document, new.overlay, target)?;
    Ok(Comparison {
        client: client.to_owned(),
        from,
        to,
        changes: compare(&old, &new),
        old_version: old.version,
        new_version: new.version,
        release: None,
    })
}
