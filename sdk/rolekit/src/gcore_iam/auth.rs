//! Login and passwords.

use rolekit_runtime::SecretString;

use crate::gcore_iam::generated::types::{ChangePassword, ForgotPassword, Login, Refresh};
use crate::gcore_iam::{Client, ClientId, TokenPair, UserId};
use rolekit_runtime::{Result, Secret};

/// Logging in and passwords. Get it from [`Client::auth`](crate::gcore_iam::Client::auth).
///
/// Programs have API tokens. People log in with a password and get an access token, which lasts an
/// hour, and a refresh token, which lasts a day and is good for one new pair.
#[derive(Clone, Copy, Debug)]
pub struct Auth<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the operations for login and passwords.
    pub fn auth(&self) -> Auth<'_> {
        Auth { client: self }
    }
}

impl Auth<'_> {
    /// Logs in with an e-mail address and a password, and gives tokens for the first of the user's
    /// accounts. No key is sent, and a client [without one](crate::ClientBuilder::without_credential) will
    /// do.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses: the address or the password
    /// is wrong, or the user needs [a code](Self::login_with_code). No error repeats what was sent.
    pub async fn login(
        &self,
        email: impl Into<String>,
        password: impl Into<Secret>,
    ) -> Result<TokenPair> {
        let body = Login::new(password.into(), email.into());
        Ok(self.client.generated().login(&body).await?.into_inner())
    }

    /// As [`login`](Self::login), for a user who needs a second factor: with its present code.
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
    /// As [`login`](Self::login) has them.
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

    /// Trades a refresh token for a new pair; it is good for one. No key is sent.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the token is not valid, has expired or was used.
    /// It is sent again only where the service cannot have acted; if the
    /// [outcome](crate::Error::outcome) is unknown, the token may be used up and the new pair lost:
    /// log in again.
    pub async fn refresh(&self, refresh: &Secret) -> Result<TokenPair> {
        let body = Refresh::new(refresh.clone());
        Ok(self.client.generated().refresh(&body).await?.into_inner())
    }

    /// Gives tokens for another account of the user who asks.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the user does not belong to the account, or
    /// there is none.
    pub async fn select_account(&self, client_id: impl Into<ClientId>) -> Result<TokenPair> {
        let client = self.client.generated();
        Ok(client.select_account(client_id.into()).await?.into_inner())
    }

    /// Has a link sent to this e-mail address with which a new password can be set. It gives what
    /// the service says that it did.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// iam.auth().forgot_password("user777@example.com").await?;
    /// assert_eq!(server.iam().emails().len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if nothing was sent. It is repeated only where the
    /// service cannot have acted.
    pub async fn forgot_password(&self, email: impl Into<String>) -> Result<Option<String>> {
        let body = ForgotPassword::new(email.into());
        let response = self.client.generated().forgot_password(&body).await?;
        Ok(response.into_inner().status)
    }

    /// Sets a new password, as a rule one's own; the old one is needed. It gives a new pair of tokens.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the old password is wrong or the new one will
    /// not do. It is repeated only where the service cannot have acted; if the
    /// [outcome](crate::Error::outcome) is unknown, either of the two may be the password.
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
    /// The access token as a key, for the clients of both of Gcore's APIs.
    pub fn key(&self) -> SecretString {
        format!("Bearer {}", self.access.expose()).into()
    }
}
