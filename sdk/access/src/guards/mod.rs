//! Guards: limits on a plan. Each has its own override.

mod violation;

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore::UserId;
use rolekit::trusted_twin::Statement;

use crate::desired::Desired;
use crate::file::Guards;
use crate::plan::protected::{break_glass, untouchable_role};
use crate::plan::{ADMINISTRATOR, ADMINISTRATORS, Action, Change, Plan};
use crate::state::{GcoreState, GrantState, IamState, State, TwinState};

pub use violation::{Overrides, Violation};

/// Minimum length of a list whose share of removals is limited: 10.
pub const REMOVALS_FROM: usize = 10;

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
    check_removals(plan, state, guards, &mut violations);
    if let Some(gcore) = &state.gcore {
        check_administrators(plan, gcore, state.iam.as_ref(), guards, &mut violations);
    }
    if let Some(iam) = &state.iam {
        check_administrators_group(plan, iam, guards, &mut violations);
    }
    for change in &plan.changes {
        check_own_access(change, state, &mut violations);
        check_escalation(change, plan, state, &mut violations);
        check_protected(change, state, desired, &mut violations);
    }
    violations.retain(|violation| !violation.is_overridden(overrides));
    violations
}

fn check_removals(plan: &Plan, state: &State, guards: &Guards, violations: &mut Vec<Violation>) {
    let twin = state.trusted_twin.as_ref();
    let totals = [
        (
            "role assignments",
            state.gcore.as_ref().map(|it| it.grants.len()),
        ),
        ("members", state.iam.as_ref().map(|it| it.members.len())),
        ("roles", twin.map(|it| it.roles.len())),
        ("users", twin.map(|it| it.users.len())),
    ];
    let mut removed: BTreeMap<&str, usize> = BTreeMap::new();
    for change in &plan.changes {
        let list = match change.action {
            Action::RevokeRole { .. } => "role assignments",
            Action::RemoveMember { .. } => "members",
            Action::DeleteRole { .. } => "roles",
            Action::DeleteUser { .. } => "users",
            _ => continue,
        };
        *removed.entry(list).or_default() += 1;
    }
    for (list, total) in totals {
        // Nothing is removed from a list that was not read.
        let (Some(total), Some(removed)) = (total, removed.get(list).copied()) else {
            continue;
        };
        let limit = guards.max_removed_percent;
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
    check_minimum(now, (&remaining - &removed).len(), guards, violations);
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
    check_minimum(now, remaining.len(), guards, violations);
}

/// A plan that does not reduce the number of administrators violates nothing, even if they are few.
fn check_minimum(now: usize, remaining: usize, guards: &Guards, violations: &mut Vec<Violation>) {
    let limit = guards.min_administrators;
    if remaining < limit && remaining < now {
        violations.push(Violation::FewAdministrators { remaining, limit });
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

fn describe(change: &Change) -> String {
    format!("{}: {}", change.action.subject(), change.action)
}

fn check_escalation(change: &Change, plan: &Plan, state: &State, violations: &mut Vec<Violation>) {
    let lacking = match &change.action {
        Action::GrantRole { role, project, .. } => state.gcore.as_ref().and_then(|gcore| {
            let project = project.as_ref().map(|project| project.id);
            gcore_lacks(gcore, role, project)
        }),
        Action::InviteMember { group, .. } | Action::SetGroup { new: group, .. } => {
            let iam = state.iam.as_ref().filter(|_| group == ADMINISTRATORS);
            let is_in = |iam: &IamState| {
                let own = iam.members.get(&iam.caller);
                own.is_some_and(|own| own.groups.contains(ADMINISTRATORS))
            };
            iam.filter(|iam| !is_in(iam))
                .map(|_| format!("the group {ADMINISTRATORS}"))
        }
        Action::CreateRole { new, .. } | Action::UpdateRole { new, .. } => {
            let twin = state.trusted_twin.as_ref();
            twin.and_then(|twin| twin_lacks(twin, &new.statement))
        }
        Action::CreateUser { role, .. } | Action::SetUserRole { new: role, .. } => {
            let twin = state.trusted_twin.as_ref();
            twin.and_then(|twin| {
                let statement = final_statement(plan, twin, role)?;
                twin_lacks(twin, &statement)
            })
        }
        _ => None,
    };
    if let Some(lacking) = lacking {
        violations.push(Violation::Escalation {
            change: describe(change),
            lacking,
        });
    }
}

/// An account administrator may grant anything, a project administrator up to that role in the project.
fn gcore_lacks(
    state: &GcoreState,
    role: &str,
    project: Option<rolekit::gcore::ProjectId>,
) -> Option<String> {
    let own = || {
        state
            .grants
            .values()
            .filter(|grant| grant.user == state.caller)
    };
    let is_administrator = own().any(|it| it.role == ADMINISTRATOR && it.project.is_none());
    let administers_project = project.is_some()
        && own().any(|it| it.role == "ProjectAdministrator" && it.project == project);
    if is_administrator || (administers_project && role != ADMINISTRATOR) {
        return None;
    }
    Some(if role == ADMINISTRATOR || project.is_none() {
        ADMINISTRATOR.to_owned()
    } else {
        format!("{ADMINISTRATOR}, or ProjectAdministrator in the project")
    })
}

fn twin_lacks(state: &TwinState, statement: &Statement) -> Option<String> {
    let caller = state.users.get(&state.caller);
    let role = caller.and_then(|caller| state.roles.get(caller.role.as_ref()?));
    let Some(role) = role else {
        return Some("the role of the key, which is not known".to_owned());
    };
    let own = &role.body.statement;
    statement
        .within(own)
        .err()
        .map(|missing| missing.to_string())
}

/// Returns the statement of a role after the plan.
fn final_statement(plan: &Plan, state: &TwinState, name: &str) -> Option<Statement> {
    let changed = plan
        .changes
        .iter()
        .rev()
        .find_map(|change| match &change.action {
            Action::CreateRole { name: it, new } | Action::UpdateRole { name: it, new, .. }
                if it == name =>
            {
                Some(new.statement.clone())
            }
            _ => None,
        });
    let there = || {
        state
            .roles_named(name)
            .next()
            .map(|(_, role)| role.body.statement.clone())
    };
    changed.or_else(there)
}
