//! Manages API tokens.

mod create;
mod rotate;

pub use self::create::{CreateToken, Expiry};
pub use self::rotate::Rotated;
use crate::gcore_iam::{ApiToken, Client, ClientId, Group, NewApiToken, TokenId, UserId};
use crate::list::{List, Query, sealed::Sealed};
use rolekit_runtime::{Error, ErrorKind, Outcome, Page, Range, Result};

/// Resource API for the API tokens of an account, in the second version of the API. Obtained from
/// [`Client::tokens`](crate::gcore_iam::Client::tokens).
///
/// A token belongs to the user who creates it and has the permissions of a group, but never more
/// than its user. Its text is only in the response to its creation.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<'a> {
    client: &'a Client,
    client_id: ClientId,
}

impl Client {
    /// Returns the resource API for the API tokens of an account.
    pub fn tokens(&self, client_id: impl Into<ClientId>) -> Tokens<'_> {
        Tokens {
            client: self,
            client_id: client_id.into(),
        }
    }
}

impl Tokens<'_> {
    /// Lists tokens, without their texts: the caller's, and for an administrator those of all
    /// users. Deleted tokens are included; add filters to restrict the result. This endpoint is not
    /// paginated, so a limit or a start is an error.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::GroupName;
    ///
    /// let engineers = iam.tokens(8).list().role(GroupName::Engineers).all().await?;
    /// assert!(engineers.is_empty());
    /// # Ok(()) });
    /// ```
    pub fn list(&self) -> ListTokens {
        let query = TokensQuery {
            client_id: self.client_id,
            deleted: None,
            role: None,
            issued_by: None,
            not_issued_by: None,
        };
        List::new(self.client, query)
    }

    /// Returns a token, without its text.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
    /// # let made = iam.tokens(8).create(CreateToken::new("a", GroupName::Users, Expiry::Never)).await?;
    /// let token = iam.tokens(8).get(made.id).await?;
    /// assert!(token.exp_date.is_none() && !token.deleted);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error, such as 404 if there is no such token.
    pub async fn get(&self, token_id: impl Into<TokenId>) -> Result<ApiToken> {
        let client = self.client.generated();
        let token = client.get_token(self.client_id, token_id.into()).await?;
        Ok(token.into_inner())
    }

    /// Returns the tokens with exactly this name that are not deleted. Names are not unique.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// assert!(iam.tokens(8).find_by_name("deploy").await?.is_empty());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of every call; see [`ErrorKind`].
    pub async fn find_by_name(&self, name: &str) -> Result<Vec<ApiToken>> {
        let mut tokens = self.list().all().await?;
        tokens.retain(|token| token.name == name && !token.deleted);
        Ok(tokens)
    }

    /// The [code](Error::code) of the error of [`create`](Self::create) for a token that was created
    /// but whose text was lost with the response. The API has no code for it, so this crate defines
    /// one.
    pub const TEXT_LOST: &'static str = "token_text_lost";

    /// Creates a token of the caller, and returns it with its text, which cannot be read again.
    ///
    /// The tokens of the account are listed first. If the response is lost, they are listed again
    /// to detect a token whose text nobody has: the error then has the code
    /// [`TEXT_LOST`](Self::TEXT_LOST), the outcome *applied*, and the token's id in its message.
    /// Such a token is neither created again nor deleted, because another program with the same key
    /// may have created it at that moment. [`delete`](Self::delete) it if it is yours, then create
    /// another.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore;
    /// use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
    ///
    /// let deploy = CreateToken::new("deploy", GroupName::Engineers, Expiry::Never);
    /// let made = iam.tokens(8).create(deploy).await?;
    /// let cloud = gcore::Client::builder().credential(made.token); // for both APIs
    /// # let cloud = cloud.base_url(server.base_url()).build()?;
    /// # cloud.users().list().page().await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error: the group has more permissions than the
    /// caller, or the expiry is in the past. [`TEXT_LOST`](Self::TEXT_LOST) as described above. If
    /// the [outcome](Error::outcome) is *unknown*, there was no such token after the lost response,
    /// or the list failed too, whose error is then the [source](std::error::Error::source): check
    /// with [`find_by_name`](Self::find_by_name) later, because the request may still be on its way.
    pub async fn create(&self, token: CreateToken) -> Result<NewApiToken> {
        let client = self.client.generated();
        let body = token
            .clone()
            .into_body(client.runtime().clock().system_time())?;
        let before = self.list().all().await?;
        match client.create_token(self.client_id, &body).await {
            Ok(created) => Ok(created.into_inner()),
            Err(error) if error.outcome() >= Outcome::Unknown => {
                Err(match self.find_created(&token, &before).await {
                    Ok(created) => text_lost(error, &created),
                    Err(listing) => not_settled(error, listing),
                })
            }
            Err(error) => Err(error),
        }
    }

    /// Returns the caller's tokens that match the description and are not in `before`.
    async fn find_created(&self, token: &CreateToken, before: &[ApiToken]) -> Result<Vec<TokenId>> {
        let me = self.client.account().me().await?.current_user;
        let mut now = self.list().all().await?;
        now.retain(|found| {
            let is_new = before.iter().all(|token| token.id != found.id);
            is_new && found.client_user.user_id == me && token.describes(found)
        });
        Ok(now.into_iter().map(|found| found.id).collect())
    }

    /// Deletes a token, which makes it invalid permanently.
    ///
    /// Retried after a lost response; a 404 on the retry counts as success.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
    /// # let made = iam.tokens(8).create(CreateToken::new("a", GroupName::Users, Expiry::Never)).await?;
    /// iam.tokens(8).delete(made.id).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] if the API returns an error, such as 404 if there is no such token.
    pub async fn delete(&self, token_id: impl Into<TokenId>) -> Result<()> {
        let client = self.client.generated();
        match client.delete_token(self.client_id, token_id.into()).await {
            Err(error) if !error.is_already_deleted() => Err(error),
            _ => Ok(()),
        }
    }
}

