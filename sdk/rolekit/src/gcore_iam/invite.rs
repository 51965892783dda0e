//! Invites users to an account.

use crate::gcore_iam::types::InviteUser;
use crate::gcore_iam::{Client, ClientId, Group, Invitation, Language};
use rolekit_runtime::Result;

/// An invitation that is not yet sent. Obtained from
/// [`Client::invite`](crate::gcore_iam::Client::invite).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct Invite<'a> {
    client: &'a Client,
    body: InviteUser,
}

impl Client {
    /// Invites a user to an account, into one of its groups. The service sends an e-mail that asks
    /// new users to choose a password.
    ///
    /// See [`ensure_member`](crate::gcore_iam::ClientUsers::ensure_member) to invite only users who
    /// do not belong to the account.
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
        Invite {
            client: self,
            body: InviteUser::new(client_id.into(), email.into(), user_role.into()),
        }
    }
}

impl Invite<'_> {
    /// Sets the user's name, for a user who has no login yet.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.body.name = Some(name.into());
        self
    }

    /// Sets the language of the e-mail.
    pub fn lang(mut self, lang: Language) -> Self {
        self.body.lang = Some(lang);
        self
    }

    /// Sends the invitation, and returns its status and the user's id, which is valid for role
    /// assignments.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::{GroupName, Language};
    ///
    /// let invite = iam.invite(8, "ada@example.com", GroupName::Users).name("Ada");
    /// let invited = invite.lang(Language::En).send().await?;
    /// assert_eq!(invited.status, "sent");
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error: the user was invited
    /// before, or cannot be in this account. Retried only if the request cannot have been applied.
    /// If the [outcome](crate::Error::outcome) is unknown or applied, check with
    /// [`Users::find_by_email`](crate::gcore_iam::Users::find_by_email) before retrying.
    pub async fn send(self) -> Result<Invitation> {
        let invited = self.client.generated().invite_user(&self.body).await?;
        Ok(invited.into_inner())
    }
}
