//! Intent: the changes that give a user exactly the desired roles, as a value to show, store and apply.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::gcore::{AssignmentId, Role, RoleAssignment, Scope, UserId};

/// A change of one assignment of a user.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum AssignmentChange {
    /// Gives an existing assignment another role or another scope.
    #[non_exhaustive]
    Update {
        /// The assignment.
        assignment_id: AssignmentId,
        /// Its role before.
        old_role: Role,
        /// Its scope before.
        old_scope: Scope,
        /// Its new role.
        role: Role,
        /// Its new scope.
        scope: Scope,
    },
    /// Creates an assignment.
    #[non_exhaustive]
    Create {
        /// Its role.
        role: Role,
        /// Its scope.
        scope: Scope,
    },
    /// Deletes an assignment.
    #[non_exhaustive]
    Delete {
        /// The assignment.
        assignment_id: AssignmentId,
        /// Its role.
        role: Role,
        /// Its scope.
        scope: Scope,
    },
}

impl AssignmentChange {
    /// Returns whether the change revokes no role.
    pub fn only_grants(&self) -> bool {
        matches!(self, Self::Create { .. })
    }

    pub(super) fn update(old: &RoleAssignment, role: Role, scope: Scope) -> Self {
        Self::Update {
            assignment_id: old.id,
            old_role: old.role.clone(),
            old_scope: Scope::of(old),
            role,
            scope,
        }
    }

    pub(super) fn delete(old: &RoleAssignment) -> Self {
        Self::Delete {
            assignment_id: old.id,
            role: old.role.clone(),
            scope: Scope::of(old),
        }
    }
}

impl fmt::Display for AssignmentChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create { role, scope } => write!(f, "create {role} in {scope}"),
            Self::Update {
                assignment_id,
                old_role,
                old_scope,
                role,
                scope,
            } => write!(
                f,
                "update assignment {assignment_id} from {old_role} in {old_scope} to {role} in {scope}"
            ),
            Self::Delete {
                assignment_id,
                role,
                scope,
            } => write!(f, "delete assignment {assignment_id}, {role} in {scope}"),
        }
    }
}

/// The changes that lead from the current assignments of a user to the desired ones: see
/// [`ReplaceRoles::plan`](crate::gcore::ReplaceRoles::plan) and
/// [`Ensure::plan`](crate::Ensure::plan).
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
/// `Display` writes a line for the user, and one for each change.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use rolekit::gcore::{AssignRole, AssignmentPlan, ClientId, ProjectId, Role, Scope, UserId};
///
/// let assignments = gcore.role_assignments();
/// let project = |id| Scope::project(ClientId::new(8), ProjectId::new(id));
/// let (ada, admin) = (UserId::new(777), Role::ProjectAdministrator);
/// assignments.create(&AssignRole::new(admin.clone(), ada).scope(project(100))).await?;
///
/// let current = assignments.list().user_id(ada).all().await?;
/// let desired = [(Role::Observer, project(100)), (admin, project(200))];
/// let plan = AssignmentPlan::new(ada, &current, &desired);
/// assert!(plan.changes[0].only_grants()); // creates the administrator of the other project
/// assert!(!plan.changes[1].only_grants()); // makes the first assignment one of an observer
/// # Ok(()) });
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AssignmentPlan {
    /// The user.
    pub user_id: UserId,
    /// The desired assignments that need no change.
    pub unchanged: Vec<AssignmentId>,
    /// The changes, in the order in which they are made.
    pub changes: Vec<AssignmentChange>,
}

impl AssignmentPlan {
    /// Plans the changes from the current assignments of one user to the desired roles. Duplicates
    /// among the desired roles count once.
    pub fn new(user_id: UserId, current: &[RoleAssignment], desired: &[(Role, Scope)]) -> Self {
        let mut current: Vec<&RoleAssignment> = current.iter().collect();
        current.sort_by_key(|assignment| assignment.id);
        let (holders, mut surplus) = split(&current, desired);
        let mut missing = missing(&holders, desired);
        let mut changes = Vec::new();
        let oldest = current.first().filter(|_| !desired.is_empty());
        let update = if missing.is_empty() {
            let is_surplus = |oldest: &&&RoleAssignment| {
                surplus.first().is_some_and(|first| first.id == oldest.id)
            };
            oldest.filter(is_surplus).and_then(|oldest| {
                surplus.remove(0);
                let duplicate = holder_to_move(oldest, &holders)?;
                surplus.push(duplicate);
                let (role, scope) = (duplicate.role.clone(), Scope::of(duplicate));
                Some(AssignmentChange::update(oldest, role, scope))
            })
        } else {
            pair(&surplus, &missing, oldest.map(|oldest| oldest.id)).map(|(old, new)| {
                let (role, scope) = missing.remove(new);
                AssignmentChange::update(surplus.remove(old), role, scope)
            })
        };
        let create = |(role, scope)| AssignmentChange::Create { role, scope };
        changes.extend(missing.into_iter().map(create));
        changes.extend(update);
        changes.extend(surplus.iter().map(|old| AssignmentChange::delete(old)));
        let is_unchanged = |id: &AssignmentId| surplus.iter().all(|other| other.id != *id);
        Self {
            user_id,
            unchanged: holders
                .iter()
                .map(|assignment| assignment.id)
                .filter(is_unchanged)
                .collect(),
            changes,
        }
    }

    /// Returns whether nothing needs to change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

impl fmt::Display for AssignmentPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unchanged, changes) = (self.unchanged.len(), self.changes.len());
        write!(
            f,
            "user {}: {unchanged} unchanged, {changes} to change",
            self.user_id
        )?;
        for change in &self.changes {
            write!(f, "\n  {change}")?;
        }
        Ok(())
    }
}

/// Returns whether an assignment is this desired role.
pub(super) fn holds(assignment: &RoleAssignment, role: &Role, scope: Scope) -> bool {
    assignment.role == *role && scope.covers(assignment)
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
    use super::AssignmentPlan;
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
        let plan = AssignmentPlan::new(UserId::new(7), &current, &desired);
        assert_eq!(
            plan.to_string(),
            "user 7: 1 unchanged, 3 to change\n  \
             create User in project 4 of account 8\n  \
             update assignment 1 from Observer in project 1 of account 8 to User in project 1 of account 8\n  \
             delete assignment 3, User in project 3 of account 8",
        );
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<AssignmentPlan>(&json).unwrap(), plan);
        let misspelled = json.replacen("unchanged", "unchangd", 1);
        serde_json::from_str::<AssignmentPlan>(&misspelled).unwrap_err();
    }
}
