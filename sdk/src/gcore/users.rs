//! The users of the account.

use crate::gcore::page::Range;
use crate::gcore::{Client, Items, Page, Pages, User};
use crate::runtime::Result;

/// The users of the account. Get it from [`Client::users`](crate::gcore::Client::users).
#[derive(Clone, Copy, Debug)]
pub struct Users<'a> {
    client: &'a Client,
}

impl<'a> Users<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists users, all of them unless the list is narrowed.
    pub fn list(&self) -> ListUsers<'a> {
        ListUsers {
            client: self.client,
            range: Range::default(),
            user_id: None,
        }
    }
}

/// A list of users that is to be asked for.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `page`, `pages` or `stream`"]
pub struct ListUsers<'a> {
    client: &'a Client,
    range: Range,
    user_id: Option<i64>,
}

impl<'a> ListUsers<'a> {
    /// Only the user with this id.
    pub fn user_id(mut self, user_id: i64) -> Self {
        self.user_id = Some(user_id);
        self
    }

    /// How many users a page holds at most: 1 to 1000, and 1000 where it is not set.
    pub fn limit(mut self, limit: u64) -> Self {
        self.range.limit = Some(limit);
        self
    }

    /// How many users to pass over.
    pub fn offset(mut self, offset: u64) -> Self {
        self.range.offset = Some(offset);
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    /// As every call, see [`ErrorKind`](crate::ErrorKind); and
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) for a limit of zero.
    pub async fn page(&self) -> Result<Page<User>> {
        let (limit, offset) = self.range.checked()?;
        let page = self
            .client
            .generated()
            .list_users(limit, offset, self.user_id)
            .await?
            .into_inner();
        Page::new(page.results, page.count, offset)
    }

    /// Asks for page after page, as they are read.
    pub fn pages(self) -> Pages<'a, User> {
        Pages::new(self.range.offset, move |offset| {
            let mut list = self.clone();
            list.range.offset = offset;
            async move { list.page().await }
        })
    }

    /// Asks for the users one by one, page after page as they are read.
    pub fn stream(self) -> Items<'a, User> {
        self.pages().items()
    }
}
