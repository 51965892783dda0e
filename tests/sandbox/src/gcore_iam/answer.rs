//! What all operations have in common: who asks, what is asked, and how it is answered.

use std::ops::{Deref, DerefMut};
use std::sync::MutexGuard;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::groups::Group;
use super::state::{Identity, State};
use crate::document::{Operation, Problem, is_json};
use crate::gcore::{App, Directory};
use crate::log::CredentialStatus;
use crate::server;

pub(super) type Answer = Result<Response, Refusal>;

/// An error in one of the bodies that the vendor has for them.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    body: Value,
}

impl Refusal {
    /// `{message}`.
    pub(super) fn new(status: StatusCode, message: &str) -> Self {
        Self {
            status,
            body: json!({ "message": message }),
        }
    }

    pub(super) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "You may not do this.")
    }

    pub(super) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, message)
    }

    /// 400 with `{errors: {field: [..]}}`.
    pub(super) fn field(field: &str, message: &str) -> Self {
        Self::errors(json!({ field: [message] }))
    }

    /// 400 with `{errors}`.
    pub(super) fn errors(errors: Value) -> Self {
        Self::body(json!({ "errors": errors }))
    }

    /// 400 with this body.
    pub(super) fn body(body: Value) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            body,
        }
    }

    fn problems(problems: Vec<Problem>) -> Self {
        let mut errors = Map::new();
        for Problem { field, message } in problems {
            if let Value::Array(messages) = errors.entry(field).or_insert_with(|| json!([])) {
                messages.push(message.into());
            }
        }
        Self::errors(errors.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        server::json(self.status, &self.body)
    }
}

pub(super) fn ok(body: &Value) -> Answer {
    Ok(server::json(StatusCode::OK, body))
}

/// An answer without a body.
pub(super) fn empty(status: StatusCode) -> Answer {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    Ok(response)
}

/// An id of a path, of what is missing where it is none.
pub(super) fn id(text: &str, missing: &str) -> Result<i64, Refusal> {
    text.parse().map_err(|_| Refusal::not_found(missing))
}

/// Everything that an operation works on, for as long as it works.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    iam: MutexGuard<'a, State>,
    pub(super) directory: Directory<'a>,
    /// The time of the request.
    pub(super) now: u64,
}

impl<'a> Desk<'a> {
    /// For an operation that needs no credential.
    pub(super) fn open(app: &'a App) -> Self {
        let (iam, mut directory) = app.both();
        let now = directory.now_ms();
        Self {
            iam,
            directory,
            now,
        }
    }

    /// For an operation that needs one.
    pub(super) fn enter(app: &'a App, headers: &HeaderMap) -> Result<(Self, Identity), Refusal> {
        let who = app.admit(headers).map_err(|credential| {
            Refusal::unauthorized(match credential {
                CredentialStatus::Missing => "No credential was given.",
                _ => "The credential is not valid.",
            })
        })?;
        let desk = Self::open(app);
        // Who was removed behind IAM's back still has a credential.
        desk.iam
            .group(&who, who.client)
            .ok_or_else(Refusal::forbidden)?;
        Ok((desk, who))
    }

    /// The state and the users that it shares, where both change.
    pub(super) fn split(&mut self) -> (&mut State, &mut Directory<'a>) {
        (&mut self.iam, &mut self.directory)
    }

    /// The group that somebody acts with in an account where they have business.
    pub(super) fn member(&self, who: &Identity, client: i64) -> Result<Group, Refusal> {
        self.iam.group(who, client).ok_or_else(Refusal::forbidden)
    }

    /// Refuses everybody but the account's administrators.
    pub(super) fn administrator(&self, who: &Identity, client: i64) -> Result<(), Refusal> {
        if self.member(who, client)?.administers() {
            Ok(())
        } else {
            Err(Refusal::forbidden())
        }
    }

    /// Refuses everybody but the user themselves and the account's administrators, and whoever does
    /// not belong to the account does not exist.
    pub(super) fn self_or_administrator(&self, who: &Identity, user: i64) -> Result<(), Refusal> {
        self.user_json(user, who.client)?;
        if who.user == user {
            return Ok(());
        }
        self.administrator(who, who.client)
    }

    pub(super) fn user_json(&self, user: i64, client: i64) -> Result<Map<String, Value>, Refusal> {
        self.iam
            .user(user, client)
            .ok_or_else(|| Refusal::not_found("There is no such user."))
    }
}

impl Deref for Desk<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.iam
    }
}

impl DerefMut for Desk<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.iam
    }
}

fn operation(app: &App, id: &str) -> Result<&'static Operation, Refusal> {
    app.iam().document.operation(id).ok_or_else(|| {
        let message = format!("The vendored document has no operation {id}.");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, &message)
    })
}

pub(super) fn query(app: &App, id: &str, raw: Option<&str>) -> Result<Map<String, Value>, Refusal> {
    operation(app, id)?.query(raw).map_err(Refusal::problems)
}

/// The body of a request, an object that the document lets through.
pub(super) fn body(
    app: &App,
    id: &str,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Map<String, Value>, Refusal> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_json) {
        let message = "The content type must be application/json.";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let body = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("JSON parse error - {error}");
        Refusal::new(StatusCode::BAD_REQUEST, &message)
    })?;
    let problems = operation(app, id)?.check_request(&body);
    match body {
        Value::Object(body) if problems.is_empty() => Ok(body),
        _ => Err(Refusal::problems(problems)),
    }
}

/// A member of a body as text; empty where it is not there.
pub(super) fn text<'a>(body: &'a Map<String, Value>, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A part of a list, and where its neighbours are. Without a limit it is all from the offset on.
pub(super) struct Page {
    pub(super) count: usize,
    pub(super) items: Vec<Value>,
    links: Map<String, Value>,
}

impl Page {
    pub(super) fn new(
        path: &str,
        items: impl Iterator<Item = Value>,
        query: &Map<String, Value>,
    ) -> Result<Self, Refusal> {
        let number = |name: &str, least: usize| match query.get(name) {
            None => Ok(None),
            Some(value) => value
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| *number >= least)
                .map(Some)
                .ok_or_else(|| Refusal::field(name, "The number is too small.")),
        };
        let offset = number("offset", 0)?.unwrap_or(0);
        let limit = number("limit", 1)?;
        let items: Vec<_> = items.collect();
        let count = items.len();
        let mut links = Map::new();
        if let Some(limit) = limit {
            let link = |offset: usize| format!("{path}?offset={offset}&limit={limit}");
            let next = offset.saturating_add(limit);
            if next < count {
                links.insert("next".to_owned(), link(next).into());
            }
            if offset > 0 {
                let previous = link(offset.saturating_sub(limit));
                links.insert("previous".to_owned(), previous.into());
            }
        }
        let items = items
            .into_iter()
            .skip(offset)
            .take(limit.unwrap_or(usize::MAX))
            .collect();
        Ok(Self {
            count,
            items,
            links,
        })
    }

    /// `{count, next, previous}` and the items under this name.
    pub(super) fn json(self, name: &str) -> Value {
        let mut body = self.links;
        body.insert("count".to_owned(), self.count.into());
        body.insert(name.to_owned(), self.items.into());
        body.into()
    }
}
