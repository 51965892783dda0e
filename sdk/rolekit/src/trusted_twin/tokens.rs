//! Creates User Tokens, keys that are derived from a secret and may expire.

use std::fmt;

use serde_json::{Map, Value};

use crate::trusted_twin::types::{UserTokenCreate, UserTokenRefresh};
use crate::trusted_twin::{Client, Expiry, RefreshedUserToken, TokenOption, UserToken};
use rolekit_runtime::Result;

/// Resource API for the User Tokens of the user whom the client's key belongs to. Obtained from
/// [`Client::tokens`](crate::trusted_twin::Client::tokens).
///
/// A token is sent like a User Secret: [`Client::with_key`] returns a client that uses it.
#[derive(Clone, Copy, Debug)]
pub struct Tokens<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for User Tokens.
    pub fn tokens(&self) -> Tokens<'_> {
        Tokens { client: self }
    }
}

impl Tokens<'_> {
    /// Creates a token with the permissions of the client's key.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use std::time::{Duration, SystemTime};
    /// use rolekit::trusted_twin::NewToken;
    ///
    /// let in_an_hour = SystemTime::now() + Duration::from_secs(3600);
    /// let token = twin.tokens().create(NewToken::new(in_an_hour)).await?;
    /// let front_end = twin.with_key(token.token)?;
    /// assert_eq!(front_end.who_am_i().await?, twin.who_am_i().await?);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the client's key is a secret
    /// and the caller's role does not permit `create_user_token`, or if it is a token without the
    /// option to [create](NewToken::may_create). Retried only if the request cannot have been
    /// applied. A token whose response was lost can be neither used nor deleted.
    pub async fn create(&self, token: NewToken) -> Result<UserToken> {
        let body = token.into_body();
        let client = self.client.generated();
        Ok(client.create_user_token(&body).await?.into_inner())
    }

    /// Creates a new token from the one that this client uses, with the same permissions and
    /// another expiry.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// use rolekit::trusted_twin::{Expiry, NewToken};
    ///
    /// let first = twin.tokens().create(NewToken::new(Expiry::Never).may_refresh()).await?;
    /// let next = twin.with_key(first.token)?.tokens().refresh(Expiry::Never).await?;
    /// assert!(twin.with_key(next.token)?.who_am_i().await.is_ok());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the client's key is not a
    /// token, or one without the option to be [refreshed](NewToken::may_refresh). Retried only if
    /// the request cannot have been applied.
    pub async fn refresh(&self, expiry: impl Into<Expiry>) -> Result<RefreshedUserToken> {
        let mut body = UserTokenRefresh::new();
        body.validity_ts = expiry.into().into_field();
        let client = self.client.generated();
        Ok(client.refresh_user_token(&body).await?.into_inner())
    }
}

/// A User Token to create.
///
/// ```
/// use rolekit::trusted_twin::{Expiry, NewToken};
///
/// let token = NewToken::new(Expiry::Never).may_create().may_refresh();
/// let token = token.secret_dict([("serial", "b0f5")]);
/// assert!(!format!("{token:?}").contains("b0f5"));
/// ```
#[derive(Clone, PartialEq)]
pub struct NewToken {
    expiry: Expiry,
    options: Vec<TokenOption>,
    secret_dict: Option<Map<String, Value>>,
}

impl NewToken {
    /// Describes a token with this expiry.
    pub fn new(expiry: impl Into<Expiry>) -> Self {
        Self {
            expiry: expiry.into(),
            options: Vec::new(),
            secret_dict: None,
        }
    }

    /// Lets the token create other tokens.
    #[must_use]
    pub fn may_create(self) -> Self {
        self.option(TokenOption::Create)
    }

    /// Lets the token be refreshed.
    #[must_use]
    pub fn may_refresh(self) -> Self {
        self.option(TokenOption::Refresh)
    }

    fn option(mut self, option: TokenOption) -> Self {
        if !self.options.contains(&option) {
            self.options.push(option);
        }
        self
    }

    /// Sets values of the token for rules to read. Keys must match
    /// `^[a-z_][0-9a-z_]{0,63}$`, values are any JSON. The values are not printed.
    #[must_use]
    pub fn secret_dict<K, V>(mut self, dict: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<Value>,
    {
        let dict = dict.into_iter();
        self.secret_dict = Some(
            dict.map(|(key, value)| (key.into(), value.into()))
                .collect(),
        );
        self
    }

    #[inline]
    fn into_body(self) -> UserTokenCreate {
        let mut body = UserTokenCreate::new();
        body.validity_ts = self.expiry.into_field();
        body.options = (!self.options.is_empty()).then_some(self.options);
        body.secret_dict = self.secret_dict;
        body
    }
}

impl fmt::Debug for NewToken {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.secret_dict.as_ref();
        f.debug_struct("NewToken")
            .field("expiry", &self.expiry)
            .field("options", &self.options)
            .field(
                "secret_dict",
                &keys.map(|dict| dict.keys().collect::<Vec<_>>()),
            )
            .finish()
    }
}
