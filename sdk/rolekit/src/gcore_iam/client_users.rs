//! Ensures that users belong to an account and to a group, and removes them with their API tokens.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::converge::{self, Step, Target};
use crate::gcore_iam::resources::ClientUsers;
use crate::gcore_iam::{Client, ClientId, Group, InviteUser, TokenId, UserGroup, UserId};
use rolekit_runtime::{Action, Ensured, Error, Result, Timestamp, ValueFuture};

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
    /// println!("{}", iam.client_users().ensure(&ada).plan().await?); // changes nothing
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
        EnsureMember {
            users: self.clone(),
            invitation,
        }
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
    /// assert_eq!(plan.to_string(), "move user 777 from group Users to group Engineers");
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
        EnsureGroup {
            users: self.clone(),
            client_id,
            user_id,
            group: group.into(),
        }
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
    /// use rolekit::gcore_iam::{ClientId, ClientUsers, UserId};
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
        let belongs = |user: &crate::gcore_iam::User| {
            let mut accounts = user.client_and_roles.iter();
            user.client == client_id || accounts.any(|account| account.client_id == client_id)
        };
        Ok(found.filter(belongs).map(|user| user.id))
    }

    fn iam(&self) -> Client {
        Client::from_runtime(self.runtime().clone())
    }
}

/// Changes of a member of an account: an invitation, another group, or none. It can be shown,
/// stored, and applied as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MemberPlan {
    /// The account.
    pub client_id: ClientId,
    /// The user, or `None` for one to invite.
    pub user_id: Option<UserId>,
    /// The e-mail address, if it is what the user was searched by.
    pub email: Option<String>,
    /// The current group, if the user is in one.
    pub old: Option<Group>,
    /// The desired group.
    pub new: Group,
}

impl MemberPlan {
    /// Returns the action that applying the plan takes.
    pub fn action(&self) -> Action {
        match &self.old {
            _ if self.user_id.is_none() => Action::Created,
            Some(old) if old.is(&self.new) => Action::Unchanged,
            _ => Action::Updated,
        }
    }

    /// Returns the next step; `change` is made unless the user is in the group.
    fn step<T, C>(&self, value: Option<T>, change: C) -> Step<T, C> {
        match (self.action(), value) {
            (Action::Unchanged, Some(value)) => Step::Done(value),
            (action, _) => Step::Change(action, change),
        }
    }
}

/// The plan as a sentence, such as `move user 777 from group Users to group Engineers`.
impl fmt::Display for MemberPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, new) = (self.user_id, GroupLabel(&self.new));
        match (user, self.email.as_deref(), &self.old) {
            (None, email, _) => {
                let email = email.unwrap_or_default();
                write!(f, "invite {email} to account {} and {new}", self.client_id)
            }
            (Some(user), _, Some(_)) if self.action() == Action::Unchanged => {
                write!(f, "leave user {user} in {new}")
            }
            (Some(user), _, Some(old)) => {
                write!(f, "move user {user} from {} to {new}", GroupLabel(old))
            }
            (Some(user), _, None) => write!(f, "move user {user} to {new}"),
        }
    }
}

/// A group in a sentence.
struct GroupLabel<'a>(&'a Group);

impl fmt::Display for GroupLabel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.0.name, self.0.id) {
            (Some(name), _) => write!(f, "group {name}"),
            (None, Some(id)) => write!(f, "group {id}"),
            (None, None) => f.write_str("no group"),
        }
    }
}

/// The desired group of a user. Obtained from [`ClientUsers::ensure_group`]; awaiting it makes the
/// change.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct EnsureGroup {
    users: ClientUsers,
    client_id: ClientId,
    user_id: UserId,
    group: Group,
}

/// The desired account and group of the user with an address. Obtained from
/// [`ClientUsers::ensure`]; awaiting it makes the changes.
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before it is awaited"]
pub struct EnsureMember {
    users: ClientUsers,
    invitation: InviteUser,
}

impl EnsureGroup {
    /// Reads the group, and returns what would be changed.
    ///
    /// # Errors
    /// Those of [`ClientUsers::get`].
    pub async fn plan(&self) -> Result<MemberPlan> {
        Ok(self.plan_from(&self.read().await?))
    }

