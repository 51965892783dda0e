//! Intent: ensures that a user belongs to an account and to a group, or removes them with their API tokens.

use rolekit_runtime::{
    Absent, ChangeOf, Ensure, EnsurePlan, Ensured, Error, HasId, PlanOf, PlannedChange, Result,
    Target, Timestamp, excerpt,
};
use serde::{Deserialize, Serialize};

use crate::gcore_iam::resources::ClientUsers;
use crate::gcore_iam::{Client, ClientId, Group, InviteUser, TokenId, UserGroup, UserId};

impl ClientUsers {
    /// The [code](Error::code) of the error of [`revoke_checked`](Self::revoke_checked) for a user
    /// who still has API tokens. The API has no code for it, so this crate defines one.
    pub const HAS_TOKENS: &'static str = "user_has_tokens";

    /// Ensures that the user with this e-mail address belongs to the account and is in the group,
    /// and returns the member. Invites them if they do not belong to the account; sets the group if
    /// they are in another. The name and the language are for the invitation only.
    ///
    /// The members of the account are read from the [users](Client::users) that the key may list.
    ///
    /// The [guarantees](crate::Ensure#guarantees) are those of every `ensure`; an invitation is a creation.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::Action;
    /// use rolekit::gcore_iam::{ClientId, GroupName, InviteUser};
    ///
    /// let (client_id, email) = (ClientId::new(8), "ada@example.com".to_owned());
    /// let ada = InviteUser::new(email, GroupName::Engineers.into(), client_id).name("Ada");
    /// let plan = iam.client_users().ensure(&ada).plan().await?;
    /// assert!(plan.to_string().starts_with("user `ada@example.com`: create {"));
    /// let member = iam.client_users().ensure(&ada).await?;
    /// assert_eq!(member.action, Action::Created);
    /// let again = iam.client_users().ensure(&ada).await?;
    /// assert_eq!((again.value, again.action), (member.value, Action::Unchanged));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`Ensure`](crate::Ensure#errors).
    pub fn ensure(&self, invitation: &InviteUser) -> EnsureMember {
        let mut invitation = invitation.clone();
        invitation.email = invitation.email.trim().to_owned();
        Ensure::new(DesiredMember {
            users: self.clone(),
            client_id: invitation.client_id,
            group: invitation.user_role.clone(),
            user: MemberSelector::Invitation(invitation),
        })
    }

    /// Ensures, when awaited, that no user with this e-mail address belongs to the account. Returns the
    /// member whom this call removed; `None` if there was none, or others removed them.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::{ClientId, GroupName, InviteUser};
    ///
    /// let (client_id, email) = (ClientId::new(8), "ada@example.com");
    /// # let ada = InviteUser::new(email.to_owned(), GroupName::Users.into(), client_id);
    /// # iam.client_users().ensure(&ada).await?;
    /// assert!(iam.client_users().ensure_absent(client_id, email).await?.is_some());
    /// assert!(iam.client_users().ensure_absent(client_id, email).await?.is_none());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`ensure`](Self::ensure) and [`revoke_checked`](Self::revoke_checked).
    pub fn ensure_absent(&self, client_id: ClientId, email: &str) -> Ensure<Absent<DesiredMember>> {
        // Nobody is invited, so there is no group.
        let user = InviteUser::new(email.trim().to_owned(), Group::new(), client_id);
        Ensure::new(Absent::new(self.ensure(&user).into_target()))
    }

