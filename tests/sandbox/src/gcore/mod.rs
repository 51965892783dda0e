//! The Gcore side: role assignments of the users of one account.
//!
//! What the service does is not documented in full. Where it is not, the sandbox does this:
//!
//! - A key of the scope that a `PATCH` leaves out stays as it was; null resets it, `client_id` to
//!   the account and `project_id` to none. `user_id` may change.
//! - A project needs its client in the same request, on `POST` and on `PATCH`; else 400 with
//!   `invalid_fields`. Any role may be given with or without a project.
//! - A `client_id` other than the account's, and a project or a user that is not there, is 404.
//! - The same user, role and scope a second time is 409.
//! - An id that is not an integer is 404.
//! - `updated_at` is null until the first change. `assigned_by` is the user whose credential it is:
//!   the API key, an API token of [IAM](crate::gcore_iam) or a token of a login. Whoever has one
//!   may do everything here.
//! - Roles are an open set: any text is taken, kept and answered.

mod directory;
mod handlers;
mod state;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};

use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;

pub(crate) use self::directory::Directory;
use self::handlers::Refusal;
use self::state::{Grant, State, integer};
use crate::clock::Clock;
use crate::document::{Document, Operation};
use crate::gcore_iam::{self, Iam};
use crate::lock;
use crate::log::Credential;
use crate::server::{Api, Endpoint};

/// The schema of a role, whose enumeration is a list of what the vendor had on one day.
const ROLE: &str = "CustomerAssignableRole";

fn document() -> Result<&'static Document, String> {
    static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            Document::parse(include_str!("../../../../openapi/gcore.yaml"), &[ROLE])
                .map_err(|error| format!("openapi/gcore.yaml: {error}"))
        })
        .as_ref()
        .map_err(Clone::clone)
}

pub(crate) struct App {
    key: String,
    document: &'static Document,
    state: Mutex<State>,
    iam: gcore_iam::Shared,
}

// The key stays out.
impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("state", &self.state)
            .field("iam", &self.iam.state)
            .finish_non_exhaustive()
    }
}

impl App {
    pub(crate) fn new(seeded: bool) -> Result<Arc<Self>, String> {
        let state = if seeded {
            State::seeded()
        } else {
            State::empty()
        };
        let key = State::new_key();
        Ok(Arc::new(Self {
            document: document()?,
            iam: gcore_iam::Shared::new(&key, state.client, state.caller, state.clock.time_ms())?,
            key,
            state: Mutex::new(state),
        }))
    }
}

impl Api for App {
    fn document(&self) -> &'static Document {
        self.document
    }

    fn find(&self, method: &str, path: &str) -> Option<&'static Operation> {
        self.document
            .find(method, path)
            .or_else(|| self.iam.document.find(method, path))
    }

    fn router(self: Arc<Self>) -> axum::Router {
        handlers::router(self.clone()).merge(gcore_iam::router(self))
    }

    fn credential(&self, headers: &HeaderMap) -> Credential {
        match self.identify(headers) {
            Ok(_) => Credential::Right,
            Err(credential) => credential,
        }
    }

    fn clock(&self) -> Clock {
        lock(&self.state).clock.clone()
    }

    fn failure(&self, message: &str) -> Response {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            message,
        )
        .into_response()
    }
}

/// The Gcore side of a [`Sandbox`](crate::Sandbox). A clone is another handle of the same.
///
/// It is an [`Endpoint`], which has the base URL, the requests and the connections.
#[derive(Debug, Clone)]
pub struct Gcore {
    endpoint: Endpoint,
    app: Arc<App>,
}

impl Deref for Gcore {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl Gcore {
    pub(crate) fn new(endpoint: Endpoint, app: Arc<App>) -> Self {
        Self { endpoint, app }
    }

    /// The API key, without the scheme word `APIKey` that goes before it in the header. It has a
    /// `$` in it, as the vendor's have.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.app.key
    }

