//! Role assignments.

mod ensure;
mod plan;
mod replace;

pub use self::plan::{AssignmentChange, ReplacePlan};
pub use self::replace::Replaced;
use crate::gcore::{AssignmentId, Client, ProjectId, Role, RoleAssignment, Scope, UserId};
use crate::generated::gcore::types::RoleAssignmentPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Bulk, Ensured, Page, Range, Result};

/// The role assignments of the account. Get it from
/// [`Client::role_assignments`](crate::gcore::Client::role_assignments).
#[derive(Clone, Copy, Debug)]
pub struct RoleAssignments<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the role assignments of the account.
    pub fn role_assignments(&self) -> RoleAssignments<'_> {
        RoleAssignments { client: self }
    }
}

impl RoleAssignments<'_> {
    /// Lists assignments, all of them unless the list is narrowed. A page holds 1 to 1000
    /// assignments, and 1000 where it is not set.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let mut roles = gcore.role_assignments().list().project_id(100).user_id(777).stream();
    /// while let Some(assignment) = roles.try_next().await? {
    ///     println!("{} has {}", assignment.user_id, assignment.role);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListRoleAssignments {
        List::new(self.client, RoleAssignmentsQuery::default())
    }

    /// Gives a user of the account a role, and gives back the assignment.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let scope = Scope::project(8, 100);
    /// let made = gcore.role_assignments().create(777, Role::Observer, scope).await?;
    /// assert_eq!(made.user_id, 777);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses: the key's owner may not
    /// grant the role, or there is no such user or project. A creation is repeated only where the
    /// service cannot have acted; if the [outcome](crate::Error::outcome) is unknown or applied,
    /// look with [`list`](Self::list) before you repeat it.
    pub async fn create(
        &self,
        user_id: impl Into<UserId>,
        role: Role,
        scope: Scope,
    ) -> Result<RoleAssignment> {
        let body = scope.assign(user_id.into(), role);
        let created = self
            .client
            .generated()
            .create_role_assignment(&body)
            .await?;
        Ok(created.into_inner())
    }

    /// Changes an assignment, and gives back its id as the service does. User, role and scope are
    /// given anew, also those that stay; whether the user may change is not documented.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let assignments = gcore.role_assignments();
    /// let scope = Scope::project(8, 100);
    /// let made = assignments.create(777, Role::Observer, scope).await?;
    /// assignments.update(made.id, 777, Role::ProjectAdministrator, scope).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses, or there is no such
    /// assignment.
    pub async fn update(
        &self,
        assignment_id: impl Into<AssignmentId>,
        user_id: impl Into<UserId>,
        role: Role,
        scope: Scope,
    ) -> Result<AssignmentId> {
        let body = scope.assign(user_id.into(), role);
        let client = self.client.generated();
        let changed = client
            .update_role_assignment(assignment_id.into(), &body)
            .await?;
        Ok(changed.into_inner().assignment_id)
    }

    /// Takes a role from a user, and gives back the assignment's id as the service does. The user
    /// stays in the account.
    ///
    /// A deletion whose answer was lost is tried again; if the assignment is then gone, it counts as
    /// done.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let assignments = gcore.role_assignments();
    /// let made = assignments.create(777, Role::Observer, Scope::OwnAccount).await?;
    /// assert_eq!(assignments.delete(made.id).await?, made.id);
    /// assert!(assignments.delete(made.id).await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses, or there is no such
    /// assignment.
    pub async fn delete(&self, assignment_id: impl Into<AssignmentId>) -> Result<AssignmentId> {
        let assignment_id = assignment_id.into();
        let client = self.client.generated();
        match client.delete_role_assignment(assignment_id).await {
            Ok(deleted) => Ok(deleted.into_inner().assignment_id),
            Err(error) if error.is_already_deleted() => Ok(assignment_id),
            Err(error) => Err(error),
        }
    }

    /// Gives many users roles, several at once; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let scope = Scope::project(8, 100);
    /// let grants = [777, 778, 999].map(|user| (user.into(), Role::Observer, scope));
    /// let ends = gcore.role_assignments().create_all(grants).concurrency(2).run().await;
    /// for end in &ends {
    ///     match &end.result {
    ///         Ok(made) => println!("{}: {}", end.item.0, made.id),
    ///         Err(error) => println!("{}: {error}", end.item.0), // there is no user 999
    ///     }
    /// }
    /// assert!(ends[1].result.is_ok() && ends[2].result.is_err());
    /// # Ok(()) });
    /// ```
    pub fn create_all(
        &self,
        grants: impl IntoIterator<Item = (UserId, Role, Scope)>,
    ) -> Bulk<(UserId, Role, Scope), RoleAssignment> {
        let client = self.client.clone();
        Bulk::new(grants, move |(user_id, role, scope)| {
            let (client, user_id, role, scope) = (client.clone(), *user_id, role.clone(), *scope);
            async move {
                let assignments = client.role_assignments();
                assignments.create(user_id, role, scope).await
            }
        })
    }

    /// Makes many users have roles, several at once, whatever they have now; see
    /// [`ensure`](Self::ensure) and [`Bulk`]. Two grants to the same user in the same scope are made
    /// at the same time, and which of them lasts is then not certain.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let grants = [777, 778].map(|user| (user.into(), Role::User, Scope::project(8, 100)));
    /// let ends = gcore.role_assignments().ensure_all(grants).run().await;
    /// assert!(ends.iter().all(|end| end.result.as_ref().is_ok_and(|ensured| ensured.is_changed())));
    /// # Ok(()) });
    /// ```
    pub fn ensure_all(
        &self,
        grants: impl IntoIterator<Item = (UserId, Role, Scope)>,
    ) -> Bulk<(UserId, Role, Scope), Ensured<AssignmentId>> {
        let client = self.client.clone();
        Bulk::new(grants, move |(user_id, role, scope)| {
            let (client, user_id, role, scope) = (client.clone(), *user_id, role.clone(), *scope);
            async move {
                let assignments = client.role_assignments();
                assignments.ensure(user_id, role, scope).await
            }
        })
    }

    /// Deletes many assignments, several at once; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::{Role, Scope};
    ///
    /// let assignments = gcore.role_assignments();
    /// let made = assignments.create(777, Role::Observer, Scope::project(8, 100)).await?;
    /// let ends = assignments.delete_all([made.id]).run().await;
    /// assert!(ends[0].result.is_ok());
    /// # Ok(()) });
    /// ```
    pub fn delete_all(
        &self,
        assignments: impl IntoIterator<Item = AssignmentId>,
    ) -> Bulk<AssignmentId, AssignmentId> {
        let client = self.client.clone();
        Bulk::new(assignments, move |assignment_id| {
            let (client, assignment_id) = (client.clone(), *assignment_id);
            async move { client.role_assignments().delete(assignment_id).await }
        })
    }
}

