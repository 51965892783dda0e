//! The caller of a request, the caller's permissions, and request bodies.

use std::sync::MutexGuard;

use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::app::TwinApp;
use super::error::TwinError;
use super::store::{Statement, TwinState, UserToken};
use crate::lock;

/// The maximum size of a request body.
const BODY_LIMIT: usize = 64 * 1024;

/// An authenticated caller.
pub(super) struct AuthenticatedCaller {
    pub(super) user: String,
    pub(super) role: String,
    statement: Statement,
    /// The User Token of the request, or `None` if it has a User Secret.
    pub(super) token: Option<UserToken>,
}

impl AuthenticatedCaller {
    /// Fails if the caller's role does not permit an action.
    pub(super) fn require_permission(&self, action: &str) -> Result<(), TwinError> {
        if self.statement.permits(action) {
            return Ok(());
        }
        Err(TwinError::forbidden(format!(
            "The caller's role does not permit {action}."
        )))
    }

    /// Fails if a statement permits more than the caller's.
    pub(super) fn require_grantable(&self, statement: &Statement) -> Result<(), TwinError> {
        if statement.is_subset_of(&self.statement) {
            return Ok(());
        }
        Err(TwinError::forbidden(
            "The statement permits more than the caller's role.",
        ))
    }
}

impl TwinApp {
    /// Authorizes a request for an action. The returned lock prevents changes between the check and
    /// the action.
    pub(super) fn authorize(
        &self,
        headers: &HeaderMap,
        action: &str,
    ) -> Result<(MutexGuard<'_, TwinState>, AuthenticatedCaller), TwinError> {
        let (state, caller) = self.authenticate(headers)?;
        caller.require_permission(action)?;
        Ok((state, caller))
    }

    /// Authenticates any caller who has a role.
    pub(super) fn authenticate(
        &self,
        headers: &HeaderMap,
    ) -> Result<(MutexGuard<'_, TwinState>, AuthenticatedCaller), TwinError> {
        let state = lock(&self.state);
        let key = headers
            .get(header::AUTHORIZATION)
            .ok_or_else(|| TwinError::unauthorized("The Authorization header is missing."))?;
        let (user, token) = state.find_credential(key.as_bytes()).ok_or_else(|| {
            TwinError::unauthorized("The User Secret or User Token is not valid.")
        })?;
        let role = state
            .roles
            .get(&user.role)
            .ok_or_else(|| TwinError::forbidden("The caller has no role."))?;
        let caller = AuthenticatedCaller {
            user: user.uuid.clone(),
            role: role.uuid.clone(),
            statement: role.statement.clone(),
            token: token.cloned(),
        };
        Ok((state, caller))
    }

    /// Returns the required body of an operation.
    pub(super) fn body(
        &self,
        operation: &str,
        bytes: &[u8],
    ) -> Result<Map<String, Value>, TwinError> {
        let bad = |subcode, text: &str| TwinError::new(StatusCode::BAD_REQUEST, subcode, text);
        if bytes.len() > BODY_LIMIT {
            return Err(TwinError::too_large());
        }
        let text =
            std::str::from_utf8(bytes).map_err(|_| bad("400314", "The body is not UTF-8."))?;
        let body: Value =
            serde_json::from_str(text).map_err(|_| bad("400415", "The body is not JSON."))?;
        let operation = self.document.operation(operation).ok_or_else(|| {
            TwinError::internal(format!(
                "The vendored document has no operation {operation}."
            ))
        })?;
        match (operation.check_request(&body).first(), body) {
            (None, Value::Object(body)) => Ok(body),
            (None, _) => Err(TwinError::invalid("The body is not an object.")),
            (Some(problem), _) => Err(TwinError::invalid(format!(
                "{}: {}",
                problem.field, problem.message
            ))),
        }
    }

    /// Returns the optional body of an operation. An empty body is an empty object.
    pub(super) fn optional_body(
        &self,
        operation: &str,
        bytes: &[u8],
    ) -> Result<Map<String, Value>, TwinError> {
        if bytes.is_empty() {
            return Ok(Map::new());
        }
        self.body(operation, bytes)
    }
}

/// Returns the time in a nullable field, in seconds since 1970.
pub(super) fn time(body: &Map<String, Value>, field: &str) -> Option<f64> {
    body.get(field).and_then(Value::as_f64)
}

/// Returns the new value of a field in an update, if present. Null is `None`.
pub(super) fn read_update(body: &Map<String, Value>, field: &str) -> Option<Option<Value>> {
    body.get(field)
        .map(|value| Some(value.clone()).filter(|value| !value.is_null()))
}
