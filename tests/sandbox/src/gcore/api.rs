//! The routes of the Gcore server.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::{
    assignments, audit, iam_audit, limit_requests, projects, quotas, regions, ssh_keys,
    subscriptions, tasks, users,
};
use crate::clock::Clock;
use crate::document::{Document, Operation};
use crate::log::CredentialStatus;
use crate::server::Api;
use crate::{gcore_iam, lock};

impl Api for GcoreApp {
    fn document(&self) -> &'static Document {
        self.document
    }

    fn find(&self, method: &str, path: &str) -> Option<&'static Operation> {
        self.document
            .find(method, path)
            .or_else(|| self.iam.document.find(method, path))
    }

    fn router(self: Arc<Self>) -> axum::Router {
        users::routes()
            .merge(assignments::routes())
            .merge(projects::routes())
            .merge(tasks::routes())
            .merge(regions::routes())
            .merge(ssh_keys::routes())
            .merge(quotas::routes())
            .merge(limit_requests::routes())
            .merge(audit::routes())
            .merge(subscriptions::routes())
            .method_not_allowed_fallback(async || {
                CloudError::new(
                    StatusCode::METHOD_NOT_ALLOWED,
                    "HTTPError",
                    "Method not allowed.",
                )
            })
            .fallback(async |Shared(app): Shared<Arc<Self>>, headers: HeaderMap| {
                app.authorize(&headers)?;
                CloudResult::Err(CloudError::not_found("Path not found."))
            })
            .with_state(self.clone())
            .merge(
                gcore_iam::router(self.clone()).layer(from_fn_with_state(self, iam_audit::record)),
            )
    }

    fn credential(&self, headers: &HeaderMap) -> CredentialStatus {
        match self.identify(headers) {
            Ok(_) => CredentialStatus::Valid,
            Err(credential) => credential,
        }
    }

    fn clock(&self) -> Clock {
        lock(&self.state).clock.clone()
    }

    fn error(&self, path: &str, status: StatusCode, message: &str) -> Response {
        if path.starts_with("/iam/") {
            gcore_iam::error(status, message)
        } else {
            CloudError::of_status(status, message).into_response()
        }
    }
}
