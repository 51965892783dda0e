//! The users of the account.

use futures_util::TryStreamExt;

use crate::gcore::{Client, User, UserId};
use crate::generated::gcore::types::UserPage;
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Page, Range, Result};

/// The users of the account. Get it from [`Client::users`](crate::gcore::Client::users).
#[derive(Clone, Copy, Debug)]
pub struct Users<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the users of the account.
    pub fn users(&self) -> Users<'_> {
        Users { client: self }
    }
}

impl Users<'_> {
    /// Lists users, all of them unless the list is narrowed. A page holds 1 to 1000 users, and 1000
    /// where it is not set.
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

    /// The user with this id, or `None` if the account has none. The API gives single users only as
    /// a list.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().get(777).await?;
    /// assert_eq!(user.map(|user| user.name).as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As every call, see [`ErrorKind`](crate::ErrorKind).
    pub async fn get(&self, user_id: impl Into<UserId>) -> Result<Option<User>> {
        let user_id = user_id.into();
        let users = self.list().user_id(user_id).all().await?;
        Ok(users.into_iter().find(|user| user.id == user_id))
    }

    /// The user with this e-mail address, in whatever case it is written, or `None`. It reads the
    /// list until the user is found, since the API cannot search it.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// let user = gcore.users().find_by_email("User777@example.com").await?;
    /// assert!(user.is_some_and(|user| user.id == 777));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As every call, see [`ErrorKind`](crate::ErrorKind).
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

    /// The users with exactly this name. Names are not unique.
    ///
    /// ```
    /// # rolekit_doc::gcore(async |gcore, _| {
    /// assert_eq!(gcore.users().find_by_name("Grace").await?.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// As every call, see [`ErrorKind`](crate::ErrorKind).
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<User>> {
        let named = |user: &User| std::future::ready(user.name == name);
        self.list().stream().try_filter(named).try_collect().await
    }
}

/// A list of users that is to be asked for.
pub type ListUsers = List<UsersQuery>;

/// Which users are asked for.
#[derive(Clone, Debug, Default)]
pub struct UsersQuery {
    user_id: Option<UserId>,
}

impl ListUsers {
    /// Only the user with this id.
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
