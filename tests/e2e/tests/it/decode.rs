//! What the services may send: values and fields that nobody has heard of.

use futures_util::TryStreamExt;
use rolekit::gcore::{Role, RoleAssignment, Scope};
use rolekit::trusted_twin::{Action, Effect, RolePatch};
use rolekit_e2e::{gcore, trusted_twin};
use rolekit_sandbox::{RuleKeys, Sandbox};
use serde_json::{Value, json};

fn assignment(role: &str) -> Value {
    json!({
        "user_id": 777,
        "role": role,
        "client_id": 8,
        "project_id": null,
        "assigned_by": null,
        "created_at": "2019-06-25T08:42:42Z",
        "updated_at": null,
        "later": {"nested": [1, null, "x"]},
    })
}

#[tokio::test]
async fn an_unknown_role_decodes_and_survives_a_round_trip() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let id = sandbox.gcore().add_assignment_json(assignment("Archivist"));
    let page = client.role_assignments().list().page().await.unwrap();
    let found: &RoleAssignment = &page.items[0];
    assert_eq!(found.role, Role::Unknown("Archivist".to_owned()));
    assert_eq!(found.role.to_string(), "Archivist");
    assert_eq!(
        found.created_at.to_utc().unwrap().timestamp(),
        1_561_452_162
    );
    assert_eq!(found.updated_at, None);

    client
        .role_assignments()
        .update(id, 777, found.role.clone(), Scope::OwnAccount)
        .await
        .unwrap();
    let sent = sandbox.gcore().requests().pop().unwrap().json();
    assert_eq!(sent["role"], "Archivist");
}

#[tokio::test]
async fn known_roles_are_known_however_they_come() {
    for (text, role) in [
        ("User", Role::User),
        ("ClientAdministrator", Role::ClientAdministrator),
    ] {
        assert_eq!(text.parse::<Role>().unwrap(), role);
        assert_eq!(Role::from(text.to_owned()), role);
        assert_eq!(serde_json::from_value::<Role>(json!(text)).unwrap(), role);
        assert_eq!(serde_json::to_value(&role).unwrap(), text);
        assert_eq!(role.as_str(), text);
    }
}

#[tokio::test]
async fn both_spellings_of_rules_and_unknown_actions_are_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let side = sandbox.trusted_twin();
    let uuid = side.add_role_json(json!({
        "name": "Super Admin",
        "statement": {"effect": "allow", "actions": ["get_twin", "fly"]},
        "rules": {"twin": "TWIN.a == 1", "later": "x"},
    }));
    for keys in [RuleKeys::Short, RuleKeys::Suffixed] {
        side.set_rule_keys(keys);
        let role = client.roles().get(uuid.as_str()).await.unwrap();
        let rules = role.rules.unwrap();
        assert_eq!(rules.twin_rule(), Some("TWIN.a == 1"), "{rules:?}");
        assert_eq!(rules.entry_rule(), None);
        assert_eq!(serde_json::to_value(&rules).unwrap()["later"], "x");
        let statement = role.statement.unwrap();
        assert_eq!(statement.effect, Effect::Allow);
        assert_eq!(
            statement.actions.unwrap(),
            [Action::GetTwin, Action::Unknown("fly".to_owned())],
        );
    }
}

#[tokio::test]
async fn a_name_outside_the_pattern_is_received_but_not_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let odd = "*** Super / Admin ***";
    let uuid = sandbox.trusted_twin().add_role_json(json!({"name": odd}));
    assert_eq!(client.roles().get(uuid.as_str()).await.unwrap().name, odd);
    assert_eq!(
        client.roles().list().await.unwrap()[uuid.as_str()].name,
        odd
    );
    client
        .roles()
        .update(uuid.as_str(), RolePatch::new().name(odd))
        .await
        .unwrap_err();
}

#[tokio::test]
async fn users_are_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    let ada = sandbox.gcore().add_user("Ada");
    let client = gcore(&sandbox);
    let users: Vec<_> = client
        .users()
        .list()
        .limit(1)
        .stream()
        .try_collect()
        .await
        .unwrap();
    assert!(
        users
            .iter()
            .any(|user| user.id == ada && user.name == "Ada")
    );
}
