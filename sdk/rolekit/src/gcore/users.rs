//! Intent: finds a user by id, e-mail address or name.

use futures_util::TryStreamExt;
use rolekit_runtime::{Result, excerpt, unique};

use crate::gcore::resources::Users;
use crate::gcore::{User, UserId};

impl Users {
    /// Returns the user with this id, or `None` if the account has no such user. The API has no
    /// operation for a single user, so this is a filtered list.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// use rolekit::gcore::UserId;
    ///
    /// let user = gcore.users().find(UserId::new(777)).await?;
    /// assert_eq!(user.map(|user| user.name).as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn find(&self, user_id: UserId) -> Result<Option<User>> {
        let users = self.list().user_id(user_id).all().await?;
        Ok(users.into_iter().find(|user| user.id == user_id))
    }

    /// Returns the user with this e-mail address, ignoring case, or `None`. Reads the list until
    /// the user is found, because the API has no such filter.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().find_by_email("User777@example.com").await?;
    /// assert!(user.is_some_and(|user| user.id == 777));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_email(&self, email: &str) -> Result<Option<User>> {
        let email = email.trim().to_lowercase();
        let has_email = |user: &User| user.email.to_lowercase() == email;
        self.list().stream().find(has_email).await
    }

    /// Returns the user with exactly this name, or `None`. Reads the whole list, because names are
    /// not unique and the API has no such filter.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().find_by_name("Grace").await?;
    /// assert!(user.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several users have the name; the message lists their ids and
    /// e-mail addresses.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<User>> {
        let named = |user: &User| std::future::ready(user.name == name);
        let users: Vec<User> = self.list().stream().try_filter(named).try_collect().await?;
        let label = |user: &User| format!("{} {}", user.id, excerpt(&user.email));
        unique("users", name, users, label)
    }
}
