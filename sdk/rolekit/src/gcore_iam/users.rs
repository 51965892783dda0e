//! Manages the users of the account.

use std::num::NonZeroU64;

use futures_util::TryStreamExt;

use crate::gcore_iam::types::{ListUsersResponse, UpdateUser, UpdateUserEmail, UserPage};
use crate::gcore_iam::{AuthType, Client, Language, PublicUser, User, UserId};
use crate::list::{ByOffset, List, Query, sealed::Sealed};
use rolekit_runtime::{DecodeError, Error, ErrorKind, Field, Outcome, Page, Range, Result, Secret};

/// Resource API for the users of the account that the key belongs to. Obtained from
/// [`Client::users`](crate::gcore_iam::Client::users).
///
/// Users are created by [inviting](crate::gcore_iam::Client::invite) them, and deleted when they
/// are [removed](crate::gcore_iam::ClientUsers::revoke) from their last account.
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
    /// Lists users. The page size defaults to 50.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let mut users = iam.users().list().stream();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{} {} {:?}", user.id, user.email, user.groups);
    /// }
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListUsers {
        List::new(self.client, UsersQuery {})
    }

    /// Returns a user.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let user = iam.users().get(777).await?;
    /// assert_eq!(user.name.as_deref(), Some("Ada"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] with status 404 if there is no such user.
    pub async fn get(&self, user_id: impl Into<UserId>) -> Result<PublicUser> {
        let user = self.client.generated().get_user(user_id.into()).await?;
        Ok(user.into_inner())
    }

    /// Returns the user with this e-mail address, compared without regard to case, or `None`. Reads
    /// the list until the user is found, because the API has no such filter. Deleted users are
    /// ignored.
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
        let mut users = self.list().stream();
        while let Some(user) = users.try_next().await? {
            if !user.deleted && user.email.to_lowercase() == email {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    /// Returns the users with exactly this name who are not deleted. Names are not unique.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// assert_eq!(iam.users().find_by_name("Grace").await?.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<User>> {
        let named =
            |user: &User| std::future::ready(!user.deleted && user.name.as_deref() == Some(name));
        self.list().stream().try_filter(named).try_collect().await
    }

    /// Updates a user and returns them. Fields that are not set in the patch stay unchanged.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::UserPatch;
    ///
    /// let patch = UserPatch::new().name("Ada Lovelace").clear_phone();
    /// let user = iam.users().update(777, patch).await?;
    /// assert_eq!(user.name.as_deref(), Some("Ada Lovelace"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error: a value is invalid, or there is no such
    /// user.
    pub async fn update(&self, user_id: impl Into<UserId>, patch: UserPatch) -> Result<User> {
        let client = self.client.generated();
        let user = client
            .update_user(user_id.into(), &patch.into_body())
            .await?;
        Ok(user.into_inner())
    }

    /// Sets a user's e-mail address. The user's password is required.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # server.iam().set_password(777, "open sesame");
    /// iam.users().change_email(777, "ada@example.com", "open sesame").await?;
    /// assert_eq!(iam.users().get(777).await?.email, "ada@example.com");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error: the password is wrong, or the address is
    /// invalid, in use, or unchanged. Retried only if the request cannot have been applied.
    pub async fn change_email(
        &self,
        user_id: impl Into<UserId>,
        new_email: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Result<()> {
        let body = UpdateUserEmail::new(new_email.into(), password.into());
        let client = self.client.generated();
        client.update_user_email(user_id.into(), &body).await?;
        Ok(())
    }
}

/// Changes to a user. Fields that are not set are not sent; name and phone can be cleared.
///
/// ```
/// # rolekit_doc::gcore_iam(async |iam, server| {
/// use rolekit::gcore_iam::{AuthType, Language, UserPatch};
///
/// let patch = UserPatch::new()
///     .clear_name()
///     .phone("+352 123456")
///     .email("ada@example.com")
///     .lang(Language::De)
///     .auth_types([AuthType::Password, AuthType::Github]);
/// let user = iam.users().update(777, patch).await?;
/// assert_eq!((user.name, user.phone.as_deref()), (None, Some("+352 123456")));
/// # Ok(()) });
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserPatch {
    auth_types: Option<Vec<AuthType>>,
    email: Option<String>,
    lang: Option<Language>,
    name: Field<String>,
    phone: Field<String>,
}

impl UserPatch {
    /// Creates an empty patch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Field::Value(name.into());
        self
    }

    /// Clears the name.
    #[must_use]
    pub fn clear_name(mut self) -> Self {
        self.name = Field::Null;
        self
    }

    /// Sets the telephone number.
    #[must_use]
    pub fn phone(mut self, phone: impl Into<String>) -> Self {
        self.phone = Field::Value(phone.into());
        self
    }

    /// Clears the telephone number.
    #[must_use]
    pub fn clear_phone(mut self) -> Self {
        self.phone = Field::Null;
        self
    }

    /// Sets the language of the control panel and of e-mails.
    #[must_use]
    pub fn lang(mut self, lang: Language) -> Self {
        self.lang = Some(lang);
        self
    }

    /// Sets the permitted ways to log in, replacing the previous ones.
    #[must_use]
    pub fn auth_types(mut self, auth_types: impl IntoIterator<Item = AuthType>) -> Self {
        self.auth_types = Some(auth_types.into_iter().collect());
        self
    }

    /// Sets the e-mail address. According to the document this is possible here; the documented way
    /// with the user's password is [`Users::change_email`].
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email = Some(email.into());
        self
    }

    fn into_body(self) -> UpdateUser {
        let mut body = UpdateUser::new();
        body.auth_types = self.auth_types;
        body.email = self.email;
        body.lang = self.lang;
        body.name = self.name;
        body.phone = self.phone;
        body
    }
}

