//! Gcore IAM: the account, its users, API tokens.

use rolekit::Timestamp;
use rolekit::gcore_iam::{
    Client, ClientId, CreateApiToken, GroupName, InviteUser, Language, TokenGroup, TokenId,
    UpdateUser, UserId,
};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::Recorder;
use serde_json::json;

const ACCOUNT: i64 = 8;
const ACCOUNT_ID: ClientId = ClientId::new(ACCOUNT);

/// Describes a token of engineers.
fn token(name: &str, expiry: Option<Timestamp>) -> CreateApiToken {
    let group = TokenGroup::new(GroupName::Engineers.into());
    CreateApiToken::new(name.to_owned(), expiry, group)
}

fn invitation(email: &str, group: GroupName) -> InviteUser {
    InviteUser::new(email.to_owned(), group.into(), ACCOUNT_ID)
}

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    let (users, members) = (client.users(), client.client_users());
    for (what, group, theirs, ours) in [
        (
            "the least",
            json!({"id": 2, "name": "Users"}),
            call("iam.users.invite").with("email", "barbara@example.com"),
            invitation("barbara@example.com", GroupName::Users),
        ),
        (
            "everything",
            json!({"id": 5, "name": "Engineers"}),
            call("iam.users.invite")
                .with("email", "karen+1@example.com")
                .with("name", "Karen Spärck Jones")
                .with("lang", "de"),
            invitation("karen+1@example.com", GroupName::Engineers)
                .name("Karen Spärck Jones")
                .lang(Language::De),
        ),
    ] {
        let theirs = theirs.with("client_id", ACCOUNT).with("user_role", group);
        let theirs = theirs.keep(what, "/user_id");
        let ours = members.invite(&ours);
        recorder
            .step(&format!("invite a user: {what}"), theirs, ours)
            .await;
    }
    let invited = UserId::new(recorder.number("everything"));
    for (what, theirs, ours) in [
        (
            "the name",
            call("iam.users.update").with("name", "Karen"),
            UpdateUser::new().name("Karen"),
        ),
        (
            "language and phone",
            call("iam.users.update")
                .with("lang", "en")
                .with("phone", "+352 1"),
            UpdateUser::new().lang(Language::En).phone("+352 1"),
        ),
        (
            "name to null",
            call("iam.users.update").with("name", ()),
            UpdateUser::new().clear_name(),
        ),
    ] {
        let theirs = theirs.arg(name("everything"));
        let ours = users.update(invited, &ours);
        recorder
            .step(&format!("update a user: {what}"), theirs, ours)
            .await;
    }

    let tokens = client.tokens();
    let date = "2040-01-02T03:04:05Z";
    let engineers = json!({"role": {"id": 5, "name": "Engineers"}});
    for (what, theirs, ours) in [
        (
            "for ever",
            call("iam.api_tokens.create")
                .with("name", "deploy")
                .with("exp_date", ()),
            token("deploy", None),
        ),
        (
            "with an end",
            call("iam.api_tokens.create")
                .with("name", "nightly é")
                .with("exp_date", date)
                .with("description", "Tests at night"),
            token("nightly é", Some(Timestamp::from(date.to_owned())))
                .description("Tests at night"),
        ),
        (
            "to delete",
            call("iam.api_tokens.create")
                .with("name", "short")
                .with("exp_date", ()),
            token("short", None),
        ),
    ] {
        let theirs = theirs
            .arg(ACCOUNT)
            .with("client_user", engineers.clone())
            .keep(what, "/id");
        let intent = format!("create an API token: {what}");
        let ours = tokens.create_checked(ACCOUNT_ID, &ours);
        recorder.step(&intent, theirs, ours).await;
    }
    for intent in ["delete an API token", "delete an API token that is gone"] {
        let theirs = call("iam.api_tokens.delete")
            .arg(name("to delete"))
            .with("client_id", ACCOUNT);
        let id = TokenId::new(recorder.number("to delete"));
        let ours = tokens.delete(ACCOUNT_ID, id);
        recorder.step(intent, theirs, ours).await;
    }
    // These lists contain the token in use, whose last use changes with every request.
    let (method, list) = ("iam.api_tokens.list", || tokens.list(ACCOUNT_ID));
    for (what, theirs, ours) in [
        ("whole", call(method), list()),
        (
            "not deleted",
            call(method).with("deleted", true),
            list().deleted(true),
        ),
    ] {
        let theirs = theirs.arg(ACCOUNT);
        recorder
            .step(&format!("list API tokens: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("iam.users.delete")
        .arg(name("the least"))
        .with("client_id", ACCOUNT);
    let invited = UserId::new(recorder.number("the least"));
    let ours = members.revoke(ACCOUNT_ID, invited);
    recorder
        .step("remove a user from the account", theirs, ours)
        .await;
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    let overview = client.account();
    let theirs = call("iam.get_account_overview");
    recorder
        .step("get the account", theirs, overview.get())
        .await;

    let users = client.users();
    let list = users.list();
    for (what, theirs, ours) in [
        ("as it comes", call("iam.users.list"), list.clone()),
        (
            "a limit",
            call("iam.users.list").with("limit", 2),
            list.clone().limit(2),
        ),
        (
            "limit and offset",
            call("iam.users.list").with("limit", 2).with("offset", 1),
            list.clone().limit(2).offset(1),
        ),
    ] {
        let ours = async { Ok(ours.page().await?.items) };
        recorder
            .step(&format!("list users: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("iam.users.list").with("limit", 2).pages();
    recorder
        .step("list users: page by page", theirs, list.limit(2).all())
        .await;
    let theirs = call("iam.users.get").arg(name("everything"));
    let id = UserId::new(recorder.number("everything"));
    let ours = users.get(id);
    recorder.step("get a user", theirs, ours).await;

    let tokens = client.tokens();
    let (method, list) = ("iam.api_tokens.list", || tokens.list(ACCOUNT_ID));
    for (what, theirs, ours) in [
        (
            "by group",
            call(method).with("role", "5"),
            list().group(&GroupName::Engineers.into()),
        ),
        (
            "all filters",
            call(method)
                .with("deleted", true)
                .with("issued_by", 1)
                .with("not_issued_by", 2)
                .with("role", "5"),
            list()
                .deleted(true)
                .group(&GroupName::Engineers.into())
                .issued_by(UserId::new(1))
                .not_issued_by(UserId::new(2)),
        ),
    ] {
        let theirs = theirs.arg(ACCOUNT);
        recorder
            .step(&format!("list API tokens: {what}"), theirs, ours)
            .await;
    }
    let theirs = call("iam.api_tokens.get")
        .arg(name("with an end"))
        .with("client_id", ACCOUNT);
    let id = TokenId::new(recorder.number("with an end"));
    let ours = tokens.get(ACCOUNT_ID, id);
    recorder.step("get an API token", theirs, ours).await;
}
