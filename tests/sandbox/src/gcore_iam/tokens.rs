//! API tokens, in both API versions.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::error::{IamError, IamResult};
use super::groups::Group;
use super::request::{RequestContext, parse_id, parse_query, read_body, text_field};
use super::state::{ApiToken, Identity};
use super::time;
use crate::gcore::GcoreApp;
use crate::random::secret;
use crate::response::{empty, ok};
use crate::secret::Secret;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route(
            "/iam/clients/{client}/tokens",
            get(list_tokens).post(async |app, client, headers, bytes| {
                create_token(app, client, headers, bytes, ("iamCreateApiToken", '$')).await
            }),
        )
        .route(
            "/iam/v2/clients/{client}/tokens",
            get(list_tokens).post(async |app, client, headers, bytes| {
                create_token(app, client, headers, bytes, ("iamCreateApiTokenV2", '_')).await
            }),
        )
        .route(
            "/iam/clients/{client}/tokens/{token}",
            get(get_token).delete(delete_token),
        )
        .route(
            "/iam/v2/clients/{client}/tokens/{token}",
            get(get_token).delete(delete_token),
        )
}

/// Returns the account in a path and the caller's group there.
fn require_account(
    context: &RequestContext<'_>,
    caller: &Identity,
    client: &str,
) -> Result<(i64, Group), IamError> {
    let missing = "Account not found.";
    let client = parse_id(client, missing)?;
    if !context.accounts.contains_key(&client) {
        return Err(IamError::not_found(missing));
    }
    Ok((client, context.require_member(caller, client)?))
}

async fn list_tokens(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (client, group) = require_account(&context, &caller, &client)?;
    // Both versions have the same parameters.
    let query = parse_query(&app, "iamGetApiTokensV2", raw.as_deref())?;
    let wanted = query.get("role").and_then(Value::as_str);
    let wanted = wanted.map(Group::from_text);
    let number = |name: &str| query.get(name).and_then(Value::as_i64);
    let (by, not_by) = (number("issued_by"), number("not_issued_by"));
    // By the vendor's documentation, `true` selects the tokens that are not deleted.
    let not_deleted = query.get("deleted").and_then(Value::as_bool);
    let tokens: Vec<_> = context
        .tokens
        .iter()
        .filter(|(_, token)| token.client == client)
        .filter(|(_, token)| group.is_administrator() || token.user == caller.user)
        .filter(|(_, token)| wanted.is_none_or(|wanted| wanted == Some(token.group)))
        .filter(|(_, token)| by.is_none_or(|user| token.user == user))
        .filter(|(_, token)| not_by.is_none_or(|user| token.user != user))
        .filter(|(_, token)| {
            not_deleted.is_none_or(|not_deleted| not_deleted != token.is_deleted(context.now))
        })
        .filter_map(|(id, _)| context.token(*id, context.now))
        .collect();
    ok(&json!(tokens))
}

/// Creates a token. The operation and the separator of id and secret depend on the API version.
async fn create_token(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
    (operation, separator): (&'static str, char),
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (client, own) = require_account(&context, &caller, &client)?;
    let body = read_body(&app, operation, &headers, &bytes)?;
    let group = match body.get("client_user").and_then(|user| user.get("role")) {
        None => own,
        Some(role) => Group::read(role).ok_or_else(|| invalid_role("Group not found."))?,
    };
    if group.exceeds(own) {
        return Err(invalid_role("The group has more permissions than yours."));
    }
    let expires = expiry(&body, context.now)?;
    let id = context.directory.next_id();
    let full = format!("{id}{separator}{}", secret(64));
    let token = ApiToken {
        name: text_field(&body, "name").to_owned(),
        description: body
            .get("description")
            .and_then(Value::as_str)
            .map(str::to_owned),
        created: context.now,
        expires,
        used: None,
        user: caller.user,
        client,
        group,
        deleted: false,
        text: Secret::new(full.as_str()),
    };
    context.tokens.insert(id, token);
    let mut rendered = context.token(id, context.now).unwrap_or_default();
    rendered.insert("token".to_owned(), full.into());
    ok(&rendered.into())
}

/// An error in the token's group.
fn invalid_role(message: &str) -> IamError {
    IamError::errors(json!({ "client_user": { "role": [message] } }))
}

/// Reads the expiry, as text and in milliseconds; `None` if the token never expires.
fn expiry(body: &Map<String, Value>, now: u64) -> Result<Option<(String, u64)>, IamError> {
    let Some(text) = body.get("exp_date").and_then(Value::as_str) else {
        return Ok(None);
    };
    match time::read(text) {
        None => Err(IamError::field("exp_date", "Must be an RFC 3339 time.")),
        Some(ms) if ms <= now => Err(IamError::field("exp_date", "Must be in the future.")),
        Some(ms) => Ok(Some((text.to_owned(), ms))),
    }
}

/// Returns the token in a path, if it is visible to the caller.
fn require_token(
    context: &RequestContext<'_>,
    caller: &Identity,
    client: &str,
    token: &str,
) -> Result<(i64, Map<String, Value>), IamError> {
    let missing = "Token not found.";
    let (client, group) = require_account(context, caller, client)?;
    let id = parse_id(token, missing)?;
    context
        .tokens
        .get(&id)
        .filter(|token| token.client == client)
        .filter(|token| group.is_administrator() || token.user == caller.user)
        .and_then(|_| context.token(id, context.now))
        .map(|rendered| (id, rendered))
        .ok_or_else(|| IamError::not_found(missing))
}

async fn get_token(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((client, token_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (_, rendered) = require_token(&context, &caller, &client, &token_id)?;
    ok(&rendered.into())
}

async fn delete_token(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((client, token_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (id, _) = require_token(&context, &caller, &client, &token_id)?;
    let now = context.now;
    match context.tokens.get_mut(&id) {
        Some(token) if !token.is_deleted(now) => {
            token.deleted = true;
            empty(StatusCode::NO_CONTENT)
        }
        _ => Err(IamError::not_found("Token not found.")),
    }
}
