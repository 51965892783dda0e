//! The files that the command reads and writes.

use std::path::Path;

use rolekit_access::apply::Report;
use rolekit_access::desired;
use rolekit_access::file::{self, Until};
use serde_json::Value;

use crate::cli::{ADA, Account, CHANGE, EVE, folder, read, run};
use crate::world::now;

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_needs_the_file_that_was_named() {
    let people = "people: {ada@example.com: {break_glass: true}}\n";
    let account = Account::start(&format!("{ADA}{people}")).await;
    for args in [
        &["-f", "acess.yaml", "offboard", "ada@example.com", "--yes"][..],
        &["-f", "acess.yaml", "offboard", "ada@example.com"],
        &["-f", "acess.yaml", "review"],
    ] {
        let ran = account.run(args).await;
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{ran:?}");
        assert!(ran.err.contains("acess.yaml"), "{}", ran.err);
    }
    std::fs::remove_file(account.folder.path().join("access.yaml")).unwrap();
    let args = ["offboard", "ada@example.com", "--yes"];
    let ran = account.run(&args).await;
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.err.contains("--allow-break-glass"), "{}", ran.err);
    assert_eq!(account.statuses().await, [200, 200]);
    assert_eq!(account.run(&["review"]).await.status, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn offboarding_leaves_the_users_of_others() {
    let people = "people: {ada@example.com: {break_glass: true}, eve@example.com: {}}\n";
    let account = Account::start(&format!("{ADA}{people}")).await;
    let args = ["offboard", "eve@example.com", "--user", "Ada", "--yes"];
    let ran = account.run(&args).await;
    assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{ran:?}");
    assert!(ran.err.contains("ada@example.com's"), "{}", ran.err);
    assert_eq!(account.statuses().await, [200, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_for_its_accounts() {
    let both = format!("{EVE}{}", ADA.replace("version: 1\n", ""));
    let account = Account::start(&both).await;
    assert_eq!(account.run(&["apply", "--yes"]).await.status, 0);
    let path = account.folder.path().join("access.yaml.record.json");
    let record = std::fs::read_to_string(&path).unwrap();
    for (key, other, service) in [
        ("gcore", Value::from(987), "Gcore"),
        ("trusted_twin", "other".into(), "Trusted Twin"),
    ] {
        let mut edited: Value = serde_json::from_str(&record).unwrap();
        assert!(!edited["accounts"][key].is_null(), "{record}");
        edited["accounts"][key] = other;
        std::fs::write(&path, edited.to_string()).unwrap();
        for args in [&["plan"][..], &["drift"], &["apply", "--yes"]] {
            let ran = account.run(args).await;
            assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{ran:?}");
            let text = format!("the record is for the {service} account");
            assert!(ran.err.contains(&text), "{}", ran.err);
        }
    }
    std::fs::write(&path, record).unwrap();
    assert_eq!(account.run(&["plan"]).await.status, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_application_uses_a_record_at_a_time() {
    let account = Account::start(EVE).await;
    assert_eq!(account.run(&["plan", "--out", "plan.json"]).await.status, 2);
    let path = account.folder.path().join("access.yaml.record.lock");
    let lock = std::fs::File::create(path).unwrap();
    lock.lock().unwrap();
    for args in [&["apply", "plan.json"][..], &["apply", "--yes"]] {
        let ran = account.run(args).await;
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains("another `rolekit apply`"), "{}", ran.err);
    }
    assert_eq!(account.run(&["plan"]).await.status, 2);
    drop(lock);
    assert_eq!(account.run(&["apply", "plan.json"]).await.status, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_cannot_be_written_is_noticed_before_the_first_change() {
    let account = Account::start(EVE).await;
    for path in ["absent/report.json", "."] {
        let args = ["apply", "--yes", "--report", path];
        let ran = account.run(&args).await;
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(path), "{}", ran.err);
        assert_eq!(account.run(&["plan"]).await.status, 2);
    }
}

#[test]
fn an_emptied_plan_is_refused_and_an_empty_one_is_reported() {
    let folder = folder(&[("access.yaml", CHANGE), ("nothing.yaml", "version: 1\n")]);
    let apply = |file: &str, plan: &str| {
        run(
            folder.path(),
            &["--sandbox", "-f", file, "apply", plan, "--report", "r.json"],
        )
    };
    let plan = ["--sandbox", "plan", "--out", "plan.json"];
    assert_eq!(run(folder.path(), &plan).status, 2);
    let mut plan: Value = serde_json::from_str(&read(folder.path(), "plan.json")).unwrap();
    plan["changes"] = Value::Array(Vec::new());
    std::fs::write(folder.path().join("plan.json"), plan.to_string()).unwrap();
    let ran = apply("access.yaml", "plan.json");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.err.contains("changed after it was made"), "{}", ran.err);
    assert!(!folder.path().join("r.json").exists());

    let args = ["--sandbox", "-f", "nothing.yaml", "plan", "--out", "n.json"];
    assert_eq!(run(folder.path(), &args).status, 0);
    let ran = apply("nothing.yaml", "n.json");
    assert_eq!(ran.status, 0, "{ran:?}");
    let report: Report = serde_json::from_str(&read(folder.path(), "r.json")).unwrap();
    assert!(report.is_complete() && report.items.is_empty());
}

#[test]
fn a_folder_is_read_whole_and_without_records() {
    let grants = "gcore:\n  grants:\n    list: []\n";
    let folder = folder(&[
        ("acc/ZZ.YAML", "version: 1\ngcroe: {}\n"),
        ("ok/one.yaml", &format!("version: 1\n{grants}")),
        (
            "ok/one.yaml.record.json",
            "{\"owned\": [], \"applied\": []}",
        ),
        ("empty.yaml", "# Nothing.\n"),
        ("list.yaml", "[]\n"),
        ("project.yaml", &CHANGE.replace("project: Shop", "project:")),
        (
            "until.yaml",
            &CHANGE.replace("project: Shop", "until: null"),
        ),
        ("section.yaml", "version: 1\niam:\n"),
        (
            "short.yaml",
            &CHANGE.replace("project: Shop", "until: 27-01-31"),
        ),
    ]);
    for (file, expected) in [
        ("acc", "did you mean `gcore`?"),
        ("empty.yaml", "the file is empty"),
        ("list.yaml", "expected a map, found a list"),
        ("project.yaml", "`project` has no value"),
        ("until.yaml", "`until` has no value"),
        ("section.yaml", "`iam` has no value"),
        ("short.yaml", "`27-01-31` is neither a date like"),
    ] {
        let ran = run(folder.path(), &["-f", file, "check"]);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains(expected), "{}", ran.err);
        assert!(!ran.err.contains("struct"), "{}", ran.err);
    }
    let ok = folder.path().join("ok");
    assert_eq!(run(&ok, &["-f", "../ok", "check"]).status, 0);
    let ran = run(&ok, &["-f", ".", "--sandbox", "plan"]);
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_named_by_dots_has_a_record_beside_it() {
    let account = Account::start(EVE).await;
    let root = account.folder.path();
    std::fs::create_dir_all(root.join("acc/sub")).unwrap();
    std::fs::rename(root.join("access.yaml"), root.join("acc/access.yaml")).unwrap();
    let ran = account.run(&["-f", "acc/sub/..", "apply", "--yes"]).await;
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(root.join("acc.record.json").exists());
    // A file in the folder has its own record, which is not read as a file of the folder.
    let ran = account
        .run(&["-f", "acc/access.yaml", "apply", "--yes"])
        .await;
    assert_eq!(ran.status, 0, "{ran:?}");
    std::fs::write(root.join("acc/access.yaml.record.json"), "{}").unwrap();
    assert_eq!(account.run(&["-f", "acc", "plan"]).await.status, 0);
}

#[test]
fn teams_in_teams_are_read_once() {
    let mut text = "version: 1\nteams:\n".to_owned();
    for i in 0..60 {
        let next = i + 1;
        text += &format!("  t{i}: [\"team:t{next}\", \"team:t{next}\"]\n");
    }
    text += "  t60: [ada@example.com]\n";
    let resolve = |text: &str| {
        let loaded = file::parse(Path::new("access.yaml"), text).unwrap();
        desired::resolve(&loaded.file, now())
    };
    let desired = resolve(&text).unwrap();
    assert!(desired.people.teams["t0"].contains("ada@example.com"));
    let circle = "version: 1\nteams: {a: ['team:b'], b: ['team:c', 'team:c'], c: ['team:a']}\n";
    let problems = resolve(circle).unwrap_err();
    let messages: Vec<&str> = problems.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the team `a` in `b` in `c` contains itself",
            "the team `b` in `c` in `a` contains itself",
            "the team `c` in `a` in `b` contains itself",
        ]
    );
    let unknown = "version: 1\nteams: {a: ['team:b'], b: ['team:x']}\n";
    let problems = resolve(unknown).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn the_last_of_all_days_is_an_end() {
    let grant = "      - {to: grace@example.com, role: Observer, until: 9999-12-31}\n";
    let text = format!("version: 1\ngcore:\n  grants:\n    list:\n{grant}{grant}");
    let mut file = file::parse(Path::new("a.yaml"), &text).unwrap().file;
    for grant in &mut file.gcore.as_mut().unwrap().grants.list {
        grant.value.until = Some(Until::Day(chrono::NaiveDate::MAX));
    }
    assert!(desired::resolve(&file, now()).is_ok());
    for until in ["+262142-12-31", "10000-01-01"] {
        let text = text.replace("9999-12-31", until);
        let (problems, _) = file::parse(Path::new("a.yaml"), &text).unwrap_err();
        assert!(problems[0].message.contains(until), "{problems:?}");
    }
}

#[test]
fn an_import_into_a_folder_leaves_out_what_other_files_list() {
    let deputies = "\
version: 1
teams: {deputies: [grace@example.com]}
gcore:
  grants:
    unlisted: revoke
    list: [{to: team:deputies, role: Observer, project: Warehouse}]
iam:
  members:
    list: [{who: ada@example.com, group: Engineers}]
trusted_twin:
  users:
    list: [{name: Grace, role: Operator, person: grace@example.com}]
";
    let folder = folder(&[("acc/deputies.yaml", deputies)]);
    let import = [
        "--sandbox",
        "-f",
        "acc",
        "import",
        "--out",
        "acc/imported.yaml",
    ];
    for _ in 0..2 {
        let ran = run(folder.path(), &import);
        assert_eq!(ran.status, 0, "{ran:?}");
        let text = read(folder.path(), "acc/imported.yaml");
        for listed in [
            "{to: grace@example.com, role: Observer, project: Warehouse}",
            "{who: ada@example.com",
            "{name: Grace",
        ] {
            assert!(!text.contains(listed), "{text}");
        }
        assert_eq!(text.matches("unlisted: revoke").count(), 1, "{text}");
        let ran = run(folder.path(), &["--sandbox", "-f", "acc", "plan"]);
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    // What the imported file listed is moved to another one.
    std::fs::rename(
        folder.path().join("acc/imported.yaml"),
        folder.path().join("acc/moved.yaml"),
    )
    .unwrap();
    assert_eq!(run(folder.path(), &import).status, 0);
    let text = read(folder.path(), "acc/imported.yaml");
    assert!(!text.contains("list:"), "{text}");
    assert_eq!(
        run(folder.path(), &["--sandbox", "-f", "acc", "plan"]).status,
        0
    );
}

#[test]
fn comments_stay_where_they_are() {
    let folder = folder(&[]);
    let import = ["--sandbox", "import", "--out", "access.yaml"];
    assert_eq!(run(folder.path(), &import).status, 0);
    let first = read(folder.path(), "access.yaml");
    let grant = "      - {to: grace@example.com, role: Observer, project: Warehouse}\n";
    assert!(first.contains(grant), "{first}");
    let edited = first
        .replace(
            grant,
            "      # Until the move.\n      - to: Grace@Example.com\n        role: Observer\n        project: Warehouse\n        reason: |\n          # first\n          # second\n        # The end of the entry.\n",
        )
        .replace("\niam:", "      # The end of the grants.\n    # The end of the section.\n\n# The account.\niam:")
        + "      # The last user.\n# The end.\n";
    std::fs::write(folder.path().join("access.yaml"), &edited).unwrap();
    for _ in 0..2 {
        let ran = run(folder.path(), &import);
        assert_eq!(ran.status, 0, "{ran:?}");
        let text = read(folder.path(), "access.yaml");
        let expected = edited
            .replace("Grace@Example.com", "grace@example.com")
            .replace(
                "reason: |\n          # first\n          # second\n",
                "reason: \"# first\\n# second\\n\"\n",
            );
        assert_eq!(text, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_profiles_is_not_shown() {
    let account = Account::start(ADA).await;
    for (text, expected) in [
        (
            "[profile.test.gcore]\ntoken = \"SUPERSECRET\"\n",
            "rolekit.toml:2:1: unknown field `token`",
        ),
        (
            "[profile.test]\ngcore = \"SUPERSECRET\"\n",
            "rolekit.toml:2:9: expected",
        ),
        (
            "[profile.test.gcore]\nenv = SUPERSECRET\n",
            "rolekit.toml:2:7: ",
        ),
        (
            "[profile.test.gcore]\nenv = \"SUPERSECRET\n",
            "rolekit.toml:2:",
        ),
        (
            "[profile.test.gcore]\ncommand = \"SUPERSECRET\"\n",
            "rolekit.toml:2:11: expected",
        ),
    ] {
        std::fs::write(account.folder.path().join("rolekit.toml"), text).unwrap();
        let ran = account.run(&["plan"]).await;
        assert_eq!(ran.status, 1);
        assert!(!ran.err.contains("SUPERSECRET"), "{}", ran.err);
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::io::{BufRead as _, BufReader, Read as _, Write as _};
    use std::net::TcpListener;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::{Child, Command, Stdio};

    use super::*;

    fn command(folder: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rolekit"));
        command
            .current_dir(folder)
            .env_clear()
            .env("TWIN", "twin-secret");
        command
    }

    #[test]
    fn a_written_file_keeps_its_kind_and_mode() {
        let folder = folder(&[("real/access.yaml", "version: 1\n")]);
        let root = folder.path();
        let import = |out: &str| {
            let ran = run(root, &["--sandbox", "import", "--out", out]);
            assert_eq!(ran.status, 0, "{ran:?}");
        };
        let mode = std::fs::Permissions::from_mode(0o664);
        std::fs::set_permissions(root.join("real/access.yaml"), mode).unwrap();
        symlink("real/access.yaml", root.join("link.yaml")).unwrap();
        symlink("real/new.yaml", root.join("dangling.yaml")).unwrap();
        import("link.yaml");
        import("dangling.yaml");
        for link in ["link.yaml", "dangling.yaml"] {
            assert!(root.join(link).is_symlink());
            assert!(read(root, link).contains("grace@example.com"));
        }
        let metadata = root.join("real/access.yaml").metadata().unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o664);

        let pipe = root.join("pipe");
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let reader = {
            let pipe = pipe.clone();
            std::thread::spawn(move || std::fs::read_to_string(pipe).unwrap())
        };
        let ran = run(root, &["--sandbox", "review", "--out", "pipe"]);
        if ran.status != 0 || pipe.metadata().unwrap().is_file() {
            panic!("{ran:?}");
        }
        assert!(reader.join().unwrap().contains("## Access"));
    }

    #[test]
    fn paths_need_not_be_unicode() {
        let folder = folder(&[]);
        for (args, name) in [
            (["--sandbox", "review", "--out"], &b"x\xff.md"[..]),
            (["--sandbox", "import", "--out"], b"y\xff.yaml"),
        ] {
            let output = command(folder.path())
                .args(args)
                .arg(OsStr::from_bytes(name))
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(0), "{output:?}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_plan_is_written_before_it_is_printed() {
        let folder = folder(&[("access.yaml", CHANGE)]);
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let status = command(folder.path())
            .args(["--sandbox", "plan", "--out", "plan.json"])
            .stdout(full)
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(1));
        assert!(read(folder.path(), "plan.json").contains("grant_role"));
    }

    #[test]
    fn names_of_files_do_not_control_the_terminal() {
        let name = "acc/a\u{1b}[31m\nnext.yaml";
        let folder = folder(&[(name, "version: 1\nteamz: {}\n")]);
        let ran = run(folder.path(), &["--file", "acc", "check"]);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(ran.err.contains("a\\u{1b}[31m\\nnext.yaml"), "{ran:?}");
        assert!(!ran.err.contains('\u{1b}'), "{ran:?}");
    }

    fn interrupt(child: &Child) {
        let id = child.id().to_string();
        let status = Command::new("kill").args(["-INT", &id]).status();
        assert!(status.unwrap().success());
    }

    #[test]
    fn a_second_interruption_ends_the_program() {
        let user = "  users:\n    list: [{name: New, role: Operator}]\n";
        let access = format!("version: 1\ntrusted_twin:\n{user}");
        let folder = folder(&[("access.yaml", &access)]);
        let plan = ["--sandbox", "plan", "--out", "plan.json"];
        assert_eq!(run(folder.path(), &plan).status, 2);
        // A service that says who the caller is, and then nothing.
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let profiles = format!(
            "[profile.test.trusted_twin]\nbase_url = 'http://{}'\nenv = 'TWIN'\n",
            server.local_addr().unwrap()
        );
        std::fs::write(folder.path().join("rolekit.toml"), profiles).unwrap();
        let mut child = command(folder.path())
            .args(["--profile", "test", "apply", "plan.json"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut buffer = [0; 4096];
        let (mut connection, _) = server.accept().unwrap();
        assert!(connection.read(&mut buffer).unwrap() > 0);
        let id = "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f";
        let body = format!("{{\"account\": \"{id}\", \"role\": \"{id}\", \"user\": \"{id}\"}}");
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
        write!(
            connection,
            "{head}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        drop(connection);
        let (mut connection, _) = server.accept().unwrap();
        assert!(connection.read(&mut buffer).unwrap() > 0);
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        interrupt(&child);
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains("interrupt again to stop at once"), "{line}");
        interrupt(&child);
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains("stopped at once"), "{line}");
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
}
