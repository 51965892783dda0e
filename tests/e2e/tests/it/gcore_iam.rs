//! Gcore IAM: requests, responses, and the state after a failure.

use std::time::Duration;

use rolekit::gcore::{self, ProjectId, Role, Scope};
use rolekit::gcore_iam::resources::{ClientUsers, Tokens};
use rolekit::gcore_iam::{
    AuthType, ChangePassword, Client, ClientId, CreateAccount, CreateApiToken, ForgotPassword,
    Group, GroupName, InviteUser, Language, Login, Refresh, TokenGroup, TokenId, UpdateUser,
    UpdateUserEmail, UserGroup, UserId,
};
use rolekit::{Action, Error, ErrorKind, Outcome};
use rolekit_e2e::{assert_sent, gcore_iam};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{CredentialStatus, Fault, GcoreServer, Sandbox};
use serde_json::{Value, json};

/// The account of the sandbox.
const ACCOUNT: ClientId = ClientId::new(8);

/// A user of the account.
const USER: UserId = UserId::new(777);

/// Another user of the account.
const OTHER: UserId = UserId::new(778);

const TOKENS: &str = "/iam/v2/clients/8/tokens";
const MEMBER: &str = "/iam/clients/8/client-users/777";

/// Describes a token without expiry.
fn deploy(group: GroupName) -> CreateApiToken {
    CreateApiToken::new("deploy".to_owned(), None, TokenGroup::new(group.into()))
}

/// Describes a member of the account.
fn member(email: &str, group: impl Into<Group>) -> InviteUser {
    InviteUser::new(email.to_owned(), group.into(), ACCOUNT)
}

fn login(email: &str, password: &str) -> Login {
    Login::new(password.into(), email.to_owned())
}

fn new_email(email: &str, password: &str) -> UpdateUserEmail {
    UpdateUserEmail::new(email.to_owned(), password.into())
}

/// Returns the ids of the active tokens with the name of [`deploy`].
async fn deploy_tokens(iam: &Client) -> Vec<TokenId> {
    let tokens = iam.tokens().list(ACCOUNT).await.unwrap();
    let named = tokens
        .into_iter()
        .filter(|token| token.name == "deploy" && !token.deleted);
    named.map(|token| token.id).collect()
}

