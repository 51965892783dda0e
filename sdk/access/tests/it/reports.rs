//! What `drift`, `review`, `offboard` and plans tell people.

use rolekit::gcore;
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::seed::Seed;
use serde_json::{Value, json};

use crate::cli::{Account, Ran};

/// Adds to what an account has.
fn seed(account: &Account, more: &Value) {
    let seed = Seed::parse(&more.to_string()).unwrap();
    account.sandbox.seed(&seed).unwrap();
}

fn cloud(account: &Account) -> gcore::Client {
    let server = account.sandbox.gcore();
    gcore::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .build()
        .unwrap()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"))
}

/// Returns the differences about a person.
async fn drift_of(account: &Account, email: &str) -> Vec<Value> {
    let found = json(&account.run(&["drift", "--json"]).await);
    let found = found.as_array().unwrap().iter();
    let of_person = found.filter(|it| it["subject"] == email);
    of_person.cloned().collect()
}

fn grants(unlisted: &str) -> String {
    format!(
        "version: 1\ngcore:\n  grants:\n    unlisted: {unlisted}\n    adopt: true\n    list:\n      \
         - {{to: user1@example.com, role: ClientAdministrator}}\n"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_names_who_made_what_the_file_does_not_list() {
    for unlisted in ["report", "revoke"] {
        let account = Account::start(&grants(unlisted)).await;
        let user = gcore::UserId::new(901);
        let roles = cloud(&account).role_assignments();
        let assign = |role| gcore::AssignRole::new(user, role);
        for role in [gcore::Role::ClientAdministrator, gcore::Role::Observer] {
            roles.create(&assign(role)).await.unwrap();
        }
        let found = drift_of(&account, "eve@example.com").await;
        assert_eq!(found.len(), 2);
        for difference in &found {
            // Not the entry of the other role.
            let events = difference["events"].as_array().unwrap();
            assert_eq!(events.len(), 1, "{difference}");
            assert_eq!(events[0]["by"], "user1@example.com");
            assert_eq!(events[0]["action"], "create role");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_names_who_changed_what_guards_leave() {
    let people = "people: {user1@example.com: {}, eve@example.com: {break_glass: true}}\n";
    let account = Account::start(&format!("{people}{}", grants("revoke"))).await;
    let roles = cloud(&account).role_assignments();
    let grant = gcore::AssignRole::new(gcore::UserId::new(901), gcore::Role::Observer);
    roles.create(&grant).await.unwrap();
    let found = drift_of(&account, "eve@example.com").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["events"][0]["action"], "create role", "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_does_not_take_a_user_for_an_assignment_of_the_same_number() {
    for unlisted in ["report", "revoke"] {
        let account = Account::start(&grants(unlisted)).await;
        // The assignment 51 is Ada's.
        let peter = json!({"gcore": {"users": [{"id": 51, "email": "peter@example.com"}]}});
        seed(&account, &peter);
        let roles = cloud(&account).role_assignments();
        let grant = gcore::AssignRole::new(gcore::UserId::new(51), gcore::Role::User);
        let made = roles.create(&grant).await.unwrap();
        let found = drift_of(&account, "ada@example.com").await;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0]["events"], json!([]), "{found:?}");
        let found = drift_of(&account, "peter@example.com").await;
        assert_eq!(found[0]["events"][0]["action"], "create role");
        // And not the reverse.
        let id = made.id.get();
        let user = json!({"gcore": {"users": [{"id": id, "email": "paul@example.com"}],
            "assignments": [{"user_id": id, "role": "Observer"}]}});
        seed(&account, &user);
        let found = drift_of(&account, "paul@example.com").await;
        assert_eq!(found[0]["events"], json!([]), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drift_shows_what_the_log_has_first() {
    let listed = "      - {to: ada@example.com, role: User}\n";
    let account = Account::start(&format!("{}{listed}", grants("report"))).await;
    let grant = gcore::AssignRole::new(gcore::UserId::new(901), gcore::Role::Observer);
    cloud(&account)
        .role_assignments()
        .create(&grant)
        .await
        .unwrap();
    let ran = account.run(&["drift"]).await;
    let place = |text: &str| {
        ran.out
            .find(text)
            .unwrap_or_else(|| panic!("{text}: {ran:?}"))
    };
    assert!(place("create role") < place("grant User"), "{ran:?}");
    assert!(
        place("not in the audit log") > place("create role"),
        "{ran:?}"
    );
}

const ADA: &str = "\
version: 1
gcore: {grants: {list: [{to: ada@example.com, role: Observer, project: <i>Shop</i>}]}}
trusted_twin:
  users:
    list: [{name: Ada, role: Readers, person: ada@example.com}]
";

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_says_what_it_did_not_read() {
    let account = Account::start(ADA).await;
    let path = account.folder.path().join("rolekit.toml");
    let both = std::fs::read_to_string(&path).unwrap();
    let (gcore, twin) = both.split_once("[profile.test.trusted_twin]").unwrap();
    let twin = format!("[profile.test.trusted_twin]{twin}");
    for (profile, missing) in [(gcore, "Trusted Twin"), (&twin, "Gcore")] {
        std::fs::write(&path, profile).unwrap();
        for yes in [false, true, true] {
            let args = ["offboard", "ada@example.com", "--yes"];
            let ran = account.run(&args[..2 + usize::from(yes)]).await;
            assert_eq!(ran.status, 1, "{ran:?}");
            let expected = format!("{missing} was not read: give its credentials");
            assert!(ran.err.contains(&expected), "{ran:?}");
            assert!(!ran.out.contains("has no access\n"), "{ran:?}");
        }
    }
    // Both have been read by now.
    std::fs::write(&path, &both).unwrap();
    let ran = account.run(&["offboard", "ada@example.com"]).await;
    let expected = (0, "ada@example.com has no access\n");
    assert_eq!((ran.status, ran.out.as_str()), expected, "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_says_that_a_named_user_is_not_there() {
    let account = Account::start(ADA).await;
    let misspelled = ["offboard", "nobody@example.com", "--user", "Adda"];
    let ran = account.run(&misspelled).await;
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.err.contains("no user `Adda`: check --user"),
        "{}",
        ran.err
    );
    assert!(!ran.out.contains("has no access\n"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_leaves_assignments_of_other_accounts() {
    let account = Account::start(ADA).await;
    let other = json!({"user_id": 900, "role": "Observer", "client_id": 9});
    account.sandbox.gcore().add_assignment_json(other);
    let ran = account.run(&["offboard", "ada@example.com"]).await;
    assert_eq!(ran.out.matches("revoke Observer").count(), 1, "{}", ran.out);
}

const ENDED: &str = "\
version: 1
gcore:
  grants:
    list: [{to: ada@example.com, role: Observer, project: <i>Shop</i>, until: 2020-01-01, reason: a}]
iam:
  members:
    list: [{who: eve@example.com, group: Users, until: 2020-01-01, reason: b}]
trusted_twin:
  users:
    list: [{name: Ada, role: Readers, person: ada@example.com, until: 2020-01-01, reason: c}]
";

#[tokio::test(flavor = "multi_thread")]
async fn a_review_has_the_ends_of_grants_members_and_users() {
    let account = Account::start(ENDED).await;
    let review = json(&account.run(&["review", "--format", "json"]).await);
    let rows = review["access"].as_array().unwrap();
    let ended = rows.iter().filter(|row| row["until"] == "2020-01-01");
    let mut ended: Vec<(&str, &str)> = ended
        .map(|row| {
            (
                row["service"].as_str().unwrap(),
                row["reason"].as_str().unwrap(),
            )
        })
        .collect();
    ended.sort_unstable();
    assert_eq!(ended, [("gcore", "a"), ("iam", "b"), ("trusted_twin", "c")]);
    let findings = review["findings"].as_array().unwrap().iter();
    let past = findings.filter(|it| it["kind"] == "past_until").count();
    assert_eq!(past, 3, "{review}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_has_members_without_a_group() {
    let account = Account::start("version: 1\n").await;
    let server = account.sandbox.gcore();
    let iam = rolekit::gcore_iam::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .build()
        .unwrap();
    let users = iam.users().list().all().await.unwrap();
    let mut users = serde_json::to_value(users).unwrap();
    let count = users.as_array().unwrap().len();
    for user in users.as_array_mut().unwrap() {
        user["groups"] = json!([]);
    }
    let page = json!({"count": count, "results": users});
    let response = CannedResponse::new(200).json(page);
    let fault = Fault::respond(response).path("/iam/users").always();
    server.inject(fault).await.unwrap();
    let review = json(&account.run(&["review", "--format", "json"]).await);
    let mut rows = review["access"].as_array().unwrap().iter();
    let row = rows
        .find(|row| row["service"] == "iam" && row["who"] == "eve@example.com")
        .unwrap();
    assert_eq!(
        (&row["role"], &row["scope"]),
        (&json!("no group"), &json!("account"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_tells_a_project_apart_from_the_account() {
    let account = Account::start("version: 1\n").await;
    let projects = json!({"gcore": {
        "projects": [{"id": 310, "name": "account"}],
        "assignments": [
            {"user_id": 901, "role": "Observer"},
            {"user_id": 901, "role": "Observer", "project_id": 310},
        ],
    }});
    seed(&account, &projects);
    let review = json(&account.run(&["review", "--format", "json"]).await);
    let findings = review["findings"].as_array().unwrap();
    let is_duplicate = |it: &&Value| it["kind"] == "duplicate";
    assert_eq!(findings.iter().find(is_duplicate), None);
    let html = account.run(&["review", "--format", "html"]).await.out;
    let chart = html.split("class=\"chart\"").nth(1).unwrap();
    let chart = chart.split("</table>").next().unwrap();
    for bar in ["<th>account</th>", "<th>project account</th>"] {
        assert_eq!(chart.matches(bar).count(), 1, "{bar}: {chart}");
    }
    let csv = account.run(&["review", "--format", "csv"]).await.out;
    assert!(csv.contains("eve@example.com,Observer,account,"), "{csv}");
    assert!(
        csv.contains("eve@example.com,Observer,project account,"),
        "{csv}"
    );
}

/// A name that moves a terminal and forges a line.
const FORGED: &str = "x\n\u{1b}\u{9b}2Jsvc@example.com has no access\n\u{202e}";

/// Asserts that nothing but line breaks controls a terminal, and that a name does not end its line.
fn assert_harmless(ran: &Ran) {
    for text in [&ran.out, &ran.err] {
        let is_active = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!text.contains(is_active), "{text:?}");
        assert!(!text.contains("\nsvc@example.com has"), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_others_do_not_control_the_terminal() {
    let file = json!({"version": 1, "gcore": {"grants": {"unlisted": "revoke", "adopt": true, "list": [
        {"to": "eve@example.com", "role": "Observer", "project": FORGED, "reason": FORGED},
        {"to": "user1@example.com", "role": "ClientAdministrator"},
    ]}}, "iam": {"members": {"list": []}},
    "trusted_twin": {"roles": {"list": []}, "users": {"list": [
        {"name": "Key", "role": "All", "reason": FORGED, "person": "user1@example.com"},
    ]}}});
    let account = Account::start("").await;
    let path = account.folder.path().join("access.yaml");
    // YAML has this character as an escape only.
    let file = file.to_string().replace('\u{9b}', "\\u009b");
    std::fs::write(&path, &file).unwrap();
    let more = json!({
        "gcore": {
            "projects": [{"id": 310, "name": FORGED}],
            "assignments": [{"user_id": 900, "role": "Observer", "project_id": 310}],
            "tokens": [{"user_id": 900, "name": FORGED}],
        },
        "trusted_twin": {
            "roles": [{"uuid": "0c9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": FORGED}],
            "users": [{"role": "0c9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": FORGED}],
        },
    });
    seed(&account, &more);
    let guess = ["offboard", "ada@example.com", "--user", FORGED];
    for args in [
        &["plan"][..],
        &["drift"],
        &["review"],
        &["review", "--format", "csv"],
        &["review", "--format", "html"],
        &["least-privilege"],
        &["import"],
        &guess,
        &["apply", "--yes"],
        &["offboard", "ada@example.com", "--yes"],
    ] {
        let ran = account.run(args).await;
        // Those that have nothing to do are not tested by this.
        let is_shown = ran.out.contains("u{1b}") || ran.err.contains("u{1b}");
        assert!(
            is_shown || args == ["import"] || args == ["least-privilege"],
            "{args:?}: {ran:?}"
        );
        let is_csv = args.contains(&"csv");
        let ran = Ran {
            out: if is_csv {
                ran.out.replace("\r\n", "\n").replace("\"x\n", "")
            } else {
                ran.out
            },
            ..ran
        };
        assert_harmless(&ran);
        assert!(!format!("{ran:?}").contains("panicked"), "{ran:?}");
    }
    // The text of a problem has names too.
    let other = file.replace("\"Observer\"", "\"\\u001bObserver\\n\"");
    std::fs::write(&path, other).unwrap();
    assert_harmless(&account.run(&["check"]).await);
    std::fs::write(&path, &file).unwrap();
    // Programs get raw values.
    let review = json(&account.run(&["review", "--format", "json"]).await);
    assert!(review.to_string().contains("\\u001b"));
    let plan = json(&account.run(&["plan", "--json"]).await);
    assert!(plan.to_string().contains("\\u001b"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_inert_in_spreadsheets_and_markdown() {
    let account = Account::start("version: 1\n").await;
    let names = [
        "\r=1+1",
        "\t=1+1",
        "\n=1+1",
        "=1+1",
        "![i](http://evil/x.png)",
        "[a]: http://evil",
        "https://evil.example",
        "www.evil.example",
        "a|b\\|c",
        "&lt;b&gt; <b> `c` *d* __e__ ~~f~~",
    ];
    let roles = names.iter().enumerate().map(|(i, name)| {
        json!({"uuid": format!("0d9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e{i:02}"), "name": name})
    });
    let users = names.iter().enumerate().map(|(i, name)| {
        json!({"role": format!("0d9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e{i:02}"), "name": name})
    });
    let (roles, users): (Vec<Value>, Vec<Value>) = (roles.collect(), users.collect());
    let more = json!({"trusted_twin": {"roles": roles, "users": users}});
    seed(&account, &more);
    let csv = account.run(&["review", "--format", "csv"]).await.out;
    for cell in ["'\\r=1+1,", "'\\t=1+1,", "'\n=1+1\",", "'=1+1,"] {
        assert!(csv.contains(cell), "{cell:?}: {csv}");
    }
    let markdown = account.run(&["review"]).await.out;
    for cell in [
        "| !\\[i\\](http\\://evil/x.png) |",
        "| \\[a\\]: http\\://evil |",
        "| https\\://evil.example |",
        "| www\\.evil.example |",
        "| a\\|b\\\\\\|c |",
        "| &amp;lt;b&amp;gt; &lt;b> \\`c\\` \\*d\\* \\_\\_e\\_\\_ \\~\\~f\\~\\~ |",
    ] {
        assert!(markdown.contains(cell), "{cell}: {markdown}");
    }
    for active in ["](http://", "| http://", "| https://", "| www."] {
        assert!(!markdown.contains(active), "{active}: {markdown}");
    }
}