/// Adds to the error of a failed creation that it could not be determined whether there is a token.
fn not_settled(error: Error, listing: Error) -> Error {
    let reason = error.message().unwrap_or("the response is lost");
    let message = format!(
        "{reason}; the tokens could not be listed afterwards, so there may be a token whose text is lost"
    );
    error.with_message(message).with_source(listing)
}

/// Adds the tokens that were found after a failed creation to its error.
fn text_lost(error: Error, found: &[TokenId]) -> Error {
    if found.is_empty() {
        return error;
    }
    let ids: Vec<_> = found.iter().map(ToString::to_string).collect();
    let message = format!(
        "token {} was created, but its text is lost; delete it and create another",
        ids.join(" or "),
    );
    error
        .with_outcome(Outcome::Applied)
        .with_code(Some(Tokens::TEXT_LOST.to_owned()))
        .with_message(message)
}

/// A list of API tokens, with filters; see [`List`] for how to read it.
///
/// ```
/// # rolekit_doc::gcore_iam(async |iam, server| {
/// use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
///
/// # let me = server.api_key_owner();
/// let tokens = iam.tokens(8);
/// let made = tokens.create(CreateToken::new("deploy", GroupName::Users, Expiry::Never)).await?;
/// assert!(tokens.list().issued_by(me).all().await?.iter().any(|token| token.id == made.id));
/// assert!(tokens.list().not_issued_by(me).all().await?.is_empty());
/// # Ok(()) });
/// ```
pub type ListTokens = List<TokensQuery>;

/// Filters of [`ListTokens`].
#[derive(Clone, Debug)]
pub struct TokensQuery {
    client_id: ClientId,
    deleted: Option<bool>,
    role: Option<String>,
    issued_by: Option<UserId>,
    not_issued_by: Option<UserId>,
}

impl ListTokens {
    /// Sends the query parameter `deleted` unchanged. **The vendor documents true as *not deleted***,
    /// which was not verified on the live API, so check [`ApiToken::deleted`].
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// let mut tokens = iam.tokens(8).list().deleted(true).all().await?;
    /// tokens.retain(|token| !token.deleted);
    /// # Ok(()) });
    /// ```
    pub fn deleted(mut self, deleted: bool) -> Self {
        self.query.deleted = Some(deleted);
        self
    }

    /// Restricts the list to tokens with the permissions of this group.
    pub fn role(mut self, role: impl Into<Group>) -> Self {
        self.query.role = Some(role.into().filter());
        self
    }

    /// Restricts the list to tokens of this user.
    pub fn issued_by(mut self, user_id: impl Into<UserId>) -> Self {
        self.query.issued_by = Some(user_id.into());
        self
    }

    /// Restricts the list to tokens of other users than this one.
    pub fn not_issued_by(mut self, user_id: impl Into<UserId>) -> Self {
        self.query.not_issued_by = Some(user_id.into());
        self
    }
}

impl Sealed for TokensQuery {}
impl Query for TokensQuery {
    type Item = ApiToken;
    type Client = Client;
    type Body = Vec<ApiToken>;
    const ITEMS: &'static str = "";

    async fn fetch(&self, client: &Client, range: &Range) -> Result<Vec<ApiToken>> {
        if range.limit.is_some() || range.start.is_some() {
            return Err(Error::new(ErrorKind::InvalidRequest)
                .with_message("this endpoint is not paginated; remove the limit and the start"));
        }
        let tokens = client
            .generated()
            .list_tokens(
                self.client_id,
                self.deleted,
                self.issued_by,
                self.not_issued_by,
                self.role.as_deref(),
            )
            .await?;
        Ok(tokens.into_inner())
    }

    fn read(&self, _: &Client, body: Vec<ApiToken>, _: &Range) -> Result<Page<ApiToken>> {
        Ok(Page::whole(body))
    }
}
