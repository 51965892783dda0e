//! Intent: ensures that a user with this name exists, as described, or does not. Finds users by name.

use crate::trusted_twin::resources::Users;
use crate::trusted_twin::{NewUser, User, UserId, UserUpdate};
use rolekit_runtime::{
    Bulk, Client, Ensure, EnsurePlan, Ensured, HasId, NamedAbsent, NamedResource, NamedTarget,
    Result,
};

impl Users {
    /// Returns the user with exactly this name. Reads the whole list, because the API has no such
    /// filter, and then the user.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::{NewUser, RoleId};
    /// # let role = RoleId::new(server.administrator().role.as_str());
    /// twin.users().create(&NewUser::new(role).name("Ada".try_into()?)).await?;
    /// assert!(twin.users().find_by_name("Ada").await?.is_some());
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several users have the
    /// name; the message lists their UUIDs. Also the errors of `list` and `get`.
    pub fn find_by_name(&self, name: &str) -> impl Future<Output = Result<Option<User>>> + Send {
        self.find_named(name)
    }

    /// Ensures that the user with this name exists as described. If the user is as described, only
    /// reads are sent. If fields differ, only those are updated. If there is no such user, it is
    /// created. Fields that are not set stay unchanged.
    ///
    /// The guarantees are those of [`Roles::ensure`](crate::trusted_twin::resources::Roles::ensure).
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::NewUser;
    ///
    /// # let role = rolekit::trusted_twin::RoleId::new(server.administrator().role.as_str());
    /// let ada = NewUser::new(role).name("Ada".try_into()?);
    /// let first = twin.users().ensure(&ada).await?;
    /// assert!(first.is_changed());
    /// let again = twin.users().ensure(&ada).await?;
    /// assert!(!again.is_changed() && again.value.uuid == first.value.uuid);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// - [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if several users have the
    ///   name; the message lists their UUIDs. Also if the description has no name; then nothing is
    ///   sent.
    /// - Those of [`Ensure`](crate::Ensure#errors).
    pub fn ensure(&self, user: &NewUser) -> EnsureUser {
        self.ensure_named(user)
    }

    /// Ensures, when awaited, that no user has this name. Returns the user that this call deleted; `None`
    /// if there was none. The same holds as for
    /// [`Roles::ensure_absent`](crate::trusted_twin::resources::Roles::ensure_absent).
    ///
    /// # Errors
    /// Those of that method.
    pub fn ensure_absent(&self, name: &str) -> Ensure<NamedAbsent<Self>> {
        self.ensure_absent_named(name)
    }

    /// Ensures many users concurrently; see [`ensure`](Self::ensure) and [`Bulk`].
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::NewUser;
    ///
    /// # let role = rolekit::trusted_twin::RoleId::new(server.administrator().role.as_str());
    /// let user = NewUser::new(role);
    /// let users = [
    ///     user.clone().name("Ada".try_into()?),
    ///     user.name("Grace".try_into()?),
    /// ];
    /// let results = twin.users().ensure_all(users).run().await;
    /// assert!(results.iter().all(|entry| entry.result.is_ok()));
    /// # Ok(()) });
    /// ```
    pub fn ensure_all(
        &self,
        users: impl IntoIterator<Item = NewUser>,
    ) -> Bulk<NewUser, Ensured<User>> {
        let own = self.clone();
        Bulk::new(users, move |user| own.ensure(user).into_future())
    }
}

/// A call of [`Users::ensure`].
pub type EnsureUser = Ensure<NamedTarget<Users>>;

/// What [`Users::ensure`] would change.
pub type UserPlan = EnsurePlan<NewUser, User, UserUpdate>;

impl HasId for User {
    type Id = UserId;

    fn id(&self) -> &UserId {
        &self.uuid
    }
}

impl NamedResource for Users {
    type New = NewUser;
    type Value = User;
    type Changes = UserUpdate;

    const NOUN: &'static str = "user";

    fn client(&self) -> &Client {
        self.runtime()
    }

    fn name(new: &NewUser) -> Option<&str> {
        new.name.as_deref().map(String::as_str)
    }

    fn diff(new: &NewUser, current: &User) -> Option<UserUpdate> {
        let mut changes = UserUpdate::new();
        if current.role.as_ref() != Some(&new.role) {
            changes.role = Some(new.role.clone());
        }
        changes.description = new.description.changed_from(current.description.as_ref());
        changes.activity = new.activity.changed_from(current.activity.as_ref());
        (changes != UserUpdate::new()).then_some(changes)
    }

    async fn ids(&self, name: &str) -> Result<Vec<UserId>> {
        let listed = self.list().await?.users.into_iter();
        let named = listed.filter(|(_, user)| user.name.as_deref() == Some(name));
        Ok(named.map(|(id, _)| id).collect())
    }

    async fn get(&self, id: &UserId) -> Result<User> {
        self.get(id).await
    }

    async fn create(&self, new: &NewUser) -> Result<User> {
        self.create(new).await
    }

    async fn update(&self, id: &UserId, changes: &UserUpdate) -> Result<()> {
        self.update(id, changes).await.map(drop)
    }

    async fn delete(&self, id: &UserId) -> Result<()> {
        self.delete(id).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, json};

    use crate::trusted_twin::resources::Users;
    use crate::trusted_twin::{ActivityTable, NewUser, RoleId, User, UserUpdate};
    use rolekit_runtime::NamedResource;

    #[test]
    fn the_diff_has_only_changed_fields() {
        let current: User = serde_json::from_value(json!({
            "uuid": "u", "role": "r", "name": "Ada",
            "description": {"a": 1}, "activity": {"t": {"dimensions": {"d": "{x}"}}},
        }))
        .unwrap();
        let new = |role: &str| NewUser::new(RoleId::new(role));
        let description = |number: i64| Map::from_iter([("a".to_owned(), json!(number))]);
        let dimensions = BTreeMap::from([("d".to_owned(), "{x}".to_owned())]);
        let table = ActivityTable::new().dimensions(dimensions);
        for same in [
            new("r"),
            new("r").name("Other".try_into().unwrap()),
            new("r").description(description(1)),
            new("r").activity(BTreeMap::from([("t".to_owned(), table)])),
        ] {
            assert_eq!(Users::diff(&same, &current), None, "{same:?}");
        }
        for (desired, changes) in [
            (new("s"), UserUpdate::new().role(RoleId::new("s"))),
            (
                new("r").clear_description(),
                UserUpdate::new().clear_description(),
            ),
            (
                new("r").description(description(2)).clear_activity(),
                UserUpdate::new()
                    .description(description(2))
                    .clear_activity(),
            ),
        ] {
            assert_eq!(Users::diff(&desired, &current), Some(changes));
        }
    }
}
