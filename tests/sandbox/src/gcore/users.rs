//! The users of the account.

use std::sync::Arc;

use axum::Router;
use axum::extract::State as Shared;
use axum::routing::get;
use serde_json::Value;

use super::app::GcoreApp;
use super::error::CloudResult;
use super::request::AuthorizedRequest;
use super::server::GcoreServer;
use super::store::{set_fields, values};
use crate::lock;
use crate::response::ok;
use crate::seed::UserSeed;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new().route("/cloud/v1/users", get(list))
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "UsersListHandler.get")?;
    let state = lock(&app.state);
    let users: Vec<_> = state
        .users
        .values()
        .filter(|user| query.allows("user_id", user.get("id")))
        .collect();
    ok(&query.page(&users))
}

impl GcoreServer {
    /// Returns the id of the API key's owner.
    #[must_use]
    pub fn api_key_owner(&self) -> i64 {
        lock(&self.app.state).caller
    }

    /// Adds a user and returns their id.
    pub fn add_user(&self, name: &str) -> i64 {
        self.app.add_user(&UserSeed {
            name: name.to_owned(),
            ..UserSeed::default()
        })
    }

    /// Adds a user with this id, replacing an existing one.
    pub fn add_user_with_id(&self, id: i64, name: &str) {
        self.app.add_user(&UserSeed {
            id: Some(id),
            name: name.to_owned(),
            ..UserSeed::default()
        });
    }

    /// Sets fields of a user. Does nothing if there is no such user or `fields` is not an object.
    pub fn set_user_fields(&self, id: i64, fields: Value) {
        let mut state = lock(&self.app.state);
        set_fields(state.users.get_mut(&id), fields);
    }

    /// Returns all users, ordered by id.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        values(&lock(&self.app.state).users)
    }
}