/// A list of role assignments that is to be asked for.
pub type ListRoleAssignments = List<RoleAssignmentsQuery>;

/// Which role assignments are asked for.
#[derive(Clone, Debug, Default)]
pub struct RoleAssignmentsQuery {
    project_id: Option<ProjectId>,
    user_id: Option<UserId>,
}

impl ListRoleAssignments {
    /// Only assignments of this user.
    pub fn user_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.query.user_id = Some(user_id.into());
        self
    }

    /// Only assignments in this project.
    pub fn project_id(mut self, project_id: impl Into<ProjectId>) -> Self {
        self.query.project_id = Some(project_id.into());
        self
    }
}

impl Sealed for RoleAssignmentsQuery {}
impl ByOffset for RoleAssignmentsQuery {}
impl Query for RoleAssignmentsQuery {
    type Item = RoleAssignment;
    type Client = Client;
    type Body = RoleAssignmentPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<RoleAssignmentPage> {
        let client = client.generated();
        Ok(client
            .list_role_assignments(
                range.limit()?,
                range.offset()?,
                self.project_id,
                self.user_id,
            )
            .await?
            .into_inner())
    }

    fn read(
        &self,
        _: &Client,
        body: RoleAssignmentPage,
        range: &Range,
    ) -> Result<Page<RoleAssignment>> {
        Page::by_offset(body.results, body.count, range)
    }
}
