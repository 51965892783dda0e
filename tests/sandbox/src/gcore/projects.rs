//! Projects. A task deletes them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::get;
use serde_json::{Value, json};

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::request::{AuthorizedRequest, id};
use super::server::GcoreServer;
use super::store::{
    Actor, AuditEvent, CloudState, CompletionAction, Item, field, integer, item, set_fields,
};
use crate::lock;
use crate::response::{created, ok};
use crate::seed::ProjectSeed;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/cloud/v1/projects", get(list).post(create))
        .route(
            "/cloud/v1/projects/{project_id}",
            get(get_one).patch(update).put(replace).delete(delete),
        )
}

impl CloudState {
    /// Returns a project that is not deleted.
    pub(super) fn project(&self, id: i64) -> Option<&Item> {
        self.projects.get(&id).filter(|project| is_live(project))
    }

    pub(super) fn live_projects(&self) -> impl Iterator<Item = (&i64, &Item)> {
        self.projects.iter().filter(|(_, project)| is_live(project))
    }

    /// Returns a project that is not deleted and has no running task.
    fn idle_project(&self, id: i64) -> Result<&Item, CloudError> {
        let project = self.project(id).ok_or_else(project_not_found)?;
        match field(project, "task_id").and_then(Value::as_str) {
            None => Ok(project),
            Some(task) => Err(CloudError::conflict(format!(
                "Task {task} is still running on the project."
            ))),
        }
    }

    fn require_unique_name(
        &self,
        name: Option<&Value>,
        except: Option<i64>,
    ) -> Result<(), CloudError> {
        let taken = |(id, project): (&i64, &Item)| {
            Some(*id) != except && name.is_some() && project.get("name") == name
        };
        if self.live_projects().any(taken) {
            return Err(CloudError::conflict("Another project has this name."));
        }
        Ok(())
    }

    /// Updates the fields of a project that `body` has.
    fn change_project(&mut self, id: i64, body: Item, actor: &Actor) -> CloudResult {
        self.idle_project(id)?;
        self.require_unique_name(body.get("name"), Some(id))?;
        let known = |(key, _): &(String, Value)| key == "name" || key == "description";
        let changes: Item = body.into_iter().filter(known).collect();
        let Some(project) = self.projects.get_mut(&id) else {
            return Err(project_not_found());
        };
        project.extend(changes.clone());
        let project = project.clone();
        self.record_project(actor, "update", id, &project, changes, None);
        ok(&project.into())
    }

    fn record_project(
        &mut self,
        actor: &Actor,
        action: &'static str,
        id: i64,
        project: &Item,
        data: Item,
        task: Option<&str>,
    ) {
        let name = project.get("name").and_then(Value::as_str);
        let mut event = AuditEvent::new("project", action)
            .project(Some(id))
            .data(data.into())
            .resource("project", id, name);
        if let Some(task) = task {
            event = event.task(task);
        }
        self.record(actor, event);
    }

    /// Ends the deletion of a project, successfully or not.
    pub(super) fn end_deletion(&mut self, id: i64, done: bool) {
        let now = self.now();
        if let Some(project) = self.projects.get_mut(&id) {
            project.insert("task_id".into(), Value::Null);
            let state = if done { "DELETED" } else { "DELETION_FAILED" };
            project.insert("state".into(), state.into());
            if done {
                project.insert("deleted_at".into(), now);
            }
        }
        if done {
            self.delete_project_assignments(id);
        }
    }
}

fn is_live(project: &Item) -> bool {
    field(project, "deleted_at").is_none()
}

pub(super) fn project_not_found() -> CloudError {
    CloudError::not_found("Project not found.")
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "ProjectListViewSet.get")?;
    let state = lock(&app.state);
    let deleted = query.flag("include_deleted") == Some(true);
    let mut found: Vec<_> = state
        .projects
        .values()
        .filter(|project| deleted || is_live(project))
        .filter(|project| query.allows("name", project.get("name")))
        .collect();
    query.sort(&mut found);
    ok(&query.page(&found))
}

