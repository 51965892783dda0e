//! The Trusted Twin side: the roles of one account, and who the caller is.
//!
//! What the service does is not documented in full. Where it is not, the sandbox does this:
//!
//! - `who_am_i` needs no permission; every other operation needs its own name.
//! - A user whose role was deleted gets 403 on everything, `who_am_i` included.
//! - Granting more than one holds, and deleting one's own role, is 403 with subcode 403535. It holds
//!   for updates as for creations, and only for the statement: rules are not compared, and a role
//!   that permits more than the caller's may still be renamed or deleted.
//! - `allow` with null permits nothing.
//! - Null as a role's new name, statement or rules stands for what a role gets that is made
//!   without them. Given rules replace all: a rule that is left out becomes null.
//! - A rule may come under either spelling of its key, but not under both. Answers have the short
//!   spelling, or the other one after [`TrustedTwin::set_rule_keys`].
//! - A body that breaks the document is 400 with the subcode 400000, which is made up. A path or a
//!   method that is not there is 404: the vendor's list of statuses has no 405.
//! - The order of the checks: credential, permission, body, existence, what may be granted.
//! - Every update moves `updated_ts`, an empty one too. The content type is not looked at.
//! - Actions are an open set: any text is taken, kept and answered.

mod handlers;
mod permission;
mod state;

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value};

use self::handlers::Refusal;
pub use self::permission::{Effect, Statement};
pub use self::state::RuleKeys;
use self::state::{DEFAULT_NAME, State, read_rules};
use crate::document::Document;
use crate::lock;
use crate::log::Credential;
use crate::server::{Api, Endpoint};

fn document() -> Result<&'static Document, String> {
    static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            // `Effect` stays closed: a third effect is nothing the sandbox could act on.
            Document::parse(
                include_str!("../../../../openapi/trusted-twin.yaml"),
                &["Action"],
            )
            .map_err(|error| format!("openapi/trusted-twin.yaml: {error}"))
        })
        .as_ref()
        .map_err(Clone::clone)
}

#[derive(Debug)]
pub(crate) struct App {
    document: &'static Document,
    /// Who [`TrustedTwin::secret`] belongs to.
    administrator: Caller,
    state: Mutex<State>,
}

impl App {
    pub(crate) fn new() -> Result<Arc<Self>, String> {
        let mut state = State::empty();
        let role = state.add_role("Administrator".to_owned(), Statement::default(), None);
        let (user, secret) = state.add_user(&role.uuid);
        Ok(Arc::new(Self {
            document: document()?,
            administrator: Caller {
                user,
                role: role.uuid,
                secret,
            },
            state: Mutex::new(state),
        }))
    }
}

impl Api for App {
    fn document(&self) -> &'static Document {
        self.document
    }

    fn router(self: Arc<Self>) -> axum::Router {
        handlers::router(self)
    }

    fn credential(&self, headers: &HeaderMap) -> Credential {
        match headers.get(header::AUTHORIZATION) {
            None => Credential::Missing,
            Some(secret) => match lock(&self.state).user_with_secret(secret.as_bytes()) {
                None => Credential::Wrong,
                Some(_) => Credential::Right,
            },
        }
    }

    fn failure(&self, message: &str) -> Response {
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "500000", message).into_response()
    }
}

/// A user who can call the API.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The user's UUID.
    pub user: String,
    /// The UUID of the user's role.
    pub role: String,
    /// The User Secret, which goes bare into the `Authorization` header. `Debug` leaves it out.
    pub secret: String,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("user", &self.user)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// The Trusted Twin side of a [`Sandbox`](crate::Sandbox). A clone is another handle of the same.
///
/// It is an [`Endpoint`], which has the base URL, the requests and the connections.
#[derive(Debug, Clone)]
pub struct TrustedTwin {
    endpoint: Endpoint,
    app: Arc<App>,
}

impl Deref for TrustedTwin {
    type Target = Endpoint;

    fn deref(&self) -> &Endpoint {
        &self.endpoint
    }
}

impl TrustedTwin {
    pub(crate) fn new(endpoint: Endpoint, app: Arc<App>) -> Self {
        Self { endpoint, app }
    }

    /// The User Secret of the administrator, whose role permits everything.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.app.administrator.secret
    }

    /// The administrator, with whom the account begins.
    #[must_use]
    pub fn administrator(&self) -> &Caller {
        &self.app.administrator
    }

    /// The UUID of the account.
    #[must_use]
    pub fn account(&self) -> String {
        lock(&self.app.state).account.clone()
    }

    /// Adds a user with a role of their own that has this statement.
    pub fn caller(&self, statement: Statement) -> Caller {
        let role = self.add_role("Caller", statement);
        self.add_user(&role)
    }

    /// Adds a user with a role, which need not exist.
    pub fn add_user(&self, role: &str) -> Caller {
        let (user, secret) = lock(&self.app.state).add_user(role);
        Caller {
            user,
            role: role.to_owned(),
            secret,
        }
    }

    /// Gives a user another role. Nothing happens where there is no such user.
    pub fn set_user_role(&self, user: &str, role: &str) {
        if let Some(user) = lock(&self.app.state).users.get_mut(user) {
            role.clone_into(&mut user.role);
        }
    }

    /// Adds a role without rules and gives its UUID. Nothing is checked: the name may break the
    /// pattern, the actions may be ones that nobody has heard of.
    pub fn add_role(&self, name: &str, statement: Statement) -> String {
        lock(&self.app.state)
            .add_role(name.to_owned(), statement, None)
            .uuid
    }

    /// Adds a role as JSON and gives its UUID. What it lacks is filled in, fields that the document
    /// does not know are kept and answered. A statement that cannot be read counts as left out, and
    /// so do rules; anything but an object counts as `{}`.
    pub fn add_role_json(&self, role: Value) -> String {
        let mut given = match role {
            Value::Object(given) => given,
            _ => Map::new(),
        };
        let text = |value: Option<Value>| Some(value?.as_str()?.to_owned());
        let statement = given
            .remove("statement")
            .and_then(|statement| serde_json::from_value(statement).ok())
            .unwrap_or_default();
        let rules = given
            .remove("rules")
            .and_then(|rules| read_rules(rules.as_object()?).ok());
        let name = text(given.remove("name")).unwrap_or_else(|| DEFAULT_NAME.to_owned());
        let uuid = text(given.remove("uuid"));
        let mut state = lock(&self.app.state);
        let mut role = state.add_role(name, statement, rules);
        state.roles.remove(&role.uuid);
        role.uuid = uuid.unwrap_or(role.uuid);
        role.extra = given;
        let uuid = role.uuid.clone();
        state.roles.insert(uuid.clone(), role);
        uuid
    }

    /// All roles as they are now, as the API would answer each.
    #[must_use]
    pub fn roles(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        state
            .roles
            .values()
            .map(|role| state.render(role))
            .collect()
    }

    /// A role as it is now, as the API would answer it.
    #[must_use]
    pub fn role(&self, uuid: &str) -> Option<Value> {
        let state = lock(&self.app.state);
        state.roles.get(uuid).map(|role| state.render(role))
    }

    /// Removes a role, as somebody else would behind the client's back.
    pub fn remove_role(&self, uuid: &str) -> Option<Value> {
        let mut state = lock(&self.app.state);
        let role = state.roles.remove(uuid)?;
        Some(state.render(&role))
    }

    /// Sets how answers spell the keys of `rules`.
    pub fn set_rule_keys(&self, keys: RuleKeys) {
        lock(&self.app.state).rule_keys = keys;
    }
}
