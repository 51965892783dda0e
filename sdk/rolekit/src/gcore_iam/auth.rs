//! Intent: continues as the person who logged in, and changes a password with confirmation.

use rolekit_runtime::{Secret, SecretString};

use crate::gcore_iam::{ChangePassword, TokenPair};

impl TokenPair {
    /// Returns the access token as a key, for the clients of both Gcore APIs.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |_, server| {
    /// # let password = server.iam().password(1).unwrap();
    /// use rolekit::gcore_iam::{Client, Login};
    ///
    /// let iam = Client::builder().without_credential();
    /// # let iam = iam.base_url(server.base_url());
    /// let iam = iam.build()?;
    /// let login = Login::new(password.into(), "user1@example.com".to_owned());
    /// let pair = iam.auth().login(&login).await?;
    /// let iam = iam.with_key(pair.key())?;
    /// println!("{}", iam.account().get().await?.current_user);
    /// # Ok(()) });
    /// ```
    pub fn key(&self) -> SecretString {
        format!("Bearer {}", self.access.expose()).into()
    }
}

impl ChangePassword {
    /// Creates a change of a password, whose confirmation is the new password.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # let old = server.iam().password(1).unwrap();
    /// use rolekit::gcore_iam::ChangePassword;
    ///
    /// let me = iam.account().get().await?.current_user;
    /// let change = ChangePassword::confirmed(old, "Close-Sesame-1");
    /// let pair = iam.auth().change_password(me, &change).await?;
    /// # assert_eq!(server.iam().password(1).as_deref(), Some("Close-Sesame-1"));
    /// # iam.with_key(pair.key())?.account().get().await?;
    /// # Ok(()) });
    /// ```
    pub fn confirmed(old: impl Into<Secret>, new: impl Into<Secret>) -> Self {
        let new = new.into();
        Self::new(old.into(), new.clone(), new)
    }
}
