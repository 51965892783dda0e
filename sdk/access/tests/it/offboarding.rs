//! What `offboard` refuses, and what it says when access may remain.

use rolekit_sandbox::seed::Seed;
use serde_json::{Value, json};

use crate::cli::{ADA, Account};

const READERS: &str = "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f";
const FIRST: &str = "1c9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f";
const SECOND: &str = "2c9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f";

fn seed(account: &Account, more: &Value) {
    let seed = Seed::parse(&more.to_string()).unwrap();
    account.sandbox.seed(&seed).unwrap();
}

/// Leaves credentials for Trusted Twin only.
fn keep_twin_only(account: &Account) {
    let path = account.folder.path().join("rolekit.toml");
    let both = std::fs::read_to_string(&path).unwrap();
    let (_, twin) = both.split_once("[profile.test.trusted_twin]").unwrap();
    std::fs::write(&path, format!("[profile.test.trusted_twin]{twin}")).unwrap();
}

fn names(account: &Account) -> Vec<Value> {
    let users = account.sandbox.trusted_twin().users();
    users.into_iter().map(|user| user["uuid"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_removed_only_if_it_is_known_whose_it_is() {
    let account = Account::start("version: 1\n").await;
    let users = [FIRST, SECOND].map(|id| json!({"uuid": id, "role": READERS, "name": "Eve"}));
    seed(&account, &json!({"trusted_twin": {"users": users}}));
    let before = names(&account);
    for yes in [&[][..], &["--yes"]] {
        let args = [&["offboard", "eve@example.com", "--user", "Eve"], yes].concat();
        let ran = account.run(&args).await;
        assert_eq!(ran.status, 1, "{ran:?}");
        for part in ["not unique", FIRST, SECOND, "--user"] {
            assert!(ran.err.contains(part), "{part}: {ran:?}");
        }
    }
    assert_eq!(names(&account), before);
    // An id says which is meant.
    let args = [
        "offboard",
        "eve@example.com",
        "--user",
        "Eve",
        "--user",
        SECOND,
        "--yes",
    ];
    let ran = account.run(&args).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out
            .contains(&format!("the Trusted Twin user Eve ({SECOND})")),
        "{ran:?}"
    );
    let left = names(&account);
    assert!(left.contains(&json!(FIRST)) && !left.contains(&json!(SECOND)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_a_name_is_removed_by_id() {
    let account = Account::start("version: 1\n").await;
    seed(
        &account,
        &json!({"trusted_twin": {"users": [{"uuid": FIRST, "role": READERS}]}}),
    );
    let args = ["offboard", "eve@example.com", "--user", FIRST, "--yes"];
    let ran = account.run(&args).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(!names(&account).contains(&json!(FIRST)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_does_not_select_a_user_of_another_person() {
    let account = Account::start(&ADA.replace("Ada", "Eve")).await;
    let user = json!({"uuid": FIRST, "role": READERS, "name": "Eve"});
    seed(&account, &json!({"trusted_twin": {"users": [user]}}));
    let args = ["offboard", "eve@example.com", "--user", FIRST, "--yes"];
    let ran = account.run(&args).await;
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.err.contains("the user `Eve` is ada@example.com's"),
        "{ran:?}"
    );
    assert!(names(&account).contains(&json!(FIRST)));
}

/// Also if the file has nothing of Gcore: access there may remain.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_without_credentials_is_not_taken_for_searched() {
    let account = Account::start(ADA).await;
    keep_twin_only(&account);
    for args in [
        &["offboard", "ada@example.com"][..],
        &["offboard", "ada@example.com", "--yes"],
        &["offboard", "ada@example.com", "--yes"],
    ] {
        let ran = account.run(args).await;
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains("Gcore was not read"), "{ran:?}");
        assert!(!ran.out.contains("has no access\n"), "{ran:?}");
    }
    // `--without` states that the person has no account of Gcore.
    let ran = account
        .run(&["offboard", "ada@example.com", "--without", "gcore"])
        .await;
    let expected = (0, "ada@example.com has no access in Trusted Twin\n");
    assert_eq!((ran.status, ran.out.as_str()), expected, "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trusted_twin_is_not_searched_without_a_name() {
    let account = Account::start("version: 1\n").await;
    let ran = account.run(&["offboard", "nobody@example.com"]).await;
    let expected = (1, "nobody@example.com has no access in Gcore\n");
    assert_eq!((ran.status, ran.out.as_str()), expected, "{ran:?}");
    assert!(ran.err.contains("Trusted Twin was not searched"), "{ran:?}");
    let args = [
        "offboard",
        "nobody@example.com",
        "--without",
        "trusted-twin",
    ];
    let ran = account.run(&args).await;
    let expected = (0, "nobody@example.com has no access in Gcore\n");
    assert_eq!((ran.status, ran.out.as_str()), expected, "{ran:?}");
}

const LISTED: &str = "\
version: 1
teams:
  ops:
    - ada@example.com
gcore:
  grants:
    list:
      - {to: ada@example.com, role: Observer, project: <i>Shop</i>}
      - {to: ada@example.com, role: User, until: 2020-01-01}
      - {to: team:ops, role: User}
iam:
  members:
    list:
      - who: [eve@example.com, ada@example.com]
        group: Users
trusted_twin:
  users:
    list:
      - {name: Key, role: All}
      - {name: Ada, role: Readers}
";

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_names_the_entries_that_give_the_access_again() {
    let account = Account::start(LISTED).await;
    for yes in [&[][..], &["--yes"]] {
        let args = [&["offboard", "Ada@example.com", "--user", "Ada"], yes].concat();
        let ran = account.run(&args).await;
        let places = "remove the entries at access.yaml:4:7, access.yaml:8:14, access.yaml:14:32, access.yaml:20:16\n";
        assert!(ran.err.contains(places), "{ran:?}");
    }
    let path = account.folder.path().join("access.yaml");
    let clean = LISTED.replace("ada@example.com", "eve@example.com");
    std::fs::write(path, clean.replace("name: Ada", "name: Eve")).unwrap();
    let args = ["offboard", "ada@example.com", "--without", "trusted-twin"];
    let ran = account.run(&args).await;
    assert!(!ran.err.contains("still lists"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_names_all_options_that_it_needs() {
    let account = Account::start(ADA).await;
    std::fs::remove_file(account.folder.path().join("access.yaml")).unwrap();
    let ran = account
        .run(&["offboard", "ada@example.com", "--user", "Ada"])
        .await;
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.err.contains("--allow-break-glass"), "{ran:?}");
}
