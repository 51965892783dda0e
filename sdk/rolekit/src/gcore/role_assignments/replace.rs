//! Replaces all roles of a user with the smallest number of calls.

use crate::gcore::role_assignments::ensure::require_scope;
use crate::gcore::{AssignmentId, Role, RoleAssignment, RoleAssignments, Scope, UserId};
use rolekit_runtime::{Error, Result};

/// A change of one assignment of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AssignmentChange {
    /// An assignment that is there gets another role or another scope.
    #[non_exhaustive]
    Update {
        /// The assignment.
        assignment_id: AssignmentId,
        /// Its new role.
        role: Role,
        /// Its new scope.
        scope: Scope,
    },
    /// An assignment is made.
    #[non_exhaustive]
    Create {
        /// Its role.
        role: Role,
        /// Its scope.
        scope: Scope,
    },
    /// An assignment is deleted.
    #[non_exhaustive]
    Delete {
        /// The assignment.
        assignment_id: AssignmentId,
    },
}

/// The result of [`replace`](RoleAssignments::replace).
#[derive(Debug)]
#[non_exhaustive]
pub struct Replaced {
    /// The assignments that needed no change.
    pub unchanged: Vec<AssignmentId>,
    /// The changes in the order in which they were made, with the id of the assignment or the error. The
    /// first error stops the remaining changes, which are in [`skipped`](Self::skipped).
    pub changes: Vec<(AssignmentChange, Result<AssignmentId>)>,
    /// The changes that were not made because an earlier one failed.
    pub skipped: Vec<AssignmentChange>,
}

impl Replaced {
    /// Returns whether anything was changed.
    pub fn is_changed(&self) -> bool {
        self.changes.iter().any(|(_, result)| result.is_ok())
    }

    /// Returns the error of the change that failed, if any.
    ///
    /// # Errors
    /// The error of that change.
    #[inline]
    pub fn into_result(self) -> Result<Self> {
        match self.changes.iter().position(|(_, result)| result.is_err()) {
            None => Ok(self),
            Some(at) => match self.changes.into_iter().nth(at) {
                Some((_, Err(error))) => Err(error),
                _ => Err(Error::new(crate::ErrorKind::InvalidRequest)),
            },
        }
    }
}

impl RoleAssignments<'_> {
    /// Gives a user these roles and no others, with the smallest number of calls: what is there
    /// already is left alone, what differs is updated (first what has the right scope, then any),
    /// and only what is left over is made or deleted. Roles are given before any is taken away.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let assignments = gcore.role_assignments();
    /// let (one, two) = (Scope::project(8, 100), Scope::project(8, 200));
    /// assignments.replace(777, [(Role::Observer, one), (Role::User, two)]).await?.into_result()?;
    ///
    /// let replaced = assignments.replace(777, [(Role::User, one), (Role::User, two)]).await?;
    /// assert_eq!(replaced.unchanged.len(), 1);
    /// assert_eq!(replaced.changes.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for [`Scope::Unspecified`],
    /// and any error of [`list`](Self::list); nothing is changed then. The errors of the changes are in
    /// the returned value. It may be run again after any failure.
    pub async fn replace(
        &self,
        user_id: impl Into<UserId>,
        roles: impl IntoIterator<Item = (Role, Scope)>,
    ) -> Result<Replaced> {
        let user_id = user_id.into();
        let mut desired: Vec<(Role, Scope)> = Vec::new();
        for (role, scope) in roles {
            require_scope(scope)?;
            if !desired.contains(&(role.clone(), scope)) {
                desired.push((role, scope));
            }
        }
        let mut current = self.list().user_id(user_id).all().await?;
        current.retain(|assignment| assignment.user_id == user_id);
        let Diff { unchanged, changes } = diff(current, desired);
        let mut changes = changes.into_iter();
        let mut results = Vec::new();
        for change in changes.by_ref() {
            let result = self.apply(user_id, &change).await;
            let failed = result.is_err();
            results.push((change, result));
            if failed {
                break;
            }
        }
        Ok(Replaced {
            unchanged,
            changes: results,
            skipped: changes.collect(),
        })
    }

    async fn apply(&self, user_id: UserId, change: &AssignmentChange) -> Result<AssignmentId> {
        match change {
            AssignmentChange::Update {
                assignment_id,
                role,
                scope,
            } => {
                self.update(*assignment_id, user_id, role.clone(), *scope)
                    .await
            }
            AssignmentChange::Create { role, scope } => self
                .create(user_id, role.clone(), *scope)
                .await
                .map(|created| created.id),
            AssignmentChange::Delete { assignment_id } => match self.delete(*assignment_id).await {
                // Deleted concurrently.
                Err(error) if error.is_not_found() => Ok(*assignment_id),
                result => result,
            },
        }
    }
}

struct Diff {
    unchanged: Vec<AssignmentId>,
    changes: Vec<AssignmentChange>,
}

