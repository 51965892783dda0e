//! Audit log entries for writes through IAM.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as Shared};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value;

use super::app::GcoreApp;
use super::store::{Actor, AuditEvent, integer};
use crate::lock;
use crate::response::read_body;

/// Runs a request to IAM and records it in the audit log if it is a successful write. Logins and
/// password resets have no credential and are not recorded.
pub(super) async fn record(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: Request,
    next: Next,
) -> Response {
    let action = match *request.method() {
        Method::POST => "create",
        Method::PUT | Method::PATCH => "update",
        Method::DELETE => "delete",
        _ => return next.run(request).await,
    };
    // The request may delete its own credential, so it is read before.
    let Ok(identity) = app.identify(request.headers()) else {
        return next.run(request).await;
    };
    let actor = Actor::of(identity.user, request.headers(), request.extensions());
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    if !response.status().is_success() || path.starts_with("/iam/auth/") {
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = read_body(body).await;
    let response_body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let mut event = AuditEvent::new("user", action);
    if let Some((kind, id)) = resource(&path, &response_body) {
        event = event.resource(kind, id, None);
    }
    lock(&app.state).record(&actor, event);
    Response::from_parts(parts, Body::from(body))
}

/// Returns the written resource: the last id in the path, or the id in the response.
fn resource(path: &str, response_body: &Value) -> Option<(&'static str, i64)> {
    let segments: Vec<&str> = path.split('/').collect();
    let after = |name: &str| {
        let at = segments.iter().position(|segment| *segment == name)?;
        segments.get(at + 1)?.parse().ok()
    };
    if segments.contains(&"tokens") {
        let id = after("tokens").or_else(|| integer(&response_body["id"]))?;
        return Some(("token", id));
    }
    let id = after("client-users")
        .or_else(|| after("users"))
        .or_else(|| integer(&response_body["user_id"]))?;
    Some(("user", id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::resource;

    #[test]
    fn finds_the_resource_in_path_or_response() {
        for (path, response_body, found) in [
            (
                "/iam/v2/clients/8/tokens",
                json!({"id": 3}),
                Some(("token", 3)),
            ),
            (
                "/iam/v2/clients/8/tokens/4",
                json!(null),
                Some(("token", 4)),
            ),
            ("/iam/users/7/email", json!({}), Some(("user", 7))),
            (
                "/iam/clients/8/client-users/7",
                json!({}),
                Some(("user", 7)),
            ),
            (
                "/iam/clients/invite_user",
                json!({"user_id": 9}),
                Some(("user", 9)),
            ),
            ("/iam/clients/create", json!({"id": 9}), None),
        ] {
            assert_eq!(resource(path, &response_body), found, "{path}");
        }
    }
}
