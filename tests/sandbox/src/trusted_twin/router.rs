//! Which operation answers a request, and what is kept of it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;

use super::refusal::{Answer, Refusal};
use super::{
    App, account, batches, ledgers, log, roles, secrets, stickers, tokens, twins, usage, users,
};
use crate::lock;

/// The operations that need no key.
const OPEN: [&str; 5] = [
    "create_user_secret",
    "download_doc",
    "webhook_confirm_subscription",
    "webhook_refresh_subscription",
    "webhook_unsubscribe",
];

pub(super) fn router(app: Arc<App>) -> Router {
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
        .method_not_allowed_fallback(elsewhere)
        .fallback(elsewhere)
        .layer(from_fn_with_state(app.clone(), record))
        .with_state(app)
}

/// What the sandbox does not have: the document's other operations, and everything else.
async fn elsewhere(
    Shared(app): Shared<Arc<App>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let Some(operation) = app.document.find(method.as_str(), uri.path()) else {
        let _ = app.identify(&headers)?;
        return Err(Refusal::not_found("There is no such operation."));
    };
    let id = operation.id();
    if !OPEN.contains(&id) {
        let _ = app.enter(&headers, id)?;
    }
    Err(Refusal::not_in_the_sandbox(format!(
        "The sandbox does not have the operation {id}."
    )))
}

/// Writes each operation into the log and counts it, under its caller where that was known before.
async fn record(Shared(app): Shared<Arc<App>>, request: Request, next: Next) -> Response {
    let operation = app
        .document
        .find(request.method().as_str(), request.uri().path());
    let user = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|key| {
            let state = lock(&app.state);
            let (user, _) = state.whose(key.as_bytes())?;
            Some(user.uuid.clone())
        });
    let response = next.run(request).await;
    if let Some(operation) = operation {
        let mut state = lock(&app.state);
        let now = state.clock.peek_ms();
        state.usage.count(now, user.as_deref(), operation.id());
        // A reader who follows the log would never come to its end.
        if operation.id() != "get_log" {
            let status = response.status().as_u16();
            let by = user
                .map(|user| format!(": user=[{user}]"))
                .unwrap_or_default();
            state.log.add(format!(
                "{} was answered with {status}{by}.",
                operation.id()
            ));
        }
    }
    response
}
