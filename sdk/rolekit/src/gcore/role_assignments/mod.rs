//! Intent: creates, ensures and deletes role assignments in bulk, and sends the changes of a plan.

mod ensure;
mod plan;
mod replace;

use rolekit_runtime::{Bulk, Ensured, Result};

pub use self::ensure::{DesiredAssignment, EnsureAssignment};
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
    ///     .map(|user| AssignRole::new(UserId::new(user), Role::Observer).scope(scope));
    /// let results = gcore.role_assignments().create_all(observers).concurrency(2).run().await;
    /// for entry in &results {
    ///     match &entry.result {
    ///         Ok(created) => println!("{}: {}", entry.item.user_id, created.id),
    ///         Err(error) => println!("{}: {error}", entry.item.user_id), // there is no user 999
    ///     }
    /// }
    /// assert!(results[1].result.is_ok() && results[2].result.is_err());
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
    /// grants are for the same user and scope, the final role may be that of either.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{ClientId, ProjectId, Role, Scope, UserId};
    ///
    /// let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    /// let grants = [777, 778].map(|user| (UserId::new(user), Role::User, scope));
    /// let results = gcore.role_assignments().ensure_all(grants).run().await;
    /// assert!(results.iter().all(|entry| entry.result.as_ref().is_ok_and(|ensured| ensured.is_changed())));
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
    /// let created = assignments.create(&AssignRole::new(UserId::new(777), Role::Observer)).await?;
    /// let results = assignments.delete_all([created.id]).run().await;
    /// assert!(results[0].result.is_ok());
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
                // Another caller deleted it.
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            },
        }
    }
}
