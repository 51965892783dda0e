//! The handle of IAM.

use std::sync::Arc;

use serde_json::Value;

use super::email::Email;
use super::groups::Group;
use crate::gcore::GcoreApp;
use crate::lock;
use crate::secret::Secret;
use crate::seed::ApiTokenSeed;

/// The state of IAM. Obtained from [`GcoreServer::iam`](crate::GcoreServer::iam).
#[derive(Debug, Clone)]
pub struct Iam {
    app: Arc<GcoreApp>,
}

impl Iam {
    pub(crate) fn new(app: Arc<GcoreApp>) -> Self {
        Self { app }
    }

    /// Returns the users of the API key's account as the API renders them, ordered by id.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        let (state, directory) = self.app.lock_iam();
        state.users(directory.client()).map(Value::Object).collect()
    }

    /// Returns one user as the API renders it.
    #[must_use]
    pub fn user(&self, id: i64) -> Option<Value> {
        let (state, directory) = self.app.lock_iam();
        state.user(id, directory.client()).map(Value::Object)
    }

    /// Returns a user's password. The administrator has one from the start.
    #[must_use]
    pub fn password(&self, user_id: i64) -> Option<String> {
        let (state, _) = self.app.lock_iam();
        let password = state.people.get(&user_id)?.password.as_ref()?;
        Some(password.expose().to_owned())
    }

    /// Sets a user's password and activates the user, as following the link in an email would. Does
    /// nothing if there is no such user.
    pub fn set_password(&self, user_id: i64, password: &str) {
        let (mut state, mut directory) = self.app.lock_iam();
        if let Some(person) = state.people.get_mut(&user_id) {
            person.password = Some(Secret::new(password));
            person.activated = true;
        }
        state.sync_to(user_id, &mut directory);
    }

    /// Makes a user's logins require this code. Does nothing if there is no such user.
    pub fn set_second_factor(&self, user_id: i64, code: &str) {
        let (mut state, _) = self.app.lock_iam();
        if let Some(person) = state.people.get_mut(&user_id) {
            person.second_factor = Some(Secret::new(code));
        }
    }

    /// Sets a user's group, by its id, in the API key's account. Does nothing if there is no such
    /// user or group.
    pub fn set_group(&self, user_id: i64, group_id: i64) {
        let (mut state, directory) = self.app.lock_iam();
        if let (Some(person), Some(group)) =
            (state.people.get_mut(&user_id), Group::from_id(group_id))
        {
            person.groups.insert(directory.client(), group);
        }
    }

    /// Adds an account without users and returns its id.
    pub fn add_account(&self, company: &str) -> i64 {
        let (mut state, mut directory) = self.app.lock_iam();
        let id = directory.next_id();
        state.accounts.insert(id, company.to_owned());
        id
    }

    /// Creates an API token with the user's group and no expiry, and returns its id and text. If
    /// there is no such user, the token is deleted from the start.
    pub fn add_token(&self, user_id: i64) -> (i64, String) {
        let added = self.app.add_token(&ApiTokenSeed {
            user_id,
            ..ApiTokenSeed::default()
        });
        (added.id, added.token.expose().to_owned())
    }

    /// Removes an API token, also from the lists of deleted ones. Does nothing if there is none with
    /// this id.
    pub fn remove_token(&self, id: i64) {
        let (mut state, _) = self.app.lock_iam();
        state.tokens.remove(&id);
    }

    /// Returns all API tokens of all accounts as the API renders them, ordered by id.
    #[must_use]
    pub fn tokens(&self) -> Vec<Value> {
        let (state, mut directory) = self.app.lock_iam();
        let now = directory.now_ms();
        let ids: Vec<_> = state.tokens.keys().copied().collect();
        ids.into_iter()
            .filter_map(|id| state.token(id, now))
            .map(Value::Object)
            .collect()
    }

    /// Returns the emails that were sent, oldest first.
    #[must_use]
    pub fn emails(&self) -> Vec<Email> {
        lock(&self.app.iam().state).emails.clone()
    }
}
