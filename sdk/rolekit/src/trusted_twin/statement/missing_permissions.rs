//! Intent: reports a grant that includes permissions the caller lacks.

use std::fmt;

use crate::trusted_twin::{Action, ActionSet};
use rolekit_runtime::Error;

/// The actions, at least one, that a statement permits and its grantor lacks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MissingPermissions {
    actions: ActionSet,
}

impl MissingPermissions {
    pub(super) fn check(granted: &ActionSet, held: &ActionSet) -> Result<(), Self> {
        let actions = granted.difference(held);
        if actions.is_empty() {
            Ok(())
        } else {
            Err(Self { actions })
        }
    }

    /// Returns all missing actions.
    pub fn actions(&self) -> &ActionSet {
        &self.actions
    }

    /// Returns the missing actions that this version knows, sorted by name.
    #[inline]
    pub fn known(&self) -> Vec<Action> {
        self.actions
            .intersection(&ActionSet::known())
            .named()
            .collect()
    }

    /// Returns whether actions that this version does not know are missing: the grant then includes
    /// actions that the vendor adds later.
    pub fn is_open(&self) -> bool {
        self.actions.is_open()
    }
}

impl fmt::Display for MissingPermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "grants permissions the caller lacks: {}", self.actions)?;
        if self.is_open() {
            f.write_str(", including actions this version does not know")?;
        }
        Ok(())
    }
}

impl std::error::Error for MissingPermissions {}

/// Converts into an error of the kind [`InvalidRequest`](crate::ErrorKind::InvalidRequest), so
/// that `?` works in a function that also sends requests.
impl From<MissingPermissions> for Error {
    #[inline]
    fn from(missing: MissingPermissions) -> Self {
        Self::invalid_request(missing)
    }
}