/// Returns a Gcore Cloud client with this key.
fn cloud(server: &GcoreServer, key: impl Into<rolekit::SecretString>) -> gcore::Client {
    gcore::Client::builder()
        .credential(key)
        .base_url(server.base_url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn user_and_group_requests_are_sent_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let users = iam.users();
    for (list, query) in [
        (users.list(), "limit=50"),
        (users.list().limit(2), "limit=2"),
        (users.list().offset(1), "limit=50&offset=1"),
    ] {
        list.page().await.unwrap();
        assert_sent(server, "GET", &format!("/iam/users?{query}"), "");
    }
    users.get(USER).await.unwrap();
    assert_sent(server, "GET", "/iam/users/777", "");
    for (patch, body) in [
        (UpdateUser::new(), "{}"),
        (
            UpdateUser::new().name("A").clear_phone(),
            r#"{"name":"A","phone":null}"#,
        ),
        (
            UpdateUser::new().clear_name().phone("1"),
            r#"{"name":null,"phone":"1"}"#,
        ),
        (
            UpdateUser::new()
                .lang(Language::De)
                .auth_types([AuthType::Sso])
                .email("a@example.com"),
            r#"{"auth_types":["sso"],"email":"a@example.com","lang":"de"}"#,
        ),
    ] {
        users.update(USER, &patch).await.unwrap();
        assert_sent(server, "PATCH", "/iam/users/777", body);
    }
    server.iam().set_password(777, "p");
    let change = new_email("b@example.com", "p");
    users.update_email(USER, &change).await.unwrap();
    let body = r#"{"new_email":"b@example.com","password":"p"}"#;
    assert_sent(server, "PUT", "/iam/users/777/email", body);

    let members = iam.client_users();
    members.get(ACCOUNT, USER).await.unwrap();
    assert_sent(server, "GET", MEMBER, "");
    for (role, body) in [
        (
            GroupName::Engineers.into(),
            r#"{"id":5,"name":"Engineers"}"#,
        ),
        (Group::new().id(2), r#"{"id":2}"#),
    ] {
        let group = UserGroup::new().user_role(role);
        members.update(ACCOUNT, USER, &group).await.unwrap();
        assert_sent(server, "PUT", MEMBER, &format!(r#"{{"user_role":{body}}}"#));
    }
    members.revoke(ACCOUNT, USER).await.unwrap();
    assert_sent(server, "DELETE", MEMBER, "");

    let invitation = member("c@example.com", GroupName::Users);
    let invitation = invitation.lang(Language::En).name("C");
    members.invite(&invitation).await.unwrap();
    let body = r#"{"client_id":8,"email":"c@example.com","lang":"en","name":"C","user_role":{"id":2,"name":"Users"}}"#;
    assert_sent(server, "POST", "/iam/clients/invite_user", body);
}

#[tokio::test]
async fn token_requests_are_sent_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let tokens = iam.tokens();
    let list = || tokens.list(ACCOUNT);
    for (list, query) in [
        (list(), ""),
        (list().deleted(false), "?deleted=false"),
        (list().group(&GroupName::Engineers.into()), "?role=5"),
        (
            list()
                .issued_by(UserId::new(1))
                .not_issued_by(UserId::new(2))
                .group(&Group::new().id(7)),
            "?issued_by=1&not_issued_by=2&role=7",
        ),
    ] {
        list.await.unwrap();
        assert_sent(server, "GET", &format!("{TOKENS}{query}"), "");
    }
    let described = deploy(GroupName::Engineers).description("d");
    let made = tokens.create(ACCOUNT, &described).await.unwrap();
    let body = r#"{"client_user":{"role":{"id":5,"name":"Engineers"}},"description":"d","exp_date":null,"name":"deploy"}"#;
    assert_sent(server, "POST", TOKENS, body);
    assert!(made.token.expose().starts_with(&format!("{}_", made.id)));
    tokens.get(ACCOUNT, made.id).await.unwrap();
    assert_sent(server, "GET", &format!("{TOKENS}/{}", made.id), "");
    let find = async || tokens.find_by_name(ACCOUNT, "deploy").await;
    assert_eq!(find().await.unwrap().map(|found| found.id), Some(made.id));
    let twin = tokens.create(ACCOUNT, &described).await.unwrap();
    let error = find().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let text = error.to_string();
    for id in [made.id, twin.id] {
        assert!(text.contains(&id.to_string()), "{text}");
    }
    tokens.delete(ACCOUNT, twin.id).await.unwrap();
    tokens.delete(ACCOUNT, made.id).await.unwrap();
    assert_sent(server, "DELETE", &format!("{TOKENS}/{}", made.id), "");
    assert_eq!(find().await.unwrap(), None);
}

#[tokio::test]
async fn login_and_password_requests_are_sent_as_documented() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let iam = Client::builder()
        .without_credential()
        .base_url(server.base_url())
        .build()
        .unwrap();
    // Without a key, operations that need one are not sent. A raw request is sent.
    let error = iam.users().get(USER).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Config, Outcome::NotSent)
    );
    assert!(server.requests().is_empty());
    let raw = iam.request(reqwest::Method::GET, "/iam/users");
    assert!(raw.send().await.unwrap_err().is_unauthorized());

    server.iam().set_password(1, "p");
    let first_login = login("user1@example.com", "p");
    let pair = iam.auth().login(&first_login).await.unwrap();
    let body = r#"{"password":"p","username":"user1@example.com"}"#;
    assert_sent(server, "POST", "/iam/auth/jwt/login", body);
    // A client with a key does not send it with a login.
    let iam = iam.with_key(pair.key()).unwrap();
    server.iam().set_second_factor(1, "123456");
    let auth = iam.auth();
    let with_code = first_login.one_time_password("123456");
    auth.login(&with_code).await.unwrap();
    let body = r#"{"one_time_password":"123456","password":"p","username":"user1@example.com"}"#;
    assert_sent(server, "POST", "/iam/auth/jwt/login", body);
    let refresh = Refresh::new(pair.refresh.clone());
    auth.refresh(&refresh).await.unwrap();
    let body = format!(r#"{{"refresh":"{}"}}"#, pair.refresh.expose());
    assert_sent(server, "POST", "/iam/auth/jwt/refresh", &body);
    for request in server.requests() {
        assert_eq!(request.credential, CredentialStatus::Missing);
        assert_eq!(request.header("authorization"), None);
    }

    let forgot = ForgotPassword::new("user1@example.com".to_owned());
    auth.forgot_password(&forgot).await.unwrap();
    let body = r#"{"email":"user1@example.com"}"#;
    assert_sent(server, "POST", "/iam/auth/password/forgot", body);
    assert_eq!(
        server.requests().last().unwrap().header("authorization"),
        Some("Bearer [redacted]"),
    );
    let change = ChangePassword::confirmed("p", "q");
    auth.change_password(UserId::new(1), &change).await.unwrap();
    let body = r#"{"double":"q","new":"q","old":"p"}"#;
    assert_sent(server, "PUT", "/iam/users/1/password", body);
    let other = CreateAccount::new("Other".to_owned());
    let other = iam.account().create(&other).await.unwrap().id;
    assert_sent(
        server,
        "POST",
        "/iam/clients/create",
        r#"{"company":"Other"}"#,
    );
    auth.select_account(other).await.unwrap();
    let path = format!("/iam/auth/jwt/clients/{other}/login");
    assert_sent(server, "GET", &path, "");
    iam.account().get().await.unwrap();
    assert_sent(server, "GET", "/iam/clients/me", "");
    let logins = iam
        .account()
        .list_last_logins()
        .limit(1)
        .all()
        .await
        .unwrap();
    assert_sent(
        server,
        "GET",
        "/iam/activity_log/logins?limit=1&offset=1",
        "",
    );
    assert!(logins.len() == 2 && logins.iter().all(|login| login.is_successful));
}

#[tokio::test]
async fn users_are_read_from_a_page_or_a_bare_list() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let paged = iam.users().list().limit(2).all().await.unwrap();
    assert_eq!(paged.len(), 3);
    assert_eq!(server.requests().len(), 2);

    let bare = json!(server.iam().users());
    let response = Fault::respond(CannedResponse::new(200).json(bare)).always();
    server.inject(response).await.unwrap();
    assert_eq!(iam.users().list().limit(2).all().await.unwrap(), paged);
    let page = iam.users().list().offset(1).page().await.unwrap();
    assert_eq!(page.items, paged[1..]);
    assert_eq!((page.count, page.next), (Some(3), None));

    for (body, path) in [
        (
            json!({"count": 1, "results": [{"id": 7}]}),
            Some("results[0]"),
        ),
        (json!([{"id": []}]), Some("[0].id")),
        (json!("canary"), None),
    ] {
        server.clear_faults().await;
        let response = Fault::respond(CannedResponse::new(200).json(body));
        server.inject(response).await.unwrap();
        let error = iam.users().list().page().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.path(), path);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

/// Checks status and message of an error response.
#[track_caller]
fn api_error<T: std::fmt::Debug>(end: Result<T, Error>, status: u16, text: &str) -> Error {
    let error = end.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Api);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
    assert_eq!(error.outcome(), Outcome::Refused);
    let message = error.message().unwrap();
    assert!(message.contains(text), "{message}");
    error
}

