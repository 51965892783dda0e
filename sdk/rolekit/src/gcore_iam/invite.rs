//! Invitations to an account.

use crate::gcore_iam::generated::types::InviteUser;
use crate::gcore_iam::{Client, ClientId, Group, Invitation, Language};
use crate::runtime::Result;

/// An invitation that is to be sent. Get it from
/// [`Client::invite`](crate::gcore_iam::Client::invite).
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct Invite<'a> {
    client: &'a Client,
    body: InviteUser,
}

impl<'a> Invite<'a> {
    pub(crate) fn new(
        client: &'a Client,
        client_id: ClientId,
        email: String,
        user_role: Group,
    ) -> Self {
        Self {
            client,
            body: InviteUser::new(client_id, email, user_role),
        }
    }

    /// The user's name, for one who has no login yet.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.body.name = Some(name.into());
        self
    }

    /// The language of the e-mail.
    pub fn lang(mut self, lang: Language) -> Self {
        self.body.lang = Some(lang);
        self
    }

    /// Sends it, and gives what became of it and the user's id, which is the one that role
    /// assignments take.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the service refuses: the user was invited
    /// before, or cannot be in this account. An invitation is repeated only where the service cannot
    /// have acted; if the [outcome](crate::Error::outcome) is unknown or applied, look with
    /// [`Users::find_by_email`](crate::gcore_iam::Users::find_by_email) before you repeat it.
    pub async fn send(self) -> Result<Invitation> {
        let invited = self.client.generated().invite_user(&self.body).await?;
        Ok(invited.into_inner())
    }
}
