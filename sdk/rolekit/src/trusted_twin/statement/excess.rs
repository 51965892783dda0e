//! What a grant would give beyond what its giver holds.

use std::fmt;

use crate::runtime::{Error, ErrorKind};
use crate::trusted_twin::{Action, ActionSet};

/// The actions that a statement permits and its giver does not hold. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    actions: ActionSet,
}

impl Excess {
    pub(super) fn of(granted: &ActionSet, held: &ActionSet) -> Result<(), Self> {
        let actions = granted.difference(held);
        if actions.is_empty() {
            Ok(())
        } else {
            Err(Self { actions })
        }
    }

    /// All of them.
    pub fn actions(&self) -> &ActionSet {
        &self.actions
    }

    /// Those of them that this version knows, in the order of their names.
    #[inline]
    pub fn known(&self) -> Vec<Action> {
        self.actions
            .intersection(&ActionSet::known())
            .named()
            .collect()
    }

    /// Whether there are actions among them that this version does not know: the grant is then
    /// infinite, and takes in what the vendor adds later.
    pub fn is_open(&self) -> bool {
        self.actions.is_open()
    }
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the grant exceeds what its giver holds by {}",
            self.actions
        )?;
        if self.is_open() {
            f.write_str(", also by actions that this version does not know")?;
        }
        Ok(())
    }
}

impl std::error::Error for Excess {}

/// Of the kind [`InvalidRequest`](ErrorKind::InvalidRequest), so that a check stands before a call
/// with a `?`.
impl From<Excess> for Error {
    #[inline]
    fn from(excess: Excess) -> Self {
        Self::new(ErrorKind::InvalidRequest)
            .with_message(excess.to_string())
            .with_source(excess)
    }
}
