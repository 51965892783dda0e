//! SSH keys of projects, which are read-only.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::Value;

use super::app::GcoreApp;
use super::error::CloudResult;
use super::projects::project_not_found;
use super::request::{AuthorizedRequest, id};
use super::store::{Item, integer};
use crate::lock;
use crate::response::ok;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new().route("/cloud/v1/ssh_keys/{project_id}", get(list))
}

async fn list(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let project = id(&text, "a project")?;
    let query = request.query(&app, "SSHKeyCollectionViewSet.get")?;
    let state = lock(&app.state);
    state.project(project).ok_or_else(project_not_found)?;
    let part = query.text("name").unwrap_or_default();
    let is_wanted = |key: &&Item| {
        let name = key.get("name").and_then(Value::as_str);
        key.get("project_id").and_then(integer) == Some(project)
            && name.is_some_and(|name| name.contains(part))
    };
    let mut found: Vec<_> = state.ssh_keys.iter().filter(is_wanted).collect();
    query.sort(&mut found);
    ok(&query.page(&found))
}
