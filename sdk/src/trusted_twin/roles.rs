//! Roles: list, get, create, update, delete.

use std::collections::BTreeMap;

use crate::ids::trusted_twin::RoleId;
use crate::runtime::Result;
use crate::trusted_twin::{Client, Role, RolePatch, RoleSummary};

/// The roles of the account. Get it from [`Client::roles`](crate::trusted_twin::Client::roles).
///
/// A role is named by its UUID. It is sent as it is, percent-encoded; the empty text, `.` and `..`
/// are refused before sending, for they would address something else.
#[derive(Clone, Copy, Debug)]
pub struct Roles<'a> {
    client: &'a Client,
}

impl<'a> Roles<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All roles of the account by their UUIDs, in one answer. Rules and statement of a role are to
    /// be had from [`get`](Self::get).
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the caller's role does not
    /// permit `get_user_roles`.
    pub async fn list(&self) -> Result<BTreeMap<String, RoleSummary>> {
        Ok(self
            .client
            .generated()
            .get_user_roles()
            .await?
            .into_inner()
            .roles)
    }

    /// A role with its rules and its statement.
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
}
