//! Intent: computes the changes that give a user exactly the desired roles, granting before revoking, as a
//! value to show, store and apply.

use rolekit_runtime::{EnsurePlan, HasId, PlannedChange};
use serde::Deserialize as _;
use serde_json::Value;

use crate::gcore::{AssignRole, AssignmentId, Role, RoleAssignment, Scope, UserId};

/// A change of one role assignment.
pub type AssignmentChange = PlannedChange<AssignRole, RoleAssignment, AssignRole>;

/// What [`ensure`](crate::gcore::resources::RoleAssignments::ensure) or
/// [`replace`](crate::gcore::resources::RoleAssignments::replace) would change.
pub type AssignmentPlan = EnsurePlan<AssignRole, RoleAssignment, AssignRole>;

impl HasId for RoleAssignment {
    type Id = AssignmentId;

    fn id(&self) -> &AssignmentId {
        &self.id
    }

    fn label(&self) -> String {
        format!("{} ({} in {})", self.id, self.role, Scope::of(self))
    }

    fn describe(description: &Value) -> Option<String> {
        let request = AssignRole::deserialize(description).ok()?;
        Some(format!("{} in {}", request.role, requested_scope(&request)))
    }
}

/// Plans the changes from the current assignments of one user to the desired roles. Duplicates among the
/// desired roles count once.
///
/// All desired roles are granted before one is revoked: first come creations, then at most one
/// update, which grants the last desired role, then deletions.
///
/// The oldest assignment, the one with the smallest id, is deleted only if no role is desired. If
/// its role is not desired, it is the one that is updated. So two administrators who want different
/// roles cannot delete an assignment that the other relies on, and the user always has a role.
///
/// If only the oldest assignment is not desired, it is updated to a desired role that another
/// assignment has, and that one is deleted.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId, plan_roles};
///
/// let assignments = gcore.role_assignments();
/// let project = |id| Scope::project(ClientId::new(8), ProjectId::new(id));
/// let (ada, admin) = (UserId::new(777), Role::ProjectAdministrator);
/// assignments.create(&AssignRole::new(ada, admin.clone()).scope(project(100))).await?;
///
/// let current = assignments.list().user_id(ada).all().await?;
/// let plan = plan_roles(ada, &current, &[(Role::Observer, project(100)), (admin, project(200))]);
/// assert!(plan.changes[0].is_create()); // an administrator of the other project
/// assert!(!plan.changes[1].is_create()); // makes the first assignment one of an observer
/// # Ok(()) });
/// ```
pub fn plan_roles(
    user_id: UserId,
    current: &[RoleAssignment],
    desired: &[(Role, Scope)],
) -> AssignmentPlan {
    let mut current: Vec<&RoleAssignment> = current.iter().collect();
    current.sort_by_key(|assignment| assignment.id);
    let (holders, mut surplus) = split(&current, desired);
    let mut missing = missing(&holders, desired);
    let oldest = current.first().filter(|_| !desired.is_empty());
    let request = |role, scope| AssignRole::new(user_id, role).scope(scope);
    let update = if missing.is_empty() {
        let is_surplus =
            |oldest: &&&RoleAssignment| surplus.first().is_some_and(|first| first.id == oldest.id);
        oldest.filter(is_surplus).and_then(|oldest| {
            surplus.remove(0);
            let duplicate = holder_to_move(oldest, &holders)?;
            surplus.push(duplicate);
            Some(AssignmentChange::Update {
                current: (*oldest).clone(),
                changes: request(duplicate.role.clone(), Scope::of(duplicate)),
            })
        })
    } else {
        pair(&surplus, &missing, oldest.map(|oldest| oldest.id)).map(|(old, new)| {
            let (role, scope) = missing.remove(new);
            AssignmentChange::Update {
                current: surplus.remove(old).clone(),
                changes: request(role, scope),
            }
        })
    };
    let create = |(role, scope)| AssignmentChange::Create {
        new: request(role, scope),
    };
    let delete = |old: &&RoleAssignment| AssignmentChange::Delete {
        current: (*old).clone(),
    };
    let changes = (missing.into_iter().map(create))
        .chain(update)
        .chain(surplus.iter().map(delete))
        .collect();
    let is_unchanged = |holder: &&&RoleAssignment| surplus.iter().all(|old| old.id != holder.id);
    let unchanged = holders.iter().filter(is_unchanged);
    let unchanged = unchanged.map(|holder| (*holder).clone()).collect();
    AssignmentPlan::new(name(user_id), unchanged, changes)
}

/// Returns what the assignments of a user are called in plans and errors.
pub(super) fn name(user_id: UserId) -> String {
    format!("role assignments of user {user_id}")
}

/// Returns whether an assignment is this desired role.
fn holds(assignment: &RoleAssignment, role: &Role, scope: Scope) -> bool {
    assignment.role == *role && scope.covers(assignment)
}

