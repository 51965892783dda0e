//! Roles.

mod ensure;

use std::collections::BTreeMap;

use crate::ids::trusted_twin::RoleId;
use crate::trusted_twin::{Client, Role, RolePatch, RoleSummary};
use rolekit_runtime::{Bulk, Result};

/// The roles of the account. Get it from [`Client::roles`](crate::trusted_twin::Client::roles).
///
/// A role is named by its UUID. It is sent as it is, percent-encoded; the empty text, `.` and `..`
/// are refused before sending, for they would address something else.
#[derive(Clone, Copy, Debug)]
pub struct Roles<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the user roles of the account.
    pub fn roles(&self) -> Roles<'_> {
        Roles { client: self }
    }
}

impl Roles<'_> {
    /// All roles of the account by their UUIDs, in one answer. Rules and statement of a role are to
    /// be had from [`get`](Self::get).
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

    /// The roles with exactly this name, of which there may be several. It reads the whole list,
    /// since the API cannot search it.
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
    /// As [`list`](Self::list).
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<(RoleId, RoleSummary)>> {
        let roles = self.list().await?.into_iter();
        Ok(roles.filter(|(_, role)| role.name == name).collect())
    }

    /// A role with its rules and its statement.
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

    /// Makes a role. Left out, the name is `User Role Name`, there are no rules, and **the statement
    /// permits everything**.
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
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is not one or if
    /// name or statement are cleared, before anything is sent.
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the caller's role does not
    /// permit `create_user_role`, or less than the new role would. A creation is repeated only where
    /// the service cannot have acted.
    pub async fn create(&self, role: RolePatch) -> Result<Role> {
        let body = role.into_create()?;
        Ok(self
            .client
            .generated()
            .create_user_role(&body)
            .await?
            .into_inner())
    }

    /// Changes a role, and gives it back as it is now. What the patch leaves alone stays as it was.
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
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is not one,
    /// before anything is sent. [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there
    /// is no such role, and 403 if the caller's role does not permit `update_user_role`, or less
    /// than the changed role would.
    pub async fn update(&self, role: impl Into<RoleId>, patch: RolePatch) -> Result<Role> {
        let body = patch.into_update()?;
        Ok(self
            .client
            .generated()
            .update_user_role(&role.into(), &body)
            .await?
            .into_inner())
    }

    /// Deletes a role, even one that users have: they can do nothing until they get another. Gives
    /// the role as it was.
    ///
    /// A deletion whose answer was lost is tried again; if the role is then gone, it counts as done,
    /// and `None` is given: the role as it was is lost with the answer.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such role, and
    /// if it is the caller's own.
    pub async fn delete(&self, role: impl Into<RoleId>) -> Result<Option<Role>> {
        match self.client.generated().delete_user_role(&role.into()).await {
            Ok(deleted) => Ok(Some(deleted.into_inner())),
            Err(error) if error.is_already_deleted() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Changes many roles, several at once; see [`Bulk`].
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

    /// Deletes many roles, several at once; see [`Bulk`] and [`delete`](Self::delete).
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
