//! What assertions that fail stop, and what they do not.

use crate::cli::Account;

/// Ada's role has ended, and an assertion names it.
const ENDED: &str = "\
version: 1
gcore:
  grants:
    list:
      - {to: ada@example.com, role: Observer, project: <i>Shop</i>, until: 2020-01-01}
assertions:
  - {who: ada@example.com, may: Observer, project: <i>Shop</i>}
";

/// An assertion that is wrong at any time.
const WRONG: &str = "  - {who: eve@example.com, may: Observer}\n";

async fn write(account: &Account, text: &str) {
    std::fs::write(account.folder.path().join("access.yaml"), text).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_ended_is_revoked_although_an_assertion_names_it() {
    let account = Account::start(ENDED).await;
    let count = || account.sandbox.gcore().user_assignment_ids(900).len();
    let ran = account.run(&["check"]).await;
    assert_eq!(ran.status, 1, "{ran:?}");
    // Not together with another change, and not if another assertion fails.
    let change = "      - {to: eve@example.com, role: User}\n";
    let more = ENDED.replace("assertions:", &format!("{change}assertions:"));
    for text in [more, format!("{ENDED}{WRONG}")] {
        write(&account, &text).await;
        for args in [&["plan"][..], &["apply", "--yes"]] {
            let ran = account.run(args).await;
            assert_eq!(ran.status, 1, "{ran:?}");
            assert!(ran.err.contains("may not `Observer`"), "{ran:?}");
        }
    }
    assert_eq!(count(), 1);
    write(&account, ENDED).await;
    for args in [&["plan", "--out", "plan.json"][..], &["drift"]] {
        let ran = account.run(args).await;
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.err.contains("warning: access.yaml:7:"), "{ran:?}");
        assert!(ran.err.contains("has ended"), "{ran:?}");
    }
    let ran = account.run(&["apply", "plan.json"]).await;
    assert_eq!((ran.status, count()), (0, 0), "{ran:?}");
    assert!(ran.err.contains("warning: access.yaml:7:"), "{ran:?}");
    assert_eq!(account.run(&["apply", "--yes"]).await.status, 0);
    assert_eq!(account.run(&["check"]).await.status, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn review_and_offboard_need_a_file_that_resolves() {
    let duties = "separate_duties:\n  - roles: [gcore:Observer, gcore:User]\n";
    let both = "version: 1
gcore:
  grants:
    list:
      - {to: eve@example.com, role: Observer, project: <i>Shop</i>}
      - {to: eve@example.com, role: User, project: <i>Shop</i>}
assertions:
";
    let account = Account::start(&format!("{both}{WRONG}{duties}")).await;
    assert_eq!(account.run(&["check"]).await.status, 1);
    let args = ["offboard", "ada@example.com", "--user", "Ada", "--yes"];
    for (args, status) in [(&["review"][..], 0), (&args, 0)] {
        let ran = account.run(args).await;
        assert_eq!(ran.status, status, "{ran:?}");
        for part in [
            "may not `Observer`",
            "holds `gcore:Observer` and `gcore:User`",
        ] {
            assert!(
                ran.err.contains("warning: ") && ran.err.contains(part),
                "{ran:?}"
            );
        }
    }
    assert_eq!(account.statuses().await, [401, 401]);
    // The file says who is protected, so it must be understood.
    write(&account, "version: 1\ngcroe: {}\n").await;
    assert_eq!(
        account
            .run(&["offboard", "eve@example.com", "--yes"])
            .await
            .status,
        1
    );
}