#[tokio::test]
async fn every_shape_of_error_is_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    server.iam().set_password(777, "p");

    let auth = iam.auth();
    // {"errors": {"errors": [..]}}
    let end = auth.login(&login("user777@example.com", "q")).await;
    api_error(end, 400, "Invalid username or password");
    // {"errors": {"field": [..]}}
    server.iam().set_second_factor(777, "1");
    let end = auth.login(&login("user777@example.com", "p")).await;
    api_error(end, 400, "one_time_password: ");
    // {"errors": {"client_user": {"role": [..]}}}
    let (_, token) = server.iam().add_token(777);
    let end = iam
        .with_key(token.as_str())
        .unwrap()
        .tokens()
        .create(ACCOUNT, &deploy(GroupName::Engineers))
        .await;
    api_error(end, 400, "client_user.role: ");
    // ["..", ..]
    let invited = member("user777@example.com", GroupName::Users);
    let end = iam.client_users().invite(&invited).await;
    api_error(end, 400, "already invited");
    // [{"errors": {"field": ".."}}]
    let users = iam.users();
    let end = users
        .update_email(USER, &new_email("a@example.com", "q"))
        .await;
    api_error(end, 400, "password: ");
    // {"message": ".."}
    api_error(users.get(UserId::new(999)).await, 404, "User not found");
    let end = iam.with_key("1$wrong").unwrap().account().get().await;
    assert!(api_error(end, 401, "not valid").is_unauthorized());
    // {"detail": "..", "code": ".."}
    let body = json!({"detail": "Gone", "code": "token_not_valid"});
    let response = Fault::respond(CannedResponse::new(401).json(body));
    server.inject(response).await.unwrap();
    let error = api_error(iam.account().get().await, 401, "Gone");
    assert_eq!(error.code(), Some("token_not_valid"));
}

