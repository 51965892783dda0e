//! All roles of a user, replaced by others with as few calls as that takes.

use crate::gcore::role_assignments::ensure::said;
use crate::gcore::{AssignmentId, Role, RoleAssignment, RoleAssignments, Scope, UserId};
use crate::runtime::{Error, Result};

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

/// What became of the assignments of a user that were to be replaced.
#[derive(Debug)]
#[non_exhaustive]
pub struct Replaced {
    /// The assignments that were as they should be.
    pub kept: Vec<AssignmentId>,
    /// The changes, in the order in which they were made, and what each came to: the id of the
    /// assignment, or why it failed. A change that fails stops those after it; see
    /// [`not_tried`](Self::not_tried).
    pub changes: Vec<(AssignmentChange, Result<AssignmentId>)>,
    /// The changes that were not tried since one before them failed.
    pub not_tried: Vec<AssignmentChange>,
}

impl Replaced {
    /// Whether anything was changed.
    pub fn changed(&self) -> bool {
        self.changes.iter().any(|(_, end)| end.is_ok())
    }

    /// The error of the change that failed, if one did.
    ///
    /// # Errors
    /// That error.
    #[inline]
    pub fn into_result(self) -> Result<Self> {
        match self.changes.iter().position(|(_, end)| end.is_err()) {
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
    /// assert_eq!(replaced.kept.len(), 1);
    /// assert_eq!(replaced.changes.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for [`Scope::Unspecified`],
    /// and whatever the reading of the present assignments fails with; nothing is changed then. What
    /// became of the changes is in the value that is given back. It may be run again after any
    /// failure.
    pub async fn replace(
        &self,
        user_id: impl Into<UserId>,
        roles: impl IntoIterator<Item = (Role, Scope)>,
    ) -> Result<Replaced> {
        let user_id = user_id.into();
        let mut wanted: Vec<(Role, Scope)> = Vec::new();
        for (role, scope) in roles {
            said(scope)?;
            if !wanted.contains(&(role.clone(), scope)) {
                wanted.push((role, scope));
            }
        }
        let mut current = self.list().user_id(user_id).all().await?;
        current.retain(|assignment| assignment.user_id == user_id);
        let Plan { kept, changes } = plan(current, wanted);
        let mut changes = changes.into_iter();
        let mut made = Vec::new();
        for change in changes.by_ref() {
            let end = self.change(user_id, &change).await;
            let failed = end.is_err();
            made.push((change, end));
            if failed {
                break;
            }
        }
        Ok(Replaced {
            kept,
            changes: made,
            not_tried: changes.collect(),
        })
    }

    async fn change(&self, user_id: UserId, change: &AssignmentChange) -> Result<AssignmentId> {
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
                .map(|made| made.id),
            AssignmentChange::Delete { assignment_id } => match self.delete(*assignment_id).await {
                // Somebody else was faster.
                Err(error) if error.is_not_found() => Ok(*assignment_id),
                end => end,
            },
        }
    }
}

/// What has to be done.
struct Plan {
    kept: Vec<AssignmentId>,
    changes: Vec<AssignmentChange>,
}

/// The fewest changes that lead from what is there to what is wanted.
#[inline]
fn plan(mut current: Vec<RoleAssignment>, mut wanted: Vec<(Role, Scope)>) -> Plan {
    let mut kept = Vec::new();
    let mut changes = Vec::new();
    let mut take = |wanted: &mut Vec<(Role, Scope)>,
                    matches: &dyn Fn(&RoleAssignment, &Role, Scope) -> bool| {
        let mut pairs = Vec::new();
        wanted.retain(|(role, scope)| {
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
    for (id, ..) in take(&mut wanted, &|assignment, role, scope| {
        assignment.role == *role && scope.covers(assignment)
    }) {
        kept.push(id);
    }
    let same_scope = take(&mut wanted, &|assignment, _, scope| {
        scope.covers(assignment)
    });
    let any = take(&mut wanted, &|_, _, _| true);
    for (assignment_id, role, scope) in same_scope.into_iter().chain(any) {
        changes.push(AssignmentChange::Update {
            assignment_id,
            role,
            scope,
        });
    }
    let create = |(role, scope)| AssignmentChange::Create { role, scope };
    changes.extend(wanted.into_iter().map(create));
    let delete = |assignment: RoleAssignment| AssignmentChange::Delete {
        assignment_id: assignment.id,
    };
    changes.extend(current.into_iter().map(delete));
    Plan { kept, changes }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{AssignmentChange, plan};
    use crate::gcore::{Role, RoleAssignment, Scope};

    const ROLES: [Role; 2] = [Role::Observer, Role::User];

    fn assignment(id: usize, role: usize, project: i64) -> RoleAssignment {
        let project = (project > 0).then_some(project);
        serde_json::from_value(json!({
            "id": id, "user_id": 7, "role": ROLES[role], "client_id": 8, "project_id": project,
            "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
        }))
        .unwrap()
    }

    fn scope(project: i64) -> Scope {
        match project {
            0 => Scope::account(8),
            project => Scope::project(8, project),
        }
    }

    type Grant = (usize, i64);

    /// Returns all sequences of at most three of six grants: three scopes with two roles each.
    fn sequences() -> Vec<Vec<Grant>> {
        let grants = (0..2).flat_map(|role| (0..3).map(move |project| (role, project)));
        let mut all = vec![vec![]];
        let mut longest = all.clone();
        for _ in 0..3 {
            longest = longest
                .iter()
                .flat_map(|sequence| {
                    let longer = |grant| [&**sequence, &[grant]].concat();
                    grants.clone().map(longer).collect::<Vec<_>>()
                })
                .collect();
            all.extend(longest.clone());
        }
        all
    }

    /// The changes lead to the wanted grants, and no smaller number does: each change adds a missing
    /// grant or removes a surplus one, and an update does both.
    #[test]
    fn a_plan_leads_to_the_wanted_grants_in_the_fewest_changes() {
        let sequences = sequences();
        let is_ordered = |grants: &&Vec<Grant>| grants.is_sorted_by(|one, next| one < next);
        for wanted in sequences.iter().filter(is_ordered) {
            for current in &sequences {
                check(current, wanted);
            }
        }
    }

    fn check(current: &[Grant], wanted: &[Grant]) {
        let case = format!("{current:?} to {wanted:?}");
        let mut state: Vec<(usize, Grant)> = current.iter().copied().enumerate().collect();
        let assignments = state
            .iter()
            .map(|(id, (role, project))| assignment(*id, *role, *project));
        let goal = wanted
            .iter()
            .map(|(role, project)| (ROLES[*role].clone(), scope(*project)));
        let plan = plan(assignments.collect(), goal.collect());

        let mut missing = wanted.to_vec();
        let is_surplus = |grant: &&Grant| match missing.iter().position(|other| other == *grant) {
            Some(at) => {
                missing.remove(at);
                false
            }
            None => true,
        };
        let surplus = current.iter().filter(is_surplus).count();
        assert_eq!(plan.changes.len(), surplus.max(missing.len()), "{case}");

        let index = |role: &Role| ROLES.iter().position(|other| other == role).unwrap();
        let project = |scope: &Scope| match scope {
            Scope::Project { project_id, .. } => project_id.get(),
            _ => 0,
        };
        let mut deleting = false;
        for change in &plan.changes {
            let is_delete = matches!(change, AssignmentChange::Delete { .. });
            assert!(is_delete || !deleting, "{case}: a grant after a deletion");
            deleting = is_delete;
            match change {
                AssignmentChange::Update {
                    assignment_id,
                    role,
                    scope,
                } => {
                    let id = usize::try_from(assignment_id.get()).unwrap();
                    let at = state.iter().position(|(other, _)| *other == id).unwrap();
                    state[at].1 = (index(role), project(scope));
                }
                AssignmentChange::Create { role, scope } => {
                    state.push((100 + state.len(), (index(role), project(scope))));
                }
                AssignmentChange::Delete { assignment_id } => {
                    let id = usize::try_from(assignment_id.get()).unwrap();
                    state.retain(|(other, _)| *other != id);
                }
            }
        }
        let mut reached: Vec<_> = state.into_iter().map(|(_, grant)| grant).collect();
        reached.sort_unstable();
        assert_eq!(reached, wanted, "{case}");
    }
}
