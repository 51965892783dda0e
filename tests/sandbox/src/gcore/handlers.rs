//! The six operations.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, patch};
use serde_json::{Map, Value, json};

use super::App;
use super::state::{Grant, Item, State, integer};
use crate::document::{Operation, Problem, is_json};
use crate::log::Credential;
use crate::{lock, random, server};

type Answer = Result<Response, Refusal>;

pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/cloud/v1/users", get(list_users))
        .route(
            "/cloud/v1/users/assignments",
            get(list_assignments).post(create_assignment),
        )
        .route(
            "/cloud/v1/users/assignments/{assignment_id}",
            patch(update_assignment).delete(delete_assignment),
        )
        .route("/cloud/v1/users/roles", get(list_roles))
        .method_not_allowed_fallback(async || {
            Refusal::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "HTTPError",
                "This method is not allowed here.",
            )
        })
        .fallback(async |Shared(app): Shared<Arc<App>>, headers: HeaderMap| {
            app.authorize(&headers)?;
            Answer::Err(Refusal::not_found("There is nothing at this path."))
        })
        .with_state(app)
}

/// An error in the vendor's own body.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    class: &'static str,
    message: String,
    invalid_fields: Map<String, Value>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, class: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            class,
            message: message.into(),
            invalid_fields: Map::new(),
        }
    }

    fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFoundError", message)
    }

    fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "ValidationError", message)
    }

    fn invalid_fields(problems: Vec<Problem>) -> Self {
        let mut refusal = Self::invalid("The request is not valid.");
        for Problem { field, message } in problems {
            let messages = refusal
                .invalid_fields
                .entry(field)
                .or_insert_with(|| json!([]));
            if let Value::Array(messages) = messages {
                messages.push(message.into());
            }
        }
        refusal
    }

    fn invalid_field(field: &str, message: &str) -> Self {
        Self::invalid_fields(vec![Problem {
            field: field.to_owned(),
            message: message.to_owned(),
        }])
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({
            "exception_class": self.class,
            "message": self.message,
            "request_id": random::uuid(),
        });
        if !self.invalid_fields.is_empty() {
            body["invalid_fields"] = self.invalid_fields.into();
        }
        server::json(self.status, &body)
    }
}

fn ok(body: &Value) -> Answer {
    Ok(server::json(StatusCode::OK, body))
}

impl App {
    /// Lets a request in, and gives the user whose credential it has.
    fn authorize(&self, headers: &HeaderMap) -> Result<i64, Refusal> {
        let (class, message) = match self.admit(headers) {
            Ok(identity) => return Ok(identity.user),
            Err(Credential::Missing) => ("not_authenticated", "No API key was given."),
            Err(_) => ("token_not_valid", "The API key is not valid."),
        };
        Err(Refusal::new(StatusCode::UNAUTHORIZED, class, message))
    }

    fn operation(&self, id: &str) -> Result<&'static Operation, Refusal> {
        self.document.operation(id).ok_or_else(|| {
            let message = format!("The vendored document has no operation {id}.");
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "SandboxError", message)
        })
    }

    fn query(&self, id: &str, raw: Option<&str>) -> Result<Map<String, Value>, Refusal> {
        self.operation(id)?
            .query(raw)
            .map_err(Refusal::invalid_fields)
    }

    fn body(&self, id: &str, headers: &HeaderMap, bytes: &[u8]) -> Result<Item, Refusal> {
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(is_json) {
            return Err(Refusal::invalid(
                "The content type must be application/json.",
            ));
        }
        let body = serde_json::from_slice(bytes)
            .map_err(|error| Refusal::invalid(format!("The body is not JSON: {error}.")))?;
        let problems = self.operation(id)?.check_request(&body);
        match body {
            Value::Object(body) if problems.is_empty() => Ok(body),
            _ => Err(Refusal::invalid_fields(problems)),
        }
    }
}

