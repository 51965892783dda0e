//! The guard against removals of a large share of a list.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::trusted_twin::RoleId;

use super::final_state::{current_body, final_body};
use super::violation::Violation;
use crate::file::Guards;
use crate::plan::{Action, Change, Plan, RoleUpdateStep};
use crate::state::{RoleBody, State, TwinState};

/// Minimum length of a list whose share of removals is limited: 10.
pub const REMOVALS_FROM: usize = 10;

const ASSIGNMENTS: &str = "role assignments";
const MEMBERS: &str = "members";
const ROLES: &str = "roles";
const USERS: &str = "users";

/// Adds a violation for each list of which too large a share is removed. A role that no longer permits anything, and a
/// user who moves to such a role, count as removed. To empty all roles is to remove them all, also if they are few.
pub(super) fn check(plan: &Plan, state: &State, guards: &Guards, violations: &mut Vec<Violation>) {
    let twin = state.trusted_twin.as_ref();
    let totals = [
        (ASSIGNMENTS, state.gcore.as_ref().map(|it| it.grants.len())),
        (MEMBERS, state.iam.as_ref().map(|it| it.members.len())),
        (ROLES, twin.map(|it| it.roles.len())),
        (USERS, twin.map(|it| it.users.len())),
    ];
    let mut removed: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &plan.changes {
        if let Some(list) = removed_from(&change.action, plan, twin) {
            *removed.entry(list).or_default() += 1;
        }
    }
    let limit = guards.max_removed_percent;
    let emptied = twin.and_then(|twin| count_if_all_emptied(plan, twin));
    if let Some(count) = emptied.filter(|_| limit < 100) {
        violations.push(Violation::Removals {
            list: ROLES,
            removed: count,
            total: count,
            limit,
        });
        removed.remove(ROLES);
    }
    for (list, total) in totals {
        // Nothing is removed from a list that was not read.
        let (Some(total), Some(removed)) = (total, removed.get(list).copied()) else {
            continue;
        };
        if total >= REMOVALS_FROM && removed * 100 > total * usize::from(limit) {
            violations.push(Violation::Removals {
                list,
                removed,
                total,
                limit,
            });
        }
    }
}

/// Returns the list from which an action removes an entry.
fn removed_from(action: &Action, plan: &Plan, twin: Option<&TwinState>) -> Option<&'static str> {
    match action {
        Action::RevokeRole { .. } => Some(ASSIGNMENTS),
        Action::RemoveMember { .. } => Some(MEMBERS),
        Action::DeleteRole { .. } => Some(ROLES),
        Action::DeleteUser { .. } => Some(USERS),
        Action::UpdateRole { old, new, step, .. } if *step != RoleUpdateStep::Widen => {
            (!permits_nothing(old) && permits_nothing(new)).then_some(ROLES)
        }
        Action::SetUserRole { old, new, .. } => {
            let old = old.as_ref().and_then(|old| current_body(twin?, old));
            let new = final_body(plan, twin?, new)?;
            (!old.is_none_or(permits_nothing) && permits_nothing(new)).then_some(USERS)
        }
        _ => None,
    }
}

/// Returns the number of roles that permit something now and are not the own key's, if there are several and none of
/// them permits anything after the plan. Roles that are all deleted need the consent `allow_empty`, and do not count.
fn count_if_all_emptied(plan: &Plan, state: &TwinState) -> Option<usize> {
    let own = state.users.get(&state.caller);
    let own = own.and_then(|own| own.role.as_ref());
    let mut actions = plan.changes.iter().map(|change| &change.action);
    let is_emptied = actions
        .any(|action| matches!(action, Action::UpdateRole { new, .. } if permits_nothing(new)));
    let deleted: BTreeSet<_> = plan.changes.iter().filter_map(deleted_role).collect();
    let roles = state
        .roles
        .iter()
        .filter(|(id, role)| Some(*id) != own && !permits_nothing(&role.body));
    let remain = |id: &RoleId, name: &str| {
        !deleted.contains(id)
            && final_body(plan, state, name).is_some_and(|it| !permits_nothing(it))
    };
    let (mut count, mut is_any_left) = (0, false);
    for (id, role) in roles {
        count += 1;
        is_any_left |= remain(id, &role.name);
    }
    (is_emptied && !is_any_left && count > 1).then_some(count)
}

fn deleted_role(change: &Change) -> Option<&RoleId> {
    match &change.action {
        Action::DeleteRole { id, .. } => Some(id),
        _ => None,
    }
}

fn permits_nothing(role: &RoleBody) -> bool {
    let permitted = role.statement.permitted();
    permitted.is_some_and(|permitted| permitted.is_empty())
}
