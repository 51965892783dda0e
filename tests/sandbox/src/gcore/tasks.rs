//! Tasks. Each read of a task advances it.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::request::{AuthorizedRequest, TypedQuery, id};
use super::server::GcoreServer;
use super::store::{
    Actor, AuditEvent, CloudState, CompletionAction, Item, Task, field, integer, item, merge,
    set_fields,
};
use crate::response::{empty, ok};
use crate::{lock, random};

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/cloud/v1/tasks", get(list))
        .route(
            "/cloud/v1/tasks/{project_id}/{region_id}/active",
            get(list_active),
        )
        .route("/cloud/v1/tasks/{task_id}", get(get_one))
        .route(
            "/cloud/v1/tasks/{task_id}/acknowledge",
            post(acknowledge_one),
        )
        .route("/cloud/v1/tasks/acknowledge_all", post(acknowledge_all))
        .route("/cloud/v1/tasks/acknowledge", post(acknowledge_named))
}

impl CloudState {
    /// Starts a task and returns its id.
    pub(super) fn start_task(
        &mut self,
        user: i64,
        kind: &str,
        project: Option<i64>,
        data: Value,
        effect: CompletionAction,
    ) -> String {
        let id = random::uuid();
        let fields = json!({
            "id": id,
            "user_id": user,
            "task_type": kind,
            "project_id": project,
            "data": data,
        });
        let error = self.tasks.failures.pop_front();
        self.add_task(item(fields), effect, error);
        id
    }

    fn add_task(
        &mut self,
        fields: Item,
        effect: CompletionAction,
        error: Option<String>,
    ) -> String {
        let id = fields.get("id").and_then(Value::as_str).map(str::to_owned);
        let id = id.unwrap_or_else(random::uuid);
        let defaults = json!({
            "id": id,
            "user_id": self.caller,
            "task_type": "create_vm",
            "state": "NEW",
            "created_on": self.now(),
            "updated_on": null,
            "finished_on": null,
            "client_id": self.client,
            "project_id": null,
            "region_id": null,
            "error": null,
            "created_resources": null,
            "data": null,
            "detailed_state": null,
            "acknowledged_at": null,
            "acknowledged_by": null,
            "job_id": null,
            "lifecycle_policy_id": null,
            "request_id": random::uuid(),
            "schedule_id": null,
            "user_client_id": self.client,
        });
        let task = Task {
            item: merge(defaults, fields),
            effect,
            error,
            read: false,
        };
        self.tasks.items.insert(id.clone(), task);
        id
    }

    /// Advances a task if it has not ended, and returns its state.
    fn advance_task(&mut self, id: &str) -> Option<String> {
        let now = self.now();
        let task = self.tasks.items.get_mut(id)?;
        let state = task.item.get("state").and_then(Value::as_str);
        let next = match state {
            Some("NEW") => "RUNNING",
            Some("RUNNING") if task.error.is_some() => "ERROR",
            Some("RUNNING") => "FINISHED",
            other => return other.map(str::to_owned),
        };
        task.item.insert("state".into(), next.into());
        task.item.insert("updated_on".into(), now.clone());
        if !task.is_active() {
            task.item.insert("finished_on".into(), now);
            let error = task.error.clone();
            task.item.insert("error".into(), error.into());
            match task.effect {
                CompletionAction::Nothing => {}
                CompletionAction::DeleteProject(project) => {
                    self.end_deletion(project, next == "FINISHED")
                }
            }
        }
        Some(next.to_owned())
    }

    /// Reads a task and advances it, except on the first read.
    fn read_task(&mut self, id: &str) -> Option<Item> {
        let paused = self.tasks.paused;
        let task = self.tasks.items.get_mut(id)?;
        let first = !std::mem::replace(&mut task.read, true);
        if !first && !paused {
            self.advance_task(id);
        }
        self.tasks.items.get(id).map(|task| task.item.clone())
    }

    /// Acknowledges the matching tasks that are not yet acknowledged.
    fn acknowledge(&mut self, actor: &Actor, passes: impl Fn(&Item) -> bool) {
        let now = self.now();
        let mut seen = Vec::new();
        for task in self.tasks.items.values_mut() {
            let item = &mut task.item;
            if passes(item) && field(item, "acknowledged_at").is_none() {
                item.insert("acknowledged_at".into(), now.clone());
                item.insert("acknowledged_by".into(), actor.user.into());
                seen.push(item.clone());
            }
        }
        for task in seen {
            let number = |key: &str| task.get(key).and_then(integer);
            let mut event = AuditEvent::new("project", "update")
                .project(number("project_id"))
                .region(number("region_id"))
                .data(json!({ "acknowledged": true }));
            if let Some(id) = task.get("id").and_then(Value::as_str) {
                event = event.task(id);
            }
            self.record(actor, event);
        }
    }
}

fn task_not_found() -> CloudError {
    CloudError::not_found("Task not found.")
}

/// Returns whether a task is in the queried project and region.
fn is_in(task: &Item, query: &TypedQuery) -> bool {
    query.allows("project_id", task.get("project_id"))
        && query.allows("region_id", task.get("region_id"))
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "TaskViewSet.get")?;
    let state = lock(&app.state);
    let acknowledged = query.flag("is_acknowledged");
    let mut found = state.tasks.find(|task| {
        let task = &task.item;
        let seen = field(task, "acknowledged_at").is_some();
        is_in(task, &query)
            && query.allows("state", task.get("state"))
            && query.allows("task_type", task.get("task_type"))
            && acknowledged.is_none_or(|wanted| wanted == seen)
            && query.within("from_timestamp", "to_timestamp", task.get("created_on"))
    });
    if !query.oldest_first() {
        found.reverse();
    }
    ok(&query.page(&found))
}