    /// Ensures that a user of the account is in a group, and returns the member. If they are in it,
    /// only a read is sent.
    ///
    /// The [guarantees](crate::Ensure#guarantees) are those of every `ensure`.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::{ClientId, GroupName, UserId};
    ///
    /// let (client_id, ada) = (ClientId::new(8), UserId::new(777));
    /// let engineer = iam.client_users().ensure_group(client_id, ada, GroupName::Engineers);
    /// let plan = engineer.plan().await?;
    /// println!("{plan}");
    /// assert!(engineer.apply(&plan).await?.is_changed());
    /// assert!(!engineer.await?.is_changed());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) if there is no such group, or the account has no such
    /// user. Otherwise those of [`Ensure`](crate::Ensure#errors).
    pub fn ensure_group(
        &self,
        client_id: ClientId,
        user_id: UserId,
        group: impl Into<Group>,
    ) -> EnsureMember {
        Ensure::new(DesiredMember {
            users: self.clone(),
            client_id,
            group: group.into(),
            user: MemberSelector::UserId(user_id),
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

    fn iam(&self) -> Client {
        Client::from_runtime(self.runtime().clone())
    }
}

/// What [`ClientUsers::ensure`] or [`ClientUsers::ensure_group`] would change.
pub type MemberPlan = EnsurePlan<InviteUser, Member, UserGroup>;

/// A call of [`ClientUsers::ensure`] or [`ClientUsers::ensure_group`].
pub type EnsureMember = Ensure<DesiredMember>;

/// A user of an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Member {
    /// The account.
    pub client_id: ClientId,
    /// The user.
    pub user_id: UserId,
    /// The group, if the response contained one.
    pub user_role: Option<Group>,
}

impl HasId for Member {
    type Id = UserId;

    fn id(&self) -> &UserId {
        &self.user_id
    }
}

/// A member that [`ClientUsers::ensure`] or [`ClientUsers::ensure_group`] ensures.
#[derive(Clone, Debug)]
pub struct DesiredMember {
    users: ClientUsers,
    client_id: ClientId,
    group: Group,
    user: MemberSelector,
}

/// Selects a user of the account.
#[derive(Clone, Debug)]
enum MemberSelector {
    /// By the e-mail address of this invitation, which is sent if they are not a member.
    Invitation(InviteUser),
    /// By the id.
    UserId(UserId),
}

impl Target for DesiredMember {
    type State = Option<Member>;
    type New = InviteUser;
    type Value = Member;
    type Changes = UserGroup;
    type Output = Ensured<Member>;

    fn client(&self) -> &rolekit_runtime::Client {
        self.users.runtime()
    }

    async fn read(&self) -> Result<Self::State> {
        let user_id = match &self.user {
            MemberSelector::UserId(user_id) => *user_id,
            MemberSelector::Invitation(InviteUser { email, .. }) => {
                match self.users.find(self.client_id, email).await? {
                    Some(user_id) => user_id,
                    None => return Ok(None),
                }
            }
        };
        match self.users.get(self.client_id, user_id).await {
            Ok(group) => Ok(Some(Member {
                client_id: self.client_id,
                user_id,
                user_role: group.user_role,
            })),
            // Others removed them from the account, and they can be invited.
            Err(error)
                if error.is_not_found() && matches!(self.user, MemberSelector::Invitation(_)) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn plan(&self, state: &Self::State) -> PlanOf<Self> {
        let (name, invitation) = match &self.user {
            MemberSelector::Invitation(new) => {
                (format!("user `{}`", excerpt(&new.email)), Some(new))
            }
            MemberSelector::UserId(user_id) => (format!("user {user_id}"), None),
        };
        let diff = |member: &Member| {
            let is_in_group = |group: &Group| group.is_same_group(&self.group);
            let update = || UserGroup::new().user_role(self.group.clone());
            (!member.user_role.as_ref().is_some_and(is_in_group)).then(update)
        };
        EnsurePlan::for_one(name, state.as_ref(), invitation, diff)
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<UserId>> {
        Ok(match change {
            PlannedChange::Create { new } => Some(self.users.invite(new).await?.user_id),
            PlannedChange::Update { current, changes } => {
                let Member { user_id, .. } = *current;
                self.users.update(self.client_id, user_id, changes).await?;
                Some(user_id)
            }
            PlannedChange::Delete { current } => {
                let user_id = current.user_id;
                self.users.revoke_checked(self.client_id, user_id).await?;
                Some(user_id)
            }
        })
    }

    fn is_stale(&self, error: &Error) -> bool {
        // The API rejects an invitation of a member with 400 or 409.
        let is_invalid = error.status().is_some_and(|status| status == 400);
        is_invalid || error.is_conflict() || error.is_not_found()
    }
}
