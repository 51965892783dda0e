//! Requests to the Cloud API: authorization, body and query.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value, json};

use super::app::GcoreApp;
use super::error::CloudError;
use super::store::{Actor, Item, integer, parse_time};
use crate::document::{is_json, parse_query};

/// Parses an id in a path.
pub(super) fn id(text: &str, whose: &str) -> Result<i64, CloudError> {
    text.parse()
        .map_err(|_| CloudError::not_found(format!("The id of {whose} must be an integer.")))
}

/// An authorized request.
#[derive(Debug)]
pub(super) struct AuthorizedRequest {
    pub(super) actor: Actor,
    headers: HeaderMap,
    query: Option<String>,
    body: Bytes,
}

impl FromRequest<Arc<GcoreApp>> for AuthorizedRequest {
    type Rejection = CloudError;

    async fn from_request(request: Request, app: &Arc<GcoreApp>) -> Result<Self, CloudError> {
        let (parts, body) = request.into_parts();
        let user = app.authorize(&parts.headers)?;
        let body = body.collect().await.map_err(|_| {
            // Unreachable: the server has already read the whole body.
            CloudError::invalid("The body is incomplete.")
        })?;
        Ok(Self {
            actor: Actor::of(user, &parts.headers, &parts.extensions),
            headers: parts.headers,
            query: parts.uri.query().map(str::to_owned),
            body: body.to_bytes(),
        })
    }
}

impl AuthorizedRequest {
    /// Returns the query parameters of an operation, with types and defaults.
    pub(super) fn query(&self, app: &GcoreApp, id: &str) -> Result<TypedQuery, CloudError> {
        let values = app
            .operation(id)?
            .query(self.query.as_deref())
            .map_err(CloudError::invalid_fields)?;
        let names = parse_query(self.query.as_deref().unwrap_or_default());
        Ok(TypedQuery {
            values,
            names: names.into_iter().map(|(name, _)| name).collect(),
        })
    }

    /// Returns the required body of an operation.
    pub(super) fn body(&self, app: &GcoreApp, id: &str) -> Result<Item, CloudError> {
        let content_type = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(is_json) {
            return Err(CloudError::invalid(
                "The content type must be application/json.",
            ));
        }
        let body = serde_json::from_slice(&self.body)
            .map_err(|error| CloudError::invalid(format!("The body is not JSON: {error}.")))?;
        let violations = app.operation(id)?.check_request(&body);
        match body {
            Value::Object(body) if violations.is_empty() => Ok(body),
            _ => Err(CloudError::invalid_fields(violations)),
        }
    }

    /// Returns the optional body of an operation.
    pub(super) fn optional_body(&self, app: &GcoreApp, id: &str) -> Result<Item, CloudError> {
        if self.body.is_empty() {
            return Ok(Item::new());
        }
        self.body(app, id)
    }
}

/// Query parameters.
#[derive(Debug)]
pub(super) struct TypedQuery {
    values: Map<String, Value>,
    names: Vec<String>,
}

impl TypedQuery {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(integer)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Value::as_bool)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Returns whether a value passes a filter, which may list several values. Everything passes an
    /// absent filter.
    pub(super) fn allows(&self, name: &str, value: Option<&Value>) -> bool {
        match self.get(name) {
            None => true,
            Some(Value::Array(wanted)) => {
                value.is_some_and(|value| wanted.iter().any(|wanted| same(wanted, value)))
            }
            Some(wanted) => value.is_some_and(|value| same(wanted, value)),
        }
    }

    /// Returns whether a time lies between two bounds, both inclusive.
    pub(super) fn within(&self, from: &str, to: &str, time: Option<&Value>) -> bool {
        let bound = |name: &str| self.text(name).and_then(parse_time);
        let (from, to) = (bound(from), bound(to));
        if from.is_none() && to.is_none() {
            return true;
        }
        let time = time.and_then(Value::as_str).and_then(parse_time);
        time.is_some_and(|time| {
            from.is_none_or(|from| from <= time) && to.is_none_or(|to| time <= to)
        })
    }

    /// Returns whether the oldest item comes first, by `order_by` or its deprecated name `sorting`.
    pub(super) fn oldest_first(&self) -> bool {
        let names = |name: &str| self.names.iter().any(|names| names == name);
        let name = match names("sorting") && !names("order_by") {
            true => "sorting",
            false => "order_by",
        };
        self.text(name) == Some("asc")
    }

    /// Sorts items by `order_by`, which is `FIELD.asc` or `FIELD.desc`.
    pub(super) fn sort(&self, items: &mut [&Item]) {
        let (field, way) = self
            .text("order_by")
            .and_then(|order| order.split_once('.'))
            .unwrap_or(("created_at", "desc"));
        let key = |item: &Item| {
            let field = item.get(field).and_then(Value::as_str);
            let id = item.get("id").and_then(integer);
            (field.unwrap_or_default().to_owned(), id)
        };
        items.sort_by_cached_key(|item| key(item));
        if way == "desc" {
            items.reverse();
        }
    }

    /// Returns the requested page.
    pub(super) fn page(&self, items: &[&Item]) -> Value {
        self.page_of(items.len(), items.iter().copied())
    }

    /// Returns the requested page of `count` items, without reading the items before it.
    pub(super) fn page_of<'a>(&self, count: usize, items: impl Iterator<Item = &'a Item>) -> Value {
        let number = |name: &str| {
            self.get(name)
                .and_then(Value::as_u64)
                .and_then(|number| usize::try_from(number).ok())
                .unwrap_or(usize::MAX)
        };
        let results: Vec<_> = items.skip(number("offset")).take(number("limit")).collect();
        json!({ "count": count, "results": results })
    }
}

/// Compares two values. Numbers are equal however they are written.
fn same(wanted: &Value, value: &Value) -> bool {
    match (integer(wanted), integer(value)) {
        (Some(wanted), Some(value)) => wanted == value,
        _ => wanted == value,
    }
}
