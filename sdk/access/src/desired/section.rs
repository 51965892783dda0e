//! Lists of the desired state.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Utc};

use crate::file::{Managed, Unlisted, Until};
use crate::located::Location;
use crate::record::{ManagedResource, Record};

/// Identifies a grant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantKey {
    /// The e-mail address in lower case.
    pub email: String,
    /// The name of the project. `None` for the account.
    pub project: Option<String>,
    /// The role.
    pub role: String,
}

/// The desired role and owner of a user of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DesiredTwinUser {
    /// The name of the role.
    pub role: String,
    /// The e-mail address of the person in lower case.
    pub person: Option<String>,
}

/// A list that the file manages.
#[derive(Clone, Debug)]
pub struct Section<K, V> {
    /// What happens to resources of the account that are not in the list.
    pub unlisted: Unlisted,
    /// Whether resources that the file did not create may be removed too.
    pub adopt: bool,
    /// The entries that have not ended.
    pub active: BTreeMap<K, DesiredEntry<V>>,
    /// The entries that have ended, and whose access is removed.
    pub ended: BTreeMap<K, DesiredEntry<V>>,
}

/// An entry of the desired state, with its location in the file.
#[derive(Clone, Debug)]
pub struct DesiredEntry<V> {
    /// The desired value.
    pub value: V,
    /// The end of the access.
    pub until: Option<Until>,
    /// The reason given in the file.
    pub reason: Option<String>,
    /// The location in the file.
    pub at: Location,
}

impl<K: Ord, V> Section<K, V> {
    pub(super) fn new<T>(managed: &Managed<T>) -> Self {
        Self {
            unlisted: managed.unlisted.value,
            adopt: managed.adopt,
            active: BTreeMap::new(),
            ended: BTreeMap::new(),
        }
    }

    /// Returns the entry for a key, including one that has ended.
    #[must_use]
    pub fn entry(&self, key: &K) -> Option<&DesiredEntry<V>> {
        self.active.get(key).or_else(|| self.ended.get(key))
    }

    /// Returns whether a plan may remove resources of this section.
    pub(crate) fn may_remove(&self) -> bool {
        self.unlisted == Unlisted::Revoke || !self.ended.is_empty()
    }

    /// Returns whether a plan removes a resource that is not in the list.
    pub(crate) fn revokes(&self, resource: &ManagedResource, record: &Record) -> bool {
        self.unlisted == Unlisted::Revoke && (self.adopt || record.owned.contains(resource))
    }

    /// Adds an entry. If the key has one already, returns that one and adds nothing.
    pub(super) fn add(
        &mut self,
        key: K,
        entry: DesiredEntry<V>,
        now: DateTime<Utc>,
    ) -> Option<&mut DesiredEntry<V>> {
        let has_ended = entry.until.is_some_and(|until| until.is_past(now));
        let map = if has_ended {
            &mut self.ended
        } else {
            &mut self.active
        };
        match map.entry(key) {
            Entry::Occupied(occupied) => Some(occupied.into_mut()),
            Entry::Vacant(vacant) => {
                vacant.insert(entry);
                None
            }
        }
    }
}