#[tokio::test]
async fn revoking_a_user_with_tokens_has_its_own_error_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let members = iam.client_users();
    let (id, token) = server.iam().add_token(777);
    let error = api_error(members.revoke_checked(ACCOUNT, USER).await, 403, "tokens");
    assert_eq!(error.code(), Some(ClientUsers::HAS_TOKENS));
    // The API itself has no code for it.
    let error = api_error(members.revoke(ACCOUNT, USER).await, 403, "tokens");
    assert_eq!(error.code(), None);
    // A caller without the permission gets another error.
    let engineer = iam.with_key(token).unwrap();
    let end = engineer.client_users().revoke_checked(ACCOUNT, OTHER).await;
    let error = api_error(end, 403, "Permission denied");
    assert_eq!(error.code(), None);

    assert_eq!(
        members.revoke_with_tokens(ACCOUNT, USER).await.unwrap(),
        [id]
    );
    assert!(server.iam().user(777).is_none());
    // The response is lost: the user is revoked all the same.
    let lost = Fault::reset().after().method("DELETE").times(1);
    server.inject(lost).await.unwrap();
    members.revoke_checked(ACCOUNT, OTHER).await.unwrap();
    assert!(server.iam().user(778).is_none());
    let error = members.revoke_checked(ACCOUNT, OTHER).await.unwrap_err();
    assert!(error.is_not_found() && error.outcome() == Outcome::Refused);
}

#[tokio::test]
async fn ensure_member_invites_once_under_faults() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let members = iam.client_users();
    let mails = || server.iam().emails().len();

    // The response is lost.
    let lost = Fault::reset().after().path("/iam/clients/invite_user");
    server.inject(lost).await.unwrap();
    let ensured = members.ensure(&member(" A@example.com ", GroupName::Users));
    let ensured = ensured.await.unwrap();
    assert_eq!((ensured.action, mails()), (Action::Created, 1));
    // Another group is an update; the same group changes nothing.
    for done in [Action::Updated, Action::Unchanged] {
        let again = members.ensure(&member("a@example.com", Group::new().id(5)));
        let again = again.await.unwrap();
        assert_eq!(again.value.user_id, ensured.value.user_id);
        assert_eq!(again.action, done);
    }
    // Another caller invites the user first.
    let empty = json!({"count": 0, "results": []});
    let late = Fault::respond(CannedResponse::new(200).json(empty)).path("/iam/users");
    server.inject(late).await.unwrap();
    let raced = members.ensure(&member("a@example.com", GroupName::Users));
    let raced = raced.await.unwrap();
    assert_eq!(raced.value.user_id, ensured.value.user_id);
    assert_eq!(raced.action, Action::Updated);
    assert_eq!(mails(), 1);
    // The invitation fails, and there is no user.
    let end = members
        .ensure(&member("b@example.com", Group::new().id(99)))
        .await;
    api_error(end, 400, "user_role");
    let forbidden = Fault::status(403).path("/iam/clients/invite_user");
    server.inject(forbidden).await.unwrap();
    let end = members.ensure(&member("b@example.com", GroupName::Users));
    assert!(end.await.unwrap_err().is_forbidden());
    assert_eq!(mails(), 1);
}

