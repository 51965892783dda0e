//! Checks that both services need.

use std::collections::BTreeSet;

use super::{InvalidSeed, Secret};

/// Checks the items of one list of a seed.
pub(crate) struct Checker<T> {
    list: &'static str,
    seen: BTreeSet<T>,
}

impl<T: Ord + Clone + std::fmt::Display> Checker<T> {
    /// Creates a checker for the list with this path.
    pub(crate) fn new(list: &'static str) -> Self {
        Self {
            list,
            seen: BTreeSet::new(),
        }
    }

    /// Returns an error in a field of the item with this index.
    pub(crate) fn error(&self, index: usize, field: &str, problem: &str) -> InvalidSeed {
        InvalidSeed::new(format!("{}[{index}].{field}", self.list), problem)
    }

    /// Fails if an earlier item has the same id.
    pub(crate) fn require_unique(
        &mut self,
        index: usize,
        field: &str,
        id: Option<&T>,
    ) -> Result<(), InvalidSeed> {
        match id {
            Some(id) if !self.insert(id.clone()) => {
                let problem = format!("{id} is the {field} of two items");
                Err(self.error(index, field, &problem))
            }
            _ => Ok(()),
        }
    }

    /// Notes an id. Returns false if it was noted before.
    pub(crate) fn insert(&mut self, id: T) -> bool {
        self.seen.insert(id)
    }

    /// Returns whether an item has this id.
    pub(crate) fn contains(&self, id: &T) -> bool {
        self.seen.contains(id)
    }

    /// Fails if a secret cannot be sent in a header.
    pub(crate) fn require_sendable(
        &self,
        index: usize,
        field: &str,
        secret: Option<&Secret>,
    ) -> Result<(), InvalidSeed> {
        let is_sendable =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        match secret {
            Some(secret) if !is_sendable(secret.expose()) => {
                let problem = "must be printable ASCII without spaces, to be sent in a header";
                Err(self.error(index, field, problem))
            }
            _ => Ok(()),
        }
    }
}
