//! Trusted Twin: users, secrets, tokens, the account, log and usage.

use std::collections::BTreeMap;

use rolekit::UnixTimestamp;
use rolekit::trusted_twin::{
    AccountId, AccountUpdate, ActivityTable, Client, Expiry, NewUser, NewUserSecretPin,
    NewUserToken, RoleId, SecretDict, TokenOption, UserId, UserSecretUpdate, UserTokenRefresh,
    UserUpdate,
};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::Recorder;
use serde_json::{Map, Value, json};

/// A timestamp with milliseconds.
fn end() -> UnixTimestamp {
    serde_json::from_value(json!(4_102_444_800.5)).unwrap()
}

fn described() -> Map<String, Value> {
    let described = json!({"company": "Zürich", "level": 3, "tags": ["a", null]});
    described.as_object().unwrap().clone()
}

/// Returns a table by its name.
fn tables() -> BTreeMap<String, ActivityTable> {
    let dimensions = BTreeMap::from([("who".to_owned(), "{user}".to_owned())]);
    let table = ActivityTable::new().dimensions(dimensions);
    BTreeMap::from([("seen".to_owned(), table)])
}

/// Returns the named user of an earlier step.
fn user(recorder: &Recorder<'_>, name: &str) -> UserId {
    UserId::new(recorder.text(name))
}

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    users(recorder, client).await;
    secrets(recorder, client).await;
    tokens(recorder, client).await;
    account(recorder, client).await;
}

async fn users(recorder: &mut Recorder<'_>, client: &Client) {
    let users = client.users();
    let new = NewUser::new(RoleId::new(recorder.text("the least")));
    let seen = json!({"seen": {"dimensions": {"who": "{user}"}}});
    for (what, body, ours) in [
        ("the least", json!({"role": name("the least")}), new.clone()),
        (
            "everything",
            json!({
                "name": "Ada Lovelace",
                "role": name("the least"),
                "description": described(),
                "activity": seen,
            }),
            new.clone()
                .name("Ada Lovelace".parse().unwrap())
                .description(described())
                .activity(tables()),
        ),
        (
            "nulls",
            json!({"role": name("the least"), "description": null, "activity": null}),
            new.clone().clear_description().clear_activity(),
        ),
        ("to delete", json!({"role": name("the least")}), new.clone()),
    ] {
        let theirs = call("create_user").with("body", body);
        let theirs = theirs.keep(&format!("user: {what}"), "/uuid");
        recorder
            .step(
                &format!("create a user: {what}"),
                theirs,
                users.create(&ours),
            )
            .await;
    }
    let other = RoleId::new(recorder.text("another"));
    for (what, body, ours) in [
        ("nothing", json!({}), UserUpdate::new()),
        (
            "the name",
            json!({"name": "Countess"}),
            UserUpdate::new().name("Countess".parse().unwrap()),
        ),
        (
            "the role",
            json!({"role": name("another")}),
            UserUpdate::new().role(other),
        ),
        (
            "the description",
            json!({"description": described()}),
            UserUpdate::new().description(described()),
        ),
        (
            "an empty description",
            json!({"description": {}}),
            UserUpdate::new().description(Map::new()),
        ),
        (
            "nulls",
            json!({"description": null, "activity": null}),
            UserUpdate::new().clear_description().clear_activity(),
        ),
    ] {
        let theirs = call("update_user")
            .arg(name("user: nulls"))
            .with("body", body);
        let ours = users.update(&user(recorder, "user: nulls"), &ours);
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
                users.delete(&user(recorder, "user: to delete")),
            )
            .await;
    }
}

