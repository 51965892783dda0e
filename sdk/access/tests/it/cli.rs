//! The command `rolekit`, as it is run.

use std::path::Path;
use std::process::Command;

use rolekit::{gcore, trusted_twin};
use rolekit_access::apply::Report;
use rolekit_access::plan::Plan;
use rolekit_access::review::Review;
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;
use serde_json::{Value, json};

/// What a command has written, and its exit status.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the command in a folder.
pub(crate) fn run(folder: &Path, args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_rolekit"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("TWIN", "twin-secret")
        .output()
        .unwrap();
    Ran {
        status: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

pub(crate) fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

pub(crate) fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Grants a role to Grace that she does not have.
pub(crate) const CHANGE: &str = "\
version: 1
gcore:
  grants:
    list:
      - {to: grace@example.com, role: Observer, project: Shop, reason: stands in for Linus}
";

#[test]
fn check_says_where_something_is_wrong() {
    let folder = folder(&[
        ("good.yaml", CHANGE),
        (
            "role.yaml",
            "version: 1\ngcore:\n  grants:\n    list:\n      - to: a@example.com\n        role: Obsrver\n",
        ),
        ("key.yaml", "version: 1\ngcroe: {}\n"),
        ("key.toml", "version = 1\n[iam.members]\nlsit = []\n"),
        ("key.json", "{\"version\": 1,\n \"tems\": {}}\n"),
        (
            "action.yaml",
            "version: 1\ntrusted_twin:\n  roles:\n    list: [{name: A, allow: [get_twins]}]\n",
        ),
        (
            "may.yaml",
            "version: 1\ngcore: {grants: {list: [{to: a@example.com, role: Observer}]}}\nassertions:\n  - who: a@example.com\n    may_not: Observer\n",
        ),
        (
            "duties.yaml",
            "version: 1\ngcore: {grants: {list: [{to: a@example.com, role: [Observer]}]}}\n",
        ),
        (
            "single.yaml",
            "version: 1\nseparate_duties:\n  - roles: [gcore:Observer]\n",
        ),
        (
            "limit.yaml",
            "version: 1\nguards:\n  untouchable_roles: [gcore:Obsrver]\n",
        ),
        (
            "service.yaml",
            "version: 1\nguards:\n  untouchable_roles: [Observer]\n",
        ),
        (
            "apart.yaml",
            "version: 1\ngcore:\n  grants:\n    list:\n      - {to: a@example.com, role: Observer}\n      - {to: a@example.com, role: User}\nseparate_duties:\n  - roles: [gcore:Observer, gcore:User]\n",
        ),
    ]);
    let good = run(folder.path(), &["check", "-f", "good.yaml"]);
    assert_eq!((good.status, good.out.as_str()), (0, ""), "{good:?}");
    for (file, location, words) in [
        ("role.yaml", "role.yaml:6:15", "did you mean `Observer`?"),
        ("key.yaml", "key.yaml:2:1", "did you mean `gcore`?"),
        ("key.toml", "key.toml:3:1", "did you mean `list`?"),
        ("key.json", "key.json:2:2", "did you mean `teams`?"),
        (
            "action.yaml",
            "action.yaml:4:30",
            "did you mean `get_twin`?",
        ),
        ("may.yaml", "may.yaml:5:14", "must not"),
        ("duties.yaml", "duties.yaml:2:51", ""),
        ("single.yaml", "single.yaml:3:13", "at least two roles"),
        ("limit.yaml", "limit.yaml:3:23", "did you mean `Observer`?"),
        ("service.yaml", "service.yaml:3:23", "write `gcore:`"),
        (
            "apart.yaml",
            "apart.yaml:8:13",
            "holds `gcore:Observer` and `gcore:User`",
        ),
    ] {
        let ran = run(folder.path(), &["check", "-f", file]);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{ran:?}");
        assert!(ran.err.contains(location), "{}", ran.err);
        let ran = run(folder.path(), &["--log", "json", "check", "-f", file]);
        let events = lines(&ran.err);
        assert_eq!(events[0]["event"], "problem");
        assert_eq!(events[0]["location"], location);
        let text = format!("{} {}", events[0]["message"], events[0]["help"]);
        assert!(text.contains(words), "{text}");
        assert_eq!(events.last().unwrap()["event"], "error");
    }
    let percent = "version: 1\nguards: {max_removed_percent: 130}\n";
    std::fs::write(folder.path().join("percent.yaml"), percent).unwrap();
    let ran = run(folder.path(), &["check", "-f", "percent.yaml"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("at most 100, got 130"), "{}", ran.err);
    let ran = run(folder.path(), &["check", "-f", "absent.yaml"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("absent.yaml"), "{}", ran.err);
    assert!(ran.err.contains("`rolekit import --out`"), "{}", ran.err);
}

#[test]
fn plan_has_a_status_and_the_same_changes_from_every_format() {
    let toml = "version = 1\n[[gcore.grants.list]]\nto = 'grace@example.com'\nrole = 'Observer'\nproject = 'Shop'\nreason = 'stands in for Linus'\n";
    let json = json!({"version": 1, "gcore": {"grants": {"list": [
        {"to": "grace@example.com", "role": "Observer", "project": "Shop", "reason": "stands in for Linus"},
    ]}}});
    let folder = folder(&[
        ("a.yaml", CHANGE),
        ("a.toml", toml),
        ("a.json", &json.to_string()),
        (
            "all/people.yaml",
            "version: 1\npeople: {grace@example.com: {}}\nteams: {deputies: [grace@example.com]}\n",
        ),
        (
            "all/gcore.yaml",
            &CHANGE.replace("grace@example.com", "team:deputies"),
        ),
        ("nothing.yaml", "version: 1\n"),
        ("wrong.yaml", &CHANGE.replace("Shop", "Shpo")),
    ]);
    let mut found = Vec::new();
    for file in ["a.yaml", "a.toml", "a.json", "all"] {
        let ran = run(folder.path(), &["--sandbox", "-f", file, "plan", "--json"]);
        assert_eq!((ran.status, ran.err.as_str()), (2, ""));
        let plan: Plan = serde_json::from_str(&ran.out).unwrap();
        assert!(plan.is_intact());
        let [change] = plan.changes.as_slice() else {
            panic!("{plan:?}");
        };
        assert_eq!(change.action.subject(), "grace@example.com");
        assert_eq!(change.why.reason.as_deref(), Some("stands in for Linus"));
        let location = change.why.location.clone().unwrap();
        found.push((change.action.to_string(), location));
    }
    assert!(
        found
            .iter()
            .all(|(action, _)| *action == "grant Observer in the project Shop")
    );
    assert_eq!(found[0].1, "a.yaml:5:9");
    assert_eq!(found[3].1, "all/gcore.yaml:5:9");

    let ran = run(folder.path(), &["--sandbox", "-f", "a.yaml", "plan"]);
    assert_eq!(ran.status, 2);
    for text in [
        "grant Observer in the project Shop",
        "a.yaml:5:9",
        "stands in for Linus",
    ] {
        assert!(ran.out.contains(text), "{}", ran.out);
    }
    let ran = run(folder.path(), &["--sandbox", "-f", "nothing.yaml", "plan"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "nothing to change\n"));
    let ran = run(folder.path(), &["--sandbox", "-f", "wrong.yaml", "plan"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("did you mean `Shop`?"), "{}", ran.err);
    let ran = run(folder.path(), &["-f", "a.yaml", "plan"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("GCORE_API_KEY"), "{}", ran.err);
}

#[test]
fn apply_takes_the_plan_of_another_command() {
    let folder = folder(&[("access.yaml", CHANGE)]);
    let ran = run(folder.path(), &["--sandbox", "plan", "--out", "plan.json"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    let args = [
        "--sandbox",
        "--log",
        "json",
        "apply",
        "plan.json",
        "--report",
        "report.json",
    ];
    let ran = run(folder.path(), &args);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""), "{ran:?}");
    let events = lines(&ran.err);
    assert_eq!(events[0]["event"], "change");
    assert_eq!(events[0]["outcome"]["result"], "made");
    let report: Report = serde_json::from_str(&read(folder.path(), "report.json")).unwrap();
    assert!(report.is_complete() && report.items.len() == 1);

    let edited = read(folder.path(), "plan.json").replace("Observer", "ProjectAdministrator");
    std::fs::write(folder.path().join("plan.json"), edited).unwrap();
    let ran = run(folder.path(), &["--sandbox", "apply", "plan.json"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("changed after it was made"), "{}", ran.err);

    let ran = run(folder.path(), &["--sandbox", "apply"]);
    assert_eq!(ran.status, 1);
    assert!(ran.out.contains("grant Observer") && ran.err.contains("--yes"));
    let ran = run(folder.path(), &["--sandbox", "apply", "--yes"]);
    assert_eq!(ran.status, 0);
    assert!(ran.err.contains("1 of 1 changes are made"), "{}", ran.err);
}

#[test]
fn an_import_is_stable_and_keeps_what_people_wrote() {
    let other = tempfile::tempdir().unwrap();
    for out in ["access.json", "access.toml", "."] {
        let ran = run(other.path(), &["--sandbox", "import", "--out", out]);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(out), "{}", ran.err);
    }
    let folder = folder(&[]);
    let import = ["--sandbox", "import", "--out", "access.yaml"];
    assert_eq!(run(folder.path(), &import).status, 0);
    let first = read(folder.path(), "access.yaml");
    assert_eq!(run(folder.path(), &import).status, 0);
    assert_eq!(read(folder.path(), "access.yaml"), first);
    assert_eq!(run(folder.path(), &["--sandbox", "import"]).out, first);
    assert!(!first.contains("secret"), "{first}");

    let grant = "      - {to: grace@example.com, role: Observer, project: Warehouse}\n";
    let member = "      - {who: ada@example.com, group: Engineers}\n";
    let user = "      - {name: Grace, role: Operator}\n";
    assert!([grant, member, user].iter().all(|it| first.contains(it)));
    let edited = format!("# Who may do what.\n{first}")
        .replace(
            grant,
            &format!(
                "      # Until the move.\n{}, until: 2099-01-31}} # Ask Ada.\n",
                grant.trim_end_matches("}\n")
            ),
        )
        .replace(member, &format!("{} # Since 2020.\n", member.trim_end()))
        .replace(user, &format!("      # In the field.\n{user}"));
    std::fs::write(folder.path().join("access.yaml"), &edited).unwrap();
    assert_eq!(run(folder.path(), &import).status, 0);
    let second = read(folder.path(), "access.yaml");
    // The entry is longer than a line.
    let long = "      # Until the move.\n      # Ask Ada.\n      - to: grace@example.com\n        role: Observer\n        project: Warehouse\n        until: \"2099-01-31\"\n";
    let lines: Vec<&str> = edited
        .lines()
        .filter(|line| line.contains("# Ask Ada."))
        .collect();
    let expected = edited.replace(&format!("      # Until the move.\n{}\n", lines[0]), long);
    assert_eq!(second, expected);
    assert_eq!(run(folder.path(), &import).status, 0);
    assert_eq!(read(folder.path(), "access.yaml"), second);
    assert_eq!(run(folder.path(), &["--sandbox", "plan"]).status, 0);
}

#[test]
fn a_review_has_the_same_rows_in_every_format() {
    let folder = folder(&[]);
    let review = |format: &str| {
        let ran = run(folder.path(), &["--sandbox", "review", "--format", format]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        for secret in ["Open-Sesame-1", "example-secret-of-the-caller"] {
            assert!(!ran.out.contains(secret), "{format}");
        }
        ran.out
    };
    let found: Review = serde_json::from_str(&review("json")).unwrap();
    assert_eq!(found.access.len(), 13);
    assert_eq!(found.counts().values().sum::<usize>(), found.access.len());
    let csv = review("csv");
    assert_eq!(csv.lines().count(), found.access.len() + 1);
    let (markdown, html) = (review("markdown"), review("html"));
    let table = html.split("id=\"access\"").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    assert_eq!(table.matches("<tr><td>").count(), found.access.len());
    let table = markdown.split("## Access\n").nth(1).unwrap();
    let table = table.split("\n## ").next().unwrap();
    assert_eq!(
        table.lines().filter(|line| line.starts_with("| ")).count(),
        14
    );
    for row in &found.access {
        for text in [&csv, &markdown, &html] {
            assert!(text.contains(&row.who) && text.contains(&row.role));
        }
    }
    assert!(!html.contains("src=") && !html.contains("href="));
}

#[test]
fn schema_and_completions_are_printed() {
    let folder = folder(&[]);
    let schema: Value = serde_json::from_str(&run(folder.path(), &["schema"]).out).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["gcore"].is_object());
    for shell in ["bash", "zsh", "fish"] {
        let ran = run(folder.path(), &["completions", shell]);
        assert!(ran.status == 0 && ran.out.contains("offboard"), "{shell}");
    }
    // 2 means changes.
    for args in [
        &["plann"][..],
        &["plan", "--ouut"],
        &["drift", "--since", "x"],
        &["--file", "", "plan"],
        &[],
    ] {
        let ran = run(folder.path(), args);
        assert!(ran.status == 1 && ran.out.is_empty(), "{ran:?}");
    }
    for args in [&["--version"][..], &["--help"], &["plan", "--help"]] {
        let ran = run(folder.path(), args);
        assert!(ran.status == 0 && ran.err.is_empty(), "{ran:?}");
    }
}

/// A sandbox that outlives commands, and the profile that leads to it.
pub(crate) struct Account {
    pub(crate) sandbox: Sandbox,
    pub(crate) folder: tempfile::TempDir,
    /// The keys of Ada.
    keys: (String, String),
}

impl Account {
    pub(crate) async fn start(file: &str) -> Self {
        let seed = json!({
            "gcore": {
                "users": [
                    {"id": 900, "name": "Ada", "email": "ada@example.com"},
                    {"id": 901, "name": "<b>Eve</b>", "email": "eve@example.com"},
                ],
                "projects": [{"id": 300, "name": "<i>Shop</i>"}],
                "assignments": [
                    {"id": 51, "user_id": 900, "role": "Observer", "project_id": 300},
                    {"id": 52, "user_id": 1, "role": "ClientAdministrator"},
                ],
                "tokens": [{"id": 61, "user_id": 900, "name": "ci", "secret": "ada"}],
            },
            "trusted_twin": {
                "roles": [
                    {"uuid": "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Readers",
                     "statement": {"effect": "allow", "actions": ["get_users"]}},
                    {"uuid": "0a9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "All"},
                ],
                "users": [
                    {"role": "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Ada", "secret": {"value": "ada-secret"}},
                    {"role": "0a9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Key", "secret": {"value": "twin-secret"}},
                ],
            },
        });
        let seed = Seed::parse(&seed.to_string()).unwrap();
        let sandbox = Sandbox::builder()
            .unseeded()
            .seed(seed)
            .start()
            .await
            .unwrap();
        let profiles = format!(
            "[profile.test.gcore]\nbase_url = '{}'\nfile = 'gcore.key'\n\
             [profile.test.trusted_twin]\nbase_url = '{}'\nenv = 'TWIN'\n",
            sandbox.gcore().base_url(),
            sandbox.trusted_twin().base_url(),
        );
        let key = sandbox.gcore().api_key().to_owned();
        let files = [
            ("rolekit.toml", profiles.as_str()),
            ("gcore.key", &key),
            ("access.yaml", file),
        ];
        Self {
            folder: folder(&files),
            keys: ("61$ada".to_owned(), "ada-secret".to_owned()),
            sandbox,
        }
    }

    pub(crate) async fn run(&self, args: &[&str]) -> Ran {
        let folder = self.folder.path().to_owned();
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let ran = tokio::task::spawn_blocking(move || {
            let mut all = vec!["--profile", "test"];
            all.extend(args.iter().map(String::as_str));
            run(&folder, &all)
        });
        ran.await.unwrap()
    }

    /// Returns the statuses of the responses of both services to Ada's keys.
    pub(crate) async fn statuses(&self) -> [u16; 2] {
        let (server, twin) = (self.sandbox.gcore(), self.sandbox.trusted_twin());
        let cloud = gcore::Client::builder()
            .credential(&*self.keys.0)
            .base_url(server.base_url())
            .build()
            .unwrap();
        let trusted_twin = trusted_twin::Client::builder()
            .credential(&*self.keys.1)
            .base_url(twin.base_url())
            .build()
            .unwrap();
        let status = |error: Option<rolekit::Error>| {
            error.map_or(200, |error| error.status().unwrap().as_u16())
        };
        [
            status(cloud.projects().list().all().await.err()),
            status(trusted_twin.users().list().await.err()),
        ]
    }
}

pub(crate) const ADA: &str = "\
version: 1
trusted_twin:
  users:
    list: [{name: Ada, role: Readers, person: ada@example.com}]
";

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_leaves_nothing_and_can_be_repeated() {
    let account = Account::start(ADA).await;
    assert_eq!(account.statuses().await, [200, 200]);
    let ran = account.run(&["offboard", "Ada@example.com"]).await;
    assert_eq!(ran.status, 2, "{ran:?}");
    // Users are shown with their ids.
    let twin = account.sandbox.trusted_twin();
    let id = twin.users().into_iter().find(|user| user["name"] == "Ada");
    let id = format!(" ({})", id.unwrap()["uuid"].as_str().unwrap());
    assert_eq!(ran.out.matches(&id).count(), 2, "{ran:?}");
    let shown = ran.out.replace(&id, "");
    let steps: Vec<&str> = shown.lines().collect();
    assert_eq!(
        steps,
        [
            "delete the API token 61 (ci)",
            "delete the secret of the Trusted Twin user Ada",
            "revoke Observer in the project <i>Shop</i>",
            "remove from the account of Gcore",
            "delete the Trusted Twin user Ada",
        ]
    );
    assert_eq!(account.statuses().await, [200, 200]);
    let ran = account.run(&["offboard", "ada@example.com", "--yes"]).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.err.contains("5 of 5 removed"), "{}", ran.err);
    assert_eq!(account.statuses().await, [401, 401]);
    let ran = account.run(&["offboard", "ada@example.com", "--yes"]).await;
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (0, "ada@example.com has no access\n")
    );

    let ran = account
        .run(&["offboard", "user1@example.com", "--yes"])
        .await;
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("owns the key"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn break_glass_people_are_offboarded_with_consent_only() {
    let people = "people: {ada@example.com: {break_glass: true}}\n";
    let account = Account::start(&format!("{ADA}{people}")).await;
    let ran = account.run(&["offboard", "ada@example.com", "--yes"]).await;
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("--allow-break-glass"), "{}", ran.err);
    assert_eq!(account.statuses().await, [200, 200]);
    let args = [
        "offboard",
        "ada@example.com",
        "--yes",
        "--allow-break-glass",
    ];
    assert_eq!(account.run(&args).await.status, 0);
    assert_eq!(account.statuses().await, [401, 401]);
}

pub(crate) const EVE: &str = "\
version: 1
gcore:
  grants:
    unlisted: revoke
    list:
      - {to: user1@example.com, role: ClientAdministrator}
      - {to: ada@example.com, role: Observer, project: <i>Shop</i>}
      - {to: eve@example.com, role: Observer, project: <i>Shop</i>}
";

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_applied_once_and_what_the_file_made_is_its_own() {
    let account = Account::start(EVE).await;
    assert_eq!(account.run(&["plan", "--out", "plan.json"]).await.status, 2);
    let ran = account.run(&["apply", "plan.json"]).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.err
            .contains("eve@example.com: grant Observer in the project <i>Shop</i>: done")
    );
    assert_eq!(account.run(&["plan"]).await.status, 0);
    let ran = account.run(&["apply", "plan.json"]).await;
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("applied before"), "{}", ran.err);
    // Eve's grant was made by the file, Ada's was not.
    let file: Vec<&str> = EVE
        .lines()
        .filter(|line| !line.contains("Observer"))
        .collect();
    std::fs::write(account.folder.path().join("access.yaml"), file.join("\n")).unwrap();
    let ran = account.run(&["plan", "--json"]).await;
    let plan: Plan = serde_json::from_str(&ran.out).unwrap();
    let subjects: Vec<&str> = plan.changes.iter().map(|it| it.action.subject()).collect();
    let left: Vec<&str> = plan.findings.iter().map(|it| it.subject.as_str()).collect();
    assert_eq!(
        (subjects, left),
        (vec!["eve@example.com"], vec!["ada@example.com"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_names_who_changed_what_and_when() {
    let account = Account::start(&EVE.replace("revoke", "report")).await;
    assert_eq!(account.run(&["apply", "--yes"]).await.status, 0);
    let ran = account.run(&["drift"]).await;
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (0, "nothing differs from the file\n"),
        "{ran:?}"
    );
    // Somebody removes what the file lists.
    let server = account.sandbox.gcore();
    let cloud = gcore::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .build()
        .unwrap();
    let id = gcore::AssignmentId::new(server.user_assignment_ids(901)[0]);
    cloud.role_assignments().delete(id).await.unwrap();
    let ran = account.run(&["drift", "--json"]).await;
    assert_eq!(ran.status, 2, "{ran:?}");
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found[0]["subject"], "eve@example.com");
    let events = found[0]["events"].as_array().unwrap();
    assert!(!events.is_empty(), "{found}");
    assert_eq!(events[0]["by"], "user1@example.com");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_escapes_names() {
    let account = Account::start("version: 1\n").await;
    let html = account.run(&["review", "--format", "html"]).await.out;
    assert!(html.contains("&lt;i&gt;Shop&lt;/i&gt;") && !html.contains("<i>Shop"));
    let markdown = account.run(&["review"]).await.out;
    assert!(!markdown.contains("<i>Shop"), "{markdown}");
    for text in [html, markdown] {
        for secret in [
            "61$ada",
            "ada-secret",
            "twin-secret",
            account.sandbox.gcore().api_key(),
        ] {
            assert!(!text.contains(secret));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_are_named_and_hold_no_secret() {
    let account = Account::start(ADA).await;
    let ran = run(account.folder.path(), &["--profile", "tset", "plan"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("did you mean `test`?"), "{}", ran.err);
    let path = account.folder.path().join("rolekit.toml");
    std::fs::write(path, "[profile.test.gcore]\nkey = 'x'\n").unwrap();
    let ran = account.run(&["plan"]).await;
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("unknown field `key`"), "{}", ran.err);
}

const FINDINGS: &str = "\
version: 1
teams: {clerks: [ada@example.com]}
gcore:
  grants:
    list: [{to: ada@example.com, role: Observer, project: <i>Shop</i>, until: 2020-01-31}]
";

#[tokio::test(flavor = "multi_thread")]
async fn a_review_finds_what_is_worth_a_look() {
    let account = Account::start(FINDINGS).await;
    let more = json!({"gcore": {
        "users": [{"id": 905, "email": "new@example.com", "activated": false}],
        "assignments": [
            {"id": 55, "user_id": 901, "role": "User", "project_id": 300},
            {"id": 56, "user_id": 901, "role": "User", "project_id": 300},
        ],
    }});
    let seed = Seed::parse(&more.to_string()).unwrap();
    account.sandbox.seed(&seed).unwrap();
    let ran = account.run(&["review", "--format", "json"]).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    let review: Review = serde_json::from_str(&ran.out).unwrap();
    let found: Vec<(String, &str)> = review
        .findings
        .iter()
        .map(|it| (it.kind.to_string(), it.subject.as_str()))
        .collect();
    for (kind, subject) in [
        ("permits everything", "All"),
        ("past its end", "ada@example.com"),
        ("duplicate", "eve@example.com"),
        ("open invitation", "new@example.com"),
        ("in no team", "eve@example.com"),
    ] {
        assert!(
            found.contains(&(kind.to_owned(), subject)),
            "{kind}: {found:?}"
        );
    }
    assert!(!found.contains(&("in no team".to_owned(), "ada@example.com")));
    let ended = review
        .access
        .iter()
        .find(|row| row.until.is_some())
        .unwrap();
    assert_eq!(
        (ended.who.as_str(), ended.until.as_deref()),
        ("ada@example.com", Some("2020-01-31"))
    );
    assert_eq!(ended.teams, ["clerks"]);
}
