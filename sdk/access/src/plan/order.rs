//! The order of changes: what gives access comes before what takes it, and each change names those that
//! must have been made before it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Action, Change, Step};

/// Sorts changes and fills in what each depends on.
pub(super) fn order(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|change| rank(&change.action));
    let after = dependencies(&changes);
    for (change, after) in changes.iter_mut().zip(after) {
        change.after = after;
    }
    changes
}

fn rank(action: &Action) -> u8 {
    match action {
        Action::CreateRole { .. } => 0,
        Action::UpdateRole { step, .. } if *step != Step::Narrow => 1,
        Action::InviteMember { .. } | Action::SetGroup { .. } => 2,
        Action::GrantRole { .. } => 3,
        Action::CreateUser { .. } | Action::SetUserRole { .. } => 4,
        Action::UpdateRole { .. } => 5,
        Action::RevokeRole { .. } => 6,
        Action::RemoveMember { .. } => 7,
        Action::DeleteUser { .. } => 8,
        Action::DeleteRole { .. } => 9,
    }
}

/// What a change makes or takes, by which others depend on it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Invited(&'a str),
    Granted(&'a str),
    Revoked(&'a str),
    RoleReady(&'a str),
    RoleLeft(&'a str),
}

/// Returns what each change depends on. Changes that others depend on come first.
fn dependencies(changes: &[Change]) -> Vec<BTreeSet<usize>> {
    let mut made: BTreeMap<Key<'_>, BTreeSet<usize>> = BTreeMap::new();
    let mut out = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter().enumerate() {
        let (needs, gives) = keys(&change.action);
        let after = needs.iter().filter_map(|key| made.get(key)).flatten();
        out.push(after.copied().collect());
        for key in gives {
            made.entry(key).or_default().insert(i);
        }
    }
    out
}

/// Returns what a change needs and what it gives.
fn keys(action: &Action) -> (Vec<Key<'_>>, Vec<Key<'_>>) {
    use Key::{Granted, Invited, Revoked, RoleLeft, RoleReady};
    match action {
        Action::InviteMember { person, .. } => (vec![], vec![Invited(&person.email)]),
        Action::SetGroup { .. } => (vec![], vec![]),
        Action::GrantRole { person, .. } => {
            let email = person.email.as_str();
            (vec![Invited(email)], vec![Granted(email)])
        }
        Action::RevokeRole { person, .. } => {
            let email = person.email.as_str();
            (vec![Granted(email)], vec![Revoked(email)])
        }
        Action::RemoveMember { person, .. } => (vec![Revoked(&person.email)], vec![]),
        Action::CreateRole { name, .. } => (vec![], vec![RoleReady(name)]),
        // An update that narrows comes after the users who leave the role.
        Action::UpdateRole { name, .. } => {
            (vec![RoleReady(name), RoleLeft(name)], vec![RoleReady(name)])
        }
        Action::CreateUser { role, .. } => (vec![RoleReady(role)], vec![]),
        Action::SetUserRole { old, new, .. } => {
            let left = old.iter().map(|old| RoleLeft(old)).collect();
            (vec![RoleReady(new)], left)
        }
        Action::DeleteUser { old, .. } => {
            let left = old.iter().map(|old| RoleLeft(old)).collect();
            (vec![], left)
        }
        Action::DeleteRole { name, .. } => (vec![RoleLeft(name)], vec![]),
    }
}
