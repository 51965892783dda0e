//! What goes with the membership in Gcore's account, and what needs one.

use std::path::Path;

use rolekit_access::plan::{Action, Plan, PlanFindingKind, ProtectionOverrides};
use rolekit_access::{check, desired, file};
use serde_json::{Value, json};

use crate::cli::Account;
use crate::guards::{planned, problems, state};
use crate::world::now;

/// The members of the account are the people who have roles.
fn members() -> Value {
    let mut state = state(1);
    let person = |id: i64| json!({"email": format!("p{id}@example.com"), "groups": ["Users"], "activated": true});
    let members: serde_json::Map<String, Value> =
        (1..=4).map(|id| (id.to_string(), person(id))).collect();
    state["iam"] = json!({"account": 8, "caller": 1, "members": members});
    state
}

/// Returns what `check` finds in a file.
fn checked(text: &str) -> Vec<String> {
    let loaded = file::parse(Path::new("access.yaml"), text).unwrap();
    let desired = desired::resolve(&loaded.file, now()).unwrap();
    let problems = check::check(&loaded.file, &desired);
    problems.iter().map(|it| it.message.clone()).collect()
}

const GRANT: &str = "version: 1
gcore:
  grants:
    list: [{to: p4@example.com, role: Observer, project: Shop}]
";

#[test]
fn a_grant_does_not_outlive_the_membership() {
    let expected =
        "`p4@example.com` is granted `Observer`, and `iam.members` removes the membership";
    for members_of_file in [
        "list: [{who: p4@example.com, group: Users, until: 2020-01-01}]",
        "unlisted: revoke\n    adopt: true\n    list: [{who: p1@example.com, group: Users}]",
    ] {
        let text = format!("{GRANT}iam:\n  members:\n    {members_of_file}\n");
        let found = checked(&text);
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{found:?}"
        );
        let found = problems(&members(), &text);
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{found:?}"
        );
        // Without the grant, the membership goes.
        let text = text.replace("to: p4@example.com", "to: p1@example.com");
        assert_eq!(checked(&text), [""; 0]);
        let (_, _, plan) = planned(&members(), &text, ProtectionOverrides::default()).unwrap();
        let removed = plan.changes.iter().any(|it| {
            matches!(&it.action, Action::RemoveMember { person, .. } if person.email == "p4@example.com")
        });
        assert!(removed, "{plan:?}");
        // The role goes with it, so it is not left.
        let left = plan
            .findings
            .iter()
            .filter(|it| it.subject == "p4@example.com");
        assert_eq!(left.count(), 0, "{plan:?}");
    }
    let text = format!("{GRANT}iam: {{members: {{list: []}}}}\n");
    assert_eq!(checked(&text), [""; 0]);
    assert_eq!(problems(&members(), &text), [""; 0]);
}

#[test]
fn a_grant_waits_for_an_invitation_that_is_left() {
    let text = "version: 1
gcore: {grants: {list: [{to: new@example.com, role: Observer, project: Shop}]}}
iam: {members: {list: [{who: new@example.com, group: Users}]}}
guards: {untouchable_roles: [iam:Users]}
";
    let plan = |untouchable_roles| {
        let protection = ProtectionOverrides {
            untouchable_roles,
            ..Default::default()
        };
        planned(&members(), text, protection).unwrap().2
    };
    let left = plan(false);
    assert!(left.is_empty(), "{left:?}");
    let found = left
        .findings
        .iter()
        .filter(|it| it.subject == "new@example.com");
    let found: Vec<_> = found.map(|it| (it.kind, it.found.as_str())).collect();
    let kind = PlanFindingKind::UntouchableRole;
    assert_eq!(
        found,
        [
            (kind, "would invite into the group Users"),
            (
                kind,
                "would grant Observer in the project Shop after the invitation"
            ),
        ]
    );
    assert_eq!(plan(true).changes.len(), 2);
}

const WITHOUT_ADA: &str = "version: 1
iam:
  members:
    unlisted: revoke
    adopt: true
    list:
      - {who: user1@example.com, group: Administrators}
      - {who: eve@example.com, group: Users}
guards: {max_writes: 1}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_lists_what_goes_with_a_membership() {
    let account = Account::start(WITHOUT_ADA).await;
    let ran = account.run(&["plan", "--out", "plan.json"]).await;
    assert_eq!(ran.status, 2, "{ran:?}");
    let path = account.folder.path().join("plan.json");
    let plan: Plan = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let removal = plan
        .changes
        .iter()
        .find(|it| it.action.subject() == "ada@example.com");
    let text = removal.unwrap().action.to_string();
    let expected =
        "; with it goes Observer in the project <i>Shop</i>; deletes the API token 61 (ci)";
    assert!(
        text.starts_with("remove from the account (") && text.ends_with(expected),
        "{text}"
    );
    // Each token is a write.
    assert!(
        ran.err.contains("the plan has 2 writes, the maximum is 1"),
        "{ran:?}"
    );
    let ran = account.run(&["apply", "plan.json"]).await;
    assert_eq!(
        (ran.status, account.statuses().await),
        (1, [200, 200]),
        "{ran:?}"
    );
    // A token that the plan does not have makes it stale.
    let token = json!({"gcore": {"tokens": [{"id": 62, "user_id": 900, "name": "new"}]}});
    let seed = rolekit_sandbox::seed::Seed::parse(&token.to_string()).unwrap();
    account.sandbox.seed(&seed).unwrap();
    let apply = ["apply", "plan.json", "--allow-many-writes"];
    let ran = account.run(&apply).await;
    assert_eq!(
        (ran.status, account.statuses().await),
        (1, [200, 200]),
        "{ran:?}"
    );
    assert!(ran.err.contains("has changed since"), "{ran:?}");
    let ran = account
        .run(&["apply", "--yes", "--allow-many-writes"])
        .await;
    assert_eq!(
        (ran.status, account.statuses().await),
        (0, [401, 200]),
        "{ran:?}"
    );
}
