//! The client, and its resources.

use crate::client::client;
use crate::gcore_iam::error::read_error;
use crate::gcore_iam::{Accounts, Auth, ClientId, ClientUsers, Group, Invite, Tokens, Users};
use crate::runtime::Scheme;

client! {
    /// A client of the Gcore IAM API: the account, its users and its API tokens.
    ///
    /// It has the key and the address of the client of the Cloud API, and users and accounts have the
    /// same ids in both.
    generated: crate::generated::gcore_iam,
    name: "gcore_iam",
    key:
        /// The API key. The word `APIKey` is put before it where it has no such word; a JWT needs
        /// its `Bearer`.
        api_key,
    key_name: "the API key",
    key_variable: "GCORE_API_KEY",
    base_url_variable: "GCORE_BASE_URL",
    base_url: "https://api.gcore.com",
    scheme: Scheme::Word("APIKey"),
    secret_fields: ["password", "one_time_password", "old", "new", "double", "refresh"],
    read_error: read_error,
    endpoint: "/iam/users/me",
}

impl Client {
    /// The account that the key is for.
    pub fn account(&self) -> Accounts<'_> {
        Accounts::new(self)
    }

    /// Logging in, and passwords.
    pub fn auth(&self) -> Auth<'_> {
        Auth::new(self)
    }

    /// The users who belong to an account, and their groups.
    pub fn client_users(&self, client_id: impl Into<ClientId>) -> ClientUsers<'_> {
        ClientUsers::new(self, client_id.into())
    }

    /// Invites whoever has this e-mail address to an account, into a group of it. They are told by
    /// e-mail; who has no login yet is asked to choose a password.
    ///
    /// [`ClientUsers::ensure_member`] invites only whom it has to.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::{GroupName, Language};
    ///
    /// let invite = iam.invite(8, "ada@example.com", GroupName::Engineers).lang(Language::De);
    /// let invited = invite.name("Ada").send().await?;
    /// assert_eq!(invited.status, "sent");
    /// # assert_eq!(server.iam().emails().len(), 1);
    /// # Ok(()) });
    /// ```
    pub fn invite(
        &self,
        client_id: impl Into<ClientId>,
        email: impl Into<String>,
        user_role: impl Into<Group>,
    ) -> Invite<'_> {
        Invite::new(self, client_id.into(), email.into(), user_role.into())
    }

    /// The API tokens of an account.
    pub fn tokens(&self, client_id: impl Into<ClientId>) -> Tokens<'_> {
        Tokens::new(self, client_id.into())
    }

    /// The users of the account that the key is for.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }
}
