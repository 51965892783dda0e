//! Role assignments, in the account or in a project.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::routing::{get, patch};
use serde_json::{Value, json};

use super::app::GcoreApp;
use super::error::{CloudError, CloudResult};
use super::request::{AuthorizedRequest, id};
use super::server::GcoreServer;
use super::store::{Actor, AuditEvent, CloudState, Item, integer, item, merge, values};
use crate::lock;
use crate::response::ok;
use crate::seed::AssignmentSeed;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/cloud/v1/users/assignments", get(list).post(create))
        .route(
            "/cloud/v1/users/assignments/{assignment_id}",
            patch(update).delete(delete),
        )
        .route("/cloud/v1/users/roles", get(list_roles))
}

/// A user, a role and its scope.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grant {
    pub(super) user: i64,
    pub(super) role: String,
    pub(super) client: i64,
    pub(super) project: Option<i64>,
}

impl CloudState {
    /// Reads a role and its scope from a body. Absent keys keep the values of `current`, the
    /// assignment being updated.
    fn read_grant(&self, body: &Item, current: Option<&Item>) -> Result<Grant, CloudError> {
        let read_id = |key: &str| match body.get(key) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(value) => match integer(value) {
                Some(integer) => Ok(Some(Some(integer))),
                None => Err(CloudError::invalid_field(
                    key,
                    "The number is out of range.",
                )),
            },
        };
        let current_value = |key: &str| current.and_then(|item| item.get(key)).and_then(integer);
        let client = read_id("client_id")?;
        let project = read_id("project_id")?;
        if project.flatten().is_some() && client.flatten().is_none() {
            return Err(CloudError::invalid_field(
                "client_id",
                "A project requires its client.",
            ));
        }
        let user = read_id("user_id")?
            .flatten()
            .filter(|user| self.users.contains_key(user))
            .ok_or_else(|| CloudError::not_found("User not found."))?;
        let client = client
            .unwrap_or_else(|| current_value("client_id"))
            .unwrap_or(self.client);
        // Seeded assignments may belong to other accounts; requested ones may not.
        if client != self.client && Some(client) != current_value("client_id") {
            return Err(CloudError::not_found("Client not found."));
        }
        let project = project.unwrap_or_else(|| current_value("project_id"));
        if let Some(project) = project
            && Some(project) != current_value("project_id")
            && self.project(project).is_none()
        {
            return Err(CloudError::not_found("Project not found."));
        }
        Ok(Grant {
            user,
            role: body
                .get("role")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            client,
            project,
        })
    }

    /// Fails if another assignment has the same user, role and scope.
    fn reject_duplicate(&self, grant: &Grant, except: Option<i64>) -> Result<(), CloudError> {
        let other = self
            .assignments
            .iter()
            .filter(|(id, _)| Some(**id) != except)
            .find(|(_, item)| {
                let number = |key: &str| item.get(key).and_then(integer);
                number("user_id") == Some(grant.user)
                    && item.get("role").and_then(Value::as_str) == Some(&grant.role)
                    && number("client_id") == Some(grant.client)
                    && number("project_id") == grant.project
            });
        match other {
            None => Ok(()),
            Some((id, _)) => Err(CloudError::conflict(format!(
                "Assignment {id} has the same user, role and scope."
            ))),
        }
    }

    /// Adds an assignment, with a free id unless one is given.
    pub(super) fn assign(&mut self, id: Option<i64>, grant: &Grant, by: i64) -> i64 {
        let id = id.unwrap_or_else(|| self.next_id());
        self.reserve_id(id);
        let now = self.now();
        let fields = json!({
            "id": id,
            "user_id": grant.user,
            "role": grant.role,
            "client_id": grant.client,
            "project_id": grant.project,
            "assigned_by": by,
            "created_at": now,
            "updated_at": null,
        });
        self.assignments.insert(id, item(fields));
        id
    }

    fn reassign(&mut self, id: i64, grant: &Grant, by: i64) {
        let now = self.now();
        if let Some(item) = self.assignments.get_mut(&id) {
            item.insert("user_id".into(), grant.user.into());
            item.insert("role".into(), grant.role.clone().into());
            item.insert("client_id".into(), grant.client.into());
            item.insert("project_id".into(), grant.project.into());
            item.insert("assigned_by".into(), by.into());
            item.insert("updated_at".into(), now);
        }
    }

    /// Stores an item, with defaults for the required fields that it lacks.
    fn add_assignment_json(&mut self, fields: Item) -> i64 {
        let id = fields
            .get("id")
            .and_then(integer)
            .unwrap_or_else(|| self.next_id());
        let defaults = json!({
            "id": id,
            "user_id": self.caller,
            "role": "Observer",
            "client_id": self.client,
            "project_id": null,
            "assigned_by": null,
            "created_at": self.now(),
            "updated_at": null,
        });
        self.assignments.insert(id, merge(defaults, fields));
        self.reserve_id(id);
        id
    }

    /// Deletes the assignments in a project.
    pub(super) fn delete_project_assignments(&mut self, project: i64) {
        self.assignments
            .retain(|_, item| item.get("project_id").and_then(integer) != Some(project));
    }

    fn record_assignment(&mut self, actor: &Actor, action: &'static str, id: i64, item: &Item) {
        let get = |key: &str| item.get(key).cloned().unwrap_or_default();
        let user = get("user_id");
        let email = integer(&user)
            .and_then(|user| self.users.get(&user))
            .and_then(|user| user.get("email"));
        let event = AuditEvent::new("role", action)
            .project(item.get("project_id").and_then(integer))
            .data(json!({
                "user_id": user,
                "role": get("role"),
                "client_id": get("client_id"),
                "project_id": get("project_id"),
            }))
            .resource("role", id, email.and_then(Value::as_str));
        self.record(actor, event);
    }
}

