//! Users and their accounts.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post, put};
use serde_json::{Map, Value, json};

use super::email::{Email, EmailKind};
use super::error::{IamError, IamResult};
use super::groups::Group;
use super::page::Page;
use super::request::{NO_USER, RequestContext, parse_id, parse_query, read_body, text_field};
use super::state::Person;
use crate::gcore::GcoreApp;
use crate::response::{empty, ok};

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/iam/users", get(list_users))
        .route("/iam/users/{user}", get(get_user).patch(update_user))
        .route("/iam/users/{user}/email", put(update_user_email))
        .route("/iam/clients/invite_user", post(invite_user))
        .route(
            "/iam/clients/{client}/client-users/{user}",
            get(get_client_user)
                .put(update_client_user)
                .delete(revoke_client_user),
        )
}

async fn list_users(
    Shared(app): Shared<Arc<GcoreApp>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let query = parse_query(&app, "iamGetUsers", raw.as_deref())?;
    let client = caller.client;
    let render = |id| context.user(id, client).map_or(Value::Null, Value::Object);
    let page = Page::new("/users", context.user_ids(client), render, &query)?;
    if query.contains_key("limit") {
        ok(&page.json("results"))
    } else {
        ok(&page.items.into())
    }
}

async fn get_user(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let mut user = context.user_json(parse_id(&user, NO_USER)?, caller.client)?;
    user.remove("client_and_roles");
    ok(&user.into())
}

async fn update_user(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let user = parse_id(&user, NO_USER)?;
    context.require_self_or_administrator(&caller, user)?;
    let body = read_body(&app, "iamUpdateUser", &headers, &bytes)?;
    if body.contains_key("email") {
        let other = context.find_by_email(text_field(&body, "email"));
        if other.is_some_and(|other| other != user) {
            return Err(IamError::field("email", "Another user has this address."));
        }
    }
    let (state, directory) = context.split();
    if let Some(person) = state.people.get_mut(&user) {
        update_person(person, &body);
    }
    state.sync_to(user, directory);
    ok(&context.user_json(user, caller.client)?.into())
}

/// Updates the writable fields that the body contains.
fn update_person(person: &mut Person, body: &Map<String, Value>) {
    let read_text = |key: &str| body.get(key).map(|value| value.as_str().map(str::to_owned));
    if let Some(Some(email)) = read_text("email") {
        person.email = email;
    }
    if let Some(name) = read_text("name") {
        person.name = name;
    }
    if let Some(phone) = read_text("phone") {
        person.phone = phone;
    }
    if let Some(Some(lang)) = read_text("lang") {
        person.lang = lang;
    }
    if let Some(types) = body.get("auth_types").and_then(Value::as_array) {
        person.auth_types = types
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
    }
}

async fn update_user_email(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let user = parse_id(&user, NO_USER)?;
    context.require_self_or_administrator(&caller, user)?;
    let body = read_body(&app, "iamUpdateUserEmail", &headers, &bytes)
        .map_err(IamError::into_list_format)?;
    let email = text_field(&body, "new_email");
    let error =
        |field: &str, message: &str| Err(IamError::field(field, message).into_list_format());
    if !is_email_address(email) {
        return error("new_email", "Invalid address.");
    }
    match context.find_by_email(email) {
        Some(other) if other == user => {
            return error("new_email", "The user already has this address.");
        }
        Some(_) => return error("new_email", "Another user has this address."),
        None => {}
    }
    let (state, directory) = context.split();
    let Some(person) = state
        .people
        .get_mut(&user)
        .filter(|person| person.has_password(text_field(&body, "password")))
    else {
        return error("password", "The password is wrong.");
    };
    person.email = email.to_owned();
    state.sync_to(user, directory);
    ok(&json!({ "new_email": email }))
}

async fn invite_user(
    Shared(app): Shared<Arc<GcoreApp>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let body = read_body(&app, "iamInviteUser", &headers, &bytes)?;
    let client = body.get("client_id").and_then(Value::as_i64);
    let client = client.ok_or_else(IamError::forbidden)?;
    context.require_administrator(&caller, client)?;
    let group = read_group(&body)?;
    let email = text_field(&body, "email");
    let (state, directory) = context.split();
    let user = match state.find_by_email(email) {
        Some(user) => user,
        None => {
            let user = directory.next_id();
            let mut person = Person::new(email.to_owned());
            person.name =
                Some(text_field(&body, "name").to_owned()).filter(|name| !name.is_empty());
            if let Some(lang) = body.get("lang").and_then(Value::as_str) {
                person.lang = lang.to_owned();
            }
            state.people.insert(user, person);
            user
        }
    };
    let person = state
        .people
        .get_mut(&user)
        .ok_or_else(IamError::forbidden)?;
    if person.groups.contains_key(&client) {
        let message = format!("User {user} is already invited to account {client}.");
        return Err(IamError::body(json!([message])));
    }
    person.groups.insert(client, group);
    state.sync_to(user, directory);
    state.emails.push(Email::new(
        email,
        user,
        EmailKind::Invitation { client_id: client },
    ));
    ok(&json!({ "status": "sent", "user_id": user }))
}

/// Returns whether the text looks like an email address.
pub(crate) fn is_email_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !text.contains(char::is_whitespace)
    })
}

/// Returns the group in a body.
fn read_group(body: &Map<String, Value>) -> Result<Group, IamError> {
    body.get("user_role")
        .and_then(Group::read)
        .ok_or_else(|| IamError::field("user_role", "Group not found."))
}

/// Returns the ids in a path. Fails unless the caller administers the account and the user belongs
/// to it.
fn require_client_user(
    context: &RequestContext<'_>,
    caller: &super::Identity,
    client: &str,
    user: &str,
) -> Result<(i64, i64), IamError> {
    let client = client.parse().map_err(|_| IamError::forbidden())?;
    context.require_administrator(caller, client)?;
    let user = parse_id(user, NO_USER)?;
    context.user_json(user, client)?;
    Ok((client, user))
}

async fn get_client_user(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((client, user)): Path<(String, String)>,
    headers: HeaderMap,
) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (client, user) = require_client_user(&context, &caller, &client, &user)?;
    let group = context
        .people
        .get(&user)
        .and_then(|person| person.groups.get(&client));
    ok(&json!({ "user_role": group.map(|group| group.json()) }))
}

async fn update_client_user(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((client, user)): Path<(String, String)>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (client, user) = require_client_user(&context, &caller, &client, &user)?;
    let body = read_body(&app, "iamUpdateClientUserRole", &headers, &bytes)?;
    let group = read_group(&body)?;
    if let Some(person) = context.people.get_mut(&user) {
        person.groups.insert(client, group);
    }
    empty(StatusCode::NO_CONTENT)
}

async fn revoke_client_user(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path((client, user)): Path<(String, String)>,
    headers: HeaderMap,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let (client, user) = require_client_user(&context, &caller, &client, &user)?;
    if context.has_tokens(user, client, context.now) {
        let message = "The user has API tokens. Delete them first.";
        return Err(IamError::new(StatusCode::FORBIDDEN, message));
    }
    let (state, directory) = context.split();
    state.revoke(user, client, directory);
    empty(StatusCode::OK)
}
