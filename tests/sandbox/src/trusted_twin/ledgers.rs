//! Entries with a value in the account's own Ledgers.

use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::query::QueryString;
use super::store::{Entry, Ledger, TwinState};
use crate::response;

/// The maximum number of former values in a response.
const MAX_HISTORY: usize = 100;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    let ledger = "/twins/{twin}/ledgers/{ledger}";
    Router::new()
        .route(
            ledger,
            get(get_entries)
                .post(add_entries)
                .patch(update_entries)
                .delete(delete_entries),
        )
        .route(
            &format!("{ledger}/value"),
            get(get_values).patch(update_values),
        )
        .route(&format!("{ledger}/history"), get(get_history))
}

/// The error of a single Entry.
fn failure(text: &str) -> Value {
    json!({ "error": text })
}

fn entry_not_found() -> Value {
    failure("Entry not found.")
}

impl TwinApp {
    /// Checks the permission and that the path names the account's own Ledger, the only kind there
    /// is.
    fn authorize_ledger(
        &self,
        headers: &HeaderMap,
        action: &str,
        twin: &str,
        ledger: &str,
    ) -> Result<MutexGuard<'_, TwinState>, TwinError> {
        let (state, _) = self.authorize(headers, action)?;
        state.twin(twin)?;
        // The account owns and created every Twin.
        let is_own = ["personal", "owner"].contains(&ledger) || ledger == state.account;
        if is_own || (ledger == "creator" && action.starts_with("get_")) {
            return Ok(state);
        }
        Err(TwinError::not_found("Ledger not found."))
    }
}

/// Returns the Entries in a body. Conditions and transactions are not supported.
fn read_entries(mut body: Map<String, Value>) -> Result<Map<String, Value>, TwinError> {
    for field in ["conditions", "transaction"] {
        if body.get(field).is_some_and(|value| !value.is_null()) {
            return Err(TwinError::unsupported(format!(
                "The sandbox does not support {field} of Entries."
            )));
        }
    }
    match body.remove("entries") {
        Some(Value::Object(entries)) => Ok(entries),
        _ => Ok(Map::new()),
    }
}

/// Applies an operation to each Entry of a body, and collects the results.
fn update_each(
    state: &mut TwinState,
    twin: &str,
    entries: Map<String, Value>,
    operation: impl Fn(&mut Ledger, &str, Map<String, Value>, f64) -> Value,
) -> Value {
    let now = state.clock.now_seconds();
    let ledger = state.ledgers.entry(twin.to_owned()).or_default();
    let results: Map<_, _> = entries
        .into_iter()
        .map(|(name, fields)| {
            let fields = match fields {
                Value::Object(fields) => fields,
                _ => Map::new(),
            };
            let rendered = operation(ledger, &name, fields, now);
            (name, rendered)
        })
        .collect();
    json!({ "entries": results })
}

/// Renders the Entries that a query names, or all.
fn render_entries(
    state: &TwinState,
    twin: &str,
    query: &QueryString,
    render: impl Fn(&Entry) -> Option<Value>,
    absent: &Value,
) -> Response {
    let empty = Ledger::new();
    let ledger = state.ledgers.get(twin).unwrap_or(&empty);
    let entries: Map<_, _> = match query.list("entries") {
        Some(names) => names
            .into_iter()
            .map(|name| {
                let rendered = ledger.get(name).and_then(&render);
                (name.to_owned(), rendered.unwrap_or_else(|| absent.clone()))
            })
            .collect(),
        None => ledger
            .iter()
            .filter_map(|(name, entry)| Some((name.clone(), render(entry)?)))
            .collect(),
    };
    response::json(StatusCode::OK, &json!({ "entries": entries }))
}

type LedgerPath = Path<(String, String)>;

async fn get_entries(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let state = app.authorize_ledger(&headers, "get_twin_ledger_entry", &twin, &ledger)?;
    let query = QueryString::new(query.as_deref());
    let public = query.boolean("show_public")?.unwrap_or(true);
    let private = query.boolean("show_private")?.unwrap_or(true);
    let render = |entry: &Entry| {
        let is_public = entry.fields.get("visibility").is_some_and(Value::is_string);
        (if is_public { public } else { private }).then(|| entry.render())
    };
    Ok(render_entries(
        &state,
        &twin,
        &query,
        render,
        &entry_not_found(),
    ))
}

