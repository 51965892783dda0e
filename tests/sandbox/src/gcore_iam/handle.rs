//! The handle of IAM.

use std::sync::Arc;

use serde_json::Value;

use super::email::Email;
use super::groups::Group;
use super::state::ApiToken;
use crate::gcore::App;
use crate::lock;
use crate::random::secret;
use crate::redacted::Redacted;

/// What IAM knows, behind the API. Get it from [`GcoreServer::iam`](crate::GcoreServer::iam).
#[derive(Debug, Clone)]
pub struct Iam {
    app: Arc<App>,
}

impl Iam {
    pub(crate) fn new(app: Arc<App>) -> Self {
        Self { app }
    }

    /// The users of the account that the API key is for, as the API writes them, by id.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        let (state, directory) = self.app.both();
        state.users(directory.client()).map(Value::Object).collect()
    }

    /// One of them.
    #[must_use]
    pub fn user(&self, id: i64) -> Option<Value> {
        let (state, directory) = self.app.both();
        state.user(id, directory.client()).map(Value::Object)
    }

    /// A user's password. The administrator has one from the start.
    #[must_use]
    pub fn password(&self, user_id: i64) -> Option<String> {
        let (state, _) = self.app.both();
        let password = state.people.get(&user_id)?.password.as_ref()?;
        Some(password.expose().to_owned())
    }

    /// Gives a user a password and makes them active, as they would by following the link in a
    /// mail. Nothing happens where there is no such user.
    pub fn set_password(&self, user_id: i64, password: &str) {
        let (mut state, mut directory) = self.app.both();
        if let Some(person) = state.people.get_mut(&user_id) {
            person.password = Some(Redacted::new(password));
            person.activated = true;
        }
        state.lead(user_id, &mut directory);
    }

    /// Makes a user's login ask for this code too. Nothing happens where there is no such user.
    pub fn set_second_factor(&self, user_id: i64, code: &str) {
        let (mut state, _) = self.app.both();
        if let Some(person) = state.people.get_mut(&user_id) {
            person.second_factor = Some(Redacted::new(code));
        }
    }

    /// Puts a user into a group, by its id, in the account that the API key is for. Nothing happens
    /// where there is no such user or group.
    pub fn set_group(&self, user_id: i64, group_id: i64) {
        let (mut state, directory) = self.app.both();
        if let (Some(person), Some(group)) =
            (state.people.get_mut(&user_id), Group::from_id(group_id))
        {
            person.groups.insert(directory.client(), group);
        }
    }

    /// Adds an account that nobody belongs to, and gives its id.
    pub fn add_account(&self, company: &str) -> i64 {
        let (mut state, mut directory) = self.app.both();
        let id = directory.next_id();
        state.accounts.insert(id, company.to_owned());
        id
    }

    /// Makes an API token of a user, with the rights that the user has, and gives its id and its
    /// text. It never expires. Without such a user there is a token that opens nothing.
    pub fn add_token(&self, user_id: i64) -> (i64, String) {
        let (mut state, mut directory) = self.app.both();
        let id = directory.next_id();
        let client = directory.client();
        let text = format!("{id}_{}", secret(64));
        let group = state
            .people
            .get(&user_id)
            .and_then(|person| person.groups.get(&client).copied());
        let token = ApiToken {
            name: format!("Token {id}"),
            description: None,
            created: directory.now_ms(),
            expires: None,
            used: None,
            user: user_id,
            client,
            group: group.unwrap_or(Group::USERS),
            deleted: group.is_none(),
            text: Redacted::new(text.as_str()),
        };
        state.tokens.insert(id, token);
        (id, text)
    }

    /// All API tokens, of all accounts, as the API writes them, by id.
    #[must_use]
    pub fn tokens(&self) -> Vec<Value> {
        let (state, mut directory) = self.app.both();
        let now = directory.now_ms();
        let ids: Vec<_> = state.tokens.keys().copied().collect();
        ids.into_iter()
            .filter_map(|id| state.token(id, now))
            .map(Value::Object)
            .collect()
    }

    /// The mails that were sent, oldest first.
    #[must_use]
    pub fn emails(&self) -> Vec<Email> {
        lock(&self.app.iam().state).emails.clone()
    }
}