#[tokio::test]
async fn a_plan_of_a_member_is_applied_only_while_it_holds() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let members = iam.client_users();
    let changes = || {
        let requests = server.requests().into_iter();
        requests.filter(|request| request.method != "GET").count()
    };
    let invitation = member("a@example.com", GroupName::Users);
    let invite = members.ensure(&invitation).plan().await.unwrap();
    let engineer = members.ensure_group(ACCOUNT, USER, GroupName::Engineers);
    let promote = engineer.plan().await.unwrap();
    assert_eq!(changes(), 0);

    // Others make the changes first.
    members.ensure(&invitation).await.unwrap();
    engineer.clone().await.unwrap();
    let before = changes();
    let outdated = members.ensure(&invitation).apply(&invite).await;
    let error = outdated.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Contention, Outcome::Refused)
    );
    let error = engineer.apply(&promote).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contention);
    assert_eq!(changes(), before);
    let unchanged = engineer.plan().await.unwrap();
    let applied = engineer.apply(&unchanged).await.unwrap();
    assert_eq!((applied.action, changes()), (Action::Unchanged, before));
}

#[tokio::test]
async fn a_failed_rotation_keeps_the_old_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let tokens = iam.tokens();
    let date: rolekit::Timestamp = "2999-01-01T12:00:00.000000Z".to_owned().into();
    let mut old = deploy(GroupName::Users).description("d");
    old.exp_date = Some(date.clone());
    let old = tokens.create(ACCOUNT, &old).await.unwrap();

    // The new token cannot be created: the old one remains valid.
    for (fault, code) in [
        (Fault::status(400), None),
        (Fault::reset().after(), Some(Tokens::TEXT_LOST)),
    ] {
        server
            .inject(fault.method("POST").path(TOKENS))
            .await
            .unwrap();
        let error = tokens.rotate(ACCOUNT, old.id).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!tokens.get(ACCOUNT, old.id).await.unwrap().deleted);
    }
    // The new token is created, but the response is lost.
    let lost = deploy_tokens(&iam).await;
    let lost = lost.into_iter().find(|token| *token != old.id).unwrap();
    tokens.delete(ACCOUNT, lost).await.unwrap();

    // The old token cannot be deleted: both are valid.
    let path = format!("{TOKENS}/{}", old.id);
    let forbidden = Fault::status(403).method("DELETE").path(path.clone());
    server.inject(forbidden).await.unwrap();
    let rotated = tokens.rotate(ACCOUNT, old.id).await.unwrap();
    assert!(rotated.deleted.is_err_and(|error| error.is_forbidden()));
    assert_eq!(rotated.old.id, old.id);
    let new = rotated.new;
    assert_eq!(
        (new.name, new.description, new.exp_date),
        (old.name, old.description, Some(date)),
    );
    assert_eq!(new.client_user, old.client_user);
    assert_eq!(deploy_tokens(&iam).await.len(), 2);
    for token in [&old.token, &new.token] {
        let theirs = iam.with_key(token.clone()).unwrap();
        theirs.account().get().await.unwrap();
    }
    // Another caller has deleted the old token.
    let gone = Fault::status(404).method("DELETE").path(path);
    server.inject(gone).await.unwrap();
    let rotated = tokens.rotate_with_expiry(ACCOUNT, old.id, None).await;
    let rotated = rotated.unwrap();
    rotated.deleted.unwrap();
    assert_eq!(rotated.new.exp_date, None);

    // A token of another user would change its owner.
    let (theirs, _) = server.iam().add_token(777);
    let before = server.iam().tokens();
    let error = tokens
        .rotate(ACCOUNT, TokenId::new(theirs))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent)
    );
    let ids = |tokens: &[Value]| -> Vec<_> {
        let alive = tokens.iter().filter(|token| token["deleted"] == false);
        alive.map(|token| token["id"].clone()).collect()
    };
    assert_eq!(ids(&server.iam().tokens()), ids(&before));
}

