//! The audit log: who did what.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State as Shared;
use axum::http::{Extensions, HeaderMap, header};
use axum::routing::get;
use serde_json::{Value, json};

use super::request::{Answer, Call, Query, ok};
use super::state::{Item, State, item, moment, with};
use super::{App, GcoreServer};
use crate::connection::Peer;
use crate::lock;

/// How many actions are kept, the newest: a load test must not fill the memory.
const KEPT: usize = 100_000;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/cloud/v1/user_actions", get(list))
}

/// Who asks, and from where.
#[derive(Debug, Clone)]
pub(super) struct Actor {
    pub(super) user: i64,
    pub(super) address: Option<IpAddr>,
    pub(super) agent: Option<String>,
}

impl Actor {
    /// Who a request comes from.
    pub(super) fn of(user: i64, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let agent = headers.get(header::USER_AGENT);
        Self {
            user,
            address: extensions.get::<Peer>().map(|peer| peer.0),
            agent: agent
                .and_then(|agent| agent.to_str().ok())
                .map(str::to_owned),
        }
    }
}

/// What was done.
#[derive(Debug)]
pub(super) struct Act {
    group: &'static str,
    action: &'static str,
    project: Option<i64>,
    region: Option<i64>,
    task: Option<String>,
    data: Value,
    resources: Vec<Value>,
}

impl Act {
    /// An action of a type, through a part of the API.
    pub(super) fn new(group: &'static str, action: &'static str) -> Self {
        Self {
            group,
            action,
            project: None,
            region: None,
            task: None,
            data: Value::Null,
            resources: Vec::new(),
        }
    }

    pub(super) fn project(mut self, id: Option<i64>) -> Self {
        self.project = id;
        self
    }

    pub(super) fn region(mut self, id: Option<i64>) -> Self {
        self.region = id;
        self
    }

    pub(super) fn task(mut self, id: &str) -> Self {
        self.task = Some(id.to_owned());
        self
    }

    /// An object that says more.
    pub(super) fn data(mut self, data: Value) -> Self {
        self.data = data;
        self
    }

    /// What it was done to, and a text to search it by.
    pub(super) fn resource(mut self, kind: &str, id: i64, search: Option<&str>) -> Self {
        self.resources.push(json!({
            "resource_id": id.to_string(),
            "resource_type": kind,
            "search_field": search,
            "resource_body": null,
        }));
        self
    }
}

#[derive(Debug, Default)]
pub(super) struct Audit {
    /// The oldest first.
    actions: VecDeque<Item>,
    last_id: u64,
}

impl Audit {
    fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }

    fn push(&mut self, action: Item) {
        if self.actions.len() == KEPT {
            self.actions.pop_front();
        }
        self.actions.push_back(action);
    }
}

impl State {
    /// Writes an action down.
    pub(super) fn record(&mut self, actor: &Actor, act: Act) {
        let user = self.users.get(&actor.user);
        let email = user.and_then(|user| user.get("email")).cloned();
        let action = item(json!({
            "id": self.audit.next_id(),
            "timestamp": self.now(),
            "client_id": self.client,
            "user_id": actor.user,
            "email": email,
            "project_id": act.project,
            "region_id": act.region,
            "api_group": act.group,
            "action_type": act.action,
            "action_data": act.data,
            "task_id": act.task,
            "user_agent": actor.agent,
            "source_user_ip": actor.address.map(|address| address.to_string()),
            "acknowledged": self.subscriptions.any(),
            "is_complete": true,
            "total_price": null,
            "token_id": null,
            "issued_by_user_id": null,
            "resources": act.resources,
        }));
        self.audit.push(action);
    }

    fn add_action_json(&mut self, given: Item) -> String {
        let id = given.get("id").and_then(Value::as_str).map(str::to_owned);
        let id = id.unwrap_or_else(|| self.audit.next_id());
        let action = with(
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
            given,
        );
        self.audit.push(action);
        id
    }
}

/// Whether an action passes all filters of a query.
fn passes(action: &Item, query: &Query) -> bool {
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

async fn list(Shared(app): Shared<Arc<App>>, call: Call) -> Answer {
    let query = call.query(&app, "UserActionLogClientViewSet.get")?;
    let state = lock(&app.state);
    let actions = state.audit.actions.iter();
    let mut found: Vec<_> = actions.filter(|action| passes(action, &query)).collect();
    // What was seeded may lie in the past; of the same time, what came first stays first.
    found.sort_by_cached_key(|action| {
        let time = action.get("timestamp").and_then(Value::as_str);
        time.and_then(moment)
    });
    if !query.oldest_first() {
        found.reverse();
    }
    ok(&query.page(&found))
}

impl GcoreServer {
    /// The audit log, the oldest action first.
    #[must_use]
    pub fn user_actions(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        let actions = state.audit.actions.iter();
        actions.cloned().map(Value::Object).collect()
    }

    /// Adds an entry to the audit log and gives its id. Required fields that it lacks are filled in,
    /// fields that the document does not know are kept. Anything but an object counts as `{}`.
    ///
    /// What breaks the document makes the answers that carry it a 500, in debug builds.
    pub fn add_user_action_json(&self, action: Value) -> String {
        lock(&self.app.state).add_action_json(item(action))
    }
}