async fn create(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let body = request.body(&app, "ProjectListViewSet.post")?;
    let mut state = lock(&app.state);
    state.require_unique_name(body.get("name"), None)?;
    state.require_project_quota()?;
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    let name = text("name");
    let id = state.add_project(&ProjectSeed {
        name: name.clone(),
        description: text("description"),
        ..ProjectSeed::default()
    });
    let project = state.project(id).cloned().unwrap_or_default();
    let data = item(json!({ "name": name }));
    state.record_project(&request.actor, "create", id, &project, data, None);
    created(&project.into())
}

async fn get_one(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    _: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a project")?;
    let state = lock(&app.state);
    ok(&state
        .project(id)
        .cloned()
        .ok_or_else(project_not_found)?
        .into())
}

async fn update(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a project")?;
    let body = request.body(&app, "ProjectViewSet.patch")?;
    lock(&app.state).change_project(id, body, &request.actor)
}

async fn replace(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a project")?;
    let mut body = request.body(&app, "ProjectViewSet.put")?;
    body.entry("description").or_insert(Value::Null);
    lock(&app.state).change_project(id, body, &request.actor)
}

async fn delete(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "a project")?;
    let mut state = lock(&app.state);
    let project = state.idle_project(id)?.clone();
    if project.get("is_default") == Some(&Value::Bool(true)) {
        return Err(CloudError::forbidden(
            "The default project cannot be deleted.",
        ));
    }
    let task = state.start_task(
        request.actor.user,
        "delete_project",
        Some(id),
        json!({ "project_id": id }),
        CompletionAction::DeleteProject(id),
    );
    if let Some(project) = state.projects.get_mut(&id) {
        project.insert("state".into(), "DELETING".into());
        project.insert("task_id".into(), task.clone().into());
    }
    let actor = &request.actor;
    state.record_project(actor, "delete", id, &project, Item::new(), Some(&task));
    ok(&json!({ "tasks": [task] }))
}

impl GcoreServer {
    /// Adds a project and returns its id.
    pub fn add_project(&self) -> i64 {
        lock(&self.app.state).add_project(&ProjectSeed::default())
    }

    /// Adds a project with this id, replacing an existing one.
    pub fn add_project_with_id(&self, id: i64) {
        lock(&self.app.state).add_project(&ProjectSeed {
            id: Some(id),
            ..ProjectSeed::default()
        });
    }

    /// Sets fields of a project, such as its name or `is_default`. Does nothing if there is no such
    /// project or `fields` is not an object.
    pub fn set_project_fields(&self, id: i64, fields: Value) {
        let mut state = lock(&self.app.state);
        set_fields(state.projects.get_mut(&id), fields);
    }

    /// Returns the ids of all projects that are not deleted.
    #[must_use]
    pub fn project_ids(&self) -> Vec<i64> {
        let state = lock(&self.app.state);
        state.live_projects().map(|(id, _)| *id).collect()
    }

    /// Returns the current state of a project, even if deleted.
    #[must_use]
    pub fn project(&self, id: i64) -> Option<Value> {
        let state = lock(&self.app.state);
        state.projects.get(&id).cloned().map(Value::Object)
    }

    /// Removes a project and its assignments, as another administrator would.
    pub fn remove_project(&self, id: i64) -> Option<Value> {
        let mut state = lock(&self.app.state);
        state.delete_project_assignments(id);
        state.projects.remove(&id).map(Value::Object)
    }

    /// Returns the ids of the assignments in a project.
    #[must_use]
    pub fn project_assignment_ids(&self, project_id: i64) -> Vec<i64> {
        let state = lock(&self.app.state);
        let inside = |item: &Item| item.get("project_id").and_then(integer) == Some(project_id);
        let assignments = state.assignments.iter();
        assignments
            .filter(|(_, item)| inside(item))
            .map(|(id, _)| *id)
            .collect()
    }
}
