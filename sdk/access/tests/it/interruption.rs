//! What an interrupted `apply` leaves.

use rolekit_access::apply::ItemOutcome;
use rolekit_access::record::Record;

use crate::fixture::Memory;
use crate::refusals::{FILE, applied, desired, planned, start, writes};

#[tokio::test]
async fn a_plan_is_not_used_up_before_its_first_change() {
    let fixture = start().await;
    let desired = desired(FILE);
    let plan = planned(&fixture, &desired).await;
    let mut record = Record::default();
    let mut interrupted = Memory {
        stop_after: Some(0),
        ..Memory::default()
    };
    let report = applied(&fixture, &desired, &plan, &mut record, &mut interrupted).await;
    let report = report.unwrap();
    let mut outcomes = report.items.iter().map(|item| &item.outcome);
    assert!(
        outcomes.all(|it| *it == ItemOutcome::NotAttempted),
        "{report:?}"
    );
    assert_eq!(report.items.len(), plan.changes.len());
    assert_eq!((writes(&fixture), &record), (0, &Record::default()));
    let mut memory = Memory::default();
    let report = applied(&fixture, &desired, &plan, &mut record, &mut memory).await;
    assert!(report.unwrap().is_complete());
}

#[cfg(unix)]
#[allow(
    clippy::disallowed_methods,
    reason = "the command runs in another process, in real time"
)]
mod signals {
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use rolekit_access::apply::{ItemOutcome, Report};
    use rolekit_access::plan::Plan;
    use rolekit_sandbox::Fault;

    use crate::cli::{Account, read};

    /// Two roles for Eve.
    const EVE: &str = "version: 1
gcore:
  grants:
    list:
      - {to: eve@example.com, role: Observer, project: <i>Shop</i>}
      - {to: eve@example.com, role: User, project: <i>Shop</i>}
";

    /// Starts `apply`, and waits until the first change is in progress.
    async fn start(account: &Account) -> Child {
        let folder = account.folder.path();
        let child = Command::new(env!("CARGO_BIN_EXE_rolekit"))
            .args([
                "--profile",
                "test",
                "apply",
                "--yes",
                "--report",
                "report.json",
            ])
            .current_dir(folder)
            .env_clear()
            .env("TWIN", "twin-secret")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let server = account.sandbox.gcore();
        let is_sent = || server.requests().iter().any(|it| it.method == "POST");
        let record = folder.join("access.yaml.record.json");
        for _ in 0..600 {
            if record.exists() && is_sent() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        child
    }

    fn signal(child: &Child, name: &str) {
        let id = child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end. Returns the exit status, the messages and the report.
    async fn end(child: Child, account: &Account) -> (Option<i32>, String, Report) {
        let ended = tokio::task::spawn_blocking(|| child.wait_with_output().unwrap());
        let ended = ended.await.unwrap();
        let text = String::from_utf8(ended.stderr).unwrap();
        let report = serde_json::from_str(&read(account.folder.path(), "report.json")).unwrap();
        (ended.status.code(), text, report)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_signal_lets_the_change_in_progress_finish() {
        for name in ["TERM", "INT"] {
            let account = Account::start(EVE).await;
            let slow = Fault::delay(Duration::from_secs(2)).method("POST");
            account.sandbox.gcore().inject(slow).await.unwrap();
            let child = start(&account).await;
            signal(&child, name);
            let (status, text, report) = end(child, &account).await;
            assert_eq!(status, Some(1), "{text}");
            assert!(
                text.contains("interrupted: the change in progress will finish"),
                "{text}"
            );
            let outcomes: Vec<_> = report.items.iter().map(|item| &item.outcome).collect();
            assert_eq!(
                outcomes,
                [&ItemOutcome::Made, &ItemOutcome::NotAttempted],
                "{text}"
            );
            // What was made is the file's.
            let revoke = EVE.replace(
                "list:",
                "unlisted: revoke\n    allow_empty: true\n    list:",
            );
            let none = revoke
                .split("      - ")
                .next()
                .unwrap()
                .replace("list:", "list: []");
            std::fs::write(account.folder.path().join("access.yaml"), none).unwrap();
            let ran = account.run(&["plan", "--json"]).await;
            let plan: Plan = serde_json::from_str(&ran.out).unwrap();
            let revoked = plan.changes.iter().filter(|it| it.action.is_removal());
            assert_eq!(revoked.count(), 1, "{ran:?}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_second_signal_writes_the_report_too() {
        let account = Account::start(EVE).await;
        let hang = Fault::hang().method("POST");
        account.sandbox.gcore().inject(hang).await.unwrap();
        let child = start(&account).await;
        signal(&child, "TERM");
        tokio::time::sleep(Duration::from_millis(300)).await;
        signal(&child, "TERM");
        let (status, text, report) = end(child, &account).await;
        assert_eq!(status, Some(1), "{text}");
        assert!(text.contains("stopped at once"), "{text}");
        let [first, second] = report.items.as_slice() else {
            panic!("{report:?}");
        };
        assert!(
            matches!(first.outcome, ItemOutcome::Unknown { .. }),
            "{report:?}"
        );
        assert_eq!(second.outcome, ItemOutcome::NotAttempted);
    }
}
