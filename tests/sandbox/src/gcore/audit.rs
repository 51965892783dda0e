//! The audit log.

use std::sync::Arc;

use axum::Router;
use axum::extract::State as Shared;
use axum::routing::get;
use serde_json::{Value, json};

use super::app::GcoreApp;
use super::error::CloudResult;
use super::request::{AuthorizedRequest, TypedQuery};
use super::server::GcoreServer;
use super::store::{Actor, AuditEvent, CloudState, Item, item, merge, parse_time};
use crate::lock;
use crate::response::ok;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new().route("/cloud/v1/user_actions", get(list))
}

impl CloudState {
    /// Adds an entry to the audit log.
    pub(super) fn record(&mut self, actor: &Actor, event: AuditEvent) {
        let user = self.users.get(&actor.user);
        let email = user.and_then(|user| user.get("email")).cloned();
        let action = item(json!({
            "id": self.audit.next_id(),
            "timestamp": self.now(),
            "client_id": self.client,
            "user_id": actor.user,
            "email": email,
            "project_id": event.project,
            "region_id": event.region,
            "api_group": event.group,
            "action_type": event.action,
            "action_data": event.data,
            "task_id": event.task,
            "user_agent": actor.agent,
            "source_user_ip": actor.address.map(|address| address.to_string()),
            "acknowledged": self.subscriptions.any(),
            "is_complete": true,
            "total_price": null,
            "token_id": null,
            "issued_by_user_id": null,
            "resources": event.resources,
        }));
        self.audit.push(action);
    }

    fn add_action_json(&mut self, fields: Item) -> String {
        let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
        let id = id.unwrap_or_else(|| self.audit.next_id());
        let action = merge(
            json!({
                "id": id,
                "timestamp": self.now(),
                "client_id": self.client,
                "user_id": self.caller,
                "email": null,
                "project_id": null,
                "region_id": null,
                "api_group": "instance",
                "action_type": "create",
                "action_data": null,
                "task_id": null,
                "user_agent": null,
                "source_user_ip": null,
                "acknowledged": false,
                "is_complete": true,
                "total_price": null,
                "token_id": null,
                "issued_by_user_id": null,
                "resources": [],
            }),
            fields,
        );
        self.audit.push(action);
        id
    }
}

/// Returns whether an action matches all filters of a query.
fn passes(action: &Item, query: &TypedQuery) -> bool {
    let resources = || {
        let list = action.get("resources").and_then(Value::as_array);
        list.into_iter().flatten()
    };
    let one_of = |parameter: &str, field: &str| {
        query.get(parameter).is_none()
            || resources().any(|resource| query.allows(parameter, resource.get(field)))
    };
    let fields = [
        ("action_type", "action_type"),
        ("api_group", "api_group"),
        ("project_id", "project_id"),
        ("region_id", "region_id"),
        ("source_user_ips", "source_user_ip"),
        ("user_agents", "user_agent"),
    ];
    fields
        .iter()
        .all(|(parameter, field)| query.allows(parameter, action.get(*field)))
        && one_of("resource_id", "resource_id")
        && one_of("search_field", "search_field")
        && query.within("from_timestamp", "to_timestamp", action.get("timestamp"))
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "UserActionLogClientViewSet.get")?;
    let state = lock(&app.state);
    let actions = state.audit.actions.iter();
    let mut found: Vec<_> = actions.filter(|action| passes(action, &query)).collect();
    // Seeded entries may lie in the past. Entries of the same time keep their order.
    found.sort_by_cached_key(|action| {
        let time = action.get("timestamp").and_then(Value::as_str);
        time.and_then(parse_time)
    });
    if !query.oldest_first() {
        found.reverse();
    }
    ok(&query.page(&found))
}

impl GcoreServer {
    /// Returns the audit log, oldest entry first.
    #[must_use]
    pub fn user_actions(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        let actions = state.audit.actions.iter();
        actions.cloned().map(Value::Object).collect()
    }

    /// Adds an entry to the audit log as JSON and returns its id. Missing required fields get
    /// defaults, unknown fields are kept. A value that is not an object counts as `{}`.
    ///
    /// In debug builds, responses with an item that violates the document become a 500.
    pub fn add_user_action_json(&self, action: Value) -> String {
        lock(&self.app.state).add_action_json(item(action))
    }
}