#[tokio::test]
async fn the_life_of_a_user_from_invitation_to_revocation() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let admin = cloud(server, server.api_key());

    // A user is invited and gets a role in one project.
    let members = iam.client_users();
    let eve = member("eve@example.com", GroupName::Engineers);
    let eve = members.ensure(&eve).await.unwrap().value.user_id;
    let scope = Scope::project(ACCOUNT, ProjectId::new(100));
    let assignments = admin.role_assignments();
    let assigned = assignments.ensure(eve, Role::Observer, scope);
    assert_eq!(assigned.await.unwrap().action, Action::Created);

    // The user sets a password, logs in, and creates a token.
    server.iam().set_password(eve.get(), "p");
    let pair = iam
        .auth()
        .login(&login("eve@example.com", "p"))
        .await
        .unwrap();
    let theirs = iam.with_key(pair.key()).unwrap();
    assert_eq!(theirs.account().get().await.unwrap().current_user, eve);
    const HOUR: Duration = Duration::from_secs(3600);
    let mut new = deploy(GroupName::Engineers);
    new.exp_date = Some(theirs.tokens().expires_after(30 * 24 * HOUR).unwrap());
    let made = theirs.tokens().create_checked(ACCOUNT, &new).await.unwrap();
    assert_eq!(made.client_user.user_id, eve);

    // The token is valid for both APIs.
    let by_token = iam.with_key(made.token.clone()).unwrap();
    let on_cloud = cloud(server, made.token);
    let mine = on_cloud.role_assignments().list().user_id(eve).all().await;
    assert_eq!(mine.unwrap()[0].role, Role::Observer);

    // The token rotates itself; the old one is invalid then.
    let rotated = by_token.tokens().rotate(ACCOUNT, made.id).await.unwrap();
    rotated.deleted.unwrap();
    let error = on_cloud.users().list().page().await.unwrap_err();
    assert!(error.is_unauthorized());
    let on_cloud = cloud(server, rotated.new.token);
    on_cloud.users().list().page().await.unwrap();

    // An access token expires after an hour.
    sandbox.advance_clock(2 * HOUR).unwrap();
    let error = theirs.account().get().await.unwrap_err();
    assert!(error.is_unauthorized());
    let pair = iam
        .auth()
        .refresh(&Refresh::new(pair.refresh))
        .await
        .unwrap();
    let theirs = iam.with_key(pair.key()).unwrap();
    assert_eq!(theirs.account().get().await.unwrap().current_user, eve);

    // Revoking the user requires deleting the token.
    let error = members.revoke_checked(ACCOUNT, eve).await.unwrap_err();
    assert_eq!(error.code(), Some(ClientUsers::HAS_TOKENS));
    let deleted = members.revoke_with_tokens(ACCOUNT, eve).await.unwrap();
    assert_eq!(deleted, [rotated.new.id]);
    let error = on_cloud.users().list().page().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert!(admin.users().find(eve).await.unwrap().is_none());
    let left = admin.role_assignments().list().user_id(eve).all().await;
    assert!(left.unwrap().is_empty());
}

#[tokio::test]
async fn ensure_absent_removes_a_member_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let (iam, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let users = iam.client_users();
    let ada = member("ada@example.com", GroupName::Users);
    let ada = users.ensure(&ada).await.unwrap().value;

    let absent = users.ensure_absent(ACCOUNT, " Ada@example.com ");
    let plan = absent.plan().await.unwrap();
    let text = format!("user `Ada@example.com`: delete {}", ada.user_id);
    assert_eq!(plan.to_string(), text);
    // The response is lost: a read finds that the member is gone.
    let lost = Fault::reset().after().method("DELETE");
    server.inject(lost).await.unwrap();
    let removed = absent.apply(&plan).await.unwrap().unwrap();
    assert_eq!(removed.user_id, ada.user_id);
    let before = server.requests().len();
    let absent = users.ensure_absent(ACCOUNT, "ada@example.com");
    assert_eq!(absent.await.unwrap(), None);
    let sent_since = server.requests().split_off(before);
    assert!(sent_since.iter().all(|request| request.method == "GET"));

    // Tokens have to be deleted first.
    server.iam().add_token(777);
    let email = iam.users().get(USER).await.unwrap().email;
    let error = users.ensure_absent(ACCOUNT, &email).await.unwrap_err();
    assert_eq!(error.code(), Some(ClientUsers::HAS_TOKENS));
    assert_eq!(error.outcome(), Outcome::Refused);
}
