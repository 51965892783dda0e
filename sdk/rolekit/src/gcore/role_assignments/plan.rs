//! Plans the changes that give a user exactly the desired roles.

use crate::gcore::{AssignmentId, Role, RoleAssignment, Scope};

/// A change of one assignment of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssignmentChange {
    /// Gives an existing assignment another role or another scope.
    #[non_exhaustive]
    Update {
        /// The assignment.
        assignment_id: AssignmentId,
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
    },
}

impl AssignmentChange {
    /// Returns whether the change revokes no role.
    pub fn only_grants(&self) -> bool {
        matches!(self, Self::Create { .. })
    }
}

/// The changes that lead from the current assignments of a user to the desired roles, as sent by
/// [`RoleAssignments::replace`](crate::gcore::RoleAssignments::replace).
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
/// use rolekit::gcore::{ReplacePlan, Role, Scope};
///
/// let assignments = gcore.role_assignments();
/// let (one, two) = (Scope::project(8, 100), Scope::project(8, 200));
/// assignments.create(777, Role::ProjectAdministrator, one).await?;
///
/// let current = assignments.list().user_id(777).all().await?;
/// let desired = [(Role::Observer, one), (Role::ProjectAdministrator, two)];
/// let plan = ReplacePlan::new(&current, &desired);
/// assert!(plan.changes[0].only_grants()); // creates the administrator of the other project
/// assert!(!plan.changes[1].only_grants()); // makes the first assignment one of an observer
/// # Ok(()) });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplacePlan {
    /// The assignments that need no change.
    pub unchanged: Vec<AssignmentId>,
    /// The changes, in the order in which they are made.
    pub changes: Vec<AssignmentChange>,
}

impl ReplacePlan {
    /// Plans the changes from the current assignments of one user to the desired roles. Duplicates
    /// among the desired roles count once.
    pub fn new(current: &[RoleAssignment], desired: &[(Role, Scope)]) -> Self {
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
                Some((oldest.id, duplicate.role.clone(), Scope::of(duplicate)))
            })
        } else {
            pair(&surplus, &missing, oldest.map(|oldest| oldest.id)).map(|(old, new)| {
                let (role, scope) = missing.remove(new);
                (surplus.remove(old).id, role, scope)
            })
        };
        let create = |(role, scope)| AssignmentChange::Create { role, scope };
        changes.extend(missing.into_iter().map(create));
        if let Some((assignment_id, role, scope)) = update {
            changes.push(AssignmentChange::Update {
                assignment_id,
                role,
                scope,
            });
        }
        let delete = |assignment: &&RoleAssignment| AssignmentChange::Delete {
            assignment_id: assignment.id,
        };
        changes.extend(surplus.iter().map(delete));
        let is_unchanged = |id: &AssignmentId| surplus.iter().all(|other| other.id != *id);
        Self {
            unchanged: holders
                .iter()
                .map(|assignment| assignment.id)
                .filter(is_unchanged)
                .collect(),
            changes,
        }
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
