//! Role assignments: who has which role where.

use crate::gcore::{Client, Role, RoleAssignment, Scope};
use crate::runtime::{ByOffset, List, Page, Query, Range, Result, sealed::Sealed};

/// The role assignments of the account. Get it from
/// [`Client::role_assignments`](crate::gcore::Client::role_assignments).
#[derive(Clone, Copy, Debug)]
pub struct RoleAssignments<'a> {
    client: &'a Client,
}

impl<'a> RoleAssignments<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists assignments, all of them unless the list is narrowed. A page holds 1 to 1000
    /// assignments, and 1000 where it is not set.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let mut observers = gcore.role_assignments().list().project_id(4).stream();
    /// while let Some(assignment) = observers.try_next().await? {
    ///     println!("{} has {}", assignment.user_id, assignment.role);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListRoleAssignments {
        List::new(self.client, RoleAssignmentsQuery::default())
    }

    /// Gives a user of the account a role, and gives back the assignment.
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses: the key's owner may not
    /// grant the role, or there is no such user or project. A creation is repeated only where the
    /// service cannot have acted; if the [outcome](crate::Error::outcome) is unknown or applied,
    /// look with [`list`](Self::list) before you repeat it.
    pub async fn create(&self, user_id: i64, role: Role, scope: Scope) -> Result<RoleAssignment> {
        let body = scope.assign(user_id, role);
        let made = self
            .client
            .generated()
            .create_role_assignment(&body)
            .await?;
        Ok(made.into_inner())
    }

    /// Changes an assignment, and gives back its id as the service does. User, role and scope are
    /// given anew, also those that stay; whether the user may change is not documented.
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses, or there is no such
    /// assignment.
    pub async fn update(
        &self,
        assignment_id: i64,
        user_id: i64,
        role: Role,
        scope: Scope,
    ) -> Result<i64> {
        let body = scope.assign(user_id, role);
        let client = self.client.generated();
        let changed = client.update_role_assignment(assignment_id, &body).await?;
        Ok(changed.into_inner().assignment_id)
    }

    /// Takes a role from a user, and gives back the assignment's id as the service does. The user
    /// stays in the account.
    ///
    /// A deletion whose answer was lost is tried again; if the assignment is then gone, it counts as
    /// done.
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses, or there is no such
    /// assignment.
    pub async fn delete(&self, assignment_id: i64) -> Result<i64> {
        match self
            .client
            .generated()
            .delete_role_assignment(assignment_id)
            .await
        {
            Ok(deleted) => Ok(deleted.into_inner().assignment_id),
            Err(error) if error.is_already_deleted() => Ok(assignment_id),
            Err(error) => Err(error),
        }
    }
}

/// A list of role assignments that is to be asked for.
pub type ListRoleAssignments = List<RoleAssignmentsQuery>;

/// Which role assignments are asked for.
#[derive(Clone, Debug, Default)]
pub struct RoleAssignmentsQuery {
    project_id: Option<i64>,
    user_id: Option<i64>,
}

impl ListRoleAssignments {
    /// Only assignments of this user.
    pub fn user_id(mut self, user_id: i64) -> Self {
        self.query.user_id = Some(user_id);
        self
    }

    /// Only assignments in this project.
    pub fn project_id(mut self, project_id: i64) -> Self {
        self.query.project_id = Some(project_id);
        self
    }
}

impl Sealed for RoleAssignmentsQuery {}
impl ByOffset for RoleAssignmentsQuery {}
impl Query for RoleAssignmentsQuery {
    type Item = RoleAssignment;
    type Client = Client;

    async fn page(&self, client: &Client, range: &Range) -> Result<Page<RoleAssignment>> {
        let client = client.generated();
        let page = client
            .list_role_assignments(
                range.limit()?,
                range.offset()?,
                self.project_id,
                self.user_id,
            )
            .await?
            .into_inner();
        Page::by_offset(page.results, page.count, range)
    }
}
