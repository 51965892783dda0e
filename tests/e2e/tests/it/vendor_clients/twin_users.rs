//! Trusted Twin: users, secrets, tokens, the account, log and usage.

use rolekit::UnixTimestamp;
use rolekit::trusted_twin::{
    AccountPatch, ActivityTable, Client, Expiry, NewToken, NewUser, UserPatch,
};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::{Recorder, inner};
use serde_json::{Map, Value, json};

/// A timestamp with milliseconds.
fn end() -> UnixTimestamp {
    serde_json::from_value(json!(4_102_444_800.5)).unwrap()
}

fn described() -> Map<String, Value> {
    let described = json!({"company": "Zürich", "level": 3, "tags": ["a", null]});
    described.as_object().unwrap().clone()
}

fn table() -> ActivityTable {
    ActivityTable::new().dimension("who", "{user}")
}

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    users(recorder, client).await;
    secrets(recorder, client).await;
    tokens(recorder, client).await;
    account(recorder, client).await;
}

async fn users(recorder: &mut Recorder<'_>, client: &Client) {
    let users = client.users();
    let role = recorder.text("a name");
    let tables = json!({"seen": {"dimensions": {"who": "{user}"}}});
    for (what, body, ours) in [
        (
            "the least",
            json!({"role": name("a name")}),
            NewUser::new(role.as_str()),
        ),
        (
            "everything",
            json!({
                "name": "Ada Lovelace",
                "role": name("a name"),
                "description": described(),
                "activity": tables,
            }),
            NewUser::new(role.as_str())
                .name("Ada Lovelace")
                .description(described())
                .activity([("seen", table())]),
        ),
        (
            "nulls",
            json!({"role": name("a name"), "description": null, "activity": null}),
            NewUser::new(role.as_str()).no_description().no_activity(),
        ),
        (
            "to delete",
            json!({"role": name("a name")}),
            NewUser::new(role.as_str()),
        ),
    ] {
        let theirs = call("create_user").with("body", body);
        let theirs = theirs.keep(&format!("user: {what}"), "/uuid");
        recorder
            .step(
                &format!("create a user: {what}"),
                theirs,
                users.create(ours),
            )
            .await;
    }
    let other = recorder.text("nothing given");
    for (what, body, ours) in [
        ("nothing", json!({}), UserPatch::new()),
        (
            "the name",
            json!({"name": "Countess"}),
            UserPatch::new().name("Countess"),
        ),
        (
            "the role",
            json!({"role": name("nothing given")}),
            UserPatch::new().role(other.as_str()),
        ),
        (
            "the description",
            json!({"description": described()}),
            UserPatch::new().description(described()),
        ),
        (
            "an empty description",
            json!({"description": {}}),
            UserPatch::new().description(Map::new()),
        ),
        (
            "nulls",
            json!({"description": null, "activity": null}),
            UserPatch::new().clear_description().clear_activity(),
        ),
    ] {
        let theirs = call("update_user")
            .arg(name("user: nulls"))
            .with("body", body);
        let ours = users.update(recorder.text("user: nulls"), ours);
        recorder
            .step(&format!("update a user: {what}"), theirs, ours)
            .await;
    }
    for intent in ["delete a user", "delete a user that is gone"] {
        let theirs = call("delete_user").arg(name("user: to delete"));
        recorder
            .step(
                intent,
                theirs,
                users.delete(recorder.text("user: to delete")),
            )
            .await;
    }
}

async fn secrets(recorder: &mut Recorder<'_>, client: &Client) {
    for (what, user, body, validity) in [
        (
            "for ever",
            "user: everything",
            json!({"validity_ts": null}),
            Expiry::Never,
        ),
        (
            "with an end",
            "user: the least",
            json!({"validity_ts": 4_102_444_800.5}),
            end().into(),
        ),
    ] {
        let secret = client.users().secret(recorder.text(user));
        let pin = format!("pin {what}");
        let theirs = call("create_user_secret_pin")
            .arg(name(user))
            .with("body", body);
        let theirs = theirs.keep(&pin, "/pin");
        let ours = async { Ok(json!({"pin": secret.create_pin(validity).await?})) };
        recorder
            .step(&format!("create a PIN: {what}"), theirs, ours)
            .await;

        let theirs = call("create_user_secret")
            .arg(name("account"))
            .arg(name(&pin));
        let ours = client.users();
        let ours = ours.redeem(recorder.text("account"), recorder.text(&pin));
        recorder
            .step(&format!("create a secret: {what}"), theirs, ours)
            .await;
    }
    let user = "user: the least";
    let secret = client.users().secret(recorder.text(user));
    let theirs = call("update_user_secret")
        .arg(name(user))
        .with("body", json!({"validity_ts": null}));
    recorder
        .step(
            "update a secret: for ever",
            theirs,
            secret.set_expiry(Expiry::Never),
        )
        .await;
    let body = json!({"validity_ts": 4_102_444_800.5});
    let theirs = call("update_user_secret")
        .arg(name(user))
        .with("body", body);
    recorder
        .step(
            "update a secret: with an end",
            theirs,
            secret.set_expiry(end()),
        )
        .await;
    let user = "user: everything";
    let secret = client.users().secret(recorder.text(user));
    for intent in ["delete a secret", "delete a secret that is gone"] {
        let theirs = call("delete_user_secret").arg(name(user));
        recorder.step(intent, theirs, secret.delete()).await;
    }
}

