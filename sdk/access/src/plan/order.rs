//! Orders changes: grants precede revokes, and each change lists those that must precede it.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore::UserId;

use super::{ADMINISTRATOR, ADMINISTRATORS, Action, Change, RoleUpdateStep};
use crate::state::State;

/// Sorts changes and sets the dependencies of each.
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
        Action::UpdateRole { step, .. } if *step != RoleUpdateStep::Narrow => 1,
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

/// An effect of a change that other changes depend on.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Dependency<'a> {
    Invited(&'a str),
    Granted(&'a str),
    Revoked(&'a str),
    /// A replacement for account administrators has the role.
    Administrator,
    /// A replacement for members of the group Administrators is in it.
    GroupAdministrator,
    RoleReady(&'a str),
    RoleLeft(&'a str),
}

/// Returns the indices that each change depends on. `changes` must be sorted.
fn dependencies(changes: &[Change], administrators: &BTreeSet<UserId>) -> Vec<BTreeSet<usize>> {
    let mut made: BTreeMap<Dependency<'_>, BTreeSet<usize>> = BTreeMap::new();
    let mut out = Vec::with_capacity(changes.len());
    for (i, change) in changes.iter().enumerate() {
        let (needs, gives) = requirements_and_effects(&change.action, administrators);
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

/// Returns what a change requires and what it establishes. Administrators are removed after those who replace them.
fn requirements_and_effects<'a>(
    action: &'a Action,
    administrators: &BTreeSet<UserId>,
) -> (Vec<Dependency<'a>>, Vec<Dependency<'a>>) {
    use Dependency::{
        Administrator, Granted, GroupAdministrator, Invited, Revoked, RoleLeft, RoleReady,
    };
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
