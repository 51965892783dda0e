//! Guards: limits on a plan. Each has its own override.

mod escalation;
mod final_state;
mod removals;
mod violation;

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore::UserId;

use crate::desired::Desired;
use crate::file::Guards;
use crate::plan::protected::{break_glass, untouchable_role};
use crate::plan::{ADMINISTRATOR, ADMINISTRATORS, Action, Change, Plan};
use crate::state::{GcoreState, GrantState, IamState, State};

pub use removals::REMOVALS_FROM;
use violation::describe;
pub use violation::{Overrides, Violation};

/// Returns the violations of the guards of a file that are not overridden.
#[must_use]
pub fn check(
    plan: &Plan,
    state: &State,
    desired: &Desired,
    overrides: Overrides,
) -> Vec<Violation> {
    let guards = &desired.guards;
    let mut violations = Vec::new();
    if plan.writes() > guards.max_writes {
        violations.push(Violation::Writes {
            writes: plan.writes(),
            limit: guards.max_writes,
        });
    }
    removals::check(plan, state, guards, &mut violations);
    if let Some(gcore) = &state.gcore {
        check_administrators(plan, gcore, state.iam.as_ref(), guards, &mut violations);
    }
    if let Some(iam) = &state.iam {
        check_administrators_group(plan, iam, guards, &mut violations);
    }
    for change in &plan.changes {
        check_own_access(change, state, &mut violations);
        escalation::check(change, plan, state, &mut violations);
        check_protected(change, state, desired, &mut violations);
    }
    violations.retain(|violation| !violation.is_overridden(overrides));
    violations
}

fn check_administrators(
    plan: &Plan,
    state: &GcoreState,
    iam: Option<&IamState>,
    guards: &Guards,
    violations: &mut Vec<Violation>,
) {
    // People who were invited may never accept.
    let is_active = |user: &UserId| {
        let member = iam.and_then(|iam| iam.members.get(user));
        member.is_none_or(|member| member.activated)
    };
    let administers = |grant: &GrantState| {
        grant.role == ADMINISTRATOR && grant.project.is_none() && is_active(&grant.user)
    };
    let mut grants: BTreeMap<_, _> = state.grants.iter().collect();
    grants.retain(|_, grant| administers(grant));
    let users = |grants: &BTreeMap<_, &GrantState>| -> BTreeSet<UserId> {
        grants.values().map(|grant| grant.user).collect()
    };
    let now = users(&grants).len();
    let mut removed = BTreeSet::new();
    let mut added = BTreeSet::new();
    for change in &plan.changes {
        match &change.action {
            Action::RevokeRole { assignment, .. } => {
                grants.remove(assignment);
            }
            Action::RemoveMember { person, .. } => removed.extend(person.id),
            Action::GrantRole {
                person,
                role,
                project: None,
            } if role == ADMINISTRATOR => added.extend(person.id.filter(is_active)),
            _ => {}
        }
    }
    let remaining = &users(&grants) | &added;
    let who = "administrators of the account";
    let remaining = (&remaining - &removed).len();
    check_minimum(who, now, remaining, guards, violations);
}

/// The group Administrators of IAM is counted separately: only its members can invite.
fn check_administrators_group(
    plan: &Plan,
    state: &IamState,
    guards: &Guards,
    violations: &mut Vec<Violation>,
) {
    let active = |id: &UserId| state.members.get(id).filter(|member| member.activated);
    let members = state.members.iter();
    let mut remaining: BTreeSet<UserId> = members
        .filter(|(_, member)| member.activated && member.groups.contains(ADMINISTRATORS))
        .map(|(id, _)| *id)
        .collect();
    let now = remaining.len();
    for change in &plan.changes {
        match &change.action {
            Action::SetGroup { person, new, .. } if new == ADMINISTRATORS => {
                remaining.extend(person.id.filter(|id| active(id).is_some()));
            }
            Action::SetGroup { person, .. } | Action::RemoveMember { person, .. } => {
                remaining.retain(|id| Some(*id) != person.id);
            }
            _ => {}
        }
    }
    let who = "members of the group Administrators";
    check_minimum(who, now, remaining.len(), guards, violations);
}

/// A plan that does not reduce the number of administrators violates nothing, even if they are few.
fn check_minimum(
    who: &'static str,
    now: usize,
    remaining: usize,
    guards: &Guards,
    violations: &mut Vec<Violation>,
) {
    let limit = guards.min_administrators;
    if remaining < limit && remaining < now {
        violations.push(Violation::FewAdministrators {
            who,
            remaining,
            limit,
        });
    }
}

fn check_own_access(change: &Change, state: &State, violations: &mut Vec<Violation>) {
    let gcore = state.gcore.as_ref().map(|it| it.caller);
    let gcore = gcore.or_else(|| state.iam.as_ref().map(|it| it.caller));
    let is_own = match &change.action {
        Action::SetGroup { person, .. }
        | Action::RemoveMember { person, .. }
        | Action::GrantRole { person, .. }
        | Action::RevokeRole { person, .. } => person.id.is_some() && person.id == gcore,
        Action::SetUserRole { id, .. } | Action::DeleteUser { id, .. } => state
            .trusted_twin
            .as_ref()
            .is_some_and(|twin| twin.caller == *id),
        Action::UpdateRole { id, old, new, .. } => {
            let twin = state.trusted_twin.as_ref();
            let own = twin.and_then(|twin| twin.users.get(&twin.caller)?.role.as_ref());
            let narrows = old.rules != new.rules || old.statement.within(&new.statement).is_err();
            own == Some(id) && narrows
        }
        _ => false,
    };
    if is_own {
        violations.push(Violation::OwnAccess {
            change: describe(change),
        });
    }
}

fn check_protected(
    change: &Change,
    state: &State,
    desired: &Desired,
    violations: &mut Vec<Violation>,
) {
    if let Some(person) = break_glass(&change.action, state, desired) {
        let change = describe(change);
        violations.push(Violation::BreakGlass { person, change });
    }
    if let Some(role) = untouchable_role(&change.action, state, desired) {
        let change = describe(change);
        violations.push(Violation::UntouchableRole { role, change });
    }
}
