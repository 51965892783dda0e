//! Intent: a user has a role in a scope, or none. Creates, updates or deletes assignments as needed.

use futures_util::TryStreamExt;
use rolekit_runtime::converge::{MAX_READS, contention, may_be_settled};
use rolekit_runtime::{Action, Client, Ensure, Error, ErrorKind, Result, Step, Target};

use crate::gcore::resources::RoleAssignments;
use crate::gcore::{
    AssignmentChange, AssignmentId, AssignmentPlan, Role, RoleAssignment, Scope, UserId,
};

impl RoleAssignments {
    /// Ensures, when awaited, that a user has a role in a scope. If they have it, only reads are
    /// sent. If they have another role in exactly this scope, the oldest such assignment is updated.
    /// Otherwise an assignment is created. Other assignments of the user stay unchanged.
    ///
    /// # What is guaranteed
    /// On success the user had the role in the scope at the last read, which follows the last
    /// change. If others change the assignments meanwhile, the call reads and plans again. If the
    /// response to a change is lost, it reads whether the change was applied; a creation is never
    /// sent twice unless the API rejected the first.
    ///
    /// [`Ensured::action`](crate::Ensured::action) is what this call did: [`Action::Unchanged`] if others made the change.
    /// If a response was lost and the assignment exists afterwards, it counts as created by this
    /// call, although others may have created it at that moment.
    ///
    /// Not guaranteed: that the user keeps the role after the last read. Of two calls with
    /// different roles for one scope the last one wins.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let assignments = gcore.role_assignments();
    /// let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    /// let first = assignments.ensure(UserId::new(777), Role::Observer, scope).await?;
    /// assert!(first.is_changed());
    /// let again = assignments.ensure(UserId::new(777), Role::Observer, scope).await?;
    /// assert!(!again.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// To look at the change before it is made:
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope, UserId};
    ///
    /// let ada = UserId::new(777);
    /// let observer = gcore.role_assignments().ensure(ada, Role::Observer, Scope::OwnAccount);
    /// let plan = observer.plan().await?;
    /// println!("{plan}");
    /// let ensured = observer.apply(&plan).await?;
    /// assert!(ensured.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] for [`Scope::Unspecified`]; nothing is sent.
    /// - [`ErrorKind::Api`] if the API returns an error, [`ErrorKind::Contention`] if others changed
    ///   the assignments before each of 20 reads.
    /// - Any other error of a call. Its [outcome](Error::outcome) says whether the change was
    ///   applied: *applied* also if only the read after it failed.
    ///
    /// The call can be repeated after any error.
    pub fn ensure(&self, user_id: UserId, role: Role, scope: Scope) -> EnsureRole {
        Ensure::new(DesiredRole {
            assignments: self.clone(),
            user_id,
            role,
            scope,
        })
    }

    /// Deletes all assignments of a user in exactly this scope, and returns the ids of those that
    /// this call deleted: empty if there was nothing to do. Assignments in other scopes stay
    /// unchanged; an account and its projects are different scopes.
    ///
    /// # What is guaranteed
    /// On success the user had no assignment in the scope at the last read. A deletion whose
    /// response is lost or invalid does not stop the others; a later read shows whether it was
    /// applied. An assignment that others delete meanwhile is not returned.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let assignments = gcore.role_assignments();
    /// let (user, scope) = (UserId::new(777), Scope::project(ClientId::new(8), ProjectId::new(100)));
    /// let made = assignments.create(&AssignRole::new(Role::Observer, user).scope(scope)).await?;
    /// assert_eq!(assignments.ensure_absent(user, scope).await?, [made.id]);
    /// assert!(assignments.ensure_absent(user, scope).await?.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`ensure`](Self::ensure). If the API rejects a deletion, the earlier ones are
    /// applied. The call can be repeated after any error.
    pub async fn ensure_absent(&self, user_id: UserId, scope: Scope) -> Result<Vec<AssignmentId>> {
        require_scope(scope)?;
        let mut deleted = Vec::new();
        let mut failed: Vec<(AssignmentId, Error)> = Vec::new();
        for _ in 0..MAX_READS {
            let existing = match self.list_in_scope(user_id, scope).await {
                Ok(existing) => existing,
                Err(error) => return Err(failed.pop().map_or(error, |(_, error)| error)),
            };
            for (id, error) in failed.drain(..) {
                if existing.iter().any(|assignment| assignment.id == id) {
                    return Err(error);
                }
                deleted.push(id);
            }
            if existing.is_empty() {
                return Ok(deleted);
            }
            for assignment in existing {
                let delete = AssignmentChange::delete(&assignment);
                match self.send_change(user_id, &delete).await {
                    Ok(id) => deleted.extend(id),
                    Err(error) if may_be_settled(&error) => failed.push((assignment.id, error)),
                    Err(error) => return Err(error),
                }
            }
        }
        Err(contention(&name(user_id), !deleted.is_empty()))
    }

    /// Returns the assignments of a user in exactly this scope.
    async fn list_in_scope(&self, user_id: UserId, scope: Scope) -> Result<Vec<RoleAssignment>> {
        let mut list = self.list().user_id(user_id);
        if let Scope::Project { project_id, .. } = scope {
            list = list.project_id(project_id);
        }
        list.stream()
            .try_filter(|assignment| {
                // Guards against a service that ignores the filter.
                let matches = assignment.user_id == user_id && scope.covers(assignment);
                std::future::ready(matches)
            })
            .try_collect()
            .await
    }
}

