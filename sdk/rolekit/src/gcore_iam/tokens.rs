//! Intent: creates an API token and checks whether its text was lost, replaces a token, and finds one
//! by name.

use std::time::Duration;

use crate::gcore_iam::resources::Tokens;
use crate::gcore_iam::{
    ApiToken, Client, ClientId, CreateApiToken, CreatedApiToken, TokenGroup, TokenId,
};
use rolekit_runtime::{Error, ErrorKind, Outcome, Result, Timestamp, unique};

/// The result of replacing a token: the new one exists in any case.
#[derive(Clone, Debug)]
#[must_use = "the text of the new token cannot be read again"]
#[non_exhaustive]
pub struct TokenRotation {
    /// The new token, with its text.
    pub new: CreatedApiToken,
    /// The old token, as read before the replacement.
    pub old: ApiToken,
    /// Whether the old token was deleted, or the error of its deletion. After an error, delete it
    /// with [`Tokens::delete`], whose [404](Error::is_not_found) means that it is gone; the
    /// [outcome](Error::outcome) may be unknown.
    pub deleted: Result<()>,
}

#[cfg(feature = "test-util")]
impl TokenRotation {
    /// Creates a result, for tests.
    pub fn from_parts(new: CreatedApiToken, old: ApiToken, deleted: Result<()>) -> Self {
        Self { new, old, deleted }
    }
}

impl Tokens {
    /// The [code](Error::code) of the error of [`create_checked`](Self::create_checked) for a token
    /// that was created but whose text was lost with the response. The API has no code for it, so
    /// this crate defines one.
    pub const TEXT_LOST: &'static str = "token_text_lost";

    /// Returns the token with exactly this name, or `None`. Deleted tokens are ignored.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::ClientId;
    ///
    /// assert!(iam.tokens().find_by_name(ClientId::new(8), "deploy").await?.is_none());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if several tokens have the name, because names are not unique.
    /// The message lists their ids.
    pub async fn find_by_name(&self, client_id: ClientId, name: &str) -> Result<Option<ApiToken>> {
        let mut tokens = self.list(client_id).await?;
        tokens.retain(|token| token.name == name && !token.deleted);
        unique("tokens", name, tokens, |token| token.id)
    }

    /// Returns the time this long from now, by the client's clock, as the expiry of a token.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the time is not before the year 10000.
    pub fn expires_after(&self, time: Duration) -> Result<Timestamp> {
        let now = self.runtime().system_time();
        Timestamp::after(now, time).ok_or_else(|| {
            Error::new(ErrorKind::InvalidRequest)
                .with_message("expiry must be before the year 10000")
        })
    }

    /// Creates a token of the caller like [`create`](Self::create), and checks after a lost response
    /// whether there is a token whose text nobody has.
    ///
    /// The tokens of the account are listed first. If the response is lost, they are listed again.
    /// If a token was created, the error has the code [`TEXT_LOST`](Self::TEXT_LOST), the outcome
    /// *applied*, and the token's id in its message. Such a token is neither created again nor
    /// deleted, because another program with the same key may have created it at that moment.
    /// [`delete`](Self::delete) it if it is yours, then create another.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use std::time::Duration;
    /// use rolekit::gcore;
    /// use rolekit::gcore_iam::{ClientId, CreateApiToken, GroupName, TokenGroup};
    ///
    /// const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    /// let tokens = iam.tokens();
    /// let group = TokenGroup::new(GroupName::Engineers.into());
    /// let expiry = tokens.expires_after(30 * DAY)?; // `None` for never
    /// let deploy = CreateApiToken::new("deploy".to_owned(), Some(expiry), group);
    /// let created = tokens.create_checked(ClientId::new(8), &deploy).await?;
    /// let cloud = gcore::Client::builder().credential(created.token); // for both APIs
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
    pub async fn create_checked(
        &self,
        client_id: ClientId,
        token: &CreateApiToken,
    ) -> Result<CreatedApiToken> {
        let before = self.list(client_id).await?;
        match self.create(client_id, token).await {
            Err(error) if error.outcome() >= Outcome::Unknown => {
                Err(match self.find_created(client_id, token, &before).await {
                    Ok(created) => text_lost(error, &created),
                    Err(listing) => not_settled(error, listing),
                })
            }
            result => result,
        }
    }

