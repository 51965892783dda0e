//! Stickers of the account on its Twins.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::HeaderMap;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::app::TwinApp;
use super::error::{TwinError, TwinResult};
use super::query::QueryString;
use super::store::{Sticker, TwinState};
use crate::response;

/// The maximum lifetime of a Sticker in seconds.
const YEAR: f64 = 365.0 * 24.0 * 3600.0;
/// The default page size.
const DEFAULT_PAGE_SIZE: usize = 100;

pub(super) fn routes() -> Router<Arc<TwinApp>> {
    Router::new()
        .route(
            "/twins/{twin}/stickers",
            get(get_stickers).post(put_stickers),
        )
        .route(
            "/twins/{twin}/stickers/{color}",
            get(get_sticker).delete(remove_sticker),
        )
        .route("/stickers", get(list_stickers))
}

impl TwinState {
    /// Deletes expired Stickers.
    fn expire_stickers(&mut self) {
        let now = self.clock.peek_seconds();
        self.stickers.retain(|sticker| now < sticker.validity_ts);
    }

    /// Returns whether a context is the account, the only one there is.
    fn is_context(&self, context: Option<&str>) -> bool {
        context.is_none_or(|context| {
            ["personal", "system"].contains(&context) || context == self.account
        })
    }
}

fn sticker_not_found() -> TwinError {
    TwinError::not_found("Sticker not found.")
}

/// Checks the limits of a Sticker that the document does not state, and returns its expiry.
fn check(color: &str, fields: &Map<String, Value>, now: f64) -> Result<f64, TwinError> {
    let length = |field: &str| match fields.get(field) {
        Some(Value::String(text)) => text.chars().count(),
        Some(Value::Array(list)) => list.len(),
        _ => 0,
    };
    let is_valid_color = (3..=48).contains(&color.len())
        && color
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let problem = if !is_valid_color {
        Some("Invalid color.")
    } else if length("note") > 512 {
        Some("The note has more than 512 characters.")
    } else if length("recipients") > 100 {
        Some("There are more than 100 recipients.")
    } else {
        None
    };
    if let Some(problem) = problem {
        return Err(TwinError::invalid(format!("stickers: {problem}")));
    }
    let last = now + YEAR;
    let end = fields.get("validity_ts").and_then(Value::as_f64);
    match end.unwrap_or(last) {
        end if end <= last => Ok(end),
        _ => Err(TwinError::invalid(
            "stickers: validity_ts is more than a year away.",
        )),
    }
}

async fn put_stickers(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(twin): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "put_sticker")?;
    let mut body = app.optional_body("put_sticker", &body)?;
    state.twin(&twin)?;
    let now = state.clock.now_seconds();
    let Some(Value::Object(fields_by_color)) = body.remove("stickers") else {
        return Err(TwinError::invalid("stickers: required."));
    };
    // All are checked before any is stored.
    let mut stickers = Vec::new();
    for (color, fields) in fields_by_color {
        let fields = fields.as_object().cloned().unwrap_or_default();
        stickers.push(Sticker {
            validity_ts: check(&color, &fields, now)?,
            twin: twin.clone(),
            color,
            fields,
            created_ts: now,
        });
    }
    let mut rendered = Map::new();
    for sticker in stickers {
        rendered.insert(sticker.color.clone(), sticker.render());
        state
            .stickers
            .retain(|old| !old.matches(&twin, &sticker.color));
        state.stickers.push(sticker);
    }
    response::created(&json!({ "stickers": rendered }))
}

async fn get_stickers(
    Shared(app): Shared<Arc<TwinApp>>,
    Path(twin): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "get_stickers")?;
    state.twin(&twin)?;
    state.expire_stickers();
    let mut accounts = Map::new();
    if state.is_context(QueryString::new(query.as_deref()).text("context")) {
        let stickers: Map<_, _> = state
            .stickers
            .iter()
            .filter(|sticker| sticker.twin == twin)
            .map(|sticker| (sticker.color.clone(), sticker.render()))
            .collect();
        if !stickers.is_empty() {
            accounts.insert(state.account.clone(), Value::Object(stickers));
        }
    }
    response::ok(&json!({ "accounts": accounts }))
}

async fn get_sticker(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, color)): Path<(String, String)>,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "get_sticker")?;
    state.expire_stickers();
    let sticker = state
        .stickers
        .iter()
        .find(|known| known.matches(&twin, &color));
    let sticker = sticker.ok_or_else(sticker_not_found)?;
    response::ok(&sticker.render())
}

async fn remove_sticker(
    Shared(app): Shared<Arc<TwinApp>>,
    Path((twin, color)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "remove_sticker")?;
    state.expire_stickers();
    if !state.is_context(QueryString::new(query.as_deref()).text("context")) {
        return Err(sticker_not_found());
    }
    let index = state
        .stickers
        .iter()
        .position(|known| known.matches(&twin, &color));
    let sticker = state.stickers.remove(index.ok_or_else(sticker_not_found)?);
    let rendered = Value::Object(sticker.render_short(&state.account));
    response::ok(&rendered)
}

async fn list_stickers(
    Shared(app): Shared<Arc<TwinApp>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> TwinResult {
    let (mut state, _) = app.authorize(&headers, "list_stickers")?;
    let query = QueryString::new(query.as_deref());
    let within = query.range()?;
    let limit = query
        .count("limit", 1, usize::MAX)?
        .unwrap_or(DEFAULT_PAGE_SIZE);
    let offset = query.count("offset", 0, usize::MAX)?.unwrap_or(0);
    let color = query.text("color");
    state.expire_stickers();
    let is_own_context = state.is_context(query.text("context"));
    let stickers: Vec<_> = state
        .stickers
        .iter()
        .filter(|sticker| is_own_context && within(sticker.created_ts))
        .filter(|sticker| color.is_none_or(|color| sticker.color == color))
        .skip(offset)
        .take(limit)
        .map(|sticker| {
            let mut rendered = sticker.render_short(&state.account);
            rendered.insert("twin".into(), json!(sticker.twin));
            rendered.insert("color".into(), json!(sticker.color));
            Value::Object(rendered)
        })
        .collect();
    response::ok(&json!({ "stickers": stickers }))
}
