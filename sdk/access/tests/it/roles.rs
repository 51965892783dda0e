//! Plans of roles of Trusted Twin.

use rolekit::trusted_twin::rule;
use rolekit_access::plan::{Action, ProtectionOverrides};
use serde_json::json;

use crate::guards::{planned, state};

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
