//! The roles of Trusted Twin before and after a plan.

use crate::plan::{Action, Plan};
use crate::state::{RoleBody, TwinState};

/// Returns the statement and the rules of a role after the plan.
pub(super) fn final_body<'a>(
    plan: &'a Plan,
    state: &'a TwinState,
    name: &str,
) -> Option<&'a RoleBody> {
    let mut changes = plan.changes.iter().rev();
    let changed = changes.find_map(|change| match &change.action {
        Action::CreateRole { name: it, new } | Action::UpdateRole { name: it, new, .. }
            if it == name =>
        {
            Some(new)
        }
        _ => None,
    });
    changed.or_else(|| current_body(state, name))
}

/// Returns the statement and the rules of a role before the plan.
pub(super) fn current_body<'a>(state: &'a TwinState, name: &str) -> Option<&'a RoleBody> {
    let mut roles = state.roles.values();
    roles.find(|role| role.name == name).map(|role| &role.body)
}
