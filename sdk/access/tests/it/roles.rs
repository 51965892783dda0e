//! Plans of roles of Trusted Twin.

use rolekit::trusted_twin::rule;
use rolekit_access::plan::{Action, ProtectionOverrides};
use serde_json::json;

use crate::guards::{assert_free, assert_guard, planned, state};

/// A role that users join while its rule changes is written twice. Each rule must be one that the service accepts.
#[test]
fn rules_with_comments_are_joined_to_a_valid_rule() {
    let mut state = state(0);
    let roles = &mut state["trusted_twin"]["roles"];
    roles["operator"] = json!({
        "name": "Operator",
        "statement": {"effect": "allow", "actions": ["get_twin", "update_twin"]},
        "rules": {"twin": "TWIN.site == USER.site # as agreed"},
    });
    let text = "version: 1
trusted_twin:
  users: {list: [{name: Ada, role: Operator}]}
  roles:
    list:
      - name: Operator
        allow: [get_twin, get_users]
        rules: {twin: \"TWIN.site == 'a' # only a\"}
";
    let (_, _, plan) = planned(&state, text, ProtectionOverrides::default()).unwrap();
    let mut rules = Vec::new();
    for change in &plan.changes {
        if let Action::UpdateRole { new, .. } = &change.action {
            let text = new.rules.twin.clone().unwrap();
            rule::check(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            rules.push(text);
        }
    }
    let expected = [
        "(TWIN.site == USER.site) or (TWIN.site == 'a')",
        "TWIN.site == 'a' # only a",
    ];
    assert_eq!(rules, expected);
}

fn roles(list: &str) -> String {
    format!("version: 1\ntrusted_twin: {{roles: {{list: [{list}]}}}}\n")
}

/// What a role permits already is not granted by a plan.
#[test]
fn a_key_may_narrow_a_role_that_permits_more_than_its_own() {
    let mut wide = state(0);
    wide["trusted_twin"]["roles"]["wide"] = json!({
        "name": "Wide",
        "statement": {"effect": "allow", "actions": ["get_twin", "scan_twins", "update_twin"]},
    });
    wide["trusted_twin"]["users"]["eve"] = json!({"name": "Eve", "role": "wide"});
    assert_free(&wide, &roles("{name: Wide, allow: [scan_twins]}"));
    assert_free(
        &wide,
        &roles("{name: Wide, allow: [scan_twins, get_users]}"),
    );
    let more = roles("{name: Wide, allow: [scan_twins, create_user]}");
    assert_guard("--allow-escalation", &wide, &more);
    // A rule that changes may permit more.
    let rule = roles("{name: Wide, allow: [scan_twins], rules: {twin: 'true'}}");
    assert_guard("--allow-escalation", &wide, &rule);
    wide["trusted_twin"]["roles"]["less"] = json!({
        "name": "Less",
        "statement": {"effect": "allow", "actions": ["scan_twins"]},
    });
    let user = |name: &str| {
        format!("version: 1\ntrusted_twin: {{users: {{list: [{{name: {name}, role: Less}}]}}}}\n")
    };
    assert_free(&wide, &user("Eve"));
    assert_guard("--allow-escalation", &wide, &user("Ada"));
}

#[test]
fn a_key_grants_no_group_but_its_own() {
    let mut engineer = state(0);
    engineer["iam"] = json!({"account": 8, "caller": 1, "members": {
        "1": {"email": "p1@example.com", "groups": ["Engineers"], "activated": true},
    }});
    let text = "version: 1\niam: {members: {list: [{who: new@example.com, group: Users}]}}\n";
    assert_guard("--allow-escalation", &engineer, text);
    engineer["iam"]["members"]["1"]["groups"] = json!(["Administrators"]);
    assert_free(&engineer, text);
}

#[test]
fn roles_that_are_emptied_count_as_removed() {
    let mut many = state(0);
    let twin = &mut many["trusted_twin"];
    for i in 0..8 {
        let statement = json!({"effect": "allow", "actions": ["get_twin"]});
        twin["roles"][format!("r{i}")] = json!({"name": format!("R{i}"), "statement": statement});
        twin["users"][format!("u{i}")] = json!({"name": format!("U{i}"), "role": "reader"});
    }
    let emptied = |count: usize| {
        let list: Vec<String> = (0..count)
            .map(|i| format!("{{name: R{i}, allow: []}}"))
            .collect();
        roles(&list.join(", "))
    };
    assert_free(&many, &emptied(3));
    assert_guard("--allow-removals", &many, &emptied(4));
    // All of them, also if they are few.
    let mut few = state(0);
    few["trusted_twin"]["roles"]["other"] =
        json!({"name": "Other", "statement": {"effect": "allow", "actions": ["get_users"]}});
    assert_free(&few, &roles("{name: Reader, allow: []}"));
    let both = roles("{name: Reader, allow: []}, {name: Other, allow: []}");
    assert_guard("--allow-removals", &few, &both);
    assert_free(
        &few,
        &format!("{both}guards: {{max_removed_percent: 100}}\n"),
    );
    // As if the users were deleted.
    many["trusted_twin"]["roles"]["none"] =
        json!({"name": "None", "statement": {"effect": "allow", "actions": []}});
    let moved = |count: usize| {
        let list: Vec<String> = (0..count)
            .map(|i| format!("{{name: U{i}, role: None}}"))
            .collect();
        format!(
            "version: 1\ntrusted_twin: {{users: {{list: [{}]}}}}\n",
            list.join(", ")
        )
    };
    assert_free(&many, &moved(3));
    assert_guard("--allow-removals", &many, &moved(4));
}