async fn secrets(recorder: &mut Recorder<'_>, client: &Client) {
    let secrets = client.secrets();
    for (what, of, body, validity) in [
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
        let pin = format!("pin {what}");
        let theirs = call("create_user_secret_pin")
            .arg(name(of))
            .with("body", body);
        let theirs = theirs.keep(&pin, "/pin");
        let new = NewUserSecretPin::new(validity);
        let whose = user(recorder, of);
        // A PIN is redacted where it is serialized outside requests.
        let ours = async {
            let created = secrets.create_pin(&whose, &new).await?;
            Ok(json!({"pin": created.pin.expose()}))
        };
        recorder
            .step(&format!("create a PIN: {what}"), theirs, ours)
            .await;

        let theirs = call("create_user_secret")
            .arg(name("account"))
            .arg(name(&pin));
        let account = AccountId::new(recorder.text("account"));
        let pin = recorder.text(&pin).into();
        let ours = secrets.redeem(&account, &pin);
        recorder
            .step(&format!("create a secret: {what}"), theirs, ours)
            .await;
    }
    let of = "user: the least";
    let whose = user(recorder, of);
    let theirs = call("update_user_secret")
        .arg(name(of))
        .with("body", json!({"validity_ts": null}));
    recorder
        .step(
            "update a secret: for ever",
            theirs,
            secrets.update(&whose, &UserSecretUpdate::new(Expiry::Never)),
        )
        .await;
    let body = json!({"validity_ts": 4_102_444_800.5});
    let theirs = call("update_user_secret").arg(name(of)).with("body", body);
    recorder
        .step(
            "update a secret: with an end",
            theirs,
            secrets.update(&whose, &UserSecretUpdate::new(end().into())),
        )
        .await;
    let of = "user: everything";
    for intent in ["delete a secret", "delete a secret that is gone"] {
        let theirs = call("delete_user_secret").arg(name(of));
        let ours = secrets.delete(&user(recorder, of));
        recorder.step(intent, theirs, ours).await;
    }
}

async fn tokens(recorder: &mut Recorder<'_>, client: &Client) {
    let tokens = client.tokens();
    for (what, body, ours) in [
        (
            "for ever",
            json!({"validity_ts": null}),
            NewUserToken::new(Expiry::Never),
        ),
        (
            "everything",
            json!({
                "options": ["create", "refresh"],
                "secret_dict": {"serial": "b0f5"},
                "validity_ts": 4_102_444_800.5,
            }),
            NewUserToken::new(end().into())
                .options([TokenOption::Create, TokenOption::Refresh])
                .secret_dict(SecretDict::new([("serial", "b0f5")]).unwrap()),
        ),
    ] {
        let theirs = call("create_user_token").with("body", body);
        recorder
            .step(
                &format!("create a token: {what}"),
                theirs,
                tokens.create(&ours),
            )
            .await;
    }
    let theirs = call("refresh_user_token").with("body", json!({"validity_ts": 4_102_444_800.5}));
    recorder
        .step(
            "refresh a token with a secret",
            theirs,
            tokens.refresh(&UserTokenRefresh::new(end().into())),
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
            AccountUpdate::new().clear_resource_access_log(),
        ),
        (
            "emptied",
            json!({"resource_access_log": {}}),
            AccountUpdate::new().resource_access_log(BTreeMap::new()),
        ),
        (
            "set",
            recorded,
            AccountUpdate::new().resource_access_log(BTreeMap::from([(rule.to_owned(), tables())])),
        ),
    ] {
        let theirs = call("update_account").with("body", body);
        let intent = format!("update the account: {what}");
        recorder.step(&intent, theirs, account.update(&ours)).await;
    }
    recorder.step("trace", call("trace"), client.trace()).await;

    // The responses change with every request, so they are not read twice.
    let log = client.log();
    let theirs = call("get_log").keep("fragment", "/fragment");
    recorder.step("get the log", theirs, log.get()).await;
    let fragment = recorder.text("fragment");
    let theirs = call("get_log").with("params", json!({"fragment": name("fragment")}));
    let ours = log.get().fragment(fragment);
    recorder.step("get a part of the log", theirs, ours).await;
    let theirs = call("get_log").with("params", json!({"fragment": "a b/ü+1"}));
    let ours = log.get().fragment("a b/ü+1");
    recorder
        .step("get a part of the log that is not there", theirs, ours)
        .await;
    recorder
        .step(
            "get the usage of the account",
            call("get_account_usage"),
            client.usage().of_account(),
        )
        .await;
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    let users = client.users();
    recorder
        .step("list users", call("get_users"), users.list())
        .await;
    for what in ["user: the least", "user: everything", "user: nulls"] {
        let theirs = call("get_user").arg(name(what));
        recorder
            .step(
                &format!("get a user: {what}"),
                theirs,
                users.get(&user(recorder, what)),
            )
            .await;
    }
    let theirs = call("get_user_secret").arg(name("user: the least"));
    let ours = client.secrets().get(&user(recorder, "user: the least"));
    recorder.step("get a secret", theirs, ours).await;
    recorder
        .step(
            "get the account",
            call("get_account"),
            client.account().get(),
        )
        .await;
    let theirs = call("get_user_usage").arg(name("user: everything"));
    let ours = client.usage().of_user(&user(recorder, "user: everything"));
    recorder.step("get the usage of a user", theirs, ours).await;
}
