//! Intent: a user belongs to an account and to a group, or not any more, with their API tokens.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::gcore_iam::resources::ClientUsers;
use crate::gcore_iam::{Client, ClientId, Group, InviteUser, TokenId, UserGroup, UserId};
use rolekit_runtime::{Action, Ensure, Error, Result, Step, Target, Timestamp, converge};

impl ClientUsers {
    /// The [code](Error::code) of the error of [`revoke_checked`](Self::revoke_checked) for a user
    /// who still has API tokens. The API has no code for it, so this crate defines one.
    pub const HAS_TOKENS: &'static str = "user_has_tokens";

    /// Ensures that the user with this e-mail address belongs to the account and is in the group,
    /// and returns their id. Invites them if they do not belong to the account; sets the group if
    /// they are in another. The name and the language are for the invitation only.
    ///
    /// The members of the account are read from the [users](Client::users) that the key may list.
    ///
    /// On success they were in the group at the last read, which follows the last change. If the
    /// response to an invitation or a change is lost, it reads whether it was applied; an
    /// invitation is never sent twice unless the API rejected the first.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::Action;
    /// use rolekit::gcore_iam::{ClientId, GroupName, InviteUser};
    ///
    /// let (client_id, email) = (ClientId::new(8), "ada@example.com".to_owned());
    /// let ada = InviteUser::new(client_id, email, GroupName::Engineers.into()).name("Ada");
    /// let plan = iam.client_users().ensure(&ada).plan().await?;
    /// assert_eq!(plan.to_string(), "user ada@example.com: invite to account 8, group Engineers");
    /// let member = iam.client_users().ensure(&ada).await?;
    /// assert_eq!(member.action, Action::Created);
    /// let again = iam.client_users().ensure(&ada).await?;
    /// assert_eq!((again.value, again.action), (member.value, Action::Unchanged));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error, and those of
    /// [`ensure_group`](Self::ensure_group). The call can be repeated after any error.
    pub fn ensure(&self, invitation: &InviteUser) -> EnsureMember {
        let mut invitation = invitation.clone();
        invitation.email = invitation.email.trim().to_owned();
        Ensure::new(DesiredMember {
            users: self.clone(),
            invitation,
        })
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
    /// use rolekit::gcore_iam::{ClientId, GroupName, UserId};
    ///
    /// let (client_id, ada) = (ClientId::new(8), UserId::new(777));
    /// let engineer = iam.client_users().ensure_group(client_id, ada, GroupName::Engineers);
    /// let plan = engineer.plan().await?;
    /// assert_eq!(plan.to_string(), "user 777: group from Users to Engineers");
    /// assert!(engineer.apply(&plan).await?.is_changed());
    /// assert!(!engineer.await?.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if the API returns an error: there is no such
    /// group, or the account has no such user. The [outcome](Error::outcome) says whether the
    /// change was applied: *applied* also if only the read after it failed. The kind is
    /// [`Contention`](crate::ErrorKind::Contention) if others changed the group before
    /// each of 20 reads. The call can be repeated after any error.
    pub fn ensure_group(
        &self,
        client_id: ClientId,
        user_id: UserId,
        group: impl Into<Group>,
    ) -> EnsureGroup {
        Ensure::new(DesiredGroup {
            users: self.clone(),
            client_id,
            user_id,
            group: group.into(),
        })
    }

    /// Removes a user from an account like [`revoke`](Self::revoke), and checks after a 403 whether
    /// the user's API tokens are the reason.
    ///
    /// # Errors
    /// Those of [`revoke`](Self::revoke). If the user still has API tokens, which must be deleted
    /// first, the [code](Error::code) is [`HAS_TOKENS`](Self::HAS_TOKENS); this is found out by
    /// listing the tokens, because the API reports it only in the message.
    /// [`revoke_with_tokens`](Self::revoke_with_tokens) deletes them.
    pub async fn revoke_checked(&self, client_id: ClientId, user_id: UserId) -> Result<()> {
        match self.revoke(client_id, user_id).await {
            Err(error) if error.is_forbidden() && error.code().is_none() => {
                match self.tokens_of(client_id, user_id).await {
                    Ok(tokens) if !tokens.is_empty() => {
                        Err(error.with_code(Some(Self::HAS_TOKENS.to_owned())))
                    }
                    _ => Err(error),
                }
            }
            result => result,
        }
    }

    /// Deletes the API tokens that a user has in the account, then removes the user from the
    /// account. Returns the ids of the tokens that this call deleted.
    ///
    /// The token that was used last is deleted last. If the client's own key is one of the tokens,
    /// it is the last one, because it has just listed them; so the key still works if an earlier
    /// deletion fails. Once it is deleted, the client cannot send any more requests: the call then
    /// fails with 401, all tokens are gone, and another administrator has to
    /// [remove](Self::revoke) the user.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::resources::ClientUsers;
    /// use rolekit::gcore_iam::{ClientId, UserId};
    ///
    /// # server.iam().add_token(777);
    /// let (client_id, ada) = (ClientId::new(8), UserId::new(777));
    /// let error = iam.client_users().revoke_checked(client_id, ada).await.unwrap_err();
    /// assert_eq!(error.code(), Some(ClientUsers::HAS_TOKENS));
    /// let deleted = iam.client_users().revoke_with_tokens(client_id, ada).await?;
    /// assert_eq!(deleted.len(), 1);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`revoke_checked`](Self::revoke_checked), and those of listing or deleting a token;
    /// earlier tokens are deleted then. The call can be repeated after any error.
    pub async fn revoke_with_tokens(
        &self,
        client_id: ClientId,
        user_id: UserId,
    ) -> Result<Vec<TokenId>> {
        let tokens = self.iam().tokens();
        let mut deleted = Vec::new();
        for token_id in self.tokens_of(client_id, user_id).await? {
            match tokens.delete(client_id, token_id).await {
                Ok(()) => deleted.push(token_id),
                // Deleted concurrently.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        self.revoke_checked(client_id, user_id).await?;
        Ok(deleted)
    }

    /// Returns the active tokens of a user, the one used last at the end.
    async fn tokens_of(&self, client_id: ClientId, user_id: UserId) -> Result<Vec<TokenId>> {
        let mut tokens = self
            .iam()
            .tokens()
            .list(client_id)
            .issued_by(user_id)
            .await?;
        // Guards against a service that ignores the filter.
        tokens.retain(|token| token.client_user.user_id == user_id && !token.deleted);
        tokens.sort_by_key(|token| token.last_usage.as_ref().and_then(Timestamp::to_utc));
        Ok(tokens.into_iter().map(|token| token.id).collect())
    }

    /// Returns the user of the account with this address.
    async fn find(&self, client_id: ClientId, email: &str) -> Result<Option<UserId>> {
        let found = self.iam().users().find_by_email(email).await?;
        let member = found.filter(|user| user.is_member_of(client_id));
        Ok(member.map(|user| user.id))
    }

    async fn send_change(&self, change: &MemberPlan) -> Result<()> {
        match change {
            MemberPlan::Unchanged { .. } => Ok(()),
            MemberPlan::Invite(invitation) => self.invite(invitation).await.map(drop),
            MemberPlan::Update {
                client_id,
                user_id,
                group,
                ..
            } => {
                let group = UserGroup::new().user_role(group.clone());
                self.update(*client_id, *user_id, &group).await
            }
        }
    }

    fn iam(&self) -> Client {
        Client::from_runtime(self.runtime().clone())
    }
}

/// What [`ClientUsers::ensure`] or [`ClientUsers::ensure_group`] needs to do.
///
/// `Display` writes a line such as `user 777: group from Users to Engineers`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum MemberPlan {
    /// The user is in the group.
    #[non_exhaustive]
    Unchanged {
        /// The account.
        client_id: ClientId,
        /// The user.
        user_id: UserId,
    },
    /// Invites a user to the account.
    #[non_exhaustive]
    Invite(InviteUser),
    /// Puts the user into another group.
    #[non_exhaustive]
    Update {
        /// The account.
        client_id: ClientId,
        /// The user.
        user_id: UserId,
        /// The group before, if the response contained one.
        old_group: Option<Group>,
        /// The new group.
        group: Group,
    },
}

impl fmt::Display for MemberPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unchanged { user_id, .. } => write!(f, "user {user_id}: unchanged"),
            Self::Invite(InviteUser {
                client_id,
                email,
                user_role,
                ..
            }) => {
                let group = label(Some(user_role));
                write!(
                    f,
                    "user {email}: invite to account {client_id}, group {group}"
                )
            }
            Self::Update {
                user_id,
                old_group,
                group,
                ..
            } => write!(
                f,
                "user {user_id}: group from {} to {}",
                label(old_group.as_ref()),
                label(Some(group)),
            ),
        }
    }
}

