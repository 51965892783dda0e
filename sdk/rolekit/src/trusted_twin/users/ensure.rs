//! Creates or updates a user as needed.

use std::sync::OnceLock;
use std::time::Duration;

use crate::converge::{self, Step, Target};
use crate::trusted_twin::ensure::{Named, Resolved, reject_rename, resolve};
use crate::trusted_twin::{NewUser, User, UserId, UserPatch, Users};
use rolekit_runtime::{Action, Ensured, Result};

impl Users<'_> {
    /// Ensures that a user with this name exists as described. If there is such a user, only reads
    /// are sent. If the user differs, the different fields are updated. Otherwise a user is
    /// created. Fields that are not set stay unchanged.
    ///
    /// # What is guaranteed
    /// On success the user was as described at the last read, which follows the last change. If
    /// others create, change or delete the user meanwhile, the call reads and plans again. If the
    /// response to a change is lost, it reads whether the change was applied; a creation is never
    /// sent twice unless the API rejected the first.
    ///
    /// Names of users are not unique. If two calls create the same user at the same time, one of
    /// them deletes its own again: the user with the smallest UUID is kept.
    ///
    /// [`Ensured::action`] is what this call did: [`Action::Unchanged`] if others made the change.
    /// If a response was lost and the user exists afterwards, they count as created by this call,
    /// although others may have created them at that moment.
    ///
    /// Not guaranteed: that the user stays so after the last read. Of two calls with different
    /// descriptions the last one wins. If the response to a creation is lost while others create
    /// the same user, two users with the name remain, and the call fails.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::NewUser;
    ///
    /// # let role = server.administrator().role.as_str();
    /// let ada = NewUser::new(role).description([("company", "Analytical Engines")]);
    /// let first = twin.users().ensure("Ada", ada.clone()).await?;
    /// assert!(first.is_changed());
    /// let again = twin.users().ensure("Ada", ada).await?;
    /// assert!(!again.is_changed() && again.value.uuid == first.value.uuid);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several users have the
    ///   name, with their UUIDs; or if the description contains another name, in which case nothing
    ///   is sent.
    /// - Those of [`list`](Self::list), [`get`](Self::get), [`create`](Self::create) and
    ///   [`update`](Self::update). The [outcome](crate::Error::outcome) says whether the change was
    ///   applied: *applied* also if only the read after it failed.
    /// - [`ErrorKind::Contention`](crate::ErrorKind::Contention) if others changed the user before each
    ///   of 20 reads.
    ///
    /// The call can be repeated after any error.
    pub async fn ensure(&self, name: &str, user: NewUser) -> Result<Ensured<User>> {
        reject_rename(name, user.name.as_deref())?;
        let desired = user.name(name);
        // An invalid request fails before anything is sent.
        desired.clone().into_body()?;
        converge::ensure(&DesiredUser {
            users: *self,
            name,
            desired,
            created: OnceLock::new(),
        })
        .await
    }
}

/// A user with their desired state.
struct DesiredUser<'a> {
    users: Users<'a>,
    name: &'a str,
    desired: NewUser,
    /// The user that this call created.
    created: OnceLock<UserId>,
}

enum Change {
    Create,
    Update(UserId, UserPatch),
    /// Deletes the user that this call created, because another one with the name is kept.
    TakeBack(UserId),
}

impl Target for DesiredUser<'_> {
    type State = Named<UserId, User>;
    type Change = Change;
    type Value = User;

    async fn read(&self) -> Result<Self::State> {
        let listed = self.users.find_by_name(self.name).await?;
        let ids = listed.into_iter().map(|(id, _)| id).collect();
        match resolve("users", self.name, ids, self.created.get())? {
            Resolved::None => Ok(Named::None),
            Resolved::TakeBack(id) => Ok(Named::TakeBack(id)),
            Resolved::One(id) => match self.users.get(id).await {
                Ok(found) => Ok(Named::One(found)),
                // Others deleted it.
                Err(error) if error.is_not_found() => Ok(Named::None),
                Err(error) => Err(error),
            },
        }
    }

    fn plan(&self, state: &Self::State) -> Result<Step<User, Change>> {
        Ok(match state {
            Named::None => Step::Change(Action::Created, Change::Create),
            Named::TakeBack(id) => Step::Change(Action::Deleted, Change::TakeBack(id.clone())),
            Named::One(user) => {
                let patch = self.desired.diff(user);
                if patch.is_empty() {
                    Step::Done(user.clone())
                } else {
                    Step::Change(Action::Updated, Change::Update(user.uuid.clone(), patch))
                }
            }
        })
    }

    async fn apply(&self, change: Change) -> Result<()> {
        match change {
            Change::Create => {
                let created = self.users.create(self.desired.clone()).await?;
                // A second one is created only if the first was deleted, so only the first can be
                // surplus.
                let _ = self.created.set(created.uuid);
                Ok(())
            }
            Change::Update(id, patch) => self.users.update(id, patch).await.map(drop),
            Change::TakeBack(id) => self.users.delete(id).await.map(drop),
        }
    }

    async fn wait(&self, longest: Duration) {
        converge::wait(self.users.client.generated().runtime(), longest).await;
    }

    fn name(&self) -> String {
        format!("user `{}`", crate::message::excerpt(self.name))
    }
}
