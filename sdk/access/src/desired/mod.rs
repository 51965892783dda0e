//! What the file says, by name: teams are people, grants are single, and every name is known.

mod lists;
mod people;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use people::People;

use crate::file::{AccessFile, Guards, Managed, Unlisted, Until};
use crate::located::Location;
use crate::problem::Problem;
use crate::record::{Record, Thing};
use crate::state::RoleBody;

/// Desired access. A section that is absent is not managed.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// People and teams.
    pub people: People,
    /// Roles of Gcore Cloud.
    pub grants: Option<Section<GrantKey, ()>>,
    /// Groups of members of Gcore's account, by e-mail address.
    pub members: Option<Section<String, String>>,
    /// Roles of Trusted Twin, by name.
    pub roles: Option<Section<String, RoleBody>>,
    /// Users of Trusted Twin, by name.
    pub users: Option<Section<String, TwinUser>>,
    /// The limits of plans.
    pub guards: Guards,
}

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
    /// Where it stands.
    pub at: Location,
}

impl<K: Ord, V> Section<K, V> {
    fn new<T>(managed: &Managed<T>) -> Self {
        Self {
            unlisted: managed.unlisted,
            adopt: managed.adopt,
            wanted: BTreeMap::new(),
            ended: BTreeMap::new(),
        }
    }

    /// Returns whether a thing that the list does not have is removed.
    pub(crate) fn revokes(&self, thing: &Thing, record: &Record) -> bool {
        self.unlisted == Unlisted::Revoke && (self.adopt || record.owned.contains(thing))
    }

    /// Adds a thing. Returns the one that is there already, and adds nothing then.
    fn add(&mut self, key: K, wanted: Wanted<V>, now: DateTime<Utc>) -> Option<&mut Wanted<V>> {
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

/// Resolves what a file says. Grants whose end is before `now` count as ended.
///
/// # Errors
/// Returns everything that contradicts itself or names what is not known.
pub fn resolve(file: &AccessFile, now: DateTime<Utc>) -> Result<Desired, Vec<Problem>> {
    let mut problems = Vec::new();
    let people = People::new(file, &mut problems);
    let mut lists = lists::Lists {
        people: &people,
        now,
        problems: &mut problems,
    };
    let grants = file.gcore.as_ref().map(|it| lists.grants(&it.grants));
    let members = file.iam.as_ref().map(|it| lists.members(&it.members));
    let twin = file.trusted_twin.as_ref();
    let roles = twin.and_then(|it| it.roles.as_ref());
    let roles = roles.map(|it| lists.roles(it));
    let users = twin.and_then(|it| it.users.as_ref());
    let users = users.map(|it| lists.users(it, roles.as_ref()));
    if problems.is_empty() {
        Ok(Desired {
            people,
            grants,
            members,
            roles,
            users,
            guards: file.guards.clone().unwrap_or_default(),
        })
    } else {
        Err(problems)
    }
}
