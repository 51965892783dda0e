//! Lists of what is to be there.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::file::{Managed, Unlisted, Until};
use crate::located::Location;
use crate::record::{Record, Thing};

/// What a grant is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantKey {
    /// The e-mail address in lower case.
    pub email: String,
    /// The name of the project; none for the account.
    pub project: Option<String>,
    /// The role.
    pub role: String,
}

/// A user of Trusted Twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwinUser {
    /// The name of the role.
    pub role: String,
    /// The e-mail address of the person in lower case.
    pub person: Option<String>,
}

/// A list that the file manages.
#[derive(Clone, Debug)]
pub struct Section<K, V> {
    /// What happens to things that the list does not have.
    pub unlisted: Unlisted,
    /// Whether also what the file did not make may be removed.
    pub adopt: bool,
    /// What is to be there.
    pub wanted: BTreeMap<K, Wanted<V>>,
    /// What is listed and has ended, so is not to be there.
    pub ended: BTreeMap<K, Wanted<V>>,
}

/// Something that is to be there, and where the file says so.
#[derive(Clone, Debug)]
pub struct Wanted<V> {
    /// The thing.
    pub value: V,
    /// Its end.
    pub until: Option<Until>,
    /// Why it is wanted.
    pub reason: Option<String>,
    /// The position in the file.
    pub at: Location,
}

impl<K: Ord, V> Section<K, V> {
    pub(super) fn new<T>(managed: &Managed<T>) -> Self {
        Self {
            unlisted: managed.unlisted,
            adopt: managed.adopt,
            wanted: BTreeMap::new(),
            ended: BTreeMap::new(),
        }
    }

    /// Returns the entry of a thing, also one that has ended.
    #[must_use]
    pub fn listed(&self, key: &K) -> Option<&Wanted<V>> {
        self.wanted.get(key).or_else(|| self.ended.get(key))
    }

    /// Returns whether anything may be removed.
    pub(crate) fn may_remove(&self) -> bool {
        self.unlisted == Unlisted::Revoke || !self.ended.is_empty()
    }

    /// Returns whether a thing that the list does not have is removed.
    pub(crate) fn revokes(&self, thing: &Thing, record: &Record) -> bool {
        self.unlisted == Unlisted::Revoke && (self.adopt || record.owned.contains(thing))
    }

    /// Adds a thing. Returns the one that is there already, and adds nothing then.
    pub(super) fn add(
        &mut self,
        key: K,
        wanted: Wanted<V>,
        now: DateTime<Utc>,
    ) -> Option<&mut Wanted<V>> {
        let has_ended = wanted.until.is_some_and(|until| until.is_past(now));
        let map = if has_ended {
            &mut self.ended
        } else {
            &mut self.wanted
        };
        match map.entry(key) {
            std::collections::btree_map::Entry::Occupied(entry) => Some(entry.into_mut()),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(wanted);
                None
            }
        }
    }
}