/// A call of [`RoleAssignments::ensure`].
pub type EnsureRole = Ensure<DesiredRole>;

/// A role in a scope that [`RoleAssignments::ensure`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredRole {
    assignments: RoleAssignments,
    user_id: UserId,
    role: Role,
    scope: Scope,
}

impl Target for DesiredRole {
    type State = Vec<RoleAssignment>;
    type Change = AssignmentChange;
    type Value = AssignmentId;
    type Plan = AssignmentPlan;

    fn client(&self) -> &Client {
        self.assignments.runtime()
    }

    fn name(&self) -> String {
        name(self.user_id)
    }

    async fn read(&self) -> Result<Self::State> {
        require_scope(self.scope)?;
        let assignments = &self.assignments;
        assignments.list_in_scope(self.user_id, self.scope).await
    }

    fn step(&self, state: &Self::State) -> Result<Step<AssignmentId, AssignmentChange>> {
        if let Some(same) = state.iter().find(|other| other.role == self.role) {
            return Ok(Step::Done(same.id));
        }
        let role = self.role.clone();
        // All administrators choose the oldest, so that concurrent calls agree.
        Ok(match state.iter().min_by_key(|other| other.id) {
            Some(other) => {
                // The scope as the service returned it, so that the meaning of null does not matter.
                let change = AssignmentChange::update(other, role, Scope::of(other));
                Step::Change(Action::Updated, change)
            }
            None => {
                let scope = self.scope;
                Step::Change(Action::Created, AssignmentChange::Create { role, scope })
            }
        })
    }

    fn describe(&self, step: &Step<AssignmentId, AssignmentChange>) -> AssignmentPlan {
        let (unchanged, changes) = match step {
            Step::Done(id) => (vec![*id], vec![]),
            Step::Change(_, change) => (vec![], vec![change.clone()]),
        };
        AssignmentPlan {
            user_id: self.user_id,
            unchanged,
            changes,
        }
    }

    async fn apply(&self, change: AssignmentChange) -> Result<()> {
        let sent = self.assignments.send_change(self.user_id, &change).await;
        sent.map(drop)
    }
}

/// Returns what the assignments of a user are called in an error.
pub(super) fn name(user_id: UserId) -> String {
    format!("the role assignments of user {user_id}")
}

/// Fails for [`Scope::Unspecified`].
pub(super) fn require_scope(scope: Scope) -> Result<()> {
    if scope == Scope::Unspecified {
        return Err(Error::new(ErrorKind::InvalidRequest).with_message(
            "scope must not be `Unspecified`; use an account, a project, or `OwnAccount`",
        ));
    }
    Ok(())
}
