//! Reads and creates accounts, and lists logins.

use crate::gcore_iam::types::{LastLoginPage, NewAccount};
use crate::gcore_iam::users::range_number;
use crate::gcore_iam::{Account, Client, ClientId, LastLogin};
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{Error, ErrorKind, Outcome, Page, Range, Result};

/// Resource API for the account that the key belongs to. Obtained from
/// [`Client::account`](crate::gcore_iam::Client::account).
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for the account that the key belongs to.
    pub fn account(&self) -> Accounts<'_> {
        Accounts { client: self }
    }
}

impl Accounts<'_> {
    /// Returns the account, with its users, its services and the caller.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let account = iam.account().me().await?;
    /// println!("user {} of account {}", account.current_user, account.id);
    /// # assert_eq!((account.current_user.get(), account.id.get()), (1, server.client_id()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn me(&self) -> Result<Account> {
        Ok(self.client.generated().get_account().await?.into_inner())
    }

    /// Creates another account for the caller, and returns its id.
    /// [`Auth::select_account`](crate::gcore_iam::Auth::select_account) returns tokens for it.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let id = iam.account().create("Analytical Engines").await?;
    /// assert_ne!(id, iam.account().me().await?.id);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error. Retried only if the request cannot have been
    /// applied. If the [outcome](Error::outcome) is unknown or applied, the account may exist: see
    /// which accounts the [users](crate::gcore_iam::User::client_and_roles) belong to.
    pub async fn create(&self, company: impl Into<String>) -> Result<ClientId> {
        let body = NewAccount::new(company.into());
        let created = self.client.generated().create_account(&body).await?;
        created.into_inner().id.ok_or_else(|| {
            Error::new(ErrorKind::Decode)
                .with_operation("create_account")
                .with_outcome(Outcome::Applied)
                .with_path(Some("id".to_owned()))
                .with_message("missing id of the new account")
        })
    }

    /// Lists the successful and failed logins to the account. According to the document, the API
    /// may return a 404 if there are none.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # let password = server.iam().password(1).unwrap();
    /// # iam.auth().login("user1@example.com", password).await?;
    /// let logins = iam.account().last_logins().limit(10).page().await?;
    /// for login in logins.items {
    ///     println!("{} {} {}", login.login_at, login.user, login.is_successful);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn last_logins(&self) -> ListLastLogins {
        List::new(self.client, LastLoginsQuery {})
    }
}

/// A list of logins; see [`List`] for how to read it.
pub type ListLastLogins = List<LastLoginsQuery>;

/// The query of [`ListLastLogins`], which has no filters.
#[derive(Clone, Debug)]
pub struct LastLoginsQuery {}

impl Sealed for LastLoginsQuery {}
impl ByOffset for LastLoginsQuery {}
impl Query for LastLoginsQuery {
    type Item = LastLogin;
    type Client = Client;
    type Body = LastLoginPage;
    const ITEMS: &'static str = "result";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<LastLoginPage> {
        let limit = range
            .limit()?
            .map(|limit| range_number("limit", limit.get()));
        let offset = range.offset()?.map(|offset| range_number("offset", offset));
        Ok(client
            .generated()
            .list_last_logins(limit.transpose()?, offset.transpose()?)
            .await?
            .into_inner())
    }

    fn read(&self, _: &Client, body: LastLoginPage, range: &Range) -> Result<Page<LastLogin>> {
        Page::by_offset(body.result, body.count, range)
    }
}
