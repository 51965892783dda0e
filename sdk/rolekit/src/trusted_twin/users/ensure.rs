//! A user made so, whatever they are now.

use crate::runtime::{Action, Ensured, Error, Outcome, Result};
use crate::trusted_twin::ensure::{only, same_name};
use crate::trusted_twin::{NewUser, User, UserId, Users};

impl Users<'_> {
    /// Makes the user with this name as described, whatever they are now: nothing is sent but reads
    /// if they are so; a user who is there is changed where they differ; else one is made. What the
    /// description leaves out stays as it is.
    ///
    /// It may be run again after any failure. If the answer to a creation is lost, it looks whether
    /// the user is there before it fails. Names are not unique to the service: two that run at the
    /// same time may make two users.
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
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several users have the
    /// name, with their UUIDs, or if the description gives another; and as [`list`](Self::list),
    /// [`get`](Self::get), [`create`](Self::create) and [`update`](Self::update) have them.
    pub async fn ensure(&self, name: &str, user: NewUser) -> Result<Ensured<User>> {
        same_name(name, user.name.as_deref())?;
        let wanted = user.name(name);
        wanted.clone().into_body()?;
        match self.only(name).await? {
            Some(id) => self.adjust(&id, &wanted).await,
            None => match self.create(wanted.clone()).await {
                Ok(made) => Ok(Ensured::new(made, Action::Created)),
                Err(error) => self.look_after(error, name, &wanted).await,
            },
        }
    }

    async fn only(&self, name: &str) -> Result<Option<UserId>> {
        let named = self.find_by_name(name).await?;
        only("users", name, named.into_iter().map(|(id, _)| id).collect())
    }

    async fn adjust(&self, id: &UserId, wanted: &NewUser) -> Result<Ensured<User>> {
        let mut user = self.get(id).await?;
        let patch = wanted.needed(&user);
        if patch.is_empty() {
            return Ok(Ensured::new(user, Action::Unchanged));
        }
        let now = self.update(id, patch).await?;
        user.name = now.name.or(user.name);
        user.role = now.role.or(user.role);
        user.description = now.description;
        user.activity = now.activity;
        user.updated_ts = now.updated_ts.or(user.updated_ts);
        Ok(Ensured::new(user, Action::Updated))
    }

    /// A creation failed: if the user is there all the same, they are as they should be.
    async fn look_after(
        &self,
        error: Error,
        name: &str,
        wanted: &NewUser,
    ) -> Result<Ensured<User>> {
        if error.outcome() < Outcome::Unknown {
            return Err(error);
        }
        let Ok(Some(id)) = self.only(name).await else {
            return Err(error);
        };
        match self.get(&id).await {
            Ok(user) if wanted.needed(&user).is_empty() => Ok(Ensured::new(user, Action::Created)),
            _ => Err(error),
        }
    }
}