impl State {
    /// Reads a role and its scope. `current` is the assignment that is changed: a key of the scope
    /// that is left out leaves it as it was there.
    fn grant(&self, body: &Item, current: Option<&Item>) -> Result<Grant, Refusal> {
        let given = |key: &str| match body.get(key) {
            None => Ok(None),
            Some(Value::Null) => Ok(Some(None)),
            Some(value) => match integer(value) {
                Some(integer) => Ok(Some(Some(integer))),
                None => Err(Refusal::invalid_field(key, "The number is out of range.")),
            },
        };
        let kept = |key: &str| current.and_then(|item| item.get(key)).and_then(integer);
        let client = given("client_id")?;
        let project = given("project_id")?;
        if project.flatten().is_some() && client.flatten().is_none() {
            return Err(Refusal::invalid_field(
                "client_id",
                "A project needs its client.",
            ));
        }
        let user = given("user_id")?
            .flatten()
            .filter(|user| self.users.contains_key(user))
            .ok_or_else(|| Refusal::not_found("There is no such user."))?;
        let client = client
            .unwrap_or_else(|| kept("client_id"))
            .unwrap_or(self.client);
        // What was seeded may lie in other accounts; what is asked for may not.
        if client != self.client && Some(client) != kept("client_id") {
            return Err(Refusal::not_found("There is no such client."));
        }
        let project = project.unwrap_or_else(|| kept("project_id"));
        if let Some(project) = project
            && Some(project) != kept("project_id")
            && !self.projects.contains(&project)
        {
            return Err(Refusal::not_found("There is no such project."));
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
}

fn assignment_id(text: &str) -> Result<i64, Refusal> {
    text.parse()
        .map_err(|_| Refusal::not_found("An assignment's id is an integer."))
}

fn no_assignment(id: i64) -> Refusal {
    Refusal::not_found(format!("There is no assignment {id}."))
}

fn conflict(id: i64) -> Refusal {
    let message = format!("Assignment {id} says the same.");
    Refusal::new(StatusCode::CONFLICT, "ConflictError", message)
}

/// A page of the items that pass all filters that the query has.
fn page<'a>(
    items: impl Iterator<Item = &'a Item>,
    query: &Map<String, Value>,
    filters: &[(&str, &str)],
) -> Value {
    let matching: Vec<_> = items
        .filter(|item| {
            filters.iter().all(|(parameter, field)| {
                query
                    .get(*parameter)
                    .is_none_or(|wanted| item.get(*field).and_then(integer) == integer(wanted))
            })
        })
        .collect();
    let number = |name: &str| {
        query
            .get(name)
            .and_then(Value::as_u64)
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(usize::MAX)
    };
    let results: Vec<_> = matching
        .iter()
        .skip(number("offset"))
        .take(number("limit"))
        .collect();
    json!({ "count": matching.len(), "results": results })
}

async fn list_users(
    Shared(app): Shared<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    app.authorize(&headers)?;
    let query = app.query("UsersListHandler.get", query.as_deref())?;
    let state = lock(&app.state);
    ok(&page(state.users.values(), &query, &[("user_id", "id")]))
}

async fn list_assignments(
    Shared(app): Shared<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    app.authorize(&headers)?;
    let query = app.query("AssignmentHandler.get", query.as_deref())?;
    let state = lock(&app.state);
    let filters = [("project_id", "project_id"), ("user_id", "user_id")];
    ok(&page(state.assignments.values(), &query, &filters))
}

async fn create_assignment(
    Shared(app): Shared<Arc<App>>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let caller = app.authorize(&headers)?;
    let body = app.body("AssignmentHandler.post", &headers, &body)?;
    let mut state = lock(&app.state);
    let grant = state.grant(&body, None)?;
    if let Some(other) = state.duplicate(&grant, None) {
        return Err(conflict(other));
    }
    let id = state.assign(&grant, caller);
    ok(&json!(state.assignments.get(&id)))
}

async fn update_assignment(
    Shared(app): Shared<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let caller = app.authorize(&headers)?;
    let id = assignment_id(&id)?;
    let body = app.body("PatchDeleteAssignmentHandler.patch", &headers, &body)?;
    let mut state = lock(&app.state);
    let current = state
        .assignments
        .get(&id)
        .ok_or_else(|| no_assignment(id))?;
    let grant = state.grant(&body, Some(current))?;
    if let Some(other) = state.duplicate(&grant, Some(id)) {
        return Err(conflict(other));
    }
    state.reassign(id, &grant, caller);
    ok(&json!({ "assignment_id": id }))
}

async fn delete_assignment(
    Shared(app): Shared<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    app.authorize(&headers)?;
    let id = assignment_id(&id)?;
    match lock(&app.state).assignments.remove(&id) {
        Some(_) => ok(&json!({ "assignment_id": id })),
        None => Err(no_assignment(id)),
    }
}

async fn list_roles(
    Shared(app): Shared<Arc<App>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    app.authorize(&headers)?;
    let query = app.query("RoleListHandler.get", query.as_deref())?;
    let project = query.get("project_id").and_then(integer);
    if project.is_some_and(|project| !lock(&app.state).projects.contains(&project)) {
        return Err(Refusal::not_found("There is no such project."));
    }
    let results: Vec<_> = app
        .document
        .enumeration(super::ROLE)
        .iter()
        .map(|role| match role.as_str() {
            "ClientAdministrator" => json!({ "role": role, "scope": "Client" }),
            role => json!({ "role": role, "scope": "Project" }),
        })
        .filter(|role| project.is_none() || role["scope"] == "Project")
        .collect();
    ok(&json!({ "count": results.len(), "results": results }))
}
