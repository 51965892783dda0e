//! Gcore's IAM, on the port of the Gcore side: the account, its users, API tokens and logins.
//!
//! Users have the same ids as in the Cloud API: whoever is invited can be given a role there, and
//! whoever is removed loses their roles. API tokens and the access tokens of logins are credentials
//! for everything on that port; a deleted or expired one is refused.
//!
//! What the service does is not documented in full. Where it is not, the sandbox does this:
//!
//! - The group Administrators may do everything in its account. Others may see its users, change
//!   themselves, and have tokens of their own. A token has the rights of its group, and never more
//!   than its owner has.
//! - A token is for one account, a login for one of the user's accounts at a time; the first is the
//!   one with the lowest id. Another account is refused with 403.
//! - The API key is a token too, with the id 1. Deleted tokens stay in lists; `deleted=true` leaves
//!   them out and `deleted=false` gives only them, which are the vendor's words.
//! - An expiry has to be in the future. `role` of a list may be a group's id or its name.
//! - `next` and `previous` are left out where there is none. A limit below one is 400.
//! - Whoever is invited is not active and has no password until a test gives them one, as they
//!   would by following the link in the mail. They get no role in the Cloud API.
//! - The password that confirms a new address is the one of the user whose address it is.
//! - A new password leaves logins and tokens as they are.
//! - 401, and 403 and 404 where the document has no body for them, have a `message`.

mod account;
mod answer;
mod groups;
mod secrets;
mod state;
mod time;
mod tokens;
mod users;

use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;
use serde::Serialize;
use serde_json::Value;

use self::answer::{Answer, Desk, Refusal};
use self::groups::Group;
use self::secrets::Hidden;
use self::state::Token;
pub(crate) use self::state::{Identity, State};
use crate::document::Document;
use crate::gcore::App;
use crate::lock;
use crate::random::secret;

fn document() -> Result<&'static Document, String> {
    static DOCUMENT: OnceLock<Result<Document, String>> = OnceLock::new();
    DOCUMENT
        .get_or_init(|| {
            Document::parse(include_str!("../../openapi/gcore-iam.yaml"), &[])
                .map_err(|error| format!("openapi/gcore-iam.yaml: {error}"))
        })
        .as_ref()
        .map_err(Clone::clone)
}

/// IAM's part of the Gcore side.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) document: &'static Document,
    pub(crate) state: Mutex<State>,
}

impl Shared {
    /// An account with its administrator, whose API key this is.
    pub(crate) fn new(
        key: &str,
        client: i64,
        administrator: i64,
        now: u64,
    ) -> Result<Self, String> {
        Ok(Self {
            document: document()?,
            state: Mutex::new(State::new(key, client, administrator, now)),
        })
    }
}

pub(crate) fn router(app: Arc<App>) -> Router {
    Router::new()
        .merge(account::router())
        .merge(users::router())
        .merge(tokens::router())
        .route(
            "/iam/{*rest}",
            any(
                async |axum::extract::State(app): axum::extract::State<Arc<App>>,
                       headers: HeaderMap| {
                    Desk::enter(&app, &headers)?;
                    Answer::Err(Refusal::not_found("There is nothing at this path."))
                },
            ),
        )
        .method_not_allowed_fallback(async || {
            let message = "This method is not allowed here.";
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, message)
        })
        .with_state(app)
}

/// A mail that IAM sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Email {
    /// The address that it went to.
    pub to: String,
    /// The user who has this address.
    pub user_id: i64,
    /// What it is about.
    pub kind: EmailKind,
}

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmailKind {
    /// An invitation.
    #[non_exhaustive]
    Invitation {
        /// The account that the user is invited to.
        client_id: i64,
    },
    /// A forgotten password.
    Password,
}

impl Email {
    fn new(to: &str, user_id: i64, kind: EmailKind) -> Self {
        Self {
            to: to.to_owned(),
            user_id,
            kind,
        }
    }
}

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
        Some(password.text().to_owned())
    }

    /// Gives a user a password and makes them active, as they would by following the link in a
    /// mail. Nothing happens where there is no such user.
    pub fn set_password(&self, user_id: i64, password: &str) {
        let (mut state, mut directory) = self.app.both();
        if let Some(person) = state.people.get_mut(&user_id) {
            person.password = Some(Hidden::new(password));
            person.activated = true;
        }
        state.lead(user_id, &mut directory);
    }

    /// Makes a user's login ask for this code too. Nothing happens where there is no such user.
    pub fn set_second_factor(&self, user_id: i64, code: &str) {
        let (mut state, _) = self.app.both();
        if let Some(person) = state.people.get_mut(&user_id) {
            person.second_factor = Some(Hidden::new(code));
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
        let token = Token {
            name: format!("Token {id}"),
            description: None,
            created: directory.now_ms(),
            expires: None,
            used: None,
            user: user_id,
            client,
            group: group.unwrap_or(Group::USERS),
            deleted: group.is_none(),
            text: Hidden::new(text.as_str()),
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
