//! Creates or updates a user as needed.

use std::sync::OnceLock;

use crate::converge::{self, Step, Target};
use crate::trusted_twin::ensure::{Named, Resolved, reject_rename, resolve};
use crate::trusted_twin::{NewUser, User, UserId, UserPatch, Users};
use rolekit_runtime::{Action, Ensured, Result};

impl Users<'_> {
    /// Makes a user of this name exist as described. If there is such a user, only reads are sent. If
    /// the user differs, they are updated where they differ. Otherwise a user is created. What the
    /// description leaves out stays as it is.
    ///
    /// # What is guaranteed
    /// On success the user was as described at the last read, which follows the last change. If
    /// others create, change or delete the user meanwhile, the call reads and plans anew. If the
    /// response to a change is lost, it reads whether the change was made; a creation is never sent
    /// twice unless the service refused the first.
    ///
    /// The service allows several users of one name. If two calls create the same user at the same
    /// time, one of them deletes its own again: the user with the smallest UUID stays.
    ///
    /// [`Ensured::action`] is what this call did: [`Action::Unchanged`] if others made the change. If
    /// a response was lost and the user is there afterwards, it counts as the own change, although
    /// others may have made the same one at that moment.
    ///
    /// Not guaranteed: that the user stays so after the last read. Two calls with different
    /// descriptions overwrite each other, and the last one wins. If the response to a creation is
    /// lost while others create the same user, two users of the name remain, and the call fails.
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
    ///   name, with their UUIDs; or if the description gives another name, in which case nothing is
    ///   sent.
    /// - As [`list`](Self::list), [`get`](Self::get), [`create`](Self::create) and
    ///   [`update`](Self::update). The [outcome](crate::Error::outcome) says whether the change was
    ///   made: *applied* also if only the read after it failed.
    /// - [`ErrorKind::Api`](crate::ErrorKind::Api) with the code
    ///   [`CHANGED_CONCURRENTLY`](crate::CHANGED_CONCURRENTLY) if others changed the user before each
    ///   of 12 reads.
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

/// A user who shall exist.
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
    /// Deletes the own user, because another one of the name stays.
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
                // Only the first one can be taken back; there is no second unless it was deleted.
                let _ = self.created.set(created.uuid);
                Ok(())
            }
            Change::Update(id, patch) => self.users.update(id, patch).await.map(drop),
            Change::TakeBack(id) => self.users.delete(id).await.map(drop),
        }
    }

    fn name(&self) -> String {
        format!("user `{}`", crate::message::excerpt(self.name))
    }
}
