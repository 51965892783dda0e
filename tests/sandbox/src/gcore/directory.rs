//! The users, ids and clock of the Cloud API, as IAM uses them.

use std::sync::MutexGuard;

use serde_json::Value;

use super::store::{CloudState, integer};
use crate::seed::UserSeed;

/// The fields of a Cloud API user that IAM has too.
#[derive(Debug)]
pub(crate) struct CloudUser {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) activated: bool,
    pub(crate) is_admin: bool,
}

/// The users of the Cloud API, as IAM accesses them.
#[derive(Debug)]
pub(crate) struct Directory<'a> {
    pub(super) state: MutexGuard<'a, CloudState>,
}

impl Directory<'_> {
    /// Returns the account of the Cloud API.
    pub(crate) fn client(&self) -> i64 {
        self.state.client
    }

    pub(crate) fn next_id(&mut self) -> i64 {
        self.state.next_id()
    }

    pub(crate) fn now_ms(&mut self) -> u64 {
        self.state.clock.now_ms()
    }

    /// Returns all users, ordered by id.
    pub(crate) fn users(&self) -> impl Iterator<Item = CloudUser> + '_ {
        self.state.users.iter().map(|(id, item)| {
            let text = |key: &str| item.get(key).and_then(Value::as_str).unwrap_or_default();
            let flag = |key: &str| item.get(key).and_then(Value::as_bool).unwrap_or_default();
            CloudUser {
                id: *id,
                name: text("name").to_owned(),
                email: text("email").to_owned(),
                activated: flag("activated"),
                is_admin: flag("is_admin"),
            }
        })
    }

    /// Writes the fields that IAM knows and keeps the others.
    pub(crate) fn update_user(&mut self, id: i64, name: &str, email: &str, activated: bool) {
        if !self.state.users.contains_key(&id) {
            self.state.add_user(&UserSeed {
                id: Some(id),
                ..UserSeed::default()
            });
        }
        if let Some(user) = self.state.users.get_mut(&id) {
            user.insert("name".into(), name.into());
            user.insert("email".into(), email.into());
            user.insert("activated".into(), activated.into());
        }
    }

    /// Removes a user and the user's role assignments.
    pub(crate) fn remove_user(&mut self, id: i64) {
        self.state.users.remove(&id);
        self.state
            .assignments
            .retain(|_, item| item.get("user_id").and_then(integer) != Some(id));
    }
}