    /// Returns the caller's tokens that match the description and are not in `before`.
    async fn find_created(
        &self,
        client_id: ClientId,
        token: &CreateApiToken,
        before: &[ApiToken],
    ) -> Result<Vec<TokenId>> {
        let iam = Client::from_runtime(self.runtime().clone());
        let me = iam.account().get().await?.current_user;
        let mut now = self.list(client_id).await?;
        now.retain(|found| {
            let is_new = before.iter().all(|token| token.id != found.id);
            is_new && found.client_user.user_id == me && describes(token, found)
        });
        Ok(now.into_iter().map(|found| found.id).collect())
    }

    /// Replaces a token of the caller by a new one with the same name, description, group and
    /// expiry; the old one is deleted once the new one exists. If the deletion fails, both exist,
    /// and [`TokenRotation::deleted`] contains the error.
    ///
    /// The token that the client itself uses can be replaced too. Continue with the new one, see
    /// [`Client::with_key`](crate::gcore_iam::Client::with_key).
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # use rolekit::gcore_iam::{ClientId, CreateApiToken, GroupName, TokenGroup};
    /// # let group = TokenGroup::new(GroupName::Engineers.into());
    /// # let deploy = CreateApiToken::new("deploy".to_owned(), None, group);
    /// let client_id = ClientId::new(8);
    /// # let old = iam.tokens().create(client_id, &deploy).await?;
    /// let rotated = iam.tokens().rotate(client_id, old.id).await?;
    /// let iam = iam.with_key(rotated.new.token)?;
    /// rotated.deleted?; // no longer in the way of the new one
    /// assert!(iam.tokens().get(client_id, old.id).await?.deleted);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the token belongs to another user: the new one would belong
    /// to the caller. Otherwise those of [`get`](Self::get) and
    /// [`create_checked`](Self::create_checked). After an error the old token is unchanged. If the
    /// code is [`TEXT_LOST`](Self::TEXT_LOST), there is a new one whose text is lost.
    pub async fn rotate(&self, client_id: ClientId, token_id: TokenId) -> Result<TokenRotation> {
        let old = self.get(client_id, token_id).await?;
        let expiry = old.exp_date.clone();
        self.replace(client_id, old, expiry).await
    }

    /// Replaces a token like [`rotate`](Self::rotate), with a new expiry; `None` for never.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # use rolekit::gcore_iam::{ClientId, CreateApiToken, GroupName, TokenGroup};
    /// # use std::time::Duration;
    /// # let client_id = ClientId::new(8);
    /// # let group = TokenGroup::new(GroupName::Engineers.into());
    /// # let deploy = CreateApiToken::new("deploy".to_owned(), None, group);
    /// # let old = iam.tokens().create(client_id, &deploy).await?;
    /// const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    /// let tokens = iam.tokens();
    /// let expiry = tokens.expires_after(30 * DAY)?;
    /// let rotated = tokens.rotate_with_expiry(client_id, old.id, Some(expiry)).await?;
    /// assert!(rotated.new.exp_date.is_some() && rotated.deleted.is_ok());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`rotate`](Self::rotate).
    pub async fn rotate_with_expiry(
        &self,
        client_id: ClientId,
        token_id: TokenId,
        expiry: Option<Timestamp>,
    ) -> Result<TokenRotation> {
        let old = self.get(client_id, token_id).await?;
        self.replace(client_id, old, expiry).await
    }

    async fn replace(
        &self,
        client_id: ClientId,
        old: ApiToken,
        expiry: Option<Timestamp>,
    ) -> Result<TokenRotation> {
        let iam = Client::from_runtime(self.runtime().clone());
        let me = iam.account().get().await?.current_user;
        let owner = old.client_user.user_id;
        if owner != me {
            return Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "token belongs to user {owner}, but the new one would belong to user {me}; rotate it with \
                 a key of user {owner}",
            )));
        }
        let group = TokenGroup::new(old.client_user.role.clone());
        let mut new = CreateApiToken::new(old.name.clone(), expiry, group);
        new.description.clone_from(&old.description);
        let new = self.create_checked(client_id, &new).await?;
        let deleted = match self.delete(client_id, old.id).await {
            // Deleted concurrently.
            Err(error) if error.is_not_found() => Ok(()),
            result => result,
        };
        Ok(TokenRotation { new, old, deleted })
    }
}

/// Returns whether a token may have been created by this request.
fn describes(request: &CreateApiToken, token: &ApiToken) -> bool {
    // A missing description may be returned as null or as an empty text.
    token.name == request.name
        && token.description.as_deref().unwrap_or_default()
            == request.description.as_deref().unwrap_or_default()
        && token
            .client_user
            .role
            .is_same_group(&request.client_user.role)
        && !token.deleted
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
