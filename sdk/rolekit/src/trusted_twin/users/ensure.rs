//! Creates or updates a user as needed.

use crate::trusted_twin::ensure::{reject_rename, unique};
use crate::trusted_twin::{NewUser, User, UserId, Users};
use rolekit_runtime::{Action, Ensured, Error, Outcome, Result};

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
        reject_rename(name, user.name.as_deref())?;
        let desired = user.name(name);
        desired.clone().into_body()?;
        match self.find_unique(name).await? {
            Some(id) => self.update_if_different(&id, &desired).await,
            None => match self.create(desired.clone()).await {
                Ok(created) => Ok(Ensured::new(created, Action::Created)),
                Err(error) => self.recover_lost_create(error, name, &desired).await,
            },
        }
    }

    async fn find_unique(&self, name: &str) -> Result<Option<UserId>> {
        let named = self.find_by_name(name).await?;
        unique("users", name, named.into_iter().map(|(id, _)| id).collect())
    }

    async fn update_if_different(&self, id: &UserId, desired: &NewUser) -> Result<Ensured<User>> {
        let mut user = self.get(id).await?;
        let patch = desired.diff(&user);
        if patch.is_empty() {
            return Ok(Ensured::new(user, Action::Unchanged));
        }
        let updated = self.update(id, patch).await?;
        user.name = updated.name.or(user.name);
        user.role = updated.role.or(user.role);
        user.description = updated.description;
        user.activity = updated.activity;
        user.updated_ts = updated.updated_ts.or(user.updated_ts);
        Ok(Ensured::new(user, Action::Updated))
    }

    /// Looks for the user after a failed creation, whose response may be lost. Returns the error of the
    /// creation if that does not help.
    async fn recover_lost_create(
        &self,
        error: Error,
        name: &str,
        desired: &NewUser,
    ) -> Result<Ensured<User>> {
        if error.outcome() < Outcome::Unknown {
            return Err(error);
        }
        let Ok(Some(id)) = self.find_unique(name).await else {
            return Err(error);
        };
        match self.get(&id).await {
            Ok(user) if desired.diff(&user).is_empty() => Ok(Ensured::new(user, Action::Created)),
            _ => Err(error),
        }
    }
}
