//! Intent: finds a user by e-mail address or name, and checks whether they belong to an account. Reads both
//! formats of the list of users.

use futures_util::TryStreamExt as _;

use crate::gcore_iam::resources::Users;
use crate::gcore_iam::types::{ListUsersResponse, UserPage};
use crate::gcore_iam::{ClientId, User};
use rolekit_runtime::{DecodeError, Error, ErrorKind, Outcome, PageContent, Result, unique};

impl Users {
    /// Returns the user with this e-mail address, ignoring case, or `None`. Reads the list until
    /// the user is found, because the API has no such filter. Deleted users are ignored.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let user = iam.users().find_by_email("User777@example.com").await?;
    /// assert!(user.is_some_and(|user| user.id == 777));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn find_by_email(&self, email: &str) -> Result<Option<User>> {
        let email = email.trim().to_lowercase();
        let has_email = |user: &User| !user.deleted && user.email.to_lowercase() == email;
        self.list().stream().find(has_email).await
    }

    /// Returns the user with exactly this name, or `None`. Deleted users are ignored.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let user = iam.users().find_by_name("Grace").await?;
    /// assert!(user.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if several users have the name, because names are not unique.
    /// The message lists their ids.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<User>> {
        let named =
            |user: &User| std::future::ready(!user.deleted && user.name.as_deref() == Some(name));
        let found = self.list().stream().try_filter(named).try_collect().await?;
        unique("users", name, found, |user: &User| user.id)
    }
}

impl User {
    /// Returns whether the user belongs to the account.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::ClientId;
    ///
    /// let grace = iam.users().find_by_name("Grace").await?.ok_or("no user Grace")?;
    /// assert!(grace.is_member_of(ClientId::new(8)));
    /// assert!(!grace.is_member_of(ClientId::new(9)));
    /// # Ok(()) });
    /// ```
    pub fn is_member_of(&self, client_id: ClientId) -> bool {
        let mut accounts = self.client_and_roles.iter();
        self.client == client_id || accounts.any(|account| account.client_id == client_id)
    }
}

/// Reads a page of users, or a list of all users although a page was requested.
pub(crate) fn read_page(body: ListUsersResponse) -> Result<PageContent<User>> {
    match body {
        ListUsersResponse::UserPage(page) => {
            Ok(PageContent::new(page.results).with_count(Some(page.count)))
        }
        ListUsersResponse::List(users) => Ok(PageContent::whole(users)),
        ListUsersResponse::Unknown(body) => Err(unknown_format(&body)),
    }
}

/// Returns the error for a response that is neither a page nor a list.
fn unknown_format(body: &serde_json::Value) -> Error {
    let error = if body.is_array() {
        DecodeError::locate::<Vec<User>>(body)
    } else {
        DecodeError::locate::<UserPage>(body)
    };
    Error::new(ErrorKind::Decode)
        .with_outcome(Outcome::Applied)
        .with_path(error.and_then(|error| error.path().map(str::to_owned)))
        .with_message("expected a page of users or a list of users")
}
