//! The guard against grants of more than the own key holds.

use rolekit::gcore::ProjectId;
use rolekit::trusted_twin::Statement;

use super::final_state::{current_body, final_body};
use super::violation::{Violation, describe};
use crate::plan::{ADMINISTRATOR, ADMINISTRATORS, Action, Change, Plan};
use crate::state::{GcoreState, IamState, RoleBody, State, TwinState};

/// Adds a violation if a change grants something that the own key does not hold.
pub(super) fn check(change: &Change, plan: &Plan, state: &State, violations: &mut Vec<Violation>) {
    let twin = state.trusted_twin.as_ref();
    let lacking = match &change.action {
        Action::GrantRole { role, project, .. } => state.gcore.as_ref().and_then(|gcore| {
            let project = project.as_ref().map(|project| project.id);
            gcore_lacks(gcore, role, project)
        }),
        Action::InviteMember { group, .. } | Action::SetGroup { new: group, .. } => {
            state.iam.as_ref().and_then(|iam| iam_lacks(iam, group))
        }
        Action::CreateRole { new, .. } => twin.and_then(|twin| twin_lacks(twin, None, new)),
        Action::UpdateRole { old, new, .. } => {
            twin.and_then(|twin| twin_lacks(twin, Some(old), new))
        }
        Action::CreateUser { role, .. } => {
            twin.and_then(|twin| twin_lacks(twin, None, final_body(plan, twin, role)?))
        }
        Action::SetUserRole { old, new, .. } => twin.and_then(|twin| {
            let old = old.as_ref().and_then(|old| current_body(twin, old));
            twin_lacks(twin, old, final_body(plan, twin, new)?)
        }),
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
fn gcore_lacks(state: &GcoreState, role: &str, project: Option<ProjectId>) -> Option<String> {
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

/// A member of the group Administrators may grant any group, other members their own: the vendor does not document
/// which of the others permits more.
fn iam_lacks(state: &IamState, group: &str) -> Option<String> {
    let own = state.members.get(&state.caller);
    let is_in = |group: &str| own.is_some_and(|own| own.groups.contains(group));
    if is_in(ADMINISTRATORS) || is_in(group) {
        return None;
    }
    Some(if group == ADMINISTRATORS {
        format!("the group {ADMINISTRATORS}")
    } else {
        format!("the group {ADMINISTRATORS} or {group}")
    })
}

/// Compares what `new` permits and `old` does not. It is not known whether one rule permits more than another, so with
/// another rule all of `new` is compared.
fn twin_lacks(state: &TwinState, old: Option<&RoleBody>, new: &RoleBody) -> Option<String> {
    let old = old.filter(|old| old.rules == new.rules);
    if old.is_some_and(|old| new.statement.within(&old.statement).is_ok()) {
        return None;
    }
    let caller = state.users.get(&state.caller);
    let role = caller.and_then(|caller| state.roles.get(caller.role.as_ref()?));
    let Some(role) = role else {
        return Some("the role of the key, which is not known".to_owned());
    };
    let own = &role.body.statement;
    let both = old.and_then(|old| union(own, &old.statement));
    let missing = new.statement.within(both.as_ref().unwrap_or(own)).err()?;
    Some(missing.to_string())
}

fn union(a: &Statement, b: &Statement) -> Option<Statement> {
    Some(Statement::from(a.permitted()?.union(&b.permitted()?)))
}