/// A list of users; see [`List`] for how to read it.
pub type ListUsers = List<UsersQuery>;

/// The query of [`ListUsers`], which has no filters.
#[derive(Clone, Debug)]
pub struct UsersQuery {}

/// Default page size. Without a limit the API returns all users.
const DEFAULT_LIMIT: NonZeroU64 = NonZeroU64::new(50).unwrap();

impl Sealed for UsersQuery {}
impl ByOffset for UsersQuery {}
impl Query for UsersQuery {
    type Item = User;
    type Client = Client;
    type Body = ListUsersResponse;
    const ITEMS: &'static str = "results";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<ListUsersResponse> {
        let limit = range_number("limit", range.limit()?.unwrap_or(DEFAULT_LIMIT).get())?;
        let offset = range.offset()?;
        let sent_offset = offset
            .map(|offset| range_number("offset", offset))
            .transpose()?;
        let users = client
            .generated()
            .list_users(Some(limit), sent_offset)
            .await?;
        Ok(users.into_inner())
    }

    fn read(&self, _: &Client, body: ListUsersResponse, range: &Range) -> Result<Page<User>> {
        match body {
            ListUsersResponse::UserPage(page) => Page::by_offset(page.results, page.count, range),
            ListUsersResponse::List(users) => Ok(skip(users, range.offset()?.unwrap_or(0))),
            ListUsersResponse::Unknown(body) => Err(unknown_list_format(&body)),
        }
    }
}

/// Converts an offset or a limit to the type in the document.
pub(super) fn range_number(name: &str, number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest)
            .with_message(format!("{name} must be at most {}, got {number}", i64::MAX,))
    })
}

/// Drops the first `offset` users of a response that is not paginated although a page was
/// requested, so that no user is returned twice.
#[inline]
fn skip(users: Vec<User>, offset: u64) -> Page<User> {
    let count = users.len();
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let mut page = Page::whole(users.into_iter().skip(offset).collect());
    page.count = Some(count as u64);
    page
}

/// Returns the error for a response that is neither a page nor a list.
#[inline]
fn unknown_list_format(body: &serde_json::Value) -> Error {
    let error = if body.is_array() {
        DecodeError::locate::<Vec<User>>(body)
    } else {
        DecodeError::locate::<UserPage>(body)
    };
    Error::new(ErrorKind::Decode)
        .with_operation("list_users")
        .with_outcome(Outcome::Applied)
        .with_path(error.and_then(|error| error.path().map(str::to_owned)))
        .with_message("expected a page of users or a list of users")
}