async fn tokens(recorder: &mut Recorder<'_>, client: &Client) {
    let tokens = client.tokens();
    for (what, body, ours) in [
        (
            "for ever",
            json!({"validity_ts": null}),
            NewToken::new(Expiry::Never),
        ),
        (
            "everything",
            json!({
                "options": ["create", "refresh"],
                "secret_dict": {"serial": "b0f5"},
                "validity_ts": 4_102_444_800.5,
            }),
            NewToken::new(end())
                .may_create()
                .may_refresh()
                .secret_dict([("serial", "b0f5")]),
        ),
    ] {
        let theirs = call("create_user_token").with("body", body);
        recorder
            .step(
                &format!("create a token: {what}"),
                theirs,
                tokens.create(ours),
            )
            .await;
    }
    let theirs = call("refresh_user_token").with("body", json!({"validity_ts": 4_102_444_800.5}));
    recorder
        .step(
            "refresh a token with a secret",
            theirs,
            tokens.refresh(end()),
        )
        .await;
}

async fn account(recorder: &mut Recorder<'_>, client: &Client) {
    let account = client.account();
    let rule = "USER.level > 2";
    let recorded =
        json!({"resource_access_log": {rule: {"seen": {"dimensions": {"who": "{user}"}}}}});
    for (what, body, ours) in [
        (
            "cleared",
            json!({"resource_access_log": null}),
            AccountPatch::new().clear_resource_access_log(),
        ),
        (
            "emptied",
            json!({"resource_access_log": {}}),
            AccountPatch::new().empty_resource_access_log(),
        ),
        (
            "set",
            recorded,
            AccountPatch::new().record(rule, [("seen", table())]),
        ),
    ] {
        let theirs = call("update_account").with("body", body);
        let intent = format!("update the account: {what}");
        recorder.step(&intent, theirs, account.update(ours)).await;
    }
    recorder.step("trace", call("trace"), client.trace()).await;

    // The responses change with every request, so they are not read twice.
    let log = client.log();
    let theirs = call("get_log").keep("fragment", "/fragment");
    recorder.step("get the log", theirs, log.get(None)).await;
    let fragment = recorder.text("fragment");
    let theirs = call("get_log").with("params", json!({"fragment": name("fragment")}));
    let ours = log.get(Some(&fragment));
    recorder.step("get a part of the log", theirs, ours).await;
    let theirs = call("get_log").with("params", json!({"fragment": "a b/ü+1"}));
    let ours = log.get(Some("a b/ü+1"));
    recorder
        .step("get a part of the log that is not there", theirs, ours)
        .await;
    let ours = inner(client.generated().get_account_usage());
    recorder
        .step(
            "get the usage of the account",
            call("get_account_usage"),
            ours,
        )
        .await;
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    let users = client.users();
    let list = async || Ok(json!({ "users": users.list().await? }));
    recorder.step("list users", call("get_users"), list()).await;
    for what in ["user: the least", "user: everything", "user: nulls"] {
        let theirs = call("get_user").arg(name(what));
        recorder
            .step(
                &format!("get a user: {what}"),
                theirs,
                users.get(recorder.text(what)),
            )
            .await;
    }
    let secret = users.secret(recorder.text("user: the least"));
    let theirs = call("get_user_secret").arg(name("user: the least"));
    recorder.step("get a secret", theirs, secret.get()).await;
    recorder
        .step(
            "get the account",
            call("get_account"),
            client.account().get(),
        )
        .await;
    let user = recorder.text("user: everything").into();
    let theirs = call("get_user_usage").arg(name("user: everything"));
    let ours = inner(client.generated().get_user_usage(&user));
    recorder.step("get the usage of a user", theirs, ours).await;
}
