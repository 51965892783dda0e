//! Trusted Twin: roles.

use rolekit::trusted_twin::{Action, Client, RolePatch, RulesChange, Statement};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::Recorder;
use serde_json::json;

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    let roles = client.roles();
    let rule = "TWIN.company == 'é\"\\\\ 1'";
    for (what, body, ours) in [
        ("nothing given", json!({}), RolePatch::new()),
        (
            "a name",
            json!({"name": "Reader"}),
            RolePatch::new().name("Reader"),
        ),
        (
            "everything given",
            json!({
                "name": "Writer",
                "rules": {"twin": rule, "entry": null},
                "statement": {"effect": "allow", "actions": ["get_twin", "not_known_yet"]},
            }),
            RolePatch::new()
                .name("Writer")
                .rules(RulesChange::new().twin(rule).clear_entry())
                .statement(Statement::allow([
                    Action::GetTwin,
                    Action::from("not_known_yet".to_owned()),
                ])),
        ),
        (
            "rules null, all permitted",
            json!({"rules": null, "statement": {"effect": "deny", "actions": null}}),
            RolePatch::new()
                .clear_rules()
                .statement(Statement::permit_everything()),
        ),
    ] {
        let theirs = call("create_user_role")
            .with("body", body)
            .keep(what, "/uuid");
        let intent = format!("create a role: {what}");
        recorder.step(&intent, theirs, roles.create(ours)).await;
    }
    for (what, of, body, ours) in [
        ("nothing", "a name", json!({}), RolePatch::new()),
        (
            "the name",
            "a name",
            json!({"name": "After"}),
            RolePatch::new().name("After"),
        ),
        (
            "the name, to null",
            "nothing given",
            json!({"name": null}),
            RolePatch::new().clear_name(),
        ),
        (
            "the statement",
            "a name",
            json!({"statement": {"effect": "deny", "actions": ["delete_user"]}}),
            RolePatch::new().statement(Statement::deny([Action::DeleteUser])),
        ),
        (
            "a rule",
            "a name",
            json!({"rules": {"entry": "true", "identity": null}}),
            RolePatch::new().rules(RulesChange::new().entry("true").clear_identity()),
        ),
        (
            "the rules, to null",
            "everything given",
            json!({"rules": null}),
            RolePatch::new().clear_rules(),
        ),
    ] {
        let theirs = call("update_user_role").arg(name(of)).with("body", body);
        let ours = roles.update(recorder.text(of), ours);
        recorder
            .step(&format!("update a role: {what}"), theirs, ours)
            .await;
    }
    let gone = "rules null, all permitted";
    for intent in ["delete a role", "delete a role that is gone"] {
        let theirs = call("delete_user_role").arg(name(gone));
        recorder
            .step(intent, theirs, roles.delete(recorder.text(gone)))
            .await;
    }
    for odd in ["a b", "a/b#c?d", "../users", "é%41"] {
        let theirs = call("get_user_role").arg(odd);
        recorder
            .step(&format!("get a role: {odd}"), theirs, roles.get(odd))
            .await;
    }
    let theirs = call("delete_user_role").arg(name("administrators"));
    let ours = roles.delete(recorder.text("administrators"));
    recorder
        .step("delete the role that one has", theirs, ours)
        .await;
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    let roles = client.roles();
    let list = async || Ok(json!({ "roles": roles.list().await? }));
    recorder
        .step("list roles", call("get_user_roles"), list())
        .await;
    for what in ["nothing given", "a name", "everything given"] {
        let theirs = call("get_user_role").arg(name(what));
        let ours = roles.get(recorder.text(what));
        recorder
            .step(&format!("get a role: {what}"), theirs, ours)
            .await;
    }
    recorder
        .step("ask who one is", call("who_am_i"), client.who_am_i())
        .await;
}
