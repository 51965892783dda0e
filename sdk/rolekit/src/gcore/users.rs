//! Lists the users of the account.

use futures_util::TryStreamExt;

use crate::gcore::{Client, User, UserId};
use crate::generated::gcore::types::UserPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result};

/// Resource API for the users of the account. Obtained from
/// [`Client::users`](crate::gcore::Client::users).
#[derive(Clone, Copy, Debug)]
pub struct Users<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for users.
    pub fn users(&self) -> Users<'_> {
        Users { client: self }
    }
}

impl Users<'_> {
    /// Lists users; add filters to restrict the result. The page size is 1 to 1000 and defaults to
    /// 1000.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let users = gcore.users().list().limit(100).all().await?;
    /// assert!(users.iter().any(|user| user.name == "Ada"));
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListUsers {
        List::new(self.client, UsersQuery::default())
    }

    /// Returns the user with this id, or `None` if the account has no such user. The API has no
    /// operation for a single user, so this is a filtered list.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().get(777).await?;
    /// assert_eq!(user.map(|user| user.name).as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn get(&self, user_id: impl Into<UserId>) -> Result<Option<User>> {
        let user_id = user_id.into();
        let users = self.list().user_id(user_id).all().await?;
        Ok(users.into_iter().find(|user| user.id == user_id))
    }

    /// Returns the user with this e-mail address, compared without regard to case, or `None`. Reads
    /// the list until the user is found, because the API has no such filter.
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
        let mut users = self.list().stream();
        while let Some(user) = users.try_next().await? {
            if user.email.to_lowercase() == email {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    /// Returns the users with exactly this name. Names are not unique.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// assert_eq!(gcore.users().find_by_name("Grace").await?.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<User>> {
        let named = |user: &User| std::future::ready(user.name == name);
        self.list().stream().try_filter(named).try_collect().await
    }
}

/// A list of users, with filters; see [`List`] for how to read it.
pub type ListUsers = List<UsersQuery>;

/// Filters of [`ListUsers`].
#[derive(Clone, Debug, Default)]
pub struct UsersQuery {
    user_id: Option<UserId>,
}

impl ListUsers {
    /// Restricts the list to the user with this id.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// assert_eq!(gcore.users().list().user_id(777).all().await?.len(), 1);
    /// # Ok(()) });
    /// ```
    pub fn user_id(mut self, user_id: impl Into<UserId>) -> Self {
        self.query.user_id = Some(user_id.into());
        self
    }
}

impl Sealed for UsersQuery {}
impl ByOffset for UsersQuery {}
impl Query for UsersQuery {
    type Item = User;
    type Client = Client;
    type Body = UserPage;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<UserPage> {
        let client = client.generated();
        Ok(client
            .list_users(range.limit()?, range.offset()?, self.user_id)
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: UserPage, range: &Range) -> Result<Page<User>> {
        Page::by_offset(body.results, body.count, range)
    }
}
