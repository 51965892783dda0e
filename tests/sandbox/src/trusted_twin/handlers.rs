//! The six operations.

use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::App;
use super::permission::Statement;
use super::state::{DEFAULT_NAME, State, read_rules};
use crate::{lock, random, server};

/// What a request body may have at most.
const BODY_LIMIT: usize = 64 * 1024;

type Answer = Result<Response, Refusal>;

pub(super) fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/roles", get(list_roles).post(create_role))
        .route(
            "/roles/{role}",
            get(get_role).patch(update_role).delete(delete_role),
        )
        .route("/whoami", get(who_am_i))
        // The vendor's list of statuses has no 405.
        .method_not_allowed_fallback(nothing_here)
        .fallback(nothing_here)
        .with_state(app)
}

/// An error in the vendor's own body.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    subcode: &'static str,
    description: String,
}

impl Refusal {
    pub(super) fn new(
        status: StatusCode,
        subcode: &'static str,
        description: impl Into<String>,
    ) -> Self {
        Self {
            status,
            subcode,
            description: description.into(),
        }
    }

    /// The vendor's subcode for a body that breaks the document is not known; this one is made up
    /// after the rule that its first digits are the status.
    fn invalid(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "400000", description)
    }

    fn forbidden(description: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "403535", description)
    }

    fn not_found(description: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "404653", description)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({
            "subcode": self.subcode,
            "description": self.description,
            "trace": random::uuid(),
        });
        server::json(self.status, &body)
    }
}

/// Who asks, and what they may do.
struct Caller {
    user: String,
    role: String,
    statement: Statement,
}

impl Caller {
    /// Nobody gives more than they hold.
    fn may_grant(&self, statement: &Statement) -> Result<(), Refusal> {
        if statement.is_within(&self.statement) {
            Ok(())
        } else {
            Err(Refusal::forbidden(
                "The statement permits more than the caller may do.",
            ))
        }
    }
}

impl App {
    /// Lets a caller in whose role permits the action. The lock is given with the caller, so that
    /// nothing changes between the permission and the deed.
    fn enter(
        &self,
        headers: &HeaderMap,
        action: Option<&str>,
    ) -> Result<(MutexGuard<'_, State>, Caller), Refusal> {
        let state = lock(&self.state);
        let unauthorized = |text: &str| Refusal::new(StatusCode::UNAUTHORIZED, "401000", text);
        let secret = headers
            .get(header::AUTHORIZATION)
            .ok_or_else(|| unauthorized("No User Secret was given."))?;
        let user = state
            .user_with_secret(secret.as_bytes())
            .ok_or_else(|| unauthorized("The User Secret is not valid."))?;
        let role = state
            .roles
            .get(&user.role)
            .ok_or_else(|| Refusal::forbidden("The caller has no role."))?;
        if let Some(action) = action.filter(|action| !role.statement.permits(action)) {
            return Err(Refusal::forbidden(format!(
                "The caller's role does not permit {action}."
            )));
        }
        let caller = Caller {
            user: user.uuid.clone(),
            role: role.uuid.clone(),
            statement: role.statement.clone(),
        };
        Ok((state, caller))
    }

    fn body(&self, operation: &str, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
        let bad = |subcode, text: &str| Refusal::new(StatusCode::BAD_REQUEST, subcode, text);
        if bytes.len() > BODY_LIMIT {
            return Err(bad("400141", "The body is larger than 64 kB."));
        }
        let text =
            std::str::from_utf8(bytes).map_err(|_| bad("400314", "The body is not UTF-8."))?;
        let body: Value =
            serde_json::from_str(text).map_err(|_| bad("400415", "The body is not JSON."))?;
        let operation = self.document.operation(operation).ok_or_else(|| {
            let text = format!("The vendored document has no operation {operation}.");
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "500000", text)
        })?;
        match (operation.check_request(&body).first(), body) {
            (None, Value::Object(body)) => Ok(body),
            (None, _) => Err(Refusal::invalid("The body is not an object.")),
            (Some(problem), _) => Err(Refusal::invalid(format!(
                "{}: {}",
                problem.field, problem.message
            ))),
        }
    }
}

