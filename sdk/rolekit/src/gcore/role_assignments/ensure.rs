//! Creates, updates or deletes assignments as needed.

use std::time::Duration;

use futures_util::TryStreamExt;

use crate::converge::{self, MAX_READS, Step, Target, contention, may_be_settled};
use crate::gcore::{AssignmentId, Role, RoleAssignment, RoleAssignments, Scope, UserId};
use rolekit_runtime::{Action, Ensured, Error, ErrorKind, Result};

impl RoleAssignments<'_> {
    /// Ensures that a user has a role in a scope. If they have it, only reads are sent. If they
    /// have another role in exactly this scope, the oldest such assignment is updated. Otherwise an
    /// assignment is created. Other assignments of the user stay unchanged.
    ///
    /// # What is guaranteed
    /// On success the user had the role in the scope at the last read, which follows the last
    /// change. If others change the assignments meanwhile, the call reads and plans again. If the
    /// response to a change is lost, it reads whether the change was applied; a creation is never
    /// sent twice unless the API rejected the first.
    ///
    /// [`Ensured::action`] is what this call did: [`Action::Unchanged`] if others made the change.
    /// If a response was lost and the assignment exists afterwards, it counts as created by this
    /// call, although others may have created it at that moment.
    ///
    /// Not guaranteed: that the user keeps the role after the last read. Of two calls with
    /// different roles for one scope the last one wins.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let assignments = gcore.role_assignments();
    /// let scope = Scope::project(8, 100);
    /// let first = assignments.ensure(777, Role::Observer, scope).await?;
    /// assert!(first.is_changed());
    /// let again = assignments.ensure(777, Role::Observer, scope).await?;
    /// assert!(!again.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`] for [`Scope::Unspecified`]; nothing is sent.
    /// - [`ErrorKind::Api`] if the API returns an error, [`ErrorKind::Contention`] if others changed the assignments
    ///   before each of 20 reads.
    /// - Any other error of a call. Its [outcome](Error::outcome) says whether the change was
    ///   applied: *applied* also if only the read after it failed.
    ///
    /// The call can be repeated after any error.
    pub async fn ensure(
        &self,
        user_id: impl Into<UserId>,
        role: Role,
        scope: Scope,
    ) -> Result<Ensured<AssignmentId>> {
        require_scope(scope)?;
        converge::ensure(&DesiredRole {
            assignments: *self,
            user_id: user_id.into(),
            role,
            scope,
        })
        .await
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
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let assignments = gcore.role_assignments();
    /// let made = assignments.create(777, Role::Observer, Scope::project(8, 100)).await?;
    /// assert_eq!(assignments.ensure_absent(777, Scope::project(8, 100)).await?, [made.id]);
    /// assert!(assignments.ensure_absent(777, Scope::project(8, 100)).await?.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`ensure`](Self::ensure). If the API rejects a deletion, the earlier ones are
    /// applied. The call can be repeated after any error.
    pub async fn ensure_absent(
        &self,
        user_id: impl Into<UserId>,
        scope: Scope,
    ) -> Result<Vec<AssignmentId>> {
        require_scope(scope)?;
        let user_id = user_id.into();
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
                match self.delete(assignment.id).await {
                    Ok(id) => deleted.push(id),
                    // Others deleted it.
                    Err(error) if error.is_not_found() => {}
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

/// The desired role of a user in a scope.
struct DesiredRole<'a> {
    assignments: RoleAssignments<'a>,
    user_id: UserId,
    role: Role,
    scope: Scope,
}

impl Target for DesiredRole<'_> {
    type State = Vec<RoleAssignment>;
    /// The assignment to update, with its scope; `None` creates one.
    type Change = Option<(AssignmentId, Scope)>;
    type Value = AssignmentId;

    async fn read(&self) -> Result<Self::State> {
        self.assignments
            .list_in_scope(self.user_id, self.scope)
            .await
    }

    fn plan(&self, state: &Self::State) -> Result<Step<AssignmentId, Self::Change>> {
        if let Some(same) = state.iter().find(|other| other.role == self.role) {
            return Ok(Step::Done(same.id));
        }
        // All administrators choose the oldest, so that concurrent calls agree.
        Ok(match state.iter().min_by_key(|other| other.id) {
            // The scope as the service returned it, so that the meaning of null does not matter.
            Some(other) => Step::Change(Action::Updated, Some((other.id, Scope::of(other)))),
            None => Step::Change(Action::Created, None),
        })
    }

    async fn apply(&self, change: Self::Change) -> Result<()> {
        let role = self.role.clone();
        match change {
            Some((id, scope)) => {
                let update = self.assignments.update(id, self.user_id, role, scope);
                update.await.map(drop)
            }
            None => {
                let create = self.assignments.create(self.user_id, role, self.scope);
                create.await.map(drop)
            }
        }
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.assignments.client.generated().runtime(), longest).await;
    }

    fn name(&self) -> String {
        name(self.user_id)
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
