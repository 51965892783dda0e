//! Applies plans to the sandbox, with and without faults.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolekit_access::apply::{ApplyError, ApplyOptions, Report, apply};
use rolekit_access::desired;
use rolekit_access::file::AccessFile;
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{Action, Change, Input, Plan, ProtectionOverrides, plan};
use rolekit_access::problem::Sources;
use rolekit_access::record::Record;
use rolekit_access::state::State;
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::RandomFaults;

use crate::fixture::{Fixture, Memory};
use crate::world::{now, state};

/// Every guard is lifted but that of the caller's own access.
const LIFTED: Overrides = Overrides {
    removals: true,
    few_administrators: true,
    own_access: false,
    escalation: true,
    writes: true,
    protection: ProtectionOverrides {
        break_glass: false,
        untouchable_roles: false,
    },
};

/// Makes a plan. Each attempt is later than the one before, so that its plan has an id of its own.
async fn planned(fixture: &Fixture, file: &AccessFile, record: &Record, attempt: u64) -> Plan {
    let state = fixture.read().await;
    let desired = desired::resolve(file, now()).unwrap();
    let input = Input {
        desired: &desired,
        state: &state,
        record,
        sources: &Sources::default(),
        protection: ProtectionOverrides::default(),
        now: now() + Duration::from_secs(attempt),
    };
    plan(input).unwrap()
}

async fn applied(
    fixture: &Fixture,
    file: &AccessFile,
    plan: &Plan,
    record: &mut Record,
    memory: &mut Memory,
) -> Result<Report, ApplyError> {
    let desired = desired::resolve(file, now()).unwrap();
    let options = ApplyOptions {
        desired: &desired,
        overrides: LIFTED,
    };
    apply(&fixture.services, plan, options, record, memory).await
}

fn two_states(runner: &mut TestRunner) -> (State, State) {
    (state(), state()).new_tree(runner).unwrap().current()
}

#[tokio::test]
async fn a_plan_is_applied_once_and_leads_to_the_file() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..30 {
        let (from, to) = two_states(&mut runner);
        let fixture = Fixture::start(&from).await;
        let file = fixture.target(&to).await;
        let mut record = Record::default();
        let plan = planned(&fixture, &file, &record, 0).await;
        let (before, mut memory) = (fixture.rights(), Memory::default());
        fixture.moments.lock().unwrap().clear();
        let report = applied(&fixture, &file, &plan, &mut record, &mut memory)
            .await
            .unwrap();
        assert!(report.is_complete(), "{report:#?}");
        let after = fixture.rights();
        let common: BTreeSet<_> = before.intersection(&after).cloned().collect();
        for moment in fixture.moments.lock().unwrap().iter() {
            assert!(common.is_subset(moment), "{:?}", common.difference(moment));
        }
        let again = planned(&fixture, &file, &record, 1).await;
        assert!(again.is_empty(), "{again:#?}");
        if !plan.is_empty() {
            let replayed = applied(&fixture, &file, &plan, &mut record, &mut memory).await;
            assert!(matches!(replayed, Err(ApplyError::AppliedBefore)));
        }
    }
}

/// The number of runs with faults; `ROLEKIT_RUNS` sets another.
fn runs() -> u64 {
    let runs = std::env::var("ROLEKIT_RUNS").ok();
    runs.map_or(20, |runs| runs.parse().unwrap())
}

/// Faults of both services: rejections, lost responses, cut bodies.
fn faults(seed: u64) -> RandomFaults {
    RandomFaults {
        probability: 0.2,
        seed,
        faults: vec![
            Fault::status(503).before(),
            Fault::status(500).after(),
            Fault::status(429).before(),
            Fault::reset().before(),
            Fault::reset().after(),
            Fault::reset_body(3).after(),
            Fault::hang().after(),
        ],
    }
}

/// Returns the creations that the services carried out, whether or not the response arrived. Changes to
/// given values and deletions by id may be repeated.
fn creations(fixture: &Fixture) -> Vec<String> {
    let (gcore, twin) = (fixture.sandbox.gcore(), fixture.sandbox.trusted_twin());
    let requests = gcore.requests().into_iter().chain(twin.requests());
    requests
        .filter(|request| request.method == "POST")
        .filter(|request| request.api_status.is_some_and(|status| status < 300))
        .map(|request| format!("{} {} {:?}", request.method, request.path, request.body))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn faults_and_interruptions_leave_the_file_or_a_report_of_the_rest() {
    let mut runner = TestRunner::deterministic();
    for run in 0..runs() {
        let (from, to) = two_states(&mut runner);
        let fixture = Fixture::start(&from).await;
        let file = fixture.target(&to).await;
        let mut record = Record::default();
        let before = fixture.rights();
        fixture.moments.lock().unwrap().clear();
        let mut attempts = 0;
        let mut last = None;
        loop {
            attempts += 1;
            assert!(attempts < 40, "run {run} does not end: {last:#?}");
            let plan = planned(&fixture, &file, &record, attempts).await;
            if let Some(report) = &last {
                assert_is_rest(&plan, report, run);
            }
            if plan.is_empty() {
                break;
            }
            // The last attempts have no faults, so that they end.
            let is_faulty = attempts < 8;
            if is_faulty {
                let seed = run * 100 + attempts;
                fixture.sandbox.gcore().inject(faults(seed)).await.unwrap();
                fixture
                    .sandbox
                    .trusted_twin()
                    .inject(faults(seed + 50))
                    .await
                    .unwrap();
            }
            fixture.sandbox.gcore().clear_requests();
            fixture.sandbox.trusted_twin().clear_requests();
            let mut memory = Memory {
                stop_after: (run % 3 == 0).then_some(4),
                ..Memory::default()
            };
            let result = applied(&fixture, &file, &plan, &mut record, &mut memory).await;
            fixture.sandbox.gcore().clear_faults().await;
            fixture.sandbox.trusted_twin().clear_faults().await;
            match result {
                Ok(report) => {
                    check(&fixture, &plan, &report, run);
                    last = Some(report);
                }
                Err(ApplyError::Unreadable(_)) if is_faulty => {}
                Err(refused) => panic!("run {run}: {refused}"),
            }
        }
        let after = fixture.rights();
        let common: BTreeSet<_> = before.intersection(&after).cloned().collect();
        for moment in fixture.moments.lock().unwrap().iter() {
            assert!(
                common.is_subset(moment),
                "run {run}: {:?}",
                common.difference(moment)
            );
        }
    }
}

/// Checks that a report named all that the next plan still has. The steps of a role's change differ, when
/// users no longer move.
fn assert_is_rest(next: &Plan, report: &Report, run: u64) {
    let text = |change: &Change| format!("{}: {}", change.action.subject(), change.action);
    let items = report.items.iter().filter(|item| !item.outcome.is_made());
    let left: BTreeSet<String> = items.map(|item| text(&item.change)).collect();
    for change in &next.changes {
        let is_update = matches!(change.action, Action::UpdateRole { .. });
        let text = text(change);
        assert!(
            is_update || left.contains(&text),
            "run {run}: {text} is not in {report:#?}"
        );
    }
}

/// Checks that nothing was created twice, and that the report has every change.
fn check(fixture: &Fixture, plan: &Plan, report: &Report, run: u64) {
    assert_eq!(report.items.len(), plan.changes.len());
    let sent = creations(fixture);
    let distinct: BTreeSet<&String> = sent.iter().collect();
    assert_eq!(
        sent.len(),
        distinct.len(),
        "run {run}: created twice: {sent:#?}"
    );
    let text = serde_json::to_string(report).unwrap();
    let read: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(read, *report, "run {run}");
}