/// A field of a change: left out, or what it becomes. Null stands for what a role gets that is made
/// without the field.
fn statement(body: &Map<String, Value>) -> Result<Option<Statement>, Refusal> {
    match body.get("statement") {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(Statement::default())),
        Some(given) => serde_json::from_value(given.clone())
            .map(Some)
            .map_err(|error| Refusal::invalid(format!("statement: {error}"))),
    }
}

fn name(body: &Map<String, Value>) -> Option<String> {
    let name = body.get("name")?;
    Some(name.as_str().unwrap_or(DEFAULT_NAME).to_owned())
}

type Rules = Option<Map<String, Value>>;

fn rules(body: &Map<String, Value>) -> Result<Option<Rules>, Refusal> {
    match body.get("rules") {
        None => Ok(None),
        Some(Value::Object(given)) => read_rules(given)
            .map(|rules| Some(Some(rules)))
            .map_err(Refusal::invalid),
        Some(_) => Ok(Some(None)),
    }
}

fn no_role() -> Refusal {
    Refusal::not_found("There is no such role.")
}

async fn nothing_here(Shared(app): Shared<Arc<App>>, headers: HeaderMap) -> Answer {
    let _ = app.enter(&headers, None)?;
    Err(Refusal::not_found("There is no such operation."))
}

async fn list_roles(Shared(app): Shared<Arc<App>>, headers: HeaderMap) -> Answer {
    let (state, _) = app.enter(&headers, Some("get_user_roles"))?;
    Ok(server::json(StatusCode::OK, &state.render_list()))
}

async fn create_role(Shared(app): Shared<Arc<App>>, headers: HeaderMap, body: Bytes) -> Answer {
    let (mut state, caller) = app.enter(&headers, Some("create_user_role"))?;
    let body = app.body("create_user_role", &body)?;
    let statement = statement(&body)?.unwrap_or_default();
    let rules = rules(&body)?.flatten();
    caller.may_grant(&statement)?;
    let name = name(&body).unwrap_or_else(|| DEFAULT_NAME.to_owned());
    let role = state.add_role(name, statement, rules);
    Ok(server::json(StatusCode::CREATED, &state.render(&role)))
}

async fn get_role(
    Shared(app): Shared<Arc<App>>,
    Path(role): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (state, _) = app.enter(&headers, Some("get_user_role"))?;
    let role = state.roles.get(&role).ok_or_else(no_role)?;
    Ok(server::json(StatusCode::OK, &state.render(role)))
}

async fn update_role(
    Shared(app): Shared<Arc<App>>,
    Path(role): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let (mut state, caller) = app.enter(&headers, Some("update_user_role"))?;
    let body = app.body("update_user_role", &body)?;
    let mut changed = state.roles.get(&role).ok_or_else(no_role)?.clone();
    if let Some(statement) = statement(&body)? {
        caller.may_grant(&statement)?;
        changed.statement = statement;
    }
    if let Some(rules) = rules(&body)? {
        changed.rules = rules;
    }
    if let Some(name) = name(&body) {
        changed.name = name;
    }
    changed.updated_ts = state.clock.now_seconds();
    let answer = server::json(StatusCode::CREATED, &state.render(&changed));
    state.roles.insert(role, changed);
    Ok(answer)
}

async fn delete_role(
    Shared(app): Shared<Arc<App>>,
    Path(role): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (mut state, caller) = app.enter(&headers, Some("delete_user_role"))?;
    if role == caller.role {
        return Err(Refusal::forbidden(
            "The caller's own role cannot be deleted.",
        ));
    }
    let role = state.roles.remove(&role).ok_or_else(no_role)?;
    Ok(server::json(StatusCode::OK, &state.render(&role)))
}

async fn who_am_i(Shared(app): Shared<Arc<App>>, headers: HeaderMap) -> Answer {
    // Every caller may ask who they are.
    let (state, caller) = app.enter(&headers, None)?;
    let body = json!({ "account": state.account, "user": caller.user, "role": caller.role });
    Ok(server::json(StatusCode::OK, &body))
}
