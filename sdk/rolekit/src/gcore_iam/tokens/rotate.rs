//! Replaces an API token by a new one with the same settings.

use crate::gcore_iam::{ApiToken, CreateToken, Expiry, NewApiToken, TokenId, Tokens};
use rolekit_runtime::{Error, ErrorKind, Result};

/// The result of replacing a token: the new one exists in any case.
#[derive(Debug)]
#[must_use = "the text of the new token cannot be read again"]
#[non_exhaustive]
pub struct Rotated {
    /// The new token, with its text.
    pub new: NewApiToken,
    /// The old token, as read before the replacement.
    pub old: ApiToken,
    /// Whether the old token was deleted, or the error of its deletion. After an error, delete it
    /// with [`Tokens::delete`], whose [404](Error::is_not_found) means that it is gone; the
    /// [outcome](Error::outcome) may be unknown.
    pub deleted: Result<()>,
}

impl Tokens<'_> {
    /// Replaces a token of the caller by a new one with the same name, description, group and
    /// expiry; the old one is deleted once the new one exists. If the deletion fails, both exist,
    /// and [`Rotated::deleted`] contains the error.
    ///
    /// The token that the client itself uses can be replaced too. Continue with the new one, see
    /// [`Client::with_key`](crate::gcore_iam::Client::with_key).
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
    /// # let deploy = CreateToken::new("deploy", GroupName::Engineers, Expiry::Never);
    /// # let old = iam.tokens(8).create(deploy).await?;
    /// let rotated = iam.tokens(8).rotate(old.id).await?;
    /// let iam = iam.with_key(rotated.new.token)?;
    /// rotated.deleted?; // no longer in the way of the new one
    /// assert!(iam.tokens(8).get(old.id).await?.deleted);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the token belongs to another user: the new one would belong
    /// to the caller. Otherwise those of [`get`](Self::get) and [`create`](Self::create). After an
    /// error the old token is unchanged. If the code is [`TEXT_LOST`](Self::TEXT_LOST), there is a
    /// new one whose text is lost.
    pub async fn rotate(&self, token_id: impl Into<TokenId>) -> Result<Rotated> {
        self.replace(token_id.into(), None).await
    }

    /// Replaces a token like [`rotate`](Self::rotate), with a new expiry.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # use rolekit::gcore_iam::{CreateToken, Expiry, GroupName};
    /// # use std::time::Duration;
    /// # let deploy = CreateToken::new("deploy", GroupName::Engineers, Expiry::Never);
    /// # let old = iam.tokens(8).create(deploy).await?;
    /// const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    /// let rotated = iam.tokens(8).rotate_with_expiry(old.id, 30 * DAY).await?;
    /// assert!(rotated.new.exp_date.is_some() && rotated.deleted.is_ok());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`rotate`](Self::rotate).
    pub async fn rotate_with_expiry(
        &self,
        token_id: impl Into<TokenId>,
        expiry: impl Into<Expiry>,
    ) -> Result<Rotated> {
        self.replace(token_id.into(), Some(expiry.into())).await
    }

    async fn replace(&self, token_id: TokenId, expiry: Option<Expiry>) -> Result<Rotated> {
        let old = self.get(token_id).await?;
        let me = self.client.account().me().await?.current_user;
        let owner = old.client_user.user_id;
        if owner != me {
            return Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "token belongs to user {owner}, but the new one would belong to user {me}; rotate it with \
                 a key of user {owner}",
            )));
        }
        let expiry = expiry.unwrap_or_else(|| match &old.exp_date {
            Some(date) => Expiry::At(date.clone()),
            None => Expiry::Never,
        });
        let new = self.create(CreateToken::like(&old, expiry)).await?;
        let deleted = match self.delete(token_id).await {
            // Deleted concurrently.
            Err(error) if error.is_not_found() => Ok(()),
            result => result,
        };
        Ok(Rotated { new, old, deleted })
    }
}
