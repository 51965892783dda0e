//! The routes of the Trusted Twin server.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::{
    account, batches, ledgers, log, roles, secrets, stickers, tokens, twins, usage, users,
};
use crate::clock::Clock;
use crate::document::Document;
use crate::lock;
use crate::log::CredentialStatus;
use crate::server::Api;

/// The operations that need no credential.
const UNAUTHENTICATED: [&str; 5] = [
    "create_user_secret",
    "download_doc",
    "webhook_confirm_subscription",
    "webhook_refresh_subscription",
    "webhook_unsubscribe",
];

pub(super) fn router(app: Arc<TwinApp>) -> Router {
    let resources = [
        account::routes(),
        batches::routes(),
        ledgers::routes(),
        log::routes(),
        roles::routes(),
        secrets::routes(),
        stickers::routes(),
        tokens::routes(),
        twins::routes(),
        usage::routes(),
        users::routes(),
    ];
    resources
        .into_iter()
        .fold(Router::new(), Router::merge)
        // The vendor's list of statuses has no 405.
        .method_not_allowed_fallback(unsupported_operation)
        .fallback(unsupported_operation)
        .layer(from_fn_with_state(app.clone(), record))
        .with_state(app)
}

/// Handles unsupported operations and unknown paths.
async fn unsupported_operation(
    Shared(app): Shared<Arc<TwinApp>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> TwinResult {
    let Some(operation) = app.document.find(method.as_str(), uri.path()) else {
        let _ = app.authenticate(&headers)?;
        return Err(TwinError::not_found("Operation not found."));
    };
    let id = operation.id();
    if !UNAUTHENTICATED.contains(&id) {
        let _ = app.authorize(&headers, id)?;
    }
    Err(TwinError::unsupported(format!(
        "The sandbox does not support the operation {id}."
    )))
}

/// Logs and counts each operation, with the caller known before it runs.
async fn record(Shared(app): Shared<Arc<TwinApp>>, request: Request, next: Next) -> Response {
    let operation = app
        .document
        .find(request.method().as_str(), request.uri().path());
    let user = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|key| {
            let state = lock(&app.state);
            let (user, _) = state.find_credential(key.as_bytes())?;
            Some(user.uuid.clone())
        });
    let response = next.run(request).await;
    if let Some(operation) = operation {
        let mut state = lock(&app.state);
        let now = state.clock.peek_ms();
        state.usage.count(now, user.as_deref(), operation.id());
        // Otherwise a client that follows the log would never reach its end.
        if operation.id() != "get_log" {
            let status = response.status().as_u16();
            let by = user
                .map(|user| format!(": user=[{user}]"))
                .unwrap_or_default();
            state
                .log
                .add(format!("{} returned {status}{by}.", operation.id()));
        }
    }
    response
}

impl Api for TwinApp {
    fn document(&self) -> &'static Document {
        self.document
    }

    fn router(self: Arc<Self>) -> axum::Router {
        router(self)
    }

    fn credential(&self, headers: &HeaderMap) -> CredentialStatus {
        match headers.get(header::AUTHORIZATION) {
            None => CredentialStatus::Missing,
            Some(secret) => match lock(&self.state).find_credential(secret.as_bytes()) {
                None => CredentialStatus::Invalid,
                Some(_) => CredentialStatus::Valid,
            },
        }
    }

    fn clock(&self) -> Clock {
        lock(&self.state).clock.clone()
    }

    fn error(&self, _path: &str, status: StatusCode, message: &str) -> Response {
        let error = match status {
            // The vendor's list of statuses has no 413.
            StatusCode::PAYLOAD_TOO_LARGE => TwinError::too_large(),
            status => TwinError::of_status(status, message),
        };
        error.into_response()
    }
}
