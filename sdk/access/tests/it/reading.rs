//! Mistakes in files, folders, profiles and options: what is refused, and what messages say.

use crate::cli::{Account, EVE, folder, read, run};

#[test]
fn an_import_says_what_it_leaves_out() {
    let folder = folder(&[(
        "access.yaml",
        "version: 1\ngcore:\n  grants:\n    list:\n      - {to: grace@example.com, role: Observer, project: Shop, until: 2099-12-31}\n      - {to: grace@example.com, role: Observer, project: Warehouse, until: 2001-12-31}\ntrusted_twin:\n  users:\n    list:\n      - {name: New, role: Reader, reason: soon}\n",
    )]);
    let ran = run(
        folder.path(),
        &["--sandbox", "import", "--out", "access.yaml"],
    );
    assert_eq!(ran.status, 0, "{ran:?}");
    for expected in [
        "access.yaml:5:9: note: left out, not in effect: Observer in the project Shop for grace@example.com",
        "access.yaml:6:9: note: has ended, so that a plan removes it: Observer in the project Warehouse for grace@example.com",
        "access.yaml:10:9: note: left out, not in effect: the user New of Trusted Twin",
    ] {
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    assert!(!ran.err.contains("was not read"), "{}", ran.err);
    assert!(read(folder.path(), "access.yaml").contains("2001-12-31"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_says_which_service_was_not_read() {
    let account = Account::start(EVE).await;
    let root = account.folder.path();
    let profiles = read(root, "rolekit.toml");
    let gcore = profiles
        .split("[profile.test.trusted_twin]")
        .next()
        .unwrap();
    std::fs::write(root.join("rolekit.toml"), gcore).unwrap();
    let ran = account.run(&["import"]).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.err.contains("note: Trusted Twin was not read"),
        "{}",
        ran.err
    );
}
