//! Intent: changes many role assignments at once.

mod ensure;
mod plan;
mod replace;

use rolekit_runtime::{Bulk, Ensured, Result};

pub use self::ensure::{DesiredRole, EnsureRole};
pub use self::plan::{AssignmentChange, AssignmentPlan, plan_roles};
pub use self::replace::{DesiredRoles, ReplaceRoles, ReplacedRoles};
use crate::gcore::resources::RoleAssignments;
use crate::gcore::{AssignRole, AssignmentId, Role, RoleAssignment, Scope, UserId};

impl RoleAssignments {
    /// Creates many assignments concurrently; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    /// let observers = [777, 778, 999]
    ///     .map(|user| AssignRole::new(Role::Observer, UserId::new(user)).scope(scope));
    /// let ends = gcore.role_assignments().create_all(observers).concurrency(2).run().await;
    /// for end in &ends {
    ///     match &end.result {
    ///         Ok(made) => println!("{}: {}", end.item.user_id, made.id),
    ///         Err(error) => println!("{}: {error}", end.item.user_id), // there is no user 999
    ///     }
    /// }
    /// assert!(ends[1].result.is_ok() && ends[2].result.is_err());
    /// # Ok(()) });
    /// ```
    pub fn create_all(
        &self,
        assignments: impl IntoIterator<Item = AssignRole>,
    ) -> Bulk<AssignRole, RoleAssignment> {
        let resource = self.clone();
        Bulk::new(assignments, move |body| resource.create(body).into_future())
    }

    /// Ensures many assignments concurrently; see [`ensure`](Self::ensure) and [`Bulk`]. If two
    /// grants are for the same user and scope, either may be the last.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    /// let grants = [777, 778].map(|user| (UserId::new(user), Role::User, scope));
    /// let ends = gcore.role_assignments().ensure_all(grants).run().await;
    /// assert!(ends.iter().all(|end| end.result.as_ref().is_ok_and(|ensured| ensured.is_changed())));
    /// # Ok(()) });
    /// ```
    pub fn ensure_all(
        &self,
        grants: impl IntoIterator<Item = (UserId, Role, Scope)>,
    ) -> Bulk<(UserId, Role, Scope), Ensured<RoleAssignment>> {
        let resource = self.clone();
        Bulk::new(grants, move |(user_id, role, scope)| {
            resource
                .ensure(*user_id, role.clone(), *scope)
                .into_future()
        })
    }

    /// Deletes many assignments concurrently; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{AssignRole, Role, UserId};
    ///
    /// let assignments = gcore.role_assignments();
    /// let made = assignments.create(&AssignRole::new(Role::Observer, UserId::new(777))).await?;
    /// let ends = assignments.delete_all([made.id]).run().await;
    /// assert!(ends[0].result.is_ok());
    /// # Ok(()) });
    /// ```
    pub fn delete_all(
        &self,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Bulk<AssignmentId, ()> {
        let resource = self.clone();
        Bulk::new(assignments, move |id| {
            let delete = resource.delete(*id);
            async move { delete.await.map(drop) }
        })
    }

    /// Sends a change, and returns the id of the assignment; `None` if the one to delete is gone.
    async fn send_change(&self, change: &AssignmentChange) -> Result<Option<AssignmentId>> {
        match change {
            AssignmentChange::Create { new } => Ok(Some(self.create(new).await?.id)),
            AssignmentChange::Update { current, changes } => {
                let updated = self.update(current.id, changes).await?;
                Ok(Some(updated.assignment_id))
            }
            AssignmentChange::Delete { current } => match self.delete(current.id).await {
                Ok(_) => Ok(Some(current.id)),
                // Others deleted it.
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            },
        }
    }
}
