//! Manages users.

mod ensure;
mod patch;

use std::collections::BTreeMap;

pub use self::patch::{NewUser, UserPatch};
use crate::ids::trusted_twin::UserId;
use crate::trusted_twin::{Client, UpdatedUser, User, UserSummary};
use rolekit_runtime::{Bulk, Result};

/// Resource API for the users of the account. Obtained from
/// [`Client::users`](crate::trusted_twin::Client::users).
///
/// A user is identified by their UUID. [`secret`](Self::secret) manages their key, the User Secret.
#[derive(Clone, Copy, Debug)]
pub struct Users<'a> {
    pub(super) client: &'a Client,
}

impl Client {
    /// Returns the resource API for users.
    pub fn users(&self) -> Users<'_> {
        Users { client: self }
    }
}

impl Users<'_> {
    /// Returns all users of the account by their UUIDs, in one response. [`get`](Self::get) returns
    /// the description and the activity tables of a user.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// for (user, summary) in twin.users().list().await? {
    ///     println!("{user} is called {}", summary.name.as_deref().unwrap_or("nothing"));
    /// }
    /// # let users = twin.users().list().await?;
    /// # assert!(users.contains_key(server.administrator().user.as_str()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the caller's role does not
    /// permit `get_users`.
    pub async fn list(&self) -> Result<BTreeMap<UserId, UserSummary>> {
        let listed = self.client.generated().get_users().await?.into_inner();
        let users = listed.users.into_iter();
        Ok(users.map(|(id, user)| (id.into(), user)).collect())
    }

    /// Returns a user.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// let me = twin.who_am_i().await?;
    /// let user = twin.users().get(me.user).await?;
    /// assert_eq!(user.role, Some(me.role));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such user, and 403
    /// if the caller's role does not permit `get_user`.
    pub async fn get(&self, user: impl Into<UserId>) -> Result<User> {
        let client = self.client.generated();
        Ok(client.get_user(&user.into()).await?.into_inner())
    }

    /// Returns the users with exactly this name, which is not unique. Reads the whole list, because
    /// the API has no such filter.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::NewUser;
    /// # let role = server.administrator().role.as_str();
    /// twin.users().create(NewUser::new(role).name("Ada")).await?;
    /// assert_eq!(twin.users().find_by_name("Ada").await?.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`list`](Self::list).
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<(UserId, UserSummary)>> {
        let users = self.list().await?.into_iter();
        let named = users.filter(|(_, user)| user.name.as_deref() == Some(name));
        Ok(named.collect())
    }

    /// Creates a user. They have no User Secret yet: see [`secret`](Self::secret).
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::NewUser;
    ///
    /// # let role = server.administrator().role.as_str();
    /// let ada = twin.users().create(NewUser::new(role).name("Ada")).await?;
    /// assert_eq!(ada.name.as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is invalid;
    /// nothing is sent. [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such role, and
    /// with status 403 if the caller's role does not permit `create_user`. Retried only if the
    /// request cannot have been applied. If the [outcome](crate::Error::outcome) is unknown or
    /// applied, check with [`find_by_name`](Self::find_by_name) before retrying, or use
    /// [`ensure`](Self::ensure).
    pub async fn create(&self, user: NewUser) -> Result<User> {
        let body = user.into_body()?;
        let client = self.client.generated();
        Ok(client.create_user(&body).await?.into_inner())
    }

    /// Updates a user and returns their name, role, description and activity tables; the response
    /// presumably contains no other field. Fields that are not set in the patch stay unchanged.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::UserPatch;
    ///
    /// # let user = server.administrator().user.as_str();
    /// let patch = UserPatch::new().name("Ada").clear_description();
    /// let now = twin.users().update(user, patch).await?;
    /// assert_eq!(now.name.as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the name is invalid;
    /// nothing is sent. [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no
    /// such user, and 403 if the caller's role does not permit `update_user`.
    pub async fn update(&self, user: impl Into<UserId>, patch: UserPatch) -> Result<UpdatedUser> {
        let body = patch.into_body()?;
        let client = self.client.generated();
        let updated = client.update_user(&user.into(), &body).await?;
        Ok(updated.into_inner())
    }

    /// Deletes a user and returns them. The vendor does not document what happens to their Twins.
    ///
    /// Retried after a lost response; a 404 on the retry counts as success and returns `None`,
    /// because the user was lost with the response.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::NewUser;
    /// # let role = server.administrator().role.as_str();
    /// let ada = twin.users().create(NewUser::new(role).name("Ada")).await?;
    /// twin.users().delete(&ada.uuid).await?;
    /// assert!(twin.users().get(&ada.uuid).await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such user, and 403
    /// if the caller's role does not permit `delete_user`.
    pub async fn delete(&self, user: impl Into<UserId>) -> Result<Option<User>> {
        match self.client.generated().delete_user(&user.into()).await {
            Ok(deleted) => Ok(Some(deleted.into_inner())),
            Err(error) if error.is_already_deleted() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates many users concurrently; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::NewUser;
    ///
    /// # let role = server.administrator().role.as_str();
    /// let users = ["Ada", "Grace"].map(|name| NewUser::new(role).name(name));
    /// let ends = twin.users().create_all(users).run().await;
    /// assert!(ends.iter().all(|end| end.result.is_ok()));
    /// # Ok(()) });
    /// ```
    pub fn create_all(&self, users: impl IntoIterator<Item = NewUser>) -> Bulk<NewUser, User> {
        let client = self.client.clone();
        Bulk::new(users, move |user| {
            let (client, user) = (client.clone(), user.clone());
            async move { client.users().create(user).await }
        })
    }

    /// Updates many users concurrently; see [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::UserPatch;
    ///
    /// let all = twin.users().list().await?.into_keys();
    /// let patches = all.map(|user| (user, UserPatch::new().clear_activity()));
    /// let ends = twin.users().update_all(patches).run().await;
    /// assert!(ends.iter().all(|end| end.result.is_ok()));
    /// # Ok(()) });
    /// ```
    pub fn update_all(
        &self,
        patches: impl IntoIterator<Item = (UserId, UserPatch)>,
    ) -> Bulk<(UserId, UserPatch), UpdatedUser> {
        let client = self.client.clone();
        Bulk::new(patches, move |(user, patch)| {
            let (client, user, patch) = (client.clone(), user.clone(), patch.clone());
            async move { client.users().update(user, patch).await }
        })
    }

    /// Deletes many users concurrently; see [`Bulk`] and [`delete`](Self::delete).
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::NewUser;
    /// # let role = server.administrator().role.as_str();
    /// let ada = twin.users().create(NewUser::new(role).name("Ada")).await?;
    /// let ends = twin.users().delete_all([ada.uuid]).run().await;
    /// assert!(ends[0].result.is_ok());
    /// # Ok(()) });
    /// ```
    pub fn delete_all(
        &self,
        users: impl IntoIterator<Item = UserId>,
    ) -> Bulk<UserId, Option<User>> {
        let client = self.client.clone();
        Bulk::new(users, move |user| {
            let (client, user) = (client.clone(), user.clone());
            async move { client.users().delete(user).await }
        })
    }
}
