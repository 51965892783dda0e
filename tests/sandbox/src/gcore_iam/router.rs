//! The routes of IAM.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::any;

use super::error::{IamError, IamResult};
use super::request::RequestContext;
use super::{account, tokens, users};
use crate::gcore::GcoreApp;

pub(crate) fn router(app: Arc<GcoreApp>) -> Router {
    Router::new()
        .merge(account::routes())
        .merge(users::routes())
        .merge(tokens::routes())
        .route(
            "/iam/{*rest}",
            any(
                async |axum::extract::State(app): axum::extract::State<Arc<GcoreApp>>,
                       headers: HeaderMap| {
                    RequestContext::authenticate(&app, &headers)?;
                    IamResult::Err(IamError::not_found("Path not found."))
                },
            ),
        )
        .method_not_allowed_fallback(async || {
            let message = "Method not allowed.";
            IamError::new(StatusCode::METHOD_NOT_ALLOWED, message)
        })
        .with_state(app)
}
