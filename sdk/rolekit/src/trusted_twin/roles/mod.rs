//! Manages roles.

mod ensure;

use std::collections::BTreeMap;

use crate::ids::trusted_twin::RoleId;
use crate::trusted_twin::{Client, Role, RolePatch, RoleSummary};
use rolekit_runtime::{Bulk, Result};

/// Resource API for the user roles of the account. Obtained from
/// [`Client::roles`](crate::trusted_twin::Client::roles).
///
/// A role is identified by its UUID. It is not validated but percent-encoded in paths; an empty
/// string, `.` and `..` are errors before anything is sent, because they would address another
/// resource.
#[derive(Clone, Copy, Debug)]
pub struct Roles<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for user roles.
    pub fn roles(&self) -> Roles<'_> {
        Roles { client: self }
    }
}

impl Roles<'_> {
    /// Returns all roles of the account by their UUIDs, in one response. [`get`](Self::get) returns
    /// the rules and the statement of a role.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// for (role, summary) in twin.roles().list().await? {
    ///     println!("{role} is called {}", summary.name);
    /// }
    /// # let roles = twin.roles().list().await?;
    /// # assert!(roles.contains_key(server.administrator().role.as_str()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the caller's role does not
    /// permit `get_user_roles`.
    pub async fn list(&self) -> Result<BTreeMap<RoleId, RoleSummary>> {
        let listed = self.client.generated().get_user_roles().await?.into_inner();
        let roles = listed.roles.into_iter();
        Ok(roles.map(|(id, role)| (id.into(), role)).collect())
    }

    /// Returns the roles with exactly this name, which is not unique. Reads the whole list, because
    /// the API has no such filter.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::{RolePatch, Statement};
    /// # let role = RolePatch::new().name("Reader").statement(Statement::allow([]));
    /// twin.roles().create(role).await?;
    /// assert_eq!(twin.roles().find_by_name("Reader").await?.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<(RoleId, RoleSummary)>> {
        let roles = self.list().await?.into_iter();
        Ok(roles.filter(|(_, role)| role.name == name).collect())
    }

    /// Returns a role with its rules and its statement.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// let me = twin.who_am_i().await?;
    /// let role = twin.roles().get(me.role).await?;
    /// assert!(role.statement.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such role, and 403
    /// if the caller's role does not permit `get_user_role`.
    pub async fn get(&self, role: impl Into<RoleId>) -> Result<Role> {
        Ok(self
            .client
            .generated()
            .get_user_role(&role.into())
            .await?
            .into_inner())
    }

    /// Creates a role. The name defaults to `User Role Name`, the rules default to none, and **the
    /// statement defaults to one that permits everything**.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::{Action, RolePatch, Statement};
    ///
    /// let statement = Statement::allow([Action::GetTwin, Action::ScanTwins]);
    /// let role = RolePatch::new().name("Reader").statement(statement);
    /// let made = twin.roles().create(role).await?;
    /// assert_eq!(made.name, "Reader");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is invalid, or
    /// if name or statement are cleared; nothing is sent. [`ErrorKind::Api`](crate::ErrorKind::Api)
    /// with status 403 if the caller's role does not permit `create_user_role`, or permits less
    /// than the new role. Retried only if the request cannot have been applied.
    pub async fn create(&self, role: RolePatch) -> Result<Role> {
        let body = role.into_create()?;
        Ok(self
            .client
            .generated()
            .create_user_role(&body)
            .await?
            .into_inner())
    }

    /// Updates a role and returns it. Fields that are not set in the patch stay unchanged.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::{RolePatch, RulesChange, Statement};
    /// # let rules = RulesChange::new().twin("true");
    /// # let role = RolePatch::new().statement(Statement::allow([])).rules(rules);
    /// let role = twin.roles().create(role).await?;
    /// let role = twin.roles().update(&role.uuid, RolePatch::new().clear_rules()).await?;
    /// assert!(role.rules.is_none());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is invalid;
    /// nothing is sent. [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no
    /// such role, and 403 if the caller's role does not permit `update_user_role`, or permits less
    /// than the updated role.
    pub async fn update(&self, role: impl Into<RoleId>, patch: RolePatch) -> Result<Role> {
        let body = patch.into_update()?;
        Ok(self
            .client
            .generated()
            .update_user_role(&role.into(), &body)
            .await?
            .into_inner())
    }

    /// Deletes a role and returns it. Users who have the role lose their permissions until they get
    /// another one.
    ///
    /// Retried after a lost response; a 404 on the retry counts as success and returns `None`,
    /// because the role was lost with the response.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::{RolePatch, Statement};
    /// # let role = RolePatch::new().statement(Statement::allow([]));
    /// let role = twin.roles().create(role).await?;
    /// twin.roles().delete(&role.uuid).await?;
    /// assert!(twin.roles().get(&role.uuid).await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such role, or if it
    /// is the caller's own.
    pub async fn delete(&self, role: impl Into<RoleId>) -> Result<Option<Role>> {
        match self.client.generated().delete_user_role(&role.into()).await {
            Ok(deleted) => Ok(Some(deleted.into_inner())),
            Err(error) if error.is_already_deleted() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Updates many roles concurrently; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::RolePatch;
    ///
    /// let all = twin.roles().list().await?.into_keys();
    /// let patches = all.map(|role| (role, RolePatch::new().clear_rules()));
    /// let ends = twin.roles().update_all(patches).run().await;
    /// assert!(ends.iter().all(|end| end.result.is_ok()));
    /// # Ok(()) });
    /// ```
    pub fn update_all(
        &self,
        patches: impl IntoIterator<Item = (RoleId, RolePatch)>,
    ) -> Bulk<(RoleId, RolePatch), Role> {
        let client = self.client.clone();
        Bulk::new(patches, move |(role, patch)| {
            let (client, role, patch) = (client.clone(), role.clone(), patch.clone());
            async move { client.roles().update(role, patch).await }
        })
    }

    /// Deletes many roles concurrently; see [`Bulk`] and [`delete`](Self::delete).
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// # use rolekit::trusted_twin::{RolePatch, Statement};
    /// # let old = RolePatch::new().name("Old").statement(Statement::allow([]));
    /// # twin.roles().create(old).await?;
    /// let old = twin.roles().find_by_name("Old").await?.into_iter().map(|(role, _)| role);
    /// let ends = twin.roles().delete_all(old).run().await;
    /// assert!(ends.iter().all(|end| end.result.is_ok()));
    /// # assert_eq!(ends.len(), 1);
    /// # Ok(()) });
    /// ```
    pub fn delete_all(
        &self,
        roles: impl IntoIterator<Item = RoleId>,
    ) -> Bulk<RoleId, Option<Role>> {
        let client = self.client.clone();
        Bulk::new(roles, move |role| {
            let (client, role) = (client.clone(), role.clone());
            async move { client.roles().delete(role).await }
        })
    }
}
