//! Manages role assignments.

mod ensure;
mod plan;
mod replace;

pub use self::plan::{AssignmentChange, ReplacePlan};
pub use self::replace::Replaced;
use crate::gcore::{AssignmentId, Client, ProjectId, Role, RoleAssignment, Scope, UserId};
use crate::generated::gcore::types::RoleAssignmentPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Bulk, Ensured, Page, Range, Result};

/// Resource API for the role assignments of the account. Obtained from
/// [`Client::role_assignments`](crate::gcore::Client::role_assignments).
#[derive(Clone, Copy, Debug)]
pub struct RoleAssignments<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for role assignments.
    pub fn role_assignments(&self) -> RoleAssignments<'_> {
        RoleAssignments { client: self }
    }
}

impl RoleAssignments<'_> {
    /// Lists assignments; add filters to restrict the result. The page size is 1 to 1000 and
    /// defaults to 1000.
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

    /// Assigns a role to a user of the account, and returns the assignment.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error: the key's owner may
    /// not grant the role, or there is no such user or project. Retried only if the request cannot
    /// have been applied. If the [outcome](crate::Error::outcome) is unknown or applied, check with
    /// [`list`](Self::list) before retrying.
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

    /// Updates an assignment and returns its id. The request contains user, role and scope, even if
    /// they do not change. The vendor does not document whether the user may change.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, such as 404 if there
    /// is no such assignment.
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

    /// Deletes an assignment and returns its id. The user remains in the account.
    ///
    /// Retried after a lost response; a 404 on the retry counts as success.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, such as 404 if there
    /// is no such assignment.
    pub async fn delete(&self, assignment_id: impl Into<AssignmentId>) -> Result<AssignmentId> {
        let assignment_id = assignment_id.into();
        let client = self.client.generated();
        match client.delete_role_assignment(assignment_id).await {
            Ok(deleted) => Ok(deleted.into_inner().assignment_id),
            Err(error) if error.is_already_deleted() => Ok(assignment_id),
            Err(error) => Err(error),
        }
    }

    /// Creates many assignments concurrently; see [`Bulk`].
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

    /// Ensures many assignments concurrently; see [`ensure`](Self::ensure) and [`Bulk`]. If two
    /// grants are for the same user and scope, either may be the last.
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

    /// Deletes many assignments concurrently; see [`Bulk`].
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

/// A list of role assignments, with filters; see [`List`] for how to read it.
pub type ListRoleAssignments = List<RoleAssignmentsQuery>;

/// Filters of [`ListRoleAssignments`].
#[derive(Clone, Debug, Default)]
pub struct RoleAssignmentsQuery {
    project_id: Option<ProjectId>,
    user_id: Option<UserId>,
}

impl ListRoleAssignments {
    /// Restricts the list to assignments of this user.
    pub fn user_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.query.user_id = Some(user_id.into());
        self
    }

    /// Restricts the list to assignments in this project.
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
