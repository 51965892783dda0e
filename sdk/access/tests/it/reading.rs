//! Mistakes in files, folders, profiles and options: what is refused, and what messages say.

use crate::cli::{ADA, Account, CHANGE, EVE, Ran, folder, read, run};

fn check(files: &[(&str, &str)], file: &str) -> Ran {
    run(folder(files).path(), &["-f", file, "check"])
}

#[test]
fn a_file_in_a_folder_of_the_folder_is_an_error() {
    let inner = CHANGE.replace("Shop", "Warehouse");
    let folder = folder(&[
        ("acc/a.yaml", CHANGE),
        ("acc/sub/deep/b.yaml", &inner),
        ("fine/a.yaml", CHANGE),
        ("fine/.git/b.yaml", &inner),
        ("fine/notes/readme.txt", "none"),
        ("fine/rolekit.toml", "[profile.a]\n"),
    ]);
    for args in [
        &["-f", "acc", "check"][..],
        &["-f", "acc", "--sandbox", "import", "--out", "acc/a.yaml"],
    ] {
        let ran = run(folder.path(), args);
        assert_eq!(ran.status, 1, "{ran:?}");
        let expected = "acc/sub: subfolders are not read, and this one has acc/sub/deep/b.yaml";
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    let ran = run(folder.path(), &["-f", "fine", "check"]);
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn values_that_may_be_secrets_are_not_shown() {
    let twin = "version: 1\ntrusted_twin:\n  users:\n    list:\n";
    for (name, text, location) in [
        (
            "a.yaml",
            format!("{twin}      - {{name: Ada, role: Reader, secret: UPfZ}}\n"),
            "a.yaml:5:35",
        ),
        (
            "a.yaml",
            format!("{twin}      - {{secret: UPfZ, name: Ada, role: Reader, until: }}\n"),
            "a.yaml:5:10",
        ),
        (
            "a.yaml",
            format!("{twin}      - {{name: Ada, until: 31.1.2027, secret: UPfZ}}\n"),
            "a.yaml:5:28",
        ),
        (
            "a.yaml",
            format!("{twin}      - {{secret: UPfZ, name: 'Ada}}\n"),
            "a.yaml:",
        ),
        (
            "a.toml",
            "version = 1\n[trusted_twin]\nsecret = \"UPfZ\"\n".to_owned(),
            "a.toml:3:1",
        ),
        (
            "a.toml",
            "version = 1\nsecret = \"UPfZ\" x\n".to_owned(),
            "a.toml:2:",
        ),
    ] {
        let folder = folder(&[(name, &text)]);
        for log in ["text", "json"] {
            let ran = run(folder.path(), &["--log", log, "-f", name, "check"]);
            assert_eq!(ran.status, 1, "{ran:?}");
            assert!(!ran.err.contains("UPfZ"), "{}", ran.err);
            assert!(ran.err.contains(location), "{}", ran.err);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_named_and_not_shown() {
    let account = Account::start(ADA).await;
    for (profile, expected) in [
        (
            "[profile.test.gcore]\nenv = \"1$SECRET\"",
            "`env` of `gcore` in the profile `test` of rolekit.toml: not set",
        ),
        (
            "[profile.test.trusted_twin]\nfile = \"1$SECRET\"",
            "`file` of `trusted_twin` in the profile `test` of rolekit.toml: cannot be read",
        ),
        (
            "[profile.test.trusted_twin]\ncommand = [\"1$SECRET\"]",
            "`command` of `trusted_twin` in the profile `test` of rolekit.toml: cannot be run",
        ),
        (
            "[profile.test.trusted_twin]\ncommand = []",
            "`command` of `trusted_twin` in the profile `test` of rolekit.toml is empty",
        ),
        (
            "[profile.test.gcore]",
            "`gcore` in the profile `test` of rolekit.toml must have one of",
        ),
        (
            "[profile.test]",
            "rolekit.toml: the profile `test` has no credentials",
        ),
    ] {
        std::fs::write(account.folder.path().join("rolekit.toml"), profile).unwrap();
        let ran = account.run(&["review"]).await;
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(expected), "{}", ran.err);
        assert!(!ran.err.contains("SECRET"), "{}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_a_credential_is_beside_the_profiles() {
    let account = Account::start(ADA).await;
    let root = account.folder.path();
    let profiles = read(root, "rolekit.toml");
    std::fs::create_dir(root.join("conf")).unwrap();
    let twin = profiles
        .split("[profile.test.trusted_twin]")
        .nth(1)
        .unwrap();
    let url = twin
        .lines()
        .find(|line| line.starts_with("base_url"))
        .unwrap();
    let text = format!("[profile.test.trusted_twin]\n{url}\nfile = \"tkey\"\n");
    std::fs::write(root.join("conf/profiles.toml"), text).unwrap();
    std::fs::write(root.join("conf/tkey"), "twin-secret").unwrap();
    let ran = account
        .run(&["--profiles", "conf/profiles.toml", "review"])
        .await;
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn problems_are_where_the_wrong_value_is() {
    let list = "version: 1\ngcore:\n  grants:\n    list:\n      - to: a@example.com\n        role: Observer\n        project: Shop\n";
    for (text, location) in [
        (format!("{list}        until: 31.1.2027\n"), "a.yaml:8:16"),
        (
            "version: 1\nguards:\n  max_removed_percent: 130\n".to_owned(),
            "a.yaml:3:24",
        ),
        (
            "version: 1\nseparate_duties:\n  - roles: []\n".to_owned(),
            "a.yaml:3:5",
        ),
        (
            "version: 1\niam:\n  members:\n    unlisted: revoke\n    list: []\n".to_owned(),
            "a.yaml:4:15",
        ),
    ] {
        let ran = check(&[("a.yaml", &text)], "a.yaml");
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(location), "{}", ran.err);
    }
    for (one, two, location) in [
        (
            list.to_owned(),
            list.replace("grants:", "grants:\n    unlisted: keep"),
            "acc/b.yaml:4:15",
        ),
        (
            "version: 1\nguards: {max_writes: 1}\n".to_owned(),
            "version: 1\nguards: {max_writes: 2}\n".to_owned(),
            "acc/b.yaml:2:9",
        ),
    ] {
        let ran = check(&[("acc/a.yaml", &one), ("acc/b.yaml", &two)], "acc");
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(location), "{}", ran.err);
    }
    let text = "version: 1\ngcore:\n  grants:\n    list:\n      - {to: [ada@example.com, grace@example.com], role: Observer, project: Shopp}\n";
    let folder = folder(&[("access.yaml", text)]);
    let ran = run(folder.path(), &["--sandbox", "plan"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let name = "there is no project `Shopp`";
    assert_eq!(ran.err.matches(name).count(), 1, "{}", ran.err);
    assert!(ran.err.contains("access.yaml:5:77"), "{}", ran.err);
}

#[test]
fn assertions_that_check_nobody_do_not_hold_silently() {
    let teams = "version: 1\nteams: {none: []}\ngcore: {grants: {list: [{to: ada@example.com, role: Observer}]}}\n";
    let assert = |text: &str| format!("{teams}assertions:\n  - {text}\n");
    let text = assert("{who: team:none, may: Observer}");
    let ran = check(&[("a.yaml", &text)], "a.yaml");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.err.contains("nobody is in the team `none`"),
        "{}",
        ran.err
    );
    for (who, expected) in [
        ("team:none", "nobody is in the team `none`"),
        (
            "adaa@example.com",
            "`adaa@example.com` has no access in the file",
        ),
    ] {
        let text = assert(&format!("{{who: {who}, may_not: User}}"));
        let ran = check(&[("a.yaml", &text)], "a.yaml");
        assert_eq!(ran.status, 0, "{ran:?}");
        assert!(ran.err.contains("a.yaml:5:11: note: "), "{}", ran.err);
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    let text = assert("{who: ada@example.com, may_not: User}");
    let ran = check(&[("a.yaml", &text)], "a.yaml");
    assert!(ran.status == 0 && !ran.err.contains("note"), "{ran:?}");

    let twin = "version: 1\ntrusted_twin:\n  roles: {list: [{name: Auditor, deny: []}]}\n  users:\n    list:\n      - {name: Ada, role: Auditor}\n";
    let assertion = "assertions: [{who: ada@example.com, may_not: get_twin}]\n";
    let ran = check(&[("a.yaml", &format!("{twin}{assertion}"))], "a.yaml");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.err
            .contains("without a `person` who may `get_twin`: Ada"),
        "{}",
        ran.err
    );
    let duties = "separate_duties: [{roles: [trusted_twin:Auditor, trusted_twin:Reader]}]\n";
    let ran = check(&[("a.yaml", &format!("{twin}{duties}"))], "a.yaml");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.err.contains("a.yaml:6:9"), "{}", ran.err);
    let owned = twin.replace("Auditor}\n", "Auditor, person: ada@example.com}\n");
    let ran = check(&[("a.yaml", &format!("{owned}{duties}"))], "a.yaml");
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn nothing_is_listed_twice() {
    let grants = "version: 1\ngcore: {grants: {list: [{to: a@example.com, role: User}]}}\n";
    let duties = "separate_duties: [{roles: [gcore:User, gcore:User]}]\n";
    let ran = check(&[("a.yaml", &format!("{grants}{duties}"))], "a.yaml");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.err.contains("`gcore:User` is listed twice"),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("holds"), "{}", ran.err);
    let people = "version: 1\npeople: {Ada@example.com: {}, ada@example.com: {}}\n";
    let ran = check(&[("a.yaml", people)], "a.yaml");
    assert_eq!(ran.status, 1, "{ran:?}");
    let expected = "the person `ada@example.com` is listed twice";
    assert!(ran.err.contains(expected), "{}", ran.err);
}

#[test]
fn assertions_know_what_the_file_allows() {
    let text = "version: 1\ngcore: {grants: {list: [{to: a@example.com, role: Future, allow_unknown: true}]}}\nassertions: [{who: a@example.com, may: Future}]\n";
    let ran = check(&[("a.yaml", text)], "a.yaml");
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn a_file_can_name_its_schema() {
    let text = "{\"$schema\": \"access.schema.json\", \"version\": 1}\n";
    let ran = check(&[("a.json", text)], "a.json");
    assert_eq!(ran.status, 0, "{ran:?}");
}

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

#[test]
fn messages_name_no_type_of_the_program() {
    let bomb: String = (1..8)
        .map(|i| {
            format!(
                "y{i}: &b{i} [{}]\n",
                vec![format!("*b{}", i - 1); 10].join(", ")
            )
        })
        .collect();
    let bomb = format!("version: 1\ny0: &b0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n{bomb}");
    let count = "version: 1\nguards: {min_administrators: -1}\n";
    for (text, expected) in [
        (bomb.as_str(), "repeats too much by aliases"),
        (count, "expected a whole number, found integer `-1`"),
    ] {
        let ran = check(&[("a.yaml", text)], "a.yaml");
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    let text = "[profile.test]\ngcore = 'x'\n";
    let folder = folder(&[("access.yaml", CHANGE), ("rolekit.toml", text)]);
    let ran = run(folder.path(), &["--profile", "test", "plan"]);
    assert!(
        ran.err.contains("rolekit.toml:2:9: expected a table"),
        "{}",
        ran.err
    );
    let ran = run(
        folder.path(),
        &["--sandbox", "plan", "--out", "none/plan.json"],
    );
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(!ran.err.contains(".tmp"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn names_of_files_do_not_control_the_terminal() {
    for (name, text) in [
        ("a\u{1b}[31mRED\nnext.yaml", "version: 1\ngcroe: {}\n"),
        ("b\u{1b}[31mRED\nnext.yaml", ""),
        ("c\u{1b}[31mRED\nnext.yaml", "version: 1\n"),
    ] {
        let folder = folder(&[
            ("acc/fine.yaml", "version: 1\n"),
            (&format!("acc/{name}"), text),
        ]);
        let single = format!("acc/{name}");
        for file in ["acc", single.as_str()] {
            let ran = run(folder.path(), &["-f", file, "check"]);
            assert!(!ran.err.contains('\u{1b}'), "{:?}", ran.err);
            assert!(!ran.err.contains("\nnext.yaml"), "{:?}", ran.err);
        }
    }
}
