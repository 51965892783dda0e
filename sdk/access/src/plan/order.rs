//! The order of changes: what gives access comes before what takes it, and each change names those that
//! must have been made before it.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore::UserId;

use super::{ADMINISTRATOR, ADMINISTRATORS, Action, Change, Step};
use crate::state::State;

/// Sorts changes and fills in what each depends on.
pub(super) fn order(mut changes: Vec<Change>, state: &State) -> Vec<Change> {
    changes.sort_by_key(|change| rank(&change.action));
    let grants = state.gcore.iter().flat_map(|it| it.grants.values());
    let administrators = grants
        .filter(|grant| grant.role == ADMINISTRATOR && grant.project.is_none())
        .map(|grant| grant.user)
        .collect();
    let after = dependencies(&changes, &administrators);
    for (change, after) in changes.iter_mut().zip(after) {
        change.after = after;
    }
    changes
}

fn rank(action: &Action) -> u8 {
    match action {
        Action::CreateRole { .. } => 0,
        Action::UpdateRole { step, .. } if *step != Step::Narrow => 1,
        Action::SetGroup { .. } if takes_group(action) => 6,
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
    /// Who administers instead of others is there.
    Administrator,
    /// The same in the group.
    GroupAdministrator,
    RoleReady(&'a str),
    RoleLeft(&'a str),
}

/// Returns what each change depends on. Changes that others depend on come first.
fn dependencies(changes: &[Change], administrators: &BTreeSet<UserId>) -> Vec<BTreeSet<usize>> {
    let mut made: BTreeMap<Key<'_>, BTreeSet<usize>> = BTreeMap::new();
    let mut out = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter().enumerate() {
        let (needs, gives) = keys(&change.action, administrators);
        let after = needs.iter().filter_map(|key| made.get(key)).flatten();
        out.push(after.copied().collect());
        for key in gives {
            made.entry(key).or_default().insert(i);
        }
    }
    out
}

/// Returns whether a change takes a person out of the group of administrators.
fn takes_group(action: &Action) -> bool {
    match action {
        Action::SetGroup { old, new, .. } => old.contains(ADMINISTRATORS) && new != ADMINISTRATORS,
        Action::RemoveMember { old, .. } => old.contains(ADMINISTRATORS),
        _ => false,
    }
}

/// Returns what a change needs and what it gives. Administrators go after those who replace them.
fn keys<'a>(action: &'a Action, administrators: &BTreeSet<UserId>) -> (Vec<Key<'a>>, Vec<Key<'a>>) {
    use Key::{Administrator, Granted, GroupAdministrator, Invited, Revoked, RoleLeft, RoleReady};
    let is_administrator =
        |role: &str, is_in_project: bool| role == ADMINISTRATOR && !is_in_project;
    let group = || takes_group(action).then_some(GroupAdministrator);
    match action {
        Action::InviteMember { person, .. } => (vec![], vec![Invited(&person.email)]),
        Action::SetGroup { new, .. } if new == ADMINISTRATORS => (vec![], vec![GroupAdministrator]),
        Action::SetGroup { .. } => (group().into_iter().collect(), vec![]),
        Action::GrantRole {
            person,
            role,
            project,
        } => {
            let email = person.email.as_str();
            let mut gives = vec![Granted(email)];
            gives.extend(is_administrator(role, project.is_some()).then_some(Administrator));
            (vec![Invited(email)], gives)
        }
        Action::RevokeRole {
            person,
            role,
            project,
            ..
        } => {
            let email = person.email.as_str();
            let mut needs = vec![Granted(email)];
            needs.extend(is_administrator(role, project.is_some()).then_some(Administrator));
            (needs, vec![Revoked(email)])
        }
        // Roles go with the membership.
        Action::RemoveMember { person, .. } => {
            let mut needs = vec![Revoked(person.email.as_str())];
            needs.extend(group());
            let has_role = person.id.is_some_and(|id| administrators.contains(&id));
            needs.extend(has_role.then_some(Administrator));
            (needs, vec![])
        }
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
