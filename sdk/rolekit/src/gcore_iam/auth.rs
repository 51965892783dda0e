//! Logs in and sets passwords.

use rolekit_runtime::SecretString;

use crate::gcore_iam::types::{ChangePassword, ForgotPassword, Login, Refresh};
use crate::gcore_iam::{Client, ClientId, TokenPair, UserId};
use rolekit_runtime::{Result, Secret};

/// Resource API for logins and passwords. Obtained from
/// [`Client::auth`](crate::gcore_iam::Client::auth).
///
/// Programs use API tokens. People log in with a password and get an access token, which is valid
/// for an hour, and a refresh token, which is valid for a day and can be exchanged once for a new
/// pair.
#[derive(Clone, Copy, Debug)]
pub struct Auth<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for logins and passwords.
    pub fn auth(&self) -> Auth<'_> {
        Auth { client: self }
    }
}

impl Auth<'_> {
    /// Logs in with an e-mail address and a password, and returns tokens for the first of the
    /// user's accounts. No key is sent, so a client [without a
    /// key](crate::ClientBuilder::without_credential) can call it.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |_, server| {
    /// # let password = server.iam().password(1).unwrap();
    /// use rolekit::gcore_iam::Client;
    ///
    /// let iam = Client::builder().without_credential();
    /// # let iam = iam.base_url(server.base_url());
    /// let iam = iam.build()?;
    /// let pair = iam.auth().login("user1@example.com", password).await?;
    /// let iam = iam.with_key(pair.key())?;
    /// println!("{}", iam.account().me().await?.current_user);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error: the address or the
    /// password is wrong, or the user needs [a code](Self::login_with_code). Errors do not contain
    /// the password.
    pub async fn login(
        &self,
        email: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Result<TokenPair> {
        let body = Login::new(password.into(), email.into());
        Ok(self.client.generated().login(&body).await?.into_inner())
    }

    /// Logs in like [`login`](Self::login) a user who needs a second factor, with its current code.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # server.iam().set_password(777, "open sesame");
    /// # server.iam().set_second_factor(777, "123456");
    /// let pair = iam.auth().login_with_code("user777@example.com", "open sesame", "123456").await?;
    /// # iam.with_key(pair.key())?.account().me().await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`login`](Self::login).
    pub async fn login_with_code(
        &self,
        email: impl Into<String>,
        password: impl Into<Secret>,
        one_time_password: impl Into<Secret>,
    ) -> Result<TokenPair> {
        let mut body = Login::new(password.into(), email.into());
        body.one_time_password = Some(one_time_password.into());
        Ok(self.client.generated().login(&body).await?.into_inner())
    }

    /// Exchanges a refresh token, which can be used once, for a new pair. No key is sent.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # let password = server.iam().password(1).unwrap();
    /// let pair = iam.auth().login("user1@example.com", password).await?;
    /// let pair = iam.auth().refresh(&pair.refresh).await?;
    /// # iam.with_key(pair.key())?.account().me().await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the token is invalid, has expired or was used.
    /// Retried only if the request cannot have been applied. If the
    /// [outcome](crate::Error::outcome) is unknown, the token may be used up and the new pair lost:
    /// log in again.
    pub async fn refresh(&self, refresh: &Secret) -> Result<TokenPair> {
        let body = Refresh::new(refresh.clone());
        Ok(self.client.generated().refresh(&body).await?.into_inner())
    }

    /// Returns tokens for another account of the caller.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # let password = server.iam().password(1).unwrap();
    /// # let pair = iam.auth().login("user1@example.com", password).await?;
    /// # let iam = iam.with_key(pair.key())?;
    /// let other = iam.account().create("Analytical Engines").await?;
    /// let pair = iam.auth().select_account(other).await?;
    /// assert_eq!(iam.with_key(pair.key())?.account().me().await?.id, other);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such account, or the user does not
    /// belong to it.
    pub async fn select_account(&self, client_id: impl Into<ClientId>) -> Result<TokenPair> {
        let client = self.client.generated();
        Ok(client.select_account(client_id.into()).await?.into_inner())
    }

    /// Sends a link to this e-mail address with which a new password can be set. Returns the
    /// message of the API.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// iam.auth().forgot_password("user777@example.com").await?;
    /// assert_eq!(server.iam().emails().len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if nothing was sent. Retried only if the request
    /// cannot have been applied.
    pub async fn forgot_password(&self, email: impl Into<String>) -> Result<Option<String>> {
        let body = ForgotPassword::new(email.into());
        let response = self.client.generated().forgot_password(&body).await?;
        Ok(response.into_inner().status)
    }

    /// Sets a new password, usually the caller's; the old one is required. Returns a new pair of
    /// tokens.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # let old = server.iam().password(1).unwrap();
    /// let me = iam.account().me().await?.current_user;
    /// let pair = iam.auth().change_password(me, old, "Close-Sesame-1").await?;
    /// # assert_eq!(server.iam().password(1).as_deref(), Some("Close-Sesame-1"));
    /// # iam.with_key(pair.key())?.account().me().await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the old password is wrong or the new one is not
    /// accepted. Retried only if the request cannot have been applied. If the
    /// [outcome](crate::Error::outcome) is unknown, either password may be valid.
    pub async fn change_password(
        &self,
        user_id: impl Into<UserId>,
        old: impl Into<Secret>,
        new: impl Into<Secret>,
    ) -> Result<TokenPair> {
        let new = new.into();
        let body = ChangePassword::new(new.clone(), new, old.into());
        let client = self.client.generated();
        let pair = client.change_password(user_id.into(), &body).await?;
        Ok(pair.into_inner())
    }
}

impl TokenPair {
    /// Returns the access token as a key, for the clients of both Gcore APIs.
    pub fn key(&self) -> SecretString {
        format!("Bearer {}", self.access.expose()).into()
    }
}
