//! Protected people and roles: plans leave their access unchanged unless an override allows it.

use super::{Action, Service};
use crate::desired::Desired;
use crate::state::State;

/// Returns the person marked break-glass whose access an action changes, directly or through a role. The file says
/// which person owns a user of Trusted Twin.
#[must_use]
pub fn break_glass(action: &Action, state: &State, desired: &Desired) -> Option<String> {
    let person_of = |user: &str| {
        let users = desired.users.as_ref()?;
        let user = (users.active.get(user)).or_else(|| users.ended.get(user))?;
        user.value.person.as_deref()
    };
    let is_it = |person: &&str| desired.people.break_glass.contains(*person);
    let subject = action.subject();
    let person = match action {
        Action::CreateUser { .. } | Action::SetUserRole { .. } | Action::DeleteUser { .. } => {
            person_of(subject).filter(is_it)
        }
        Action::UpdateRole { id, .. } | Action::DeleteRole { id, .. } => {
            let users = state.trusted_twin.iter().flat_map(|it| it.users.values());
            let mut with_role = users.filter(|user| user.role.as_ref() == Some(id));
            with_role.find_map(|user| person_of(user.name.as_deref()?).filter(is_it))
        }
        Action::CreateRole { .. } => None,
        _ => Some(subject).filter(is_it),
    };
    person.map(str::to_owned)
}

/// Returns the untouchable role that an action grants, revokes or changes. Removing a member revokes all of their roles.
#[must_use]
pub fn untouchable_role(action: &Action, state: &State, desired: &Desired) -> Option<String> {
    let service = match action.service() {
        Service::Gcore => "gcore",
        Service::Iam => "iam",
        Service::TrustedTwin => "trusted_twin",
    };
    let untouchable = &desired.guards.untouchable_roles;
    let of_member = match action {
        Action::RemoveMember { person, .. } => person.id,
        _ => None,
    };
    let grants = state.gcore.iter().flat_map(|it| it.grants.values());
    let grants = grants.filter(|grant| Some(grant.user) == of_member);
    let roles = roles(action).into_iter();
    let mut named = roles
        .map(|role| format!("{service}:{role}"))
        .chain(grants.map(|grant| format!("gcore:{}", grant.role)));
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
