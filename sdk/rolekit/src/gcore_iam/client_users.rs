//! Manages the users of an account, and their groups.

use std::time::Duration;

use crate::converge::{self, Step, Target};
use crate::gcore_iam::types::UserGroup;
use crate::gcore_iam::{Client, ClientId, Group, TokenId, UserId};
use rolekit_runtime::{Action, Ensured, Error, Result, Timestamp};

/// Resource API for the users of an account and the group of each, which the vendor calls their
/// role. Obtained from [`Client::client_users`](crate::gcore_iam::Client::client_users).
///
/// These roles are unrelated to those of the Cloud API, which [role
/// assignments](crate::gcore::RoleAssignments) grant.
#[derive(Clone, Copy, Debug)]
pub struct ClientUsers<'a> {
    client: &'a Client,
    client_id: ClientId,
}

impl Client {
    /// Returns the resource API for the users of an account.
    pub fn client_users(&self, client_id: impl Into<ClientId>) -> ClientUsers<'_> {
        ClientUsers {
            client: self,
            client_id: client_id.into(),
        }
    }
}

impl ClientUsers<'_> {
    /// The [code](crate::Error::code) of the error of [`revoke`](Self::revoke) for a user who still has API
    /// tokens. The API has no code for it, so this crate defines one.
    pub const HAS_TOKENS: &'static str = "user_has_tokens";

    /// Returns the group of a user, or `None` if the response contains none.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::GroupName;
    ///
    /// let role = iam.client_users(8).get_role(777).await?;
    /// assert!(role.is_some_and(|role| role.is(&GroupName::Users.into())));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, or the account has no
    /// such user.
    pub async fn get_role(&self, user_id: impl Into<UserId>) -> Result<Option<Group>> {
        let client = self.client.generated();
        let response = client
            .get_client_user(self.client_id, user_id.into())
            .await?;
        Ok(response.into_inner().user_role)
    }

    /// Sets the group of a user.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::GroupName;
    ///
    /// iam.client_users(8).set_role(777, GroupName::Engineers).await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error: there is no such
    /// group, or the account has no such user.
    pub async fn set_role(&self, user_id: impl Into<UserId>, role: impl Into<Group>) -> Result<()> {
        let mut body = UserGroup::new();
        body.user_role = Some(role.into());
        let client = self.client.generated();
        client
            .update_client_user(self.client_id, user_id.into(), &body)
            .await?;
        Ok(())
    }

    /// Ensures that a user of the account is in a group, and returns the group. If they are in it,
    /// only a read is sent.
    ///
    /// On success the user was in the group at the last read, which follows the change. If the
    /// response to the change is lost, it reads whether the change was applied. Of two calls with
    /// different groups the last one wins.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::GroupName;
    ///
    /// let users = iam.client_users(8);
    /// assert!(users.ensure_role(777, GroupName::Engineers).await?.is_changed());
    /// assert!(!users.ensure_role(777, GroupName::Engineers).await?.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`set_role`](Self::set_role). The [outcome](crate::Error::outcome) says whether the
    /// change was applied: *applied* also if only the read after it failed. The kind is
    /// [`Contention`](crate::ErrorKind::Contention) if others changed the group before
    /// each of 20 reads. The call can be repeated after any error.
    pub async fn ensure_role(
        &self,
        user_id: impl Into<UserId>,
        role: impl Into<Group>,
    ) -> Result<Ensured<Group>> {
        converge::ensure(&DesiredGroup {
            users: *self,
            user_id: user_id.into(),
            role: role.into(),
        })
        .await
    }

    /// Ensures that the user with this e-mail address belongs to the account and is in a group, and
    /// returns their id. Invites them if they do not belong to the account; sets the group if they
    /// are in another.
    ///
    /// The members of the account are read from the [users](crate::gcore_iam::Client::users) that
    /// the key may list. For an invitation with a name or a language, see
    /// [`Client::invite`](crate::gcore_iam::Client::invite).
    ///
    /// On success they were in the group at the last read, which follows the last change. If the
    /// response to an invitation or a change is lost, it reads whether it was applied; an
    /// invitation is never sent twice unless the API rejected the first.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::Action;
    /// use rolekit::gcore_iam::GroupName;
    ///
    /// let users = iam.client_users(8);
    /// let member = users.ensure_member("ada@example.com", GroupName::Engineers).await?;
    /// assert_eq!(member.action, Action::Created);
    /// let again = users.ensure_member("Ada@example.com", GroupName::Engineers).await?;
    /// assert_eq!((again.value, again.action), (member.value, Action::Unchanged));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, and those of
    /// [`ensure_role`](Self::ensure_role). The call can be repeated after any error.
    pub async fn ensure_member(
        &self,
        email: &str,
        role: impl Into<Group>,
    ) -> Result<Ensured<UserId>> {
        converge::ensure(&DesiredMember {
            users: *self,
            email: email.trim(),
            role: role.into(),
        })
        .await
    }

    /// Returns the user of the account with this address.
    async fn find_member(&self, email: &str) -> Result<Option<UserId>> {
        let found = self.client.users().find_by_email(email).await?;
        let belongs = |user: &crate::gcore_iam::User| {
            user.client == self.client_id
                || user
                    .client_and_roles
                    .iter()
                    .any(|account| account.client_id == self.client_id)
        };
        Ok(found.filter(belongs).map(|user| user.id))
    }

    /// Removes a user from the account. A user without any account is deleted.
    ///
    /// Retried after a lost response; a 404 on the retry counts as success.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// iam.client_users(8).revoke(777).await?;
    /// assert!(iam.users().get(777).await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, or the account has no
    /// such user. If the user still has API tokens, which must be deleted first, the
    /// [code](crate::Error::code) is [`HAS_TOKENS`](Self::HAS_TOKENS); after an error this is found
    /// out by listing the tokens, because the API reports it only in the message.
    /// [`revoke_with_tokens`](Self::revoke_with_tokens) deletes them.
    pub async fn revoke(&self, user_id: impl Into<UserId>) -> Result<()> {
        let user_id = user_id.into();
        let client = self.client.generated();
        match client.revoke_client_user(self.client_id, user_id).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_already_deleted() => Ok(()),
            Err(error) if error.is_forbidden() && error.code().is_none() => {
                match self.tokens_of(user_id).await {
                    Ok(tokens) if !tokens.is_empty() => {
                        Err(error.with_code(Some(Self::HAS_TOKENS.to_owned())))
                    }
                    _ => Err(error),
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Deletes the API tokens that a user has in the account, then removes the user from the
    /// account. Returns the ids of the tokens that this call deleted.
    ///
    /// The token that was used last is deleted last. If the client's own key is one of the tokens,
    /// it is the last one, because it has just listed them; so the key still works if an earlier
    /// deletion fails. Once it is deleted, the client cannot send any more requests: the call then
    /// fails with 401, all tokens are gone, and another administrator has to [remove](Self::revoke)
    /// the user.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// # server.iam().add_token(777);
    /// let error = iam.client_users(8).revoke(777).await.unwrap_err();
    /// assert_eq!(error.code(), Some("user_has_tokens"));
    /// let deleted = iam.client_users(8).revoke_with_tokens(777).await?;
    /// assert_eq!(deleted.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`revoke`](Self::revoke), and those of listing or deleting a token; earlier tokens
    /// are deleted then. The call can be repeated after any error.
    pub async fn revoke_with_tokens(&self, user_id: impl Into<UserId>) -> Result<Vec<TokenId>> {
        let user_id = user_id.into();
        let tokens = self.client.tokens(self.client_id);
        let mut deleted = Vec::new();
        for token_id in self.tokens_of(user_id).await? {
            match tokens.delete(token_id).await {
                Ok(()) => deleted.push(token_id),
                // Deleted concurrently.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        self.revoke(user_id).await?;
        Ok(deleted)
    }

    /// Returns the active tokens of a user, the one used last at the end.
    async fn tokens_of(&self, user_id: UserId) -> Result<Vec<TokenId>> {
        let tokens = self.client.tokens(self.client_id);
        let mut tokens = tokens.list().issued_by(user_id).all().await?;
        // Guards against a service that ignores the filter.
        tokens.retain(|token| token.client_user.user_id == user_id && !token.deleted);
        tokens.sort_by_key(|token| token.last_usage.as_ref().and_then(Timestamp::to_utc));
        Ok(tokens.into_iter().map(|token| token.id).collect())
    }
}

/// The desired group of a user.
struct DesiredGroup<'a> {
    users: ClientUsers<'a>,
    user_id: UserId,
    role: Group,
}

impl Target for DesiredGroup<'_> {
    type State = Option<Group>;
    type Change = ();
    type Value = Group;

    async fn read(&self) -> Result<Self::State> {
        self.users.get_role(self.user_id).await
    }

    fn plan(&self, state: &Self::State) -> Result<Step<Group, ()>> {
        Ok(match state {
            Some(current) if current.is(&self.role) => Step::Done(current.clone()),
            _ => Step::Change(Action::Updated, ()),
        })
    }

    async fn apply(&self, (): ()) -> Result<()> {
        self.users.set_role(self.user_id, self.role.clone()).await
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.users.client.generated().runtime(), longest).await;
    }

    fn name(&self) -> String {
        format!("the group of user {}", self.user_id)
    }
}

/// The desired account and group of the user with an address.
struct DesiredMember<'a> {
    users: ClientUsers<'a>,
    email: &'a str,
    role: Group,
}

