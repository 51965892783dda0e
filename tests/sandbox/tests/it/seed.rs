//! Seed documents: in the library, over HTTP and in the program.

use std::process::Stdio;

use reqwest::Method;
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::{
    ApiTokenSeed, AssignmentSeed, GcoreSeed, Group, ProjectSeed, Secret, Seed, UserSeed,
};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use crate::client::{TwinClient, call, client, get, send, start};

const ROLE: &str = "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f";
const USER: &str = "1b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f";

/// A document with every field.
fn document() -> Value {
    json!({
        "gcore": {
            "users": [{
                "id": 900, "name": "Edsger", "email": "edsger@example.org", "activated": true,
                "is_admin": false, "group": "Engineers", "password": "correct horse",
                "second_factor": "123456", "lang": "de", "phone": "+49", "company": "THE",
            }],
            "projects": [{
                "id": 300, "name": "web", "description": "The shop.", "is_default": false,
                "state": "ACTIVE",
            }],
            "regions": [{"id": 40, "display_name": "Bergen", "country": "NO", "zone": "EMEA"}],
            "assignments": [{"id": 50, "user_id": 900, "role": "Observer", "project_id": 300}],
            "ssh_keys": [{"project_id": 300, "name": "web-ci", "public_key": "ssh-rsa AAAA ci"}],
            "tokens": [
                {
                    "id": 60, "secret": "abc", "user_id": 900, "name": "ci", "description": "For CI.",
                    "group": 2, "created": "2025-01-01T00:00:00Z",
                    "exp_date": "2099-01-01T02:00:00+02:00", "last_usage": "2026-01-01T00:00:00Z",
                    "deleted": false,
                },
                {"id": 61, "user_id": 900, "exp_date": "2020-01-01T00:00:00Z"},
            ],
        },
        "trusted_twin": {
            "roles": [{
                "uuid": ROLE, "name": "Reader",
                "statement": {"effect": "allow", "actions": ["get_user", "get_user_role"]},
                "rules": {"twin": "a == 1", "entry": null, "identity": "true"},
            }],
            "users": [{
                "uuid": USER, "role": ROLE, "name": "Barbara", "description": {"team": "web"},
                "activity": {"calls": {"dimensions": {"who": "{user}"}}}, "secret": {"value": "open-sesame", "validity_ts": 4e9},
            }],
            "tokens": [{
                "token": "a.b.c", "user": USER, "options": ["refresh"], "validity_ts": 4e9,
                "secret_dict": {"a": 1},
            }],
        },
    })
}

