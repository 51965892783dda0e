//! Plans as files: what `apply` refuses, and what commands do not overwrite.

use rolekit_access::apply::ApplyError;
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{ParsePlanError, Plan, PlanFindingKind};
use serde_json::{Value, json};

use crate::cli::{Account, CHANGE, folder, read, run};

fn plan(folder: &std::path::Path) -> String {
    let ran = run(folder, &["--sandbox", "plan", "--out", "plan.json"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    read(folder, "plan.json")
}

#[test]
fn every_key_of_a_plan_counts() {
    let folder = folder(&[("access.yaml", CHANGE)]);
    let text = plan(folder.path());
    assert!(Plan::parse(&text).is_ok());
    assert!(Plan::parse(&format!("\u{feff}{text}")).is_ok());
    let edited = |edit: fn(&mut Value)| {
        let mut value: Value = serde_json::from_str(&text).unwrap();
        edit(&mut value);
        std::fs::write(folder.path().join("plan.json"), value.to_string()).unwrap();
        let ran = run(folder.path(), &["--sandbox", "apply", "plan.json"]);
        assert_eq!(ran.status, 1, "{ran:?}");
        (Plan::parse(&value.to_string()).unwrap_err(), ran.err)
    };
    for edit in [
        (|it| it["changes"][0]["evil"] = json!(1)) as fn(&mut Value),
        |it| it["changes"][0]["why"]["evil"] = json!(1),
        |it| it["changes"][0]["person"]["evil"] = json!(1),
        |it| it["sections"]["evil"] = json!(true),
        |it| it["changes"][0]["role"] = json!("User"),
    ] {
        let (error, text) = edited(edit);
        assert!(matches!(error, ParsePlanError::Edited), "{error}");
        assert!(text.contains("changed after it was made"), "{text}");
    }
    let (error, text) = edited(|it| {
        it["version"] = json!(2);
        it["new"] = json!(1);
    });
    assert!(matches!(error, ParsePlanError::Version(2)), "{error}");
    assert!(text.contains("version 2 of the format"), "{text}");
}

/// An option of `apply` that the plan did not need changes nothing.
#[tokio::test]
async fn an_override_that_is_not_needed_makes_no_plan_stale() {
    let file = crate::refusals::FILE.replace(
        "guards: {",
        "guards: {untouchable_roles: [trusted_twin:Writers], ",
    );
    let fixture = crate::refusals::start().await;
    let desired = crate::refusals::desired(&file);
    let plan = crate::refusals::planned(&fixture, &desired).await;
    let left = plan
        .findings
        .iter()
        .filter(|it| it.kind == PlanFindingKind::UntouchableRole);
    assert_eq!((plan.changes.len(), left.count()), (2, 1), "{plan:#?}");
    let overrides = Overrides {
        protection: rolekit_access::plan::ProtectionOverrides {
            break_glass: true,
            untouchable_roles: true,
        },
        ..Overrides::default()
    };
    let options = rolekit_access::apply::ApplyOptions {
        desired: &desired,
        overrides,
    };
    let mut record = rolekit_access::record::Record::default();
    let mut memory = crate::fixture::Memory::default();
    let applied =
        rolekit_access::apply::apply(&fixture.services, &plan, options, &mut record, &mut memory);
    let result: Result<_, ApplyError> = applied.await;
    assert_eq!(result.unwrap().items.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn outputs_do_not_overwrite_inputs() {
    let account = Account::start(crate::cli::EVE).await;
    let path = account.folder.path();
    assert_eq!(account.run(&["plan", "--out", "plan.json"]).await.status, 2);
    std::fs::create_dir(path.join("all")).unwrap();
    std::fs::copy(path.join("access.yaml"), path.join("all/a.yaml")).unwrap();
    let files = ["access.yaml", "plan.json", "rolekit.toml", "all/a.yaml"];
    let before = files.map(|name| read(path, name));
    for args in [
        &["plan", "--out", "access.yaml"][..],
        &["plan", "--out", "./access.yaml"],
        &["plan", "--out", "rolekit.toml"],
        &["-f", "all", "plan", "--out", "all/plan.json"],
        &["-f", "all", "review", "--out", "all/a.yaml"],
        &["review", "--out", "access.yaml"],
        &["apply", "--yes", "--report", "access.yaml"],
        &["apply", "plan.json", "--report", "plan.json"],
        &["apply", "plan.json", "--report", "access.yaml.record.json"],
    ] {
        let ran = account.run(args).await;
        assert_eq!(ran.status, 1, "{args:?}: {ran:?}");
        assert!(ran.err.contains("name another file"), "{args:?}: {ran:?}");
    }
    assert_eq!(files.map(|name| read(path, name)), before);
    assert!(!path.join("all/plan.json").exists());
    let apply = ["apply", "plan.json", "--report", "report.json"];
    assert_eq!(account.run(&apply).await.status, 0);
    // An output of an earlier run is overwritten.
    assert_eq!(account.run(&["plan", "--out", "plan.json"]).await.status, 0);
}
