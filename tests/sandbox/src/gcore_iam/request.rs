//! Requests to IAM: context, authorization, body and query.

use std::ops::{Deref, DerefMut};
use std::sync::MutexGuard;

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::error::IamError;
use super::groups::Group;
use super::state::{IamState, Identity};
use crate::document::{Operation, is_json};
use crate::gcore::{Directory, GcoreApp};
use crate::log::CredentialStatus;

/// The message of the 404 for a user.
pub(super) const NO_USER: &str = "User not found.";

/// Parses an id in a path. Fails with a 404 whose message is `missing`.
pub(super) fn parse_id(text: &str, missing: &str) -> Result<i64, IamError> {
    text.parse().map_err(|_| IamError::not_found(missing))
}

/// The locked state for one request.
#[derive(Debug)]
pub(super) struct RequestContext<'a> {
    iam: MutexGuard<'a, IamState>,
    pub(super) directory: Directory<'a>,
    /// The time of the request.
    pub(super) now: u64,
}

impl<'a> RequestContext<'a> {
    /// Creates the context of an operation without a credential.
    pub(super) fn new(app: &'a GcoreApp) -> Self {
        let (iam, mut directory) = app.lock_iam();
        let now = directory.now_ms();
        Self {
            iam,
            directory,
            now,
        }
    }

    /// Creates the context of an operation that requires a credential.
    pub(super) fn authenticate(
        app: &'a GcoreApp,
        headers: &HeaderMap,
    ) -> Result<(Self, Identity), IamError> {
        let caller = app.authenticate(headers).map_err(|credential| {
            IamError::unauthorized(match credential {
                CredentialStatus::Missing => "The credential is missing.",
                _ => "The credential is not valid.",
            })
        })?;
        let context = Self::new(app);
        // A user who was removed through the Cloud API still has a credential.
        context
            .iam
            .group(&caller, caller.client)
            .ok_or_else(IamError::forbidden)?;
        Ok((context, caller))
    }

    /// Returns the state and the directory separately, to change both.
    pub(super) fn split(&mut self) -> (&mut IamState, &mut Directory<'a>) {
        (&mut self.iam, &mut self.directory)
    }

    /// Returns the caller's group in an account. Fails if the caller does not belong to it.
    pub(super) fn require_member(&self, caller: &Identity, client: i64) -> Result<Group, IamError> {
        self.iam
            .group(caller, client)
            .ok_or_else(IamError::forbidden)
    }

    /// Fails unless the caller administers the account.
    pub(super) fn require_administrator(
        &self,
        caller: &Identity,
        client: i64,
    ) -> Result<(), IamError> {
        if self.require_member(caller, client)?.is_administrator() {
            Ok(())
        } else {
            Err(IamError::forbidden())
        }
    }

    /// Fails unless the caller is this user or administers the account. A user outside the account
    /// is not found.
    pub(super) fn require_self_or_administrator(
        &self,
        caller: &Identity,
        user: i64,
    ) -> Result<(), IamError> {
        self.user_json(user, caller.client)?;
        if caller.user == user {
            return Ok(());
        }
        self.require_administrator(caller, caller.client)
    }

    pub(super) fn user_json(&self, user: i64, client: i64) -> Result<Map<String, Value>, IamError> {
        self.iam
            .user(user, client)
            .ok_or_else(|| IamError::not_found(NO_USER))
    }
}

impl Deref for RequestContext<'_> {
    type Target = IamState;

    fn deref(&self) -> &IamState {
        &self.iam
    }
}

impl DerefMut for RequestContext<'_> {
    fn deref_mut(&mut self) -> &mut IamState {
        &mut self.iam
    }
}

fn operation(app: &GcoreApp, id: &str) -> Result<&'static Operation, IamError> {
    app.iam().document.operation(id).ok_or_else(|| {
        let message = format!("The vendored document has no operation {id}.");
        IamError::new(StatusCode::INTERNAL_SERVER_ERROR, &message)
    })
}

pub(super) fn parse_query(
    app: &GcoreApp,
    id: &str,
    raw: Option<&str>,
) -> Result<Map<String, Value>, IamError> {
    operation(app, id)?.query(raw).map_err(IamError::violations)
}

/// Returns the valid JSON object in the body of a request.
pub(super) fn read_body(
    app: &GcoreApp,
    id: &str,
    headers: &HeaderMap,
    bytes: &[u8],
) -> Result<Map<String, Value>, IamError> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_json) {
        let message = "The content type must be application/json.";
        return Err(IamError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    let body = serde_json::from_slice(bytes).map_err(|error| {
        let message = format!("JSON parse error - {error}");
        IamError::new(StatusCode::BAD_REQUEST, &message)
    })?;
    let violations = operation(app, id)?.check_request(&body);
    match body {
        Value::Object(body) if violations.is_empty() => Ok(body),
        _ => Err(IamError::violations(violations)),
    }
}

/// Returns a text field of a body, or an empty text if it is absent.
pub(super) fn text_field<'a>(body: &'a Map<String, Value>, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}
