//! Trusted Twin: roles.

use rolekit::trusted_twin::{Action, Client, NewRole, RoleId, RoleUpdate, RulesChange, Statement};
use rolekit_e2e::vendors::python::{call, name};
use rolekit_e2e::vendors::recorder::Recorder;
use serde_json::json;

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    let roles = client.roles();
    let rule = "TWIN.company == 'é\"\\\\ 1'";
    let new = |name: &str, statement| NewRole::new(name.parse().unwrap(), statement);
    let nothing = json!({"effect": "allow", "actions": []});
    for (what, body, ours) in [
        (
            "another",
            json!({"name": "Other", "statement": nothing}),
            new("Other", Statement::permit_nothing()),
        ),
        (
            "the least",
            json!({"name": "Reader", "statement": nothing}),
            new("Reader", Statement::permit_nothing()),
        ),
        (
            "everything given",
            json!({
                "name": "Writer",
                "rules": {"twin": rule, "entry": null},
                "statement": {"effect": "allow", "actions": ["get_twin", "not_known_yet"]},
            }),
            new(
                "Writer",
                Statement::allow([Action::GetTwin, Action::from("not_known_yet".to_owned())]),
            )
            .rules(RulesChange::new().twin(rule).clear_entry()),
        ),
        (
            "rules null, all permitted",
            json!({
                "name": "Owner",
                "rules": null,
                "statement": {"effect": "deny", "actions": null},
            }),
            new("Owner", Statement::permit_everything()).clear_rules(),
        ),
    ] {
        let theirs = call("create_user_role")
            .with("body", body)
            .keep(what, "/uuid");
        let intent = format!("create a role: {what}");
        recorder.step(&intent, theirs, roles.create(&ours)).await;
    }
    for (what, of, body, ours) in [
        ("nothing", "the least", json!({}), RoleUpdate::new()),
        (
            "the name",
            "the least",
            json!({"name": "After"}),
            RoleUpdate::new().name("After".parse().unwrap()),
        ),
        (
            "the name, to null",
            "another",
            json!({"name": null}),
            RoleUpdate::new().clear_name(),
        ),
        (
            "the statement",
            "the least",
            json!({"statement": {"effect": "deny", "actions": ["delete_user"]}}),
            RoleUpdate::new().statement(Statement::deny([Action::DeleteUser])),
        ),
        (
            "a rule",
            "the least",
            json!({"rules": {"entry": "true", "identity": null}}),
            RoleUpdate::new().rules(RulesChange::new().entry("true").clear_identity()),
        ),
        (
            "the rules, to null",
            "everything given",
            json!({"rules": null}),
            RoleUpdate::new().clear_rules(),
        ),
    ] {
        let theirs = call("update_user_role").arg(name(of)).with("body", body);
        let ours = roles.update(&RoleId::new(recorder.text(of)), &ours);
        recorder
            .step(&format!("update a role: {what}"), theirs, ours)
            .await;
    }
    let gone = "rules null, all permitted";
    for intent in ["delete a role", "delete a role that is gone"] {
        let theirs = call("delete_user_role").arg(name(gone));
        recorder
            .step(
                intent,
                theirs,
                roles.delete(&RoleId::new(recorder.text(gone))),
            )
            .await;
    }
    for odd in ["a b", "a/b#c?d", "../users", "é%41"] {
        let theirs = call("get_user_role").arg(odd);
        recorder
            .step(
                &format!("get a role: {odd}"),
                theirs,
                roles.get(&RoleId::new(odd)),
            )
            .await;
    }
    let theirs = call("delete_user_role").arg(name("administrators"));
    let ours = roles.delete(&RoleId::new(recorder.text("administrators")));
    recorder
        .step("delete the role that one has", theirs, ours)
        .await;
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    let roles = client.roles();
    recorder
        .step("list roles", call("get_user_roles"), roles.list())
        .await;
    for what in ["another", "the least", "everything given"] {
        let theirs = call("get_user_role").arg(name(what));
        let ours = roles.get(&RoleId::new(recorder.text(what)));
        recorder
            .step(&format!("get a role: {what}"), theirs, ours)
            .await;
    }
    recorder
        .step("ask who one is", call("who_am_i"), client.who_am_i())
        .await;
}