async fn list_active(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((project, region)): Path<(String, String)>,
    request: AuthorizedRequest,
) -> CloudResult {
    let (project, region) = (id(&project, "a project")?, id(&region, "a region")?);
    let query = request.query(&app, "TasksActiveInProjectViewSet.get")?;
    let state = lock(&app.state);
    if state.project(project).is_none() {
        return Err(CloudError::not_found("Project not found."));
    }
    if !state.regions.contains_key(&region) {
        return Err(CloudError::not_found("Region not found."));
    }
    let mut found = state.tasks.find(|task| {
        let number = |key: &str| task.item.get(key).and_then(integer);
        task.is_active()
            && number("project_id") == Some(project)
            && number("region_id").is_none_or(|other| other == region)
            && query.allows("task_type", task.item.get("task_type"))
    });
    found.reverse();
    ok(&query.page(&found))
}

async fn get_one(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(id): Path<String>,
    _: AuthorizedRequest,
) -> CloudResult {
    let task = lock(&app.state).read_task(&id).ok_or_else(task_not_found)?;
    ok(&task.into())
}

async fn acknowledge_one(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(id): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let mut state = lock(&app.state);
    state.acknowledge(&request.actor, |task| {
        task.get("id").and_then(Value::as_str) == Some(&id)
    });
    let task = state.tasks.items.get(&id).ok_or_else(task_not_found)?;
    ok(&task.item.clone().into())
}

async fn acknowledge_all(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    let query = request.query(&app, "TasksAcknowledgeAll.post")?;
    lock(&app.state).acknowledge(&request.actor, |task| is_in(task, &query));
    empty(StatusCode::NO_CONTENT)
}

async fn acknowledge_named(
    Shared(app): Shared<Arc<GcoreApp>>,
    request: AuthorizedRequest,
) -> CloudResult {
    let query = request.query(&app, "TasksAcknowledge.post")?;
    let body = request.optional_body(&app, "TasksAcknowledge.post")?;
    let named = field(&body, "task_ids").and_then(Value::as_array);
    lock(&app.state).acknowledge(&request.actor, |task| {
        let is_named = |ids: &Vec<Value>| ids.iter().any(|id| Some(id) == task.get("id"));
        is_in(task, &query) && named.is_none_or(is_named)
    });
    empty(StatusCode::NO_CONTENT)
}

impl GcoreServer {
    /// Returns all current tasks, oldest first, without advancing them.
    #[must_use]
    pub fn tasks(&self) -> Vec<Value> {
        let state = lock(&self.app.state);
        let tasks = state.tasks.find(|_| true).into_iter();
        tasks.cloned().map(Value::Object).collect()
    }

    /// Returns the current state of a task without advancing it.
    #[must_use]
    pub fn task(&self, id: &str) -> Option<Value> {
        let state = lock(&self.app.state);
        let task = state.tasks.items.get(id)?;
        Some(task.item.clone().into())
    }

    /// Adds a task as JSON and returns its id. Missing required fields get defaults, unknown fields
    /// are kept. A value that is not an object counts as `{}`. The task advances like others but
    /// changes nothing else.
    pub fn add_task_json(&self, task: Value) -> String {
        lock(&self.app.state).add_task(item(task), CompletionAction::Nothing, None)
    }

    /// Sets fields of a task. A state that the sandbox does not know stays until it is set again.
    pub fn set_task_fields(&self, id: &str, fields: Value) {
        let mut state = lock(&self.app.state);
        let task = state.tasks.items.get_mut(id);
        set_fields(task.map(|task| &mut task.item), fields);
    }

    /// Stops tasks from advancing when read, until [`advance_task`](Self::advance_task) or
    /// [`finish_task`](Self::finish_task) is called.
    pub fn pause_tasks(&self) {
        lock(&self.app.state).tasks.paused = true;
    }

    /// Lets tasks advance again when read.
    pub fn resume_tasks(&self) {
        lock(&self.app.state).tasks.paused = false;
    }

    /// Advances a task from `NEW` to `RUNNING` or from there to its end, and returns its state;
    /// `None` if there is no such task.
    pub fn advance_task(&self, id: &str) -> Option<String> {
        lock(&self.app.state).advance_task(id)
    }

    /// Advances a task to its end and returns its final state.
    pub fn finish_task(&self, id: &str) -> Option<String> {
        let mut state = lock(&self.app.state);
        state.advance_task(id)?;
        state.advance_task(id)
    }

    /// Makes a task end in `ERROR` with this text. Returns false if there is no such task.
    pub fn fail_task(&self, id: &str, error: &str) -> bool {
        let mut state = lock(&self.app.state);
        let task = state.tasks.items.get_mut(id);
        task.map(|task| task.error = Some(error.to_owned()))
            .is_some()
    }

    /// Makes the next task that a request starts end in `ERROR` with this text. Each call adds one
    /// task.
    pub fn fail_next_task(&self, error: &str) {
        let mut state = lock(&self.app.state);
        state.tasks.failures.push_back(error.to_owned());
    }
}
