//! The account, logins and passwords.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, header};
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use super::email::{Email, EmailKind};
use super::error::{IamError, IamResult};
use super::groups::Group;
use super::page::Page;
use super::request::{NO_USER, RequestContext, parse_id, parse_query, read_body, text_field};
use super::state::Login;
use super::time;
use crate::gcore::GcoreApp;
use crate::response;
use crate::response::ok;
use crate::secret::Secret;

pub(super) fn routes() -> Router<Arc<GcoreApp>> {
    Router::new()
        .route("/iam/auth/jwt/login", post(login))
        .route("/iam/auth/jwt/refresh", post(refresh))
        .route("/iam/auth/jwt/clients/{client}/login", get(select_account))
        .route("/iam/auth/password/forgot", post(forgot_password))
        .route("/iam/users/{user}/password", put(change_password))
        .route("/iam/clients/create", post(create_account))
        .route("/iam/clients/me", get(get_account))
        .route("/iam/activity_log/logins", get(list_last_logins))
}

async fn login(Shared(app): Shared<Arc<GcoreApp>>, headers: HeaderMap, bytes: Bytes) -> IamResult {
    let body = read_body(&app, "iamLoginUser", &headers, &bytes)?;
    let mut context = RequestContext::new(&app);
    let error = || IamError::field("errors", "Invalid username or password.");
    let user = context
        .find_by_email(text_field(&body, "username"))
        .ok_or_else(error)?;
    let person = context.people.get(&user).ok_or_else(error)?;
    let client = *person.groups.keys().next().ok_or_else(error)?;
    let known = person.activated && person.has_password(text_field(&body, "password"));
    let code = person.second_factor.as_ref().map(Secret::expose);
    let confirmed = code.is_none() || code == body.get("one_time_password").and_then(Value::as_str);
    let agent = headers
        .get(header::USER_AGENT)
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let login = Login {
        user,
        client,
        at: context.now,
        user_agent: agent.unwrap_or_default(),
        is_successful: known && confirmed,
    };
    context.logins.push(login);
    match (known, confirmed) {
        (false, _) => Err(error()),
        (true, false) => Err(IamError::field("one_time_password", "The code is wrong.")),
        (true, true) => {
            let now = context.now;
            ok(&context.issue_tokens(user, client, now))
        }
    }
}

async fn refresh(
    Shared(app): Shared<Arc<GcoreApp>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let body = read_body(&app, "iamRefreshToken", &headers, &bytes)?;
    let mut context = RequestContext::new(&app);
    let now = context.now;
    let (user, client) = context
        .consume_refresh_token(text_field(&body, "refresh"), now)
        .ok_or_else(|| IamError::unauthorized("The token is invalid or already used."))?;
    ok(&context.issue_tokens(user, client, now))
}

async fn select_account(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(client): Path<String>,
    headers: HeaderMap,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let missing = "Account not found.";
    let client = parse_id(&client, missing)?;
    if !context.accounts.contains_key(&client) {
        return Err(IamError::not_found(missing));
    }
    context.require_member(&caller, client)?;
    let now = context.now;
    ok(&context.issue_tokens(caller.user, client, now))
}

async fn create_account(
    Shared(app): Shared<Arc<GcoreApp>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let body = read_body(&app, "iamCreateAccount", &headers, &bytes)?;
    let company = text_field(&body, "company");
    if company.is_empty() {
        return Err(IamError::field("company", "The company must not be empty."));
    }
    if context.accounts.values().any(|other| other == company) {
        return Err(IamError::field(
            "company",
            "An account with this name exists.",
        ));
    }
    let id = context.directory.next_id();
    context.accounts.insert(id, company.to_owned());
    if let Some(person) = context.people.get_mut(&caller.user) {
        person.groups.insert(id, Group::ADMINISTRATORS);
    }
    let body = json!({ "id": id, "company": company });
    response::created(&body)
}

async fn get_account(Shared(app): Shared<Arc<GcoreApp>>, headers: HeaderMap) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let client = caller.client;
    let users: Vec<_> = context
        .users(client)
        .map(|mut user| {
            for key in ["user_type", "is_active", "client_and_roles"] {
                user.remove(key);
            }
            user
        })
        .collect();
    let administrator = context.people.values().find(|person| {
        person.activated && person.groups.get(&client) == Some(&Group::ADMINISTRATORS)
    });
    let owner = administrator.or_else(|| context.people.get(&caller.user));
    ok(&json!({
        "id": client,
        "users": users,
        "email": owner.map(|owner| owner.email.as_str()),
        "phone": owner.and_then(|owner| owner.phone.as_deref()),
        "name": owner.and_then(|owner| owner.name.as_deref()),
        "status": "active",
        "companyName": context.accounts.get(&client),
        "currentUser": caller.user,
        "capabilities": ["CLOUD"],
        "serviceStatuses": { "CLOUD": { "status": "active", "enabled": true } },
        "paidFeatures": {},
        "freeFeatures": {},
        "entryBaseDomain": null,
        "signup_process": "sign_up_full",
        "deleted": false,
        "bill_type": "common",
        "custom_id": null,
        "is_test": true,
        "has_active_admin": administrator.is_some(),
    }))
}

async fn forgot_password(
    Shared(app): Shared<Arc<GcoreApp>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, _) = RequestContext::authenticate(&app, &headers)?;
    let body = read_body(&app, "iamForgotPassword", &headers, &bytes)?;
    let email = text_field(&body, "email");
    // The response does not disclose whether the user exists.
    if let Some(user) = context.find_by_email(email) {
        let mail = Email::new(email, user, EmailKind::Password);
        context.emails.push(mail);
    }
    ok(&json!({ "status": "sent" }))
}

async fn change_password(
    Shared(app): Shared<Arc<GcoreApp>>,
    Path(user): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> IamResult {
    let (mut context, caller) = RequestContext::authenticate(&app, &headers)?;
    let user = parse_id(&user, NO_USER)?;
    if user != caller.user {
        return Err(IamError::forbidden());
    }
    let body = read_body(&app, "iamChangePassword", &headers, &bytes)?;
    let person = context
        .people
        .get_mut(&user)
        .ok_or_else(IamError::forbidden)?;
    if !person.has_password(text_field(&body, "old")) {
        return Err(IamError::field("old", "The old password is wrong."));
    }
    let new = text_field(&body, "new");
    if new != text_field(&body, "double") {
        return Err(IamError::field("new", "The passwords do not match."));
    }
    if new.is_empty() {
        return Err(IamError::field("new", "The new password is empty."));
    }
    person.password = Some(Secret::new(new));
    let now = context.now;
    ok(&context.issue_tokens(user, caller.client, now))
}

async fn list_last_logins(
    Shared(app): Shared<Arc<GcoreApp>>,
    headers: HeaderMap,
    RawQuery(raw): RawQuery,
) -> IamResult {
    let (context, caller) = RequestContext::authenticate(&app, &headers)?;
    let query = parse_query(&app, "iamGetLastLoginTime", raw.as_deref())?;
    let all = context
        .require_member(&caller, caller.client)?
        .is_administrator();
    let logins = context
        .logins
        .iter()
        .rev()
        .filter(|login| login.client == caller.client && (all || login.user == caller.user));
    let render = |login: &Login| {
        json!({
            "id": login.client,
            "login_at": time::write(login.at),
            // The sandbox is reachable from this machine only.
            "ip_address": "127.0.0.1",
            "user_agent": login.user_agent,
            "is_successful": login.is_successful,
            "auth_type": "PASSWORD",
            "user": login.user,
        })
    };
    ok(&Page::new("/activity_log/logins", logins, render, &query)?.json("result"))
}