impl Target for DesiredMember<'_> {
    type State = Option<(UserId, Option<Group>)>;
    /// The user to put into the group; `None` invites them.
    type Change = Option<UserId>;
    type Value = UserId;

    async fn read(&self) -> Result<Self::State> {
        let Some(user_id) = self.users.find_member(self.email).await? else {
            return Ok(None);
        };
        match self.users.get_role(user_id).await {
            Ok(role) => Ok(Some((user_id, role))),
            // Others removed them from the account.
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn plan(&self, state: &Self::State) -> Result<Step<UserId, Self::Change>> {
        Ok(match state {
            None => Step::Change(Action::Created, None),
            Some((user_id, Some(current))) if current.is(&self.role) => Step::Done(*user_id),
            Some((user_id, _)) => Step::Change(Action::Updated, Some(*user_id)),
        })
    }

    async fn apply(&self, change: Self::Change) -> Result<()> {
        let (users, role) = (self.users, self.role.clone());
        match change {
            Some(user_id) => users.set_role(user_id, role).await,
            None => {
                let invite = users.client.invite(users.client_id, self.email, role);
                invite.send().await.map(drop)
            }
        }
    }

    fn may_be_settled(&self, error: &Error) -> bool {
        // The API rejects an invitation of a member with one of these.
        let is_member = matches!(
            error.status().map(|status| status.as_u16()),
            Some(400 | 409)
        );
        is_member || converge::may_be_settled(error)
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.users.client.generated().runtime(), longest).await;
    }

    fn name(&self) -> String {
        "the member of the account".to_owned()
    }
}
