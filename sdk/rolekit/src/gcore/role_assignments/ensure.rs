//! Creates, updates or deletes assignments as needed.

use futures_util::TryStreamExt;

use crate::gcore::{AssignmentId, Role, RoleAssignment, RoleAssignments, Scope, UserId};
use rolekit_runtime::{Action, Ensured, Error, ErrorKind, Outcome, Result};

impl RoleAssignments<'_> {
    /// Makes a user have a role in a scope, whatever they have there now: nothing is sent but reads
    /// if they have it; an assignment of theirs in this very scope is given the role; else one is
    /// made. What they have in other scopes stays, and so does whatever else they have in this one.
    ///
    /// It may be run again after any failure. If the answer to a creation is lost, it looks whether
    /// the assignment is there before it fails.
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
    /// [`ErrorKind::InvalidRequest`] for [`Scope::Unspecified`], which tells not where to look;
    /// [`ErrorKind::Api`] if the service refuses.
    pub async fn ensure(
        &self,
        user_id: impl Into<UserId>,
        role: Role,
        scope: Scope,
    ) -> Result<Ensured<AssignmentId>> {
        let user_id = user_id.into();
        let existing = self.list_in_scope(user_id, scope).await?;
        if let Some(same) = existing.iter().find(|assignment| assignment.role == role) {
            return Ok(Ensured::new(same.id, Action::Unchanged));
        }
        if let Some(other) = existing.first() {
            // Repeats the scope as the service returned it, so that the meaning of null does not matter.
            let id = self
                .update(other.id, user_id, role, Scope::of(other))
                .await?;
            return Ok(Ensured::new(id, Action::Updated));
        }
        match self.create(user_id, role.clone(), scope).await {
            Ok(created) => Ok(Ensured::new(created.id, Action::Created)),
            Err(error) => self.recover_lost_create(error, user_id, &role, scope).await,
        }
    }

    /// Makes a user have no role in a scope, and gives the ids of the assignments that were deleted:
    /// none if there was nothing to do. Roles in other scopes stay; a project lies outside the scope
    /// of its account here.
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
    /// As [`ensure`](Self::ensure). It may be run again after any failure.
    pub async fn ensure_absent(
        &self,
        user_id: impl Into<UserId>,
        scope: Scope,
    ) -> Result<Vec<AssignmentId>> {
        let existing = self.list_in_scope(user_id.into(), scope).await?;
        let mut deleted = Vec::with_capacity(existing.len());
        for assignment in existing {
            match self.delete(assignment.id).await {
                Ok(id) => deleted.push(id),
                // Deleted concurrently.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(deleted)
    }

    /// Returns the assignments of a user in exactly this scope.
    async fn list_in_scope(&self, user_id: UserId, scope: Scope) -> Result<Vec<RoleAssignment>> {
        require_scope(scope)?;
        let mut list = self.list().user_id(user_id);
        if let Scope::Project { project_id, .. } = scope {
            list = list.project_id(project_id);
        }
        list.stream()
            .try_filter(|assignment| {
                // A filter that the service ignores must not change other assignments.
                let matches = assignment.user_id == user_id && scope.covers(assignment);
                std::future::ready(matches)
            })
            .try_collect()
            .await
    }

    /// Looks for the assignment after a failed creation: its response may be lost, or somebody else may
    /// have created it. Returns the error of the creation if that does not help.
    async fn recover_lost_create(
        &self,
        error: Error,
        user_id: UserId,
        role: &Role,
        scope: Scope,
    ) -> Result<Ensured<AssignmentId>> {
        let conflict = error.is_conflict();
        if error.outcome() < Outcome::Unknown && !conflict {
            return Err(error);
        }
        let Ok(existing) = self.list_in_scope(user_id, scope).await else {
            return Err(error);
        };
        let same = existing.iter().find(|assignment| assignment.role == *role);
        let action = if conflict {
            Action::Unchanged
        } else {
            Action::Created
        };
        same.map(|assignment| Ensured::new(assignment.id, action))
            .ok_or(error)
    }
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