/// Checks that a sandbox has what the document says.
async fn check(sandbox: &Sandbox) {
    let (api, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    let (_, users) = get(api, "/cloud/v1/users?user_id=900").await;
    assert_eq!(
        users["results"],
        json!([{
            "id": 900, "name": "Edsger", "email": "edsger@example.org", "activated": true,
            "is_admin": false,
        }])
    );
    let (_, user) = get(api, "/iam/users/900").await;
    assert_eq!(
        (
            &user["lang"],
            &user["phone"],
            &user["company"],
            &user["two_fa"]
        ),
        (&json!("de"), &json!("+49"), &json!("THE"), &json!(true))
    );
    assert_eq!(user["groups"], json!([{"id": 5, "name": "Engineers"}]));
    let login = json!({
        "username": "edsger@example.org", "password": "correct horse", "one_time_password": "123456",
    });
    let request = client().post(format!("{}/iam/auth/jwt/login", api.base_url()));
    assert_eq!(send(request.json(&login)).await.0, 200);

    let (_, project) = get(api, "/cloud/v1/projects/300").await;
    assert_eq!(
        (&project["name"], &project["description"]),
        (&json!("web"), &json!("The shop."))
    );
    assert_eq!(
        get(api, "/cloud/v1/regions/40").await.1["display_name"],
        "Bergen"
    );
    let assignment = api.assignment(50).unwrap();
    assert_eq!(
        (
            &assignment["user_id"],
            &assignment["project_id"],
            &assignment["role"]
        ),
        (&json!(900), &json!(300), &json!("Observer"))
    );
    let (_, keys) = get(api, "/cloud/v1/ssh_keys/300").await;
    assert_eq!(
        (
            &keys["results"][0]["name"],
            &keys["results"][0]["public_key"]
        ),
        (&json!("web-ci"), &json!("ssh-rsa AAAA ci"))
    );
    let (_, token) = get(api, "/iam/clients/8/tokens/60").await;
    assert_eq!(
        token,
        json!({
            "id": 60, "name": "ci", "description": "For CI.", "deleted": false, "expired": false,
            "created": "2025-01-01T00:00:00.000000Z", "exp_date": "2099-01-01T02:00:00+02:00",
            "last_usage": "2026-01-01T00:00:00.000000Z",
            "client_user": {
                "deleted": false, "user_id": 900, "user_name": "Edsger",
                "user_email": "edsger@example.org", "client_id": 8,
                "role": {"id": 2, "name": "Users"},
            },
        })
    );
    let request = client()
        .get(format!("{}/iam/users/900", api.base_url()))
        .header("authorization", "APIKey 60$abc");
    assert_eq!(send(request).await.0, 200);
    let (_, token) = get(api, "/iam/clients/8/tokens/61").await;
    assert_eq!(
        (
            &token["expired"],
            &token["name"],
            &token["client_user"]["role"]["name"]
        ),
        (&json!(true), &json!("Token 61"), &json!("Engineers"))
    );

    for secret in ["open-sesame", "a.b.c"] {
        let caller = TwinClient(twin, secret);
        let (status, user) = caller.get(&format!("/users/{USER}")).await;
        assert_eq!(status, 200, "{user}");
        assert_eq!(
            (
                &user["name"],
                &user["role"],
                &user["description"],
                &user["activity"]
            ),
            (
                &json!("Barbara"),
                &json!(ROLE),
                &json!({"team": "web"}),
                &json!({"calls": {"dimensions": {"who": "{user}"}}})
            )
        );
        let (_, role) = caller.get(&format!("/roles/{ROLE}")).await;
        assert_eq!(role["name"], "Reader");
        assert_eq!(
            role["rules"],
            json!({"twin": "a == 1", "entry": null, "identity": "true"})
        );
        assert_eq!(caller.get("/users").await.0, 403);
    }
    let refresh = json!({"validity_ts": 4e9});
    let (status, _) = TwinClient(twin, "a.b.c")
        .post("/token/refresh", &refresh)
        .await;
    assert_eq!(status, 201);
    assert_eq!(twin.secret_dict("a.b.c"), Some(json!({"a": 1})));
    for api in [&**api, &**twin] {
        assert!(
            api.requests()
                .iter()
                .all(|request| request.violation.is_none())
        );
    }
}

#[tokio::test]
async fn library_and_control_request_add_every_field() {
    let seed = Seed::parse(&document().to_string()).unwrap();
    let printed = format!("{seed:?}");
    for secret in [
        "correct horse",
        "123456",
        "abc",
        "open-sesame",
        "a.b.c",
        "secret_dict",
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
    let started = Sandbox::builder().seed(seed.clone()).start().await.unwrap();
    check(&started).await;

    let running = start().await;
    let seeded = running.seed(&seed).unwrap();
    assert_eq!(seeded.gcore.users, [900]);
    assert_eq!(seeded.gcore.tokens[0].token.expose(), "60$abc");
    assert_eq!(seeded.trusted_twin.users[0].uuid, USER);
    check(&running).await;

    let servers = start().await;
    for base_url in [
        servers.gcore().base_url(),
        servers.trusted_twin().base_url(),
    ] {
        let request = client()
            .post(format!("{base_url}/__sandbox/seed"))
            .json(&document());
        let (status, body) = send(request).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["trusted_twin"]["users"][0]["secret"], "open-sesame");
        assert_eq!(body["gcore"]["projects"], json!([300]));
        check(&servers).await;
    }
    let (_, projects) = get(servers.gcore(), "/cloud/v1/projects").await;
    assert_eq!(projects["count"], 3, "replaced by the second seed");
}

#[tokio::test]
async fn absent_fields_have_defaults() {
    let seed = Seed::parse(
        r#"{
            "gcore": {
                "users": [{}, {"is_admin": true}],
                "projects": [{}],
                "regions": [{"display_name": "Bergen"}],
                "assignments": [{"user_id": 777, "role": "Astronaut"}],
                "tokens": [{"user_id": 777}]
            },
            "trusted_twin": {"roles": [{}, {"statement": {"effect": "deny"}}]}
        }"#,
    )
    .unwrap();
    let sandbox = start().await;
    let (api, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    let seeded = sandbox.seed(&seed).unwrap();
    let [user, admin] = seeded.gcore.users[..] else {
        panic!("{seeded:?}")
    };
    for (id, group) in [(user, "Users"), (admin, "Administrators")] {
        let (_, user) = get(api, &format!("/iam/users/{id}")).await;
        assert_eq!(user["email"], format!("user{id}@example.com"));
        assert_eq!(user["groups"][0]["name"], group);
    }
    let project = seeded.gcore.projects[0];
    let (_, found) = get(api, &format!("/cloud/v1/projects/{project}")).await;
    assert_eq!(found["name"], format!("project-{project}"));
    let key = format!("APIKey {}", seeded.gcore.tokens[0].token.expose());
    let request = client().get(format!("{}/cloud/v1/users", api.base_url()));
    assert_eq!(send(request.header("authorization", key)).await.0, 200);
    assert_eq!(
        twin.role(&seeded.trusted_twin.roles[0]).unwrap()["name"],
        "User Role Name"
    );
    assert!(!format!("{seeded:?}").contains(seeded.gcore.tokens[0].token.expose()));
}

#[tokio::test]
async fn seed_can_be_a_value() {
    let seed = Seed {
        gcore: GcoreSeed {
            users: vec![UserSeed {
                id: Some(1),
                name: "Root".to_owned(),
                is_admin: true,
                group: Some(Group::ADMINISTRATORS),
                ..UserSeed::default()
            }],
            projects: vec![ProjectSeed {
                id: Some(300),
                ..ProjectSeed::default()
            }],
            assignments: vec![AssignmentSeed {
                user_id: 1,
                role: "Observer".to_owned(),
                project_id: Some(300),
                ..AssignmentSeed::default()
            }],
            tokens: vec![ApiTokenSeed {
                user_id: 1,
                secret: Some(Secret::new("abc")),
                exp_date: Some("2099-01-01T00:00:00Z".parse().unwrap()),
                ..ApiTokenSeed::default()
            }],
            ..GcoreSeed::default()
        },
        ..Seed::default()
    };
    let sandbox = Sandbox::builder()
        .unseeded()
        .seed(seed)
        .start()
        .await
        .unwrap();
    let api = sandbox.gcore();
    assert_eq!(api.project_ids(), [300]);
    // The administrator is another one, and can still log in.
    assert_eq!(get(api, "/iam/users/1").await.1["name"], "Root");
    assert!(api.iam().password(1).is_some());
    assert_eq!(api.assignments().len(), 1);
}

#[tokio::test]
async fn ids_of_a_seed_are_not_given_twice() {
    let sandbox = start().await;
    let seed =
        r#"{"gcore": {"projects": [{}, {"id": 1001}, {"id": 1002}], "users": [{"id": 1003}, {}]}}"#;
    let seeded = sandbox.seed(&Seed::parse(seed).unwrap()).unwrap();
    let ids: std::collections::BTreeSet<_> = seeded
        .gcore
        .projects
        .iter()
        .chain(&seeded.gcore.users)
        .collect();
    assert_eq!(ids.len(), 5, "{seeded:?}");
    let (_, _) = call(sandbox.gcore(), Method::GET, "/cloud/v1/projects").await;
    assert!(!ids.contains(&sandbox.gcore().add_project()));
}

/// Returns the error of a document, from parsing or from adding it.
fn error(sandbox: &Sandbox, text: &str) -> String {
    Seed::parse(text)
        .and_then(|seed| sandbox.seed(&seed))
        .unwrap_err()
        .in_document(text)
        .to_string()
}

#[tokio::test]
async fn errors_name_the_line_the_column_and_the_field() {
    let sandbox = start().await;
    for (text, expected) in [
        ("", "line 1, column 1: the document is empty"),
        ("{", "line 1, column 1: EOF"),
        (
            r#"{"gcore": {"projects": [{"name": "a"}, {"name": "a"}]}}"#,
            "line 1, column 51: gcore.projects[1].name: another project has the name \"a\"",
        ),
        (
            r#"{"gcore": {"projects": [{"name": "default"}]}}"#,
            "gcore.projects[0].name: another project has the name",
        ),
        (
            r#"{"gcore": {"regions": [{"display_name": "x", "country": "Norway"}]}}"#,
            "gcore.regions[0].country: must be two letters",
        ),
        (
            r#"{"trusted_twin": {"tokens": [{"user": "x", "options": ["make"]}]}}"#,
            "there is no user x",
        ),
        ("{}\n{}", "line 2, column 1: trailing characters"),
        (
            "{\n  \"gcore\": {\"users\": [{\"nmae\": \"x\"}]}\n}",
            "line 2, column 29: gcore.users[0].nmae: unknown field `nmae`, expected one of `id`",
        ),
        (
            "{\"gcore\": {\"users\": [{\"id\": 1},\n {\"id\": \"x\"}]}}",
            "line 2, column 11: gcore.users[1].id: invalid type: string \"x\", expected i64",
        ),
        (
            r#"{"gcore": {"users": [{"group": "Nobodies"}]}}"#,
            "gcore.users[0].group: invalid value: string \"Nobodies\", expected the id or name of a \
             group: 1 or \"Administrators\", 2 or \"Users\"",
        ),
        (
            r#"{"gcore": {"users": [{"id": 5}, {"id": 5}]}}"#,
            "line 1, column 40: gcore.users[1].id: 5 is the id of two items",
        ),
        (
            r#"{"gcore": {"users": [{"email": "nobody"}]}}"#,
            "gcore.users[0].email: not an email address",
        ),
        (
            r#"{"gcore": {"users": [{"email": "USER777@example.com"}]}}"#,
            "gcore.users[0].email: another user has this address",
        ),
        (
            r#"{"gcore": {"assignments": [{"user_id": 1}]}}"#,
            "gcore.assignments[0]: missing field `role`",
        ),
        (
            "{\"gcore\": {\"assignments\": [\n{\"role\": \"Observer\",\n \"user_id\": 5}]}}",
            "line 3, column 13: gcore.assignments[0].user_id: there is no user 5",
        ),
        (
            r#"{"gcore": {"assignments": [{"user_id": 1, "role": "User", "project_id": 5}]}}"#,
            "gcore.assignments[0].project_id: there is no project 5",
        ),
        (
            r#"{"gcore": {"ssh_keys": [{"project_id": 5, "name": "web-ci"}]}}"#,
            "gcore.ssh_keys[0].project_id: there is no project 5",
        ),
        (
            r#"{"gcore": {"tokens": [{"user_id": 1, "exp_date": "tomorrow"}]}}"#,
            "gcore.tokens[0].exp_date: invalid time \"tomorrow\": must be RFC 3339",
        ),
        (
            r#"{"gcore": {"tokens": [{"id": 1, "user_id": 1}]}}"#,
            "gcore.tokens[0].id: this is the id of the sandbox's API key",
        ),
        (
            r#"{"gcore": {"tokens": [{"secret": "a b", "user_id": 1}]}}"#,
            "gcore.tokens[0].secret: must be printable ASCII",
        ),
        (
            r#"{"trusted_twin": {"roles": [{"uuid": "x"}]}}"#,
            "trusted_twin.roles[0].uuid: \"x\" is not a UUID",
        ),
        (
            r#"{"trusted_twin": {"roles": [{"statement": {"effect": "allow", "action": []}}]}}"#,
            "trusted_twin.roles[0].statement.action: unknown field `action`",
        ),
        (
            r#"{"trusted_twin": {"users": [{"role": "x"}]}}"#,
            "trusted_twin.users[0].role: there is no role x",
        ),
        (
            r#"{"trusted_twin": {"tokens": [{"user": "x"}]}}"#,
            "trusted_twin.tokens[0].user: there is no user x",
        ),
        ("5", "line 1, column 1: expected mapping"),
        (
            "gcore:\n  users:\n    - nmae: x\n",
            "line 3, column 7: gcore.users[0].nmae: ",
        ),
        (
            "gcore:\n  assignments:\n    - role: Observer\n      user_id: 5\n",
            "line 4, column 7: gcore.assignments[0].user_id: there is no user 5",
        ),
        ("gcore: [\n", "line "),
    ] {
        let error = error(&sandbox, text);
        assert!(error.contains(expected), "{text}\n{error}\n{expected}");
        assert!(error.starts_with("line "), "{text}\n{error}");
        for base_url in [
            sandbox.gcore().base_url(),
            sandbox.trusted_twin().base_url(),
        ] {
            let request = client().post(format!("{base_url}/__sandbox/seed"));
            let (status, body) = send(request.body(text.to_owned())).await;
            assert_eq!((status.as_u16(), &body["error"]), (400, &json!(error)));
        }
    }
    // Nothing was added, not even what was valid.
    assert_eq!(sandbox.gcore().users().len(), 3);
}

#[tokio::test]
async fn documents_can_be_yaml() {
    let yaml = "
# A comment.
gcore:
  users:
    - {id: 900, name: Edsger, group: Engineers}
  projects:
    - id: 300
      name: web
trusted_twin:
  roles:
    - name: Reader
      statement: {effect: allow, actions: [get_user]}
";
    let sandbox = start().await;
    let seeded = sandbox.seed(&Seed::parse(yaml).unwrap()).unwrap();
    assert_eq!(
        (seeded.gcore.users, seeded.gcore.projects),
        (vec![900], vec![300])
    );
    let role = sandbox
        .trusted_twin()
        .role(&seeded.trusted_twin.roles[0])
        .unwrap();
    assert_eq!(
        role["statement"],
        json!({"effect": "allow", "actions": ["get_user"]})
    );
}

/// Starts the program, and returns its line.
async fn run(arguments: &[&str]) -> (tokio::process::Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rolekit-sandbox"))
        .args(arguments)
        .kill_on_drop(true)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).await.unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[tokio::test]
async fn program_reads_a_seed_and_can_start_empty() {
    let path = std::env::temp_dir().join(format!("rolekit-seed-{}.json", std::process::id()));
    let file = path.to_str().unwrap();
    std::fs::write(&path, document().to_string()).unwrap();
    for (arguments, users) in [
        (&[][..], 3),
        (&["--empty"], 1),
        (&["--seed", file], 4),
        (&["--empty", "--seed", file], 2),
    ] {
        let (child, ready) = run(arguments).await;
        let gcore = &ready["gcore"];
        let url = format!("{}/cloud/v1/users", gcore["base_url"].as_str().unwrap());
        let key = format!("APIKey {}", gcore["api_key"].as_str().unwrap());
        let (_, found) = send(client().get(url).header("authorization", key)).await;
        assert_eq!(found["count"], users, "{arguments:?}");
        let seeded = &ready["seeded"]["trusted_twin"]["users"];
        let expected = match arguments.contains(&file) {
            true => json!([{"uuid": USER, "secret": "open-sesame"}]),
            false => json!([]),
        };
        assert_eq!(seeded, &expected);
        drop(child);
    }

    let invalid = "{\"gcore\": {\"assignments\": [{\"user_id\": 5, \"role\": \"User\"}]}}";
    std::fs::write(&path, invalid).unwrap();
    for (file, expected) in [
        (
            file,
            "line 1, column 40: gcore.assignments[0].user_id: there is no user 5",
        ),
        ("/does/not/exist", "cannot read /does/not/exist"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_rolekit-sandbox"))
            .args(["--seed", file])
            .output()
            .await
            .unwrap();
        assert!(!output.status.success());
        assert!(output.stdout.is_empty());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(expected), "{text}");
    }
    std::fs::remove_file(&path).unwrap();
}
