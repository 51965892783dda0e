//! The tools among the examples of rolekit, each on its own sandbox: what they print, what they change,
//! and that they change nothing without `--apply`.

#![allow(
    clippy::duplicate_mod,
    reason = "each tool is a program with its own copy of the shared module"
)]

#[path = "../../../../sdk/rolekit/examples/access_review.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod access_review;
#[path = "../../../../sdk/rolekit/examples/audit_watch.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod audit_watch;
#[path = "../../../../sdk/rolekit/examples/offboard.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod offboard;
#[path = "../../../../sdk/rolekit/examples/role_sync.rs"]
#[allow(dead_code, reason = "`main` is not called")]
mod role_sync;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rolekit::gcore::{AssignRole, AssignmentId, Role, UserId};
use rolekit::trusted_twin::{NewUser, RoleId};
use rolekit_e2e::clock;
use rolekit_sandbox::Sandbox;
use serde_json::{Value, json};

const ADA: i64 = 900;
const GRACE: i64 = 901;

/// Runs a tool with arguments, and evaluates to what it printed and its error.
macro_rules! run {
    ($tool:ident, $services:expr, $arguments:expr) => {{
        let mut out = Vec::new();
        let result = $tool::$tool($services, &$arguments, &mut out).await;
        let error = result.err().map(|error| error.to_string());
        (String::from_utf8(out).unwrap(), error)
    }};
}

/// Returns the services of a new sandbox, which has recorded no request.
macro_rules! services {
    ($tool:ident) => {{
        let services = $tool::services::Services::of_sandbox().await.unwrap();
        clear_requests(services.sandbox.as_ref().unwrap());
        services
    }};
}

fn clear_requests(sandbox: &Sandbox) {
    sandbox.gcore().clear_requests();
    sandbox.trusted_twin().clear_requests();
}

/// Returns the requests that were no reads.
fn writes(sandbox: &Sandbox) -> Vec<String> {
    let (gcore, twin) = (
        sandbox.gcore().requests(),
        sandbox.trusted_twin().requests(),
    );
    assert!(!gcore.is_empty());
    let writes = gcore.iter().chain(&twin).filter(|it| it.method != "GET");
    writes
        .map(|it| format!("{} {}", it.method, it.path))
        .collect()
}

/// Returns the role and the project of each assignment of a user.
fn roles(sandbox: &Sandbox, user: i64) -> Vec<(String, Value)> {
    let server = sandbox.gcore();
    let ids = server.user_assignment_ids(user).into_iter();
    ids.map(|id| {
        let assignment = server.assignment(id).unwrap();
        let role = assignment["role"].as_str().unwrap().to_owned();
        (role, assignment["project_id"].clone())
    })
    .collect()
}