fn assignment_not_found(id: i64) -> CloudError {
    CloudError::not_found(format!("Assignment {id} not found."))
}

async fn list(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "AssignmentHandler.get")?;
    let state = lock(&app.state);
    let all = state.assignments.values();
    if query.get("project_id").is_none() && query.get("user_id").is_none() {
        // Avoids a copy of the list, which may have a million items.
        return ok(&query.page_of(state.assignments.len(), all));
    }
    let found: Vec<_> = all
        .filter(|item| query.allows("project_id", item.get("project_id")))
        .filter(|item| query.allows("user_id", item.get("user_id")))
        .collect();
    ok(&query.page(&found))
}

async fn create(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let body = request.body(&app, "AssignmentHandler.post")?;
    let mut state = lock(&app.state);
    let grant = state.read_grant(&body, None)?;
    state.reject_duplicate(&grant, None)?;
    let id = state.assign(None, &grant, request.actor.user);
    let created_item = state.assignments.get(&id).cloned().unwrap_or_default();
    state.record_assignment(&request.actor, "create", id, &created_item);
    ok(&created_item.into())
}

async fn update(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "an assignment")?;
    let body = request.body(&app, "PatchDeleteAssignmentHandler.patch")?;
    let mut state = lock(&app.state);
    let current = state
        .assignments
        .get(&id)
        .ok_or_else(|| assignment_not_found(id))?;
    let grant = state.read_grant(&body, Some(current))?;
    state.reject_duplicate(&grant, Some(id))?;
    state.reassign(id, &grant, request.actor.user);
    let changed = state.assignments.get(&id).cloned().unwrap_or_default();
    state.record_assignment(&request.actor, "update", id, &changed);
    ok(&json!({ "assignment_id": id }))
}

async fn delete(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(text): Path<String>,
    request: AuthorizedRequest,
) -> CloudResult {
    let id = id(&text, "an assignment")?;
    let mut state = lock(&app.state);
    let removed = state
        .assignments
        .remove(&id)
        .ok_or_else(|| assignment_not_found(id))?;
    state.record_assignment(&request.actor, "delete", id, &removed);
    ok(&json!({ "assignment_id": id }))
}

async fn list_roles(Shared(app): Shared<Arc<GcoreApp>>, request: AuthorizedRequest) -> CloudResult {
    let query = request.query(&app, "RoleListHandler.get")?;
    let project = query.integer("project_id");
    if project.is_some_and(|project| lock(&app.state).project(project).is_none()) {
        return Err(CloudError::not_found("Project not found."));
    }
    let results: Vec<_> = app
        .document
        .enumeration(super::app::ROLE)
        .iter()
        .map(|role| match role.as_str() {
            "ClientAdministrator" => json!({ "role": role, "scope": "Client" }),
            role => json!({ "role": role, "scope": "Project" }),
        })
        .filter(|role| project.is_none() || role["scope"] == "Project")
        .collect();
    ok(&json!({ "count": results.len(), "results": results }))
}

impl GcoreServer {
    /// Adds an assignment and returns its id. Nothing is checked: the role, the user and the
    /// project may be unknown.
    pub fn add_assignment(&self, user_id: i64, role: &str, project_id: Option<i64>) -> i64 {
        lock(&self.app.state).add_assignment(&AssignmentSeed {
            id: None,
            user_id,
            role: role.to_owned(),
            project_id,
        })
    }

    /// Adds an assignment as JSON and returns its id. Missing required fields get defaults, unknown
    /// fields are kept. A value that is not an object counts as `{}`.
    ///
    /// In debug builds, responses with an item that violates the document become a 500.
    pub fn add_assignment_json(&self, assignment: Value) -> i64 {
        lock(&self.app.state).add_assignment_json(item(assignment))
    }

    /// Returns all current assignments, ordered by id.
    #[must_use]
    pub fn assignments(&self) -> Vec<Value> {
        values(&lock(&self.app.state).assignments)
    }

    /// Returns the current state of an assignment.
    #[must_use]
    pub fn assignment(&self, id: i64) -> Option<Value> {
        let state = lock(&self.app.state);
        state.assignments.get(&id).cloned().map(Value::Object)
    }

    /// Removes an assignment, as another administrator would.
    pub fn remove_assignment(&self, id: i64) -> Option<Value> {
        let mut state = lock(&self.app.state);
        state.assignments.remove(&id).map(Value::Object)
    }

    /// Returns the ids of a user's assignments.
    #[must_use]
    pub fn user_assignment_ids(&self, user_id: i64) -> Vec<i64> {
        let state = lock(&self.app.state);
        state
            .assignments
            .iter()
            .filter(|(_, item)| item.get("user_id").and_then(integer) == Some(user_id))
            .map(|(id, _)| *id)
            .collect()
    }
}