/// Returns whether an assignment is what a request asks for.
pub(super) fn is_requested(assignment: &RoleAssignment, request: &AssignRole) -> bool {
    holds(assignment, &request.role, requested_scope(request))
}

/// Returns the scope that a request asks for.
fn requested_scope(request: &AssignRole) -> Scope {
    match (request.client_id.value(), request.project_id.value()) {
        (Some(client_id), Some(project_id)) => Scope::project(*client_id, *project_id),
        (Some(client_id), None) => Scope::account(*client_id),
        (None, _) => Scope::OwnAccount,
    }
}

/// Splits the current assignments into desired ones and surplus ones. Of duplicates, the
/// oldest is the desired one.
fn split<'a>(
    current: &[&'a RoleAssignment],
    desired: &[(Role, Scope)],
) -> (Vec<&'a RoleAssignment>, Vec<&'a RoleAssignment>) {
    let mut holders: Vec<&RoleAssignment> = Vec::new();
    let mut surplus = Vec::new();
    for assignment in current {
        let is_desired = desired
            .iter()
            .any(|(role, scope)| holds(assignment, role, *scope));
        let is_duplicate = holders
            .iter()
            .any(|other| holds(other, &assignment.role, Scope::of(assignment)));
        if is_desired && !is_duplicate {
            holders.push(assignment);
        } else {
            surplus.push(*assignment);
        }
    }
    (holders, surplus)
}

/// Returns the desired roles that no assignment has, without duplicates.
fn missing(holders: &[&RoleAssignment], desired: &[(Role, Scope)]) -> Vec<(Role, Scope)> {
    let mut missing: Vec<(Role, Scope)> = Vec::new();
    for (role, scope) in desired {
        let is_held = holders.iter().any(|other| holds(other, role, *scope));
        if !is_held && !missing.contains(&(role.clone(), *scope)) {
            missing.push((role.clone(), *scope));
        }
    }
    missing
}

/// Chooses the surplus assignment to update and the missing role that it gets, as indexes: the
/// oldest assignment if it is surplus, and else, if possible, two of the same scope.
fn pair(
    surplus: &[&RoleAssignment],
    missing: &[(Role, Scope)],
    oldest: Option<AssignmentId>,
) -> Option<(usize, usize)> {
    let same_scope = |old: usize| {
        missing
            .iter()
            .position(|(_, scope)| surplus.get(old).is_some_and(|old| scope.covers(old)))
    };
    let first = surplus.first()?;
    let last_missing = missing.len().checked_sub(1)?;
    if oldest == Some(first.id) {
        return Some((0, same_scope(0).unwrap_or(last_missing)));
    }
    let found = (0..surplus.len()).find_map(|old| Some((old, same_scope(old)?)));
    Some(found.unwrap_or((0, last_missing)))
}

/// Chooses the desired assignment whose role the oldest assignment takes over: the newest, if
/// possible one of the same scope.
fn holder_to_move<'a>(
    oldest: &RoleAssignment,
    holders: &[&'a RoleAssignment],
) -> Option<&'a RoleAssignment> {
    let scope = Scope::of(oldest);
    let mut newest_first = holders.iter().rev();
    newest_first
        .clone()
        .find(|holder| Scope::of(holder) == scope)
        .or_else(|| newest_first.next())
        .copied()
}

#[cfg(test)]
mod tests {
    use super::{AssignmentPlan, plan_roles};
    use crate::gcore::{ClientId, ProjectId, Role, RoleAssignment, Scope, UserId};
    use serde_json::json;

    fn assignment(id: i64, role: &str, project: i64) -> RoleAssignment {
        serde_json::from_value(json!({
            "id": id, "user_id": 7, "client_id": 8, "project_id": project, "role": role,
            "assigned_by": null, "created_at": "2026-01-01T00:00:00Z", "updated_at": null,
        }))
        .unwrap()
    }

    #[test]
    fn a_plan_shows_old_and_new_and_can_be_stored() {
        let current = [
            assignment(1, "Observer", 1),
            assignment(2, "User", 2),
            assignment(3, "User", 3),
        ];
        let project = |id| Scope::project(ClientId::new(8), ProjectId::new(id));
        let desired = [
            (Role::User, project(2)),
            (Role::User, project(1)),
            (Role::User, project(4)),
        ];
        let plan = plan_roles(UserId::new(7), &current, &desired);
        assert_eq!(
            plan.to_string(),
            "role assignments of user 7: 1 unchanged, 3 to change\n  \
             create User in project 4 of account 8\n  \
             update 1 (Observer in project 1 of account 8) to User in project 1 of account 8\n  \
             delete 3 (User in project 3 of account 8)",
        );
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<AssignmentPlan>(&json).unwrap(), plan);
        let misspelled = json.replacen("unchanged", "unchangd", 1);
        serde_json::from_str::<AssignmentPlan>(&misspelled).unwrap_err();
    }
}