    /// Makes the change of a plan, and no other.
    ///
    /// # Errors
    /// [`ErrorKind::Contention`](crate::ErrorKind::Contention) if another plan would be made now:
    /// nothing is changed. Otherwise those of [`ClientUsers::ensure_group`].
    pub async fn apply(&self, plan: &MemberPlan) -> Result<Ensured<Group>> {
        converge::apply(self, |state| self.plan_from(state) == *plan).await
    }

    fn plan_from(&self, current: &Option<Group>) -> MemberPlan {
        MemberPlan {
            client_id: self.client_id,
            user_id: Some(self.user_id),
            email: None,
            old: current.clone(),
            new: self.group.clone(),
        }
    }
}

impl EnsureMember {
    /// Searches for the user, reads their group, and returns what would be changed.
    ///
    /// # Errors
    /// Those of [`Users::find_by_email`](crate::gcore_iam::Users::find_by_email) and
    /// [`ClientUsers::get`].
    pub async fn plan(&self) -> Result<MemberPlan> {
        Ok(self.plan_from(&self.read().await?))
    }

    /// Makes the change of a plan, and no other.
    ///
    /// # Errors
    /// [`ErrorKind::Contention`](crate::ErrorKind::Contention) if another plan would be made now:
    /// nothing is changed. Otherwise those of [`ClientUsers::ensure`].
    pub async fn apply(&self, plan: &MemberPlan) -> Result<Ensured<UserId>> {
        converge::apply(self, |state| self.plan_from(state) == *plan).await
    }

    fn plan_from(&self, current: &Option<(UserId, Option<Group>)>) -> MemberPlan {
        let (user_id, old) = current.clone().unzip();
        MemberPlan {
            client_id: self.invitation.client_id,
            user_id,
            email: Some(self.invitation.email.clone()),
            old: old.flatten(),
            new: self.invitation.user_role.clone(),
        }
    }
}

impl IntoFuture for EnsureGroup {
    type Output = Result<Ensured<Group>>;
    type IntoFuture = ValueFuture<Ensured<Group>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { converge::ensure(&self).await })
    }
}

impl IntoFuture for EnsureMember {
    type Output = Result<Ensured<UserId>>;
    type IntoFuture = ValueFuture<Ensured<UserId>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { converge::ensure(&self).await })
    }
}

impl Target for EnsureGroup {
    type State = Option<Group>;
    type Change = ();
    type Value = Group;

    async fn read(&self) -> Result<Self::State> {
        Ok(self
            .users
            .get(self.client_id, self.user_id)
            .await?
            .user_role)
    }

    fn plan(&self, state: &Self::State) -> Result<Step<Group, ()>> {
        Ok(self.plan_from(state).step(state.clone(), ()))
    }

    async fn apply(&self, (): ()) -> Result<()> {
        let group = UserGroup::new().user_role(self.group.clone());
        self.users
            .update(self.client_id, self.user_id, &group)
            .await
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.users.runtime(), longest).await;
    }

    fn name(&self) -> String {
        format!("the group of user {}", self.user_id)
    }
}

impl Target for EnsureMember {
    type State = Option<(UserId, Option<Group>)>;
    /// The user to put into the group; `None` invites them.
    type Change = Option<UserId>;
    type Value = UserId;

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

    fn plan(&self, state: &Self::State) -> Result<Step<UserId, Self::Change>> {
        let user_id = state.as_ref().map(|(user_id, _)| *user_id);
        Ok(self.plan_from(state).step(user_id, user_id))
    }

    async fn apply(&self, change: Self::Change) -> Result<()> {
        let InviteUser {
            client_id,
            user_role,
            ..
        } = &self.invitation;
        match change {
            Some(user_id) => {
                let group = UserGroup::new().user_role(user_role.clone());
                self.users.update(*client_id, user_id, &group).await
            }
            None => self.users.invite(&self.invitation).await.map(drop),
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
        converge::wait(self.users.runtime(), longest).await;
    }

    fn name(&self) -> String {
        "the member of the account".to_owned()
    }
}