    /// What IAM knows: users' groups and passwords, API tokens, mails.
    #[must_use]
    pub fn iam(&self) -> Iam {
        Iam::new(self.app.clone())
    }

    /// The account (the vendor calls it a client) that the key belongs to.
    #[must_use]
    pub fn client_id(&self) -> i64 {
        lock(&self.app.state).client
    }

    /// The user that the key belongs to.
    #[must_use]
    pub fn caller(&self) -> i64 {
        lock(&self.app.state).caller
    }

    /// Adds a user and gives their id.
    pub fn add_user(&self, name: &str) -> i64 {
        let mut state = lock(&self.app.state);
        let id = state.next_id();
        state.add_user(id, name, false);
        id
    }

    /// Adds a user under an id, in place of the one who had it.
    pub fn add_user_with_id(&self, id: i64, name: &str) {
        lock(&self.app.state).add_user(id, name, false);
    }

    /// Adds fields to what the API answers about a user, or replaces some of them. Nothing happens
    /// where there is no such user, or `fields` is not an object.
    pub fn set_user_fields(&self, id: i64, fields: Value) {
        if let (Some(user), Value::Object(fields)) =
            (lock(&self.app.state).users.get_mut(&id), fields)
        {
            user.extend(fields);
        }
    }

    /// Adds a project and gives its id.
    pub fn add_project(&self) -> i64 {
        let mut state = lock(&self.app.state);
        let id = state.next_id();
        state.projects.insert(id);
        id
    }

    /// Adds a project under an id.
    pub fn add_project_with_id(&self, id: i64) {
        lock(&self.app.state).projects.insert(id);
    }

    /// Adds an assignment and gives its id. Nothing is checked: the role may be one that nobody has
    /// heard of, the user and the project may not exist.
    pub fn add_assignment(&self, user_id: i64, role: &str, project_id: Option<i64>) -> i64 {
        let mut state = lock(&self.app.state);
        let (client, caller) = (state.client, state.caller);
        let grant = Grant {
            user: user_id,
            role: role.to_owned(),
            client,
            project: project_id,
        };
        state.assign(&grant, caller)
    }

    /// Adds an assignment as JSON and gives its id. Required fields that it lacks are filled in,
    /// fields that the document does not know are kept. Anything but an object counts as `{}`.
    ///
    /// What breaks the document makes the answers that carry it a 500, in debug builds.
    pub fn add_assignment_json(&self, assignment: Value) -> i64 {
        let given = match assignment {
            Value::Object(given) => given,
            _ => state::Item::new(),
        };
        lock(&self.app.state).add_json(given)
    }

    /// All assignments as they are now, by id.
    #[must_use]
    pub fn assignments(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        state
            .assignments
            .values()
            .cloned()
            .map(Value::Object)
            .collect()
    }

    /// An assignment as it is now.
    #[must_use]
    pub fn assignment(&self, id: i64) -> Option<Value> {
        lock(&self.app.state)
            .assignments
            .get(&id)
            .cloned()
            .map(Value::Object)
    }

    /// Removes an assignment, as somebody else would behind the client's back.
    pub fn remove_assignment(&self, id: i64) -> Option<Value> {
        lock(&self.app.state)
            .assignments
            .remove(&id)
            .map(Value::Object)
    }

    /// All users, by id.
    #[must_use]
    pub fn users(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        state.users.values().cloned().map(Value::Object).collect()
    }

    /// The ids of all projects.
    #[must_use]
    pub fn projects(&self) -> Vec<i64> {
        lock(&self.app.state).projects.iter().copied().collect()
    }

    /// The assignments of a user, as ids.
    #[must_use]
    pub fn assignments_of(&self, user_id: i64) -> Vec<i64> {
        let state = lock(&self.app.state);
        state
            .assignments
            .iter()
            .filter(|(_, item)| item.get("user_id").and_then(integer) == Some(user_id))
            .map(|(id, _)| *id)
            .collect()
    }
}
