//! Finds the entries of a file that would give a person access again.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::Leaver;
use crate::file::{AccessFile, Until, Who, email};
use crate::located::{Located, Location};

/// Returns the locations in a file that name a person or a user of the person: the next plan gives the access again
/// that they list. Entries that have ended are left out.
#[must_use]
pub fn listed(file: &AccessFile, leaver: &Leaver, now: DateTime<Utc>) -> BTreeSet<Location> {
    let is_person = |who: &&Located<Who>| who.value == Who::Person(leaver.email.clone());
    let holds = |until: Option<Until>| until.is_none_or(|until| !until.is_past(now));
    let mut found = BTreeSet::new();
    for team in file.teams.values() {
        found.extend(team.iter().filter(is_person).map(|who| who.at));
    }
    let grants = file.gcore.iter().flat_map(|it| &it.grants.list);
    for grant in grants.filter(|it| holds(it.until)) {
        found.extend(grant.to.iter().filter(is_person).map(|who| who.at));
    }
    let members = file.iam.iter().flat_map(|it| &it.members.list);
    for member in members.filter(|it| holds(it.until)) {
        found.extend(member.who.iter().filter(is_person).map(|who| who.at));
    }
    let users = file.trusted_twin.iter().flat_map(|it| &it.users);
    for user in users.flat_map(|it| &it.list).filter(|it| holds(it.until)) {
        let owner = user.person.as_ref().and_then(|person| email(person));
        let is_own = match owner {
            Some(owner) => owner == leaver.email,
            None => leaver.twin_users.contains(&user.name.value),
        };
        found.extend(is_own.then_some(user.name.at));
    }
    found
}