/// A file that is deleted at the end of the test.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new(name: &str) -> Self {
        let name = format!("rolekit-tools-{}-{name}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn with(name: &str, content: &Value) -> Self {
        let file = Self::new(name);
        std::fs::write(&file.0, content.to_string()).unwrap();
        file
    }

    fn path(&self) -> &str {
        Path::to_str(&self.0).unwrap()
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn access_is_reviewed() {
    let services = services!(access_review);
    let sandbox = services.sandbox.as_ref().unwrap();
    let (text, error) = run!(access_review, &services, ["--json"]);
    assert_eq!(error, None);
    let review: Vec<Value> = serde_json::from_str(&text).unwrap();
    let rows = |service: &str, user: &str| {
        let rows = review
            .iter()
            .filter(|row| row["service"] == service && row["user"] == user);
        rows.collect::<Vec<_>>()
    };

    let [ada] = rows("Gcore", "ada@example.com")[..] else {
        panic!("{text}");
    };
    assert_eq!(ada["role"], "ProjectAdministrator");
    assert_eq!(ada["scope"], "Warehouse");
    assert_eq!(ada["groups"], json!(["Engineers"]));
    assert!(ada["last_login"].is_string());
    let [observer, user] = rows("Gcore", "grace@example.com")[..] else {
        panic!("{text}");
    };
    assert_eq!(
        (&observer["role"], &observer["scope"]),
        (&json!("Observer"), &json!("Warehouse"))
    );
    assert_eq!(
        (&user["role"], &user["scope"]),
        (&json!("User"), &json!("Shop"))
    );
    assert_eq!(user["last_login"], Value::Null);
    let [without_role] = rows("Gcore", "user777@example.com")[..] else {
        panic!("{text}");
    };
    assert_eq!(without_role["role"], Value::Null);
    let [ada] = rows("Trusted Twin", "Ada")[..] else {
        panic!("{text}");
    };
    assert_eq!(ada["role"], "Reader");

    let (table, error) = run!(access_review, &services, []);
    assert_eq!((table.lines().count(), error), (review.len() + 1, None));
    let line = table
        .lines()
        .find(|line| line.contains("ada@example.com"))
        .unwrap();
    let columns: Vec<_> = line.split_whitespace().collect();
    assert_eq!(
        columns[..5],
        [
            "Gcore",
            "ada@example.com",
            "ProjectAdministrator",
            "Warehouse",
            "Engineers"
        ]
    );
    assert_eq!(writes(sandbox), [] as [&str; 0]);

    let (text, error) = run!(access_review, &services, ["--jsno"]);
    assert_eq!(
        (text.as_str(), error.as_deref()),
        ("", Some("usage: access_review [--json]"))
    );
}

#[tokio::test]
async fn roles_of_users_whom_the_key_may_not_see_are_reviewed() {
    let services = services!(access_review);
    let sandbox = services.sandbox.as_ref().unwrap();
    let stranger = json!({"user_id": 4242, "role": "Archivist", "project_id": 4343});
    sandbox.gcore().add_assignment_json(stranger);
    let (text, error) = run!(access_review, &services, []);
    assert_eq!(error, None);
    let line = text
        .lines()
        .find(|line| line.contains("user 4242"))
        .unwrap();
    assert!(
        line.contains("Archivist") && line.contains("project 4343"),
        "{line}"
    );
}

#[tokio::test]
async fn a_person_is_offboarded() {
    let services = services!(offboard);
    let sandbox = services.sandbox.as_ref().unwrap();
    let (server, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    let person = ["Ada@Example.com", "Ada"];
    let find_twin_user = || twin.users().into_iter().find(|user| user["name"] == "Ada");
    let before = (
        roles(sandbox, ADA),
        server.iam().user(ADA),
        find_twin_user(),
    );

    let (planned, error) = run!(offboard, &services, person);
    assert_eq!(error, None);
    for part in [
        "delete 51 (ProjectAdministrator in project 300 of account 8)\n",
        "delete API token 61, deploy\n",
        "remove user 900 from account 8\n",
        "Trusted Twin: delete user ",
        "nothing was removed: add --apply\n",
    ] {
        assert!(planned.contains(part), "{planned}");
    }
    assert_eq!(writes(sandbox), [] as [&str; 0]);
    assert_eq!(
        (
            roles(sandbox, ADA),
            server.iam().user(ADA),
            find_twin_user()
        ),
        before
    );

    let uuid = before.2.unwrap()["uuid"].as_str().unwrap().to_owned();
    let (applied, error) = run!(offboard, &services, [person[0], person[1], "--apply"]);
    assert_eq!(error, None);
    let plan = planned.trim_end_matches("nothing was removed: add --apply\n");
    let done = "removed 1 roles\ndeleted 1 API tokens, removed from the account\n\
        deleted the user of Trusted Twin\n";
    assert_eq!(applied, format!("{plan}{done}"));
    let expected = [
        "DELETE /cloud/v1/users/assignments/51".to_owned(),
        "DELETE /iam/v2/clients/8/tokens/61".to_owned(),
        format!("DELETE /iam/clients/8/client-users/{ADA}"),
        format!("DELETE /users/{uuid}"),
    ];
    assert_eq!(writes(sandbox), expected);
    assert_eq!(roles(sandbox, ADA), []);
    let tokens = server.iam().tokens();
    let token = tokens.iter().find(|token| token["id"] == 61);
    assert!(
        token.is_none_or(|token| token["deleted"] == true),
        "{token:?}"
    );
    assert_eq!(find_twin_user(), None);
    assert_eq!(roles(sandbox, GRACE).len(), 2);

    // Run again, it finds nobody.
    let (_, error) = run!(offboard, &services, [person[0], person[1], "--apply"]);
    assert_eq!(
        error.as_deref(),
        Some("found no user Ada@Example.com or Ada")
    );
}

#[tokio::test]
async fn nobody_else_is_offboarded() {
    let services = services!(offboard);
    let sandbox = services.sandbox.as_ref().unwrap();
    for (arguments, expected) in [
        (&["ada@example.com", "--aply"][..], "usage: "),
        (&["--apply"], "usage: "),
        (&["--apply", "ada@example.com"], "usage: "),
        (&["ada@example.com", "Ada", "Grace", "--apply"], "usage: "),
        (
            &["adam@example.com", "--apply"],
            "found no user adam@example.com",
        ),
        (
            &["user1@example.com", "--apply"],
            "user1@example.com is the owner of the key",
        ),
    ] {
        let mut out = Vec::new();
        let result = offboard::offboard(&services, arguments, &mut out).await;
        let error = result.unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    // The name is that of two users, or there is no key to look for it.
    let ada = sandbox.trusted_twin().users();
    let ada = ada.iter().find(|user| user["name"] == "Ada").unwrap();
    let other =
        NewUser::new(RoleId::new(ada["role"].as_str().unwrap())).name("Ada".parse().unwrap());
    services
        .twin
        .as_ref()
        .unwrap()
        .users()
        .create(&other)
        .await
        .unwrap();
    clear_requests(sandbox);
    let arguments = ["ada@example.com", "Ada", "--apply"];
    let (_, error) = run!(offboard, &services, arguments);
    assert!(error.unwrap().contains("ambiguous"));
    let services = offboard::services::Services {
        twin: None,
        ..services
    };
    let (_, error) = run!(offboard, &services, arguments);
    assert_eq!(error.as_deref(), Some("TRUSTED_TWIN_SECRET is not set"));
    assert_eq!(writes(services.sandbox.as_ref().unwrap()), [] as [&str; 0]);
}

#[tokio::test]
async fn roles_are_synchronized() {
    let services = services!(role_sync);
    let sandbox = services.sandbox.as_ref().unwrap();
    let file = TemporaryFile::with(
        "roles.json",
        &json!([{
            "email": "ADA@example.com",
            "roles": [
                {"role": "Observer", "project": "Warehouse"},
                {"role": "ClientAdministrator"},
            ],
        }]),
    );
    let before = roles(sandbox, ADA);
    let (planned, error) = run!(role_sync, &services, [file.path()]);
    assert_eq!(error, None);
    let expected = "ADA@example.com: role assignments of user 900: 0 unchanged, 2 to change\n  \
        create ClientAdministrator in the account of the key\n  \
        update 51 (ProjectAdministrator in project 300 of account 8) to Observer in project 300 of \
        account 8\n\
        nothing was changed: add --apply\n";
    assert_eq!(planned, expected);
    assert_eq!(writes(sandbox), [] as [&str; 0]);
    assert_eq!(roles(sandbox, ADA), before);

    let (applied, error) = run!(role_sync, &services, [file.path(), "--apply"]);
    assert_eq!(error, None);
    assert!(applied.ends_with("user 900: 2 changes made\n"), "{applied}");
    let after = [
        ("Observer".to_owned(), json!(300)),
        ("ClientAdministrator".to_owned(), Value::Null),
    ];
    assert_eq!(roles(sandbox, ADA), after);
    assert_eq!(roles(sandbox, GRACE).len(), 2);

    clear_requests(sandbox);
    let (again, error) = run!(role_sync, &services, [file.path(), "--apply"]);
    assert_eq!(error, None);
    assert!(again.ends_with("nothing to change\n"), "{again}");
    assert_eq!(writes(sandbox), [] as [&str; 0]);
}

#[tokio::test]
async fn errors_in_a_file_of_roles_change_nothing() {
    let services = services!(role_sync);
    let sandbox = services.sandbox.as_ref().unwrap();
    let of = |email: &str, roles: Value| json!({"email": email, "roles": roles});
    let of_ada = |roles: Value| json!([of("ada@example.com", roles)]);
    let with = |other: &str| {
        let roles = json!([{"role": "User"}]);
        json!([of("ada@example.com", roles.clone()), of(other, roles)])
    };
    for (content, expected) in [
        (
            of_ada(json!([{"role": "Observr"}])),
            "unknown value \"Observr\"; did you mean \"Observer\"?",
        ),
        (
            of_ada(json!([{"role": "Observer", "projct": "Warehouse"}])),
            "unknown field `projct`, expected `role` or `project`",
        ),
        (
            of_ada(json!([{"project": "Warehouse"}])),
            "missing field `role`",
        ),
        (
            of_ada(json!([{"role": "Observer", "project": "Wharehouse"}])),
            "there is no project Wharehouse",
        ),
        (of_ada(json!([])), "must occur once, with at least one role"),
        (
            with("ada@example.com"),
            "must occur once, with at least one role",
        ),
        (
            with("Ada@example.com"),
            "must occur once, with at least one role",
        ),
        (with("zoe@example.com"), "there is no user zoe@example.com"),
    ] {
        let file = TemporaryFile::with("wrong.json", &content);
        let (_, error) = run!(role_sync, &services, [file.path(), "--apply"]);
        let error = error.unwrap();
        assert!(error.contains(expected), "{error}");
        assert!(error.starts_with(file.path()), "{error}");
    }
    let (_, error) = run!(role_sync, &services, ["/nonexistent/roles.json"]);
    assert!(error.unwrap().starts_with("/nonexistent/roles.json: "));
    let (_, error) = run!(role_sync, &services, ["--apply", "roles.json"]);
    assert_eq!(error.as_deref(), Some("usage: role_sync FILE [--apply]"));
    assert_eq!(
        roles(sandbox, ADA),
        [("ProjectAdministrator".to_owned(), json!(300))]
    );
    assert_eq!(writes(sandbox), [] as [&str; 0]);
}

#[tokio::test]
async fn changes_of_roles_are_watched() {
    let services = services!(audit_watch);
    let sandbox = services.sandbox.as_ref().unwrap();
    let state = TemporaryFile::new("state.json");
    let arguments = ["--state", state.path()];

    let (first, error) = run!(audit_watch, &services, arguments);
    assert_eq!((first.lines().count(), error), (1, None));
    assert!(
        first.contains(" user1@example.com: create role "),
        "{first}"
    );
    assert!(first.contains(" grace@example.com "), "{first}");
    assert!(first.contains(r#""role":"User""#), "{first}");
    let (second, error) = run!(audit_watch, &services, arguments);
    assert_eq!((second.as_str(), error), ("", None));
    assert_eq!(writes(sandbox), [] as [&str; 0]);

    // Two changes at the same time as the last one that was seen, and changes that are not of roles.
    let seen = sandbox.gcore().user_actions();
    let time = &seen.last().unwrap()["timestamp"];
    let entry = |group: &str, action: &str| {
        let entry = json!({"api_group": group, "action_type": action, "timestamp": time});
        sandbox.gcore().add_user_action_json(entry);
    };
    entry("role", "update");
    entry("project", "update");
    entry("role", "delete");
    let assignments = services.gcore.role_assignments();
    assignments.delete(AssignmentId::new(51)).await.unwrap();
    let (third, error) = run!(audit_watch, &services, arguments);
    assert_eq!(error, None);
    let of = |text: &str| third.lines().filter(|line| line.contains(text)).count();
    assert_eq!(third.lines().count(), 3, "{third}");
    assert_eq!(
        (of(": update"), of(": delete"), of(" ada@example.com ")),
        (1, 2, 1),
        "{third}"
    );

    // Without a state, from a time on.
    let (all, error) = run!(audit_watch, &services, []);
    assert_eq!((all.lines().count(), error), (4, None));
    let (none, error) = run!(audit_watch, &services, ["--since", "2999-01-01T00:00:00Z"]);
    assert_eq!((none.as_str(), error), ("", None));
}

#[tokio::test]
async fn a_watch_that_fails_continues_where_it_stopped() {
    let services = services!(audit_watch);
    let server = services.sandbox.as_ref().unwrap().gcore();
    let state = TemporaryFile::new("failed.json");
    let arguments = ["--state", state.path()];
    // The output has room for the first entry and a part of the second.
    let assignments = services.gcore.role_assignments();
    assignments.delete(AssignmentId::new(51)).await.unwrap();
    let (all, _) = run!(audit_watch, &services, []);
    let lines: Vec<_> = all.lines().collect();
    let mut room = vec![0; lines[0].len() + 10];
    let watched = audit_watch::audit_watch(&services, &arguments, &mut room.as_mut_slice()).await;
    watched.unwrap_err();
    let (rest, error) = run!(audit_watch, &services, arguments);
    assert_eq!((rest.trim_end(), error), (lines[1], None));

    server.clear_requests();
    for (arguments, expected) in [
        (&["--state"][..], "usage: "),
        (&["--folow"], "usage: "),
        (
            &["--since", "yesterday"],
            "yesterday is not a time of RFC 3339",
        ),
    ] {
        let mut out = Vec::new();
        let result = audit_watch::audit_watch(&services, arguments, &mut out).await;
        let error = result.unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    assert!(server.requests().is_empty());
    std::fs::write(&state.0, r#"{"since": null, "sen": []}"#).unwrap();
    let (_, error) = run!(audit_watch, &services, arguments);
    let error = error.unwrap();
    assert!(
        error.starts_with(state.path()) && error.contains("unknown field `sen`"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_watch_follows_the_log() {
    let services = services!(audit_watch);
    let state = TemporaryFile::new("followed.json");
    let arguments = ["--follow", "--state", state.path()];
    let mut out = Vec::new();
    let watch = audit_watch::audit_watch(&services, &arguments, &mut out);
    let change = async {
        clock::sleep(Duration::from_secs(90)).await;
        let observer = AssignRole::new(UserId::new(ADA), Role::Observer);
        services
            .gcore
            .role_assignments()
            .create(&observer)
            .await
            .unwrap();
        clock::sleep(Duration::from_secs(60)).await;
    };
    tokio::select! {
        result = watch => panic!("the watch ended: {result:?}"),
        () = change => {}
    }
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains(r#""role":"Observer""#), "{text}");
    // It stored where it stopped.
    let (rest, error) = run!(audit_watch, &services, ["--state", state.path()]);
    assert_eq!((rest.as_str(), error), ("", None));
}
