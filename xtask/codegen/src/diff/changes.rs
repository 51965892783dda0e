//! The changes that a comparison finds.

use serde::Serialize;

use super::model::Direction;
use super::verdict::{ChangeKind, SemverBump};

/// One change, as a dependent sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The kind.
    pub kind: ChangeKind,
    /// The semver bump that it requires.
    pub bump: SemverBump,
    /// The Rust name of what changed.
    pub subject: String,
    /// Whether the data is sent or received, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// The message.
    pub message: String,
    /// The reason for the bump.
    pub why: &'static str,
}

/// Collects the changes of a comparison.
#[derive(Debug, Default)]
pub(super) struct Changes(Vec<Change>);

impl Changes {
    pub(super) fn push(
        &mut self,
        kind: ChangeKind,
        subject: impl Into<String>,
        direction: Option<Direction>,
        message: impl Into<String>,
    ) {
        self.0.push(Change {
            kind,
            bump: kind.bump(),
            subject: subject.into(),
            direction,
            message: message.into(),
            why: kind.why(),
        });
    }

    pub(super) fn into_vec(self) -> Vec<Change> {
        self.0
    }
}
