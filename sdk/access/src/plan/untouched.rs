//! People and roles that are never touched, unless an override says so.

use super::{Action, Service};
use crate::desired::Desired;

/// Whether a plan may touch what is never touched otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touch {
    /// The access of people who are marked break-glass.
    pub break_glass: bool,
    /// The roles in `guards.untouchable_roles`.
    pub untouchable_roles: bool,
}

/// Returns the person marked break-glass whose access an action changes. Users of Trusted Twin are those
/// of the people that the file names for them.
#[must_use]
pub fn break_glass(action: &Action, desired: &Desired) -> Option<String> {
    let subject = action.subject();
    let person = match action {
        Action::CreateUser { .. } | Action::SetUserRole { .. } | Action::DeleteUser { .. } => {
            let users = desired.users.as_ref()?;
            let user = (users.wanted.get(subject)).or_else(|| users.ended.get(subject))?;
            user.value.person.as_deref()?
        }
        Action::CreateRole { .. } | Action::UpdateRole { .. } | Action::DeleteRole { .. } => {
            return None;
        }
        _ => subject,
    };
    let is_it = desired.people.break_glass.contains(person);
    is_it.then(|| person.to_owned())
}

/// Returns the untouchable role that an action grants, revokes or changes.
#[must_use]
pub fn untouchable_role(action: &Action, desired: &Desired) -> Option<String> {
    let service = match action.service() {
        Service::Gcore => "gcore",
        Service::Iam => "iam",
        Service::TrustedTwin => "trusted_twin",
    };
    let untouchable = &desired.guards.untouchable_roles;
    let roles = roles(action).into_iter();
    let mut named = roles.map(|role| format!("{service}:{role}"));
    named.find(|name| untouchable.iter().any(|it| it.value == *name))
}

/// Returns the names of the roles or groups that an action is about.
fn roles(action: &Action) -> Vec<&str> {
    match action {
        Action::InviteMember { group: role, .. }
        | Action::GrantRole { role, .. }
        | Action::RevokeRole { role, .. }
        | Action::CreateUser { role, .. }
        | Action::CreateRole { name: role, .. }
        | Action::UpdateRole { name: role, .. }
        | Action::DeleteRole { name: role, .. } => vec![role],
        Action::SetGroup { old, new, .. } => old.iter().chain([new]).map(String::as_str).collect(),
        Action::RemoveMember { old, .. } => old.iter().map(String::as_str).collect(),
        Action::SetUserRole { old, new, .. } => {
            old.iter().chain([new]).map(String::as_str).collect()
        }
        Action::DeleteUser { old, .. } => old.iter().map(String::as_str).collect(),
    }
}