/// Returns the smallest number of changes from the current to the desired roles.
#[inline]
fn diff(mut current: Vec<RoleAssignment>, mut desired: Vec<(Role, Scope)>) -> Diff {
    let mut unchanged = Vec::new();
    let mut changes = Vec::new();
    // Removes desired roles and current assignments that match, and returns them as pairs.
    let mut take_pairs =
        |desired: &mut Vec<(Role, Scope)>,
         matches: &dyn Fn(&RoleAssignment, &Role, Scope) -> bool| {
            let mut pairs = Vec::new();
            desired.retain(|(role, scope)| {
                let found = current
                    .iter()
                    .position(|assignment| matches(assignment, role, *scope));
                found.is_none_or(|at| {
                    pairs.push((current.remove(at).id, role.clone(), *scope));
                    false
                })
            });
            pairs
        };
    for (id, ..) in take_pairs(&mut desired, &|assignment, role, scope| {
        assignment.role == *role && scope.covers(assignment)
    }) {
        unchanged.push(id);
    }
    let same_scope = take_pairs(&mut desired, &|assignment, _, scope| {
        scope.covers(assignment)
    });
    let any = take_pairs(&mut desired, &|_, _, _| true);
    for (assignment_id, role, scope) in same_scope.into_iter().chain(any) {
        changes.push(AssignmentChange::Update {
            assignment_id,
            role,
            scope,
        });
    }
    let create = |(role, scope)| AssignmentChange::Create { role, scope };
    changes.extend(desired.into_iter().map(create));
    let delete = |assignment: RoleAssignment| AssignmentChange::Delete {
        assignment_id: assignment.id,
    };
    changes.extend(current.into_iter().map(delete));
    Diff { unchanged, changes }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::json;

    use super::{AssignmentChange, diff};
    use crate::gcore::{Role, RoleAssignment, Scope};

    /// A role in a scope: indexes into `ROLES` and of a project, 0 for the account.
    type Grant = (usize, i64);

    const ROLES: [Role; 2] = [Role::Observer, Role::User];
    const GRANTS: [Grant; 6] = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)];

    fn assignment(id: usize, (role, project): Grant) -> RoleAssignment {
        let project = (project > 0).then_some(project);
        serde_json::from_value(json!({
            "id": id, "user_id": 7, "role": ROLES[role], "client_id": 8, "project_id": project,
            "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
        }))
        .unwrap()
    }

    fn desired_role((role, project): Grant) -> (Role, Scope) {
        let scope = match project {
            0 => Scope::account(8),
            project => Scope::project(8, project),
        };
        (ROLES[role].clone(), scope)
    }

    fn grant(role: &Role, scope: &Scope) -> Grant {
        let project = match scope {
            Scope::Project { project_id, .. } => project_id.get(),
            _ => 0,
        };
        let role = ROLES.iter().position(|other| other == role).unwrap();
        (role, project)
    }

    /// The changes lead to the desired roles, and no smaller number does: each adds a missing role or
    /// removes a surplus one, and an update does both.
    fn check(current: &[Grant], desired: &HashSet<Grant>) {
        let assignments = current.iter().enumerate();
        let assignments = assignments.map(|(id, grant)| assignment(id, *grant));
        let roles = desired.iter().map(|grant| desired_role(*grant));
        let diff = diff(assignments.collect(), roles.collect());

        let mut missing = desired.clone();
        let surplus = current
            .iter()
            .filter(|grant| !missing.remove(*grant))
            .count();
        assert_eq!(diff.changes.len(), surplus.max(missing.len()));

        let mut state: Vec<(usize, Grant)> = current.iter().copied().enumerate().collect();
        let mut deleting = false;
        for change in &diff.changes {
            assert!(!deleting || matches!(change, AssignmentChange::Delete { .. }));
            match change {
                AssignmentChange::Update {
                    assignment_id,
                    role,
                    scope,
                } => {
                    let changed = state
                        .iter_mut()
                        .find(|(id, _)| assignment_id.get() == i64::try_from(*id).unwrap());
                    changed.unwrap().1 = grant(role, scope);
                }
                AssignmentChange::Create { role, scope } => {
                    state.push((100 + state.len(), grant(role, scope)));
                }
                AssignmentChange::Delete { assignment_id } => {
                    deleting = true;
                    state.retain(|(id, _)| assignment_id.get() != i64::try_from(*id).unwrap());
                }
            }
        }
        assert_eq!(state.len(), desired.len(), "{current:?} {desired:?}");
        assert!(state.iter().all(|(_, grant)| desired.contains(grant)));
    }

    #[test]
    fn the_diff_has_the_fewest_changes() {
        let options: Vec<Option<Grant>> = GRANTS.into_iter().map(Some).chain([None]).collect();
        for set in 0_u32..1 << GRANTS.len() {
            let desired = GRANTS.iter().enumerate();
            let desired = desired.filter(|(bit, _)| set >> bit & 1 == 1);
            let desired = desired.map(|(_, grant)| *grant).collect();
            for first in &options {
                for second in &options {
                    for third in &options {
                        let current: Vec<Grant> = [first, second, third]
                            .into_iter()
                            .copied()
                            .flatten()
                            .collect();
                        check(&current, &desired);
                    }
                }
            }
        }
    }
}
