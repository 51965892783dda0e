//! The users of the account.

use crate::gcore::{Client, User};
use crate::runtime::{ByOffset, List, Page, Query, Range, Result, sealed::Sealed};

/// The users of the account. Get it from [`Client::users`](crate::gcore::Client::users).
#[derive(Clone, Copy, Debug)]
pub struct Users<'a> {
    client: &'a Client,
}

impl<'a> Users<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists users, all of them unless the list is narrowed. A page holds 1 to 1000 users, and 1000
    /// where it is not set.
    pub fn list(&self) -> ListUsers {
        List::new(self.client, UsersQuery::default())
    }
}

/// A list of users that is to be asked for.
pub type ListUsers = List<UsersQuery>;

/// Which users are asked for.
#[derive(Clone, Debug, Default)]
pub struct UsersQuery {
    user_id: Option<i64>,
}

impl ListUsers {
    /// Only the user with this id.
    pub fn user_id(mut self, user_id: i64) -> Self {
        self.query.user_id = Some(user_id);
        self
    }
}

impl Sealed for UsersQuery {}
impl ByOffset for UsersQuery {}
impl Query for UsersQuery {
    type Item = User;
    type Client = Client;

    async fn page(&self, client: &Client, range: &Range) -> Result<Page<User>> {
        let client = client.generated();
        let page = client
            .list_users(range.limit()?, range.offset()?, self.user_id)
            .await?
            .into_inner();
        Page::by_offset(page.results, page.count, range)
    }
}