async fn get_values(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let state = app.authorize_ledger(&headers, "get_twin_ledger_entry_value", &twin, &ledger)?;
    let query = QueryString::new(query.as_deref());
    let render = |entry: &Entry| Some(entry.render_value());
    Ok(render_entries(
        &state,
        &twin,
        &query,
        render,
        &entry_not_found(),
    ))
}

async fn get_history(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let state = app.authorize_ledger(&headers, "get_twin_ledger_entry_history", &twin, &ledger)?;
    let query = QueryString::new(query.as_deref());
    let within = query.range()?;
    let limit = query.count("limit", 1, MAX_HISTORY)?.unwrap_or(MAX_HISTORY);
    // The newest values are selected. A JSON object has no order.
    let render = |entry: &Entry| {
        let values: Map<_, _> = entry
            .history
            .iter()
            .rev()
            .filter(|(time, _)| within(*time))
            .take(limit)
            .map(|(time, value)| (time.to_string(), value.clone()))
            .collect();
        Some(Value::Object(values))
    };
    let absent = json!("Entry not found.");
    Ok(render_entries(&state, &twin, &query, render, &absent))
}

async fn add_entries(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let mut state = app.authorize_ledger(&headers, "add_twin_ledger_entry", &twin, &ledger)?;
    let entries = read_entries(app.body("add_twin_ledger_entry", &body)?)?;
    let rendered = update_each(&mut state, &twin, entries, |ledger, name, fields, now| {
        if ledger.contains_key(name) {
            return failure("The Entry already exists.");
        }
        if !fields.contains_key("value") {
            return failure("The sandbox only supports Entries with a value.");
        }
        let entry = Entry::new(fields, now);
        let rendered = entry.render();
        ledger.insert(name.to_owned(), entry);
        rendered
    });
    response::created(&rendered)
}

fn update_entry(ledger: &mut Ledger, name: &str, fields: Map<String, Value>, now: f64) -> Value {
    let Some(entry) = ledger.get_mut(name) else {
        return entry_not_found();
    };
    entry.update(fields, now);
    entry.render()
}

async fn update_entries(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let mut state = app.authorize_ledger(&headers, "update_twin_ledger_entry", &twin, &ledger)?;
    let entries = read_entries(app.body("update_twin_ledger_entry", &body)?)?;
    let rendered = update_each(&mut state, &twin, entries, update_entry);
    response::ok(&rendered)
}

async fn update_values(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let mut state =
        app.authorize_ledger(&headers, "update_twin_ledger_entry_value", &twin, &ledger)?;
    let entries = read_entries(app.body("update_twin_ledger_entry_value", &body)?)?;
    let rendered = update_each(
        &mut state,
        &twin,
        entries,
        |ledger, name, mut fields, now| {
            fields.retain(|field, _| field == "value");
            update_entry(ledger, name, fields, now)
        },
    );
    response::ok(&rendered)
}

async fn delete_entries(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, ledger)): LedgerPath,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let mut state = app.authorize_ledger(&headers, "delete_twin_ledger_entry", &twin, &ledger)?;
    read_entries(app.optional_body("delete_twin_ledger_entry", &body)?)?;
    let ledger = state.ledgers.get(&twin);
    let names: Map<_, _> = match QueryString::new(query.as_deref()).list("entries") {
        Some(names) => names
            .into_iter()
            .map(|name| (name.to_owned(), Value::Null))
            .collect(),
        None => ledger
            .into_iter()
            .flat_map(Ledger::keys)
            .map(|name| (name.clone(), Value::Null))
            .collect(),
    };
    let rendered = update_each(&mut state, &twin, names, |ledger, name, _, _| {
        ledger
            .remove(name)
            .map_or_else(entry_not_found, |entry| entry.render())
    });
    response::ok(&rendered)
}