/// Returns the name of a group in a sentence.
fn label(group: Option<&Group>) -> String {
    match group.map(|group| (&group.name, group.id)) {
        Some((Some(name), _)) => name.to_string(),
        Some((None, Some(id))) => id.to_string(),
        Some((None, None)) | None => "none".to_owned(),
    }
}

/// A call of [`ClientUsers::ensure`].
pub type EnsureMember = Ensure<DesiredMember>;

/// A call of [`ClientUsers::ensure_group`].
pub type EnsureGroup = Ensure<DesiredGroup>;

/// A member of an account that [`ClientUsers::ensure`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredMember {
    users: ClientUsers,
    invitation: InviteUser,
}

/// The group of a user that [`ClientUsers::ensure_group`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredGroup {
    users: ClientUsers,
    client_id: ClientId,
    user_id: UserId,
    group: Group,
}

impl Target for DesiredMember {
    type State = Option<(UserId, Option<Group>)>;
    type Change = MemberPlan;
    type Value = UserId;
    type Plan = MemberPlan;

    fn client(&self) -> &rolekit_runtime::Client {
        self.users.runtime()
    }

    fn name(&self) -> String {
        "the member of the account".to_owned()
    }

    async fn read(&self) -> Result<Self::State> {
        let InviteUser {
            client_id, email, ..
        } = &self.invitation;
        let Some(user_id) = self.users.find(*client_id, email).await? else {
            return Ok(None);
        };
        match self.users.get(*client_id, user_id).await {
            Ok(group) => Ok(Some((user_id, group.user_role))),
            // Others removed them from the account.
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn step(&self, state: &Self::State) -> Result<Step<UserId, MemberPlan>> {
        Ok(match state {
            None => {
                let invite = MemberPlan::Invite(self.invitation.clone());
                Step::Change(Action::Created, invite)
            }
            Some((user_id, Some(group))) if group.is(&self.invitation.user_role) => {
                Step::Done(*user_id)
            }
            Some((user_id, group)) => {
                let update = MemberPlan::Update {
                    client_id: self.invitation.client_id,
                    user_id: *user_id,
                    old_group: group.clone(),
                    group: self.invitation.user_role.clone(),
                };
                Step::Change(Action::Updated, update)
            }
        })
    }

    fn describe(&self, step: &Step<UserId, MemberPlan>) -> MemberPlan {
        step.change_or(|user_id| MemberPlan::Unchanged {
            client_id: self.invitation.client_id,
            user_id: *user_id,
        })
    }

    async fn apply(&self, change: MemberPlan) -> Result<()> {
        self.users.send_change(&change).await
    }

    fn may_be_settled(&self, error: &Error) -> bool {
        // The API rejects an invitation of a member with one of these.
        let is_member = matches!(
            error.status().map(|status| status.as_u16()),
            Some(400 | 409)
        );
        is_member || converge::may_be_settled(error)
    }
}

impl Target for DesiredGroup {
    type State = Option<Group>;
    type Change = MemberPlan;
    type Value = Group;
    type Plan = MemberPlan;

    fn client(&self) -> &rolekit_runtime::Client {
        self.users.runtime()
    }

    fn name(&self) -> String {
        format!("the group of user {}", self.user_id)
    }

    async fn read(&self) -> Result<Self::State> {
        let group = self.users.get(self.client_id, self.user_id).await?;
        Ok(group.user_role)
    }

    fn step(&self, state: &Self::State) -> Result<Step<Group, MemberPlan>> {
        Ok(match state {
            Some(current) if current.is(&self.group) => Step::Done(current.clone()),
            current => {
                let update = MemberPlan::Update {
                    client_id: self.client_id,
                    user_id: self.user_id,
                    old_group: current.clone(),
                    group: self.group.clone(),
                };
                Step::Change(Action::Updated, update)
            }
        })
    }

    fn describe(&self, step: &Step<Group, MemberPlan>) -> MemberPlan {
        step.change_or(|_| MemberPlan::Unchanged {
            client_id: self.client_id,
            user_id: self.user_id,
        })
    }

    async fn apply(&self, change: MemberPlan) -> Result<()> {
        self.users.send_change(&change).await
    }
}

#[cfg(test)]
mod tests {
    use super::MemberPlan;
    use crate::gcore_iam::{ClientId, Group, GroupName, InviteUser, UserId};

    #[test]
    fn a_plan_is_a_line_and_survives_a_round_trip() {
        let (client_id, user_id) = (ClientId::new(8), UserId::new(7));
        let update = |old_group| MemberPlan::Update {
            client_id,
            user_id,
            old_group,
            group: Group::new().id(9),
        };
        let invitation = InviteUser::new(
            client_id,
            "a@example.com".to_owned(),
            GroupName::Users.into(),
        );
        for (plan, line) in [
            (
                MemberPlan::Unchanged { client_id, user_id },
                "user 7: unchanged",
            ),
            (
                MemberPlan::Invite(invitation),
                "user a@example.com: invite to account 8, group Users",
            ),
            (
                update(Some(GroupName::Users.into())),
                "user 7: group from Users to 9",
            ),
            (update(None), "user 7: group from none to 9"),
        ] {
            assert_eq!(plan.to_string(), line);
            let json = serde_json::to_string(&plan).unwrap();
            assert_eq!(serde_json::from_str::<MemberPlan>(&json).unwrap(), plan);
        }
        let unknown = r#"{"unchanged":{"client_id":8,"user_id":7,"group":1}}"#;
        serde_json::from_str::<MemberPlan>(unknown).unwrap_err();
    }
}
