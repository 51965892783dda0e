//! What is not applied, and what another administrator changes meanwhile.

use std::path::Path;
use std::sync::Arc;

use rolekit_access::apply::{ApplyError, ApplyObserver, ApplyOptions, ItemOutcome, Report, apply};
use rolekit_access::desired::{self, Desired};
use rolekit_access::file;
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{Change, Input, Plan, ProtectionOverrides, plan};
use rolekit_access::record::{ManagedResource, Record};
use rolekit_access::state::State;
use rolekit_sandbox::Sandbox;
use serde_json::json;

use crate::fixture::{Fixture, Memory};
use crate::world::now;

pub(crate) const FILE: &str = "\
version: 1
gcore:
  grants:
    unlisted: revoke
    adopt: true
    list:
      - {to: eve@example.com, role: Observer, project: Depot}
      - {to: user1@example.com, role: ClientAdministrator}
trusted_twin:
  users:
    list: [{name: Ada, role: Writers}]
guards: {min_administrators: 1}
";

/// Ada has a role that the file does not list, Eve lacks one; the user Ada has another role.
pub(crate) async fn start() -> Fixture {
    let state: State = serde_json::from_value(json!({
        "gcore": {
            "account": 8,
            "caller": 1,
            "users": {"1": "ada@example.com", "2": "eve@example.com"},
            "projects": {"1": "Depot"},
            "grants": {"1": {"user": 1, "role": "Observer", "project": 1}},
        },
        "iam": {
            "account": 8,
            "caller": 1,
            "members": {
                "1": {"email": "ada@example.com", "groups": ["Users"], "activated": true},
                "2": {"email": "eve@example.com", "groups": ["Users"], "activated": true},
            },
        },
        "trusted_twin": {
            "caller": "none",
            "roles": {
                "r": {"name": "Readers", "statement": {"effect": "allow", "actions": ["get_twin"]}},
                "w": {"name": "Writers", "statement": {"effect": "allow", "actions": ["update_twin"]}},
                "x": {"name": "Others", "statement": {"effect": "allow", "actions": []}},
            },
            "users": {"a": {"name": "Ada", "role": "r"}},
        },
    }))
    .unwrap();
    let fixture = Fixture::start(&state).await;
    let gcore = fixture.sandbox.gcore();
    gcore.add_assignment(1, "ClientAdministrator", None);
    fixture
}

pub(crate) fn desired(text: &str) -> Desired {
    let loaded = file::parse(Path::new("access.yaml"), text).unwrap();
    desired::resolve(&loaded.file, now()).unwrap()
}

/// Makes the plan of a file, and forgets the requests for it.
pub(crate) async fn planned(fixture: &Fixture, desired: &Desired) -> Plan {
    let state = fixture.read().await;
    let input = Input {
        desired,
        state: &state,
        record: &Record::default(),
        sources: &rolekit_access::problem::Sources::default(),
        protection: ProtectionOverrides::default(),
        now: now(),
    };
    let plan = plan(input).unwrap();
    fixture.sandbox.gcore().clear_requests();
    fixture.sandbox.trusted_twin().clear_requests();
    plan
}

/// Returns how many requests changed something.
pub(crate) fn writes(fixture: &Fixture) -> usize {
    let (gcore, twin) = (fixture.sandbox.gcore(), fixture.sandbox.trusted_twin());
    let requests = gcore.requests().into_iter().chain(twin.requests());
    requests.filter(|request| request.method != "GET").count()
}

pub(crate) async fn applied(
    fixture: &Fixture,
    desired: &Desired,
    plan: &Plan,
    record: &mut Record,
    observer: &mut (impl ApplyObserver + Send),
) -> Result<Report, ApplyError> {
    let options = ApplyOptions {
        desired,
        overrides: Overrides::default(),
    };
    apply(&fixture.services, plan, options, record, observer).await
}

#[tokio::test]
async fn an_absent_section_is_not_managed() {
    let fixture = start().await;
    let desired = desired("version: 1\n");
    let plan = planned(&fixture, &desired).await;
    assert!(plan.is_empty() && plan.findings.is_empty());
    let mut record = Record::default();
    let report = applied(
        &fixture,
        &desired,
        &plan,
        &mut record,
        &mut Memory::default(),
    )
    .await;
    assert!(report.unwrap().items.is_empty());
    assert_eq!(writes(&fixture), 0);
}

#[test]
fn an_empty_list_needs_consent() {
    for (section, name) in [
        ("gcore:\n  grants:", "gcore.grants"),
        ("iam:\n  members:", "iam.members"),
        ("trusted_twin:\n  roles:", "trusted_twin.roles"),
        ("trusted_twin:\n  users:", "trusted_twin.users"),
    ] {
        let file = |consent: &str| {
            let text = format!("version: 1\n{section} {{unlisted: revoke, {consent}list: []}}\n");
            let loaded = file::parse(Path::new("access.yaml"), &text).unwrap();
            desired::resolve(&loaded.file, now())
        };
        let problems = file("").unwrap_err();
        assert!(problems[0].message.contains(name), "{problems:?}");
        assert!(file("allow_empty: true, ").is_ok());
    }
}

/// What a list names may come to nobody.
#[test]
fn a_list_without_anybody_needs_consent() {
    for list in [
        "[{to: team:nobody, role: User}]",
        "[{to: ada@example.com, role: User, until: 2020-01-01}]",
    ] {
        let file = |consent: &str| {
            let text = format!(
                "version: 1\nteams: {{nobody: []}}\ngcore: {{grants: {{unlisted: revoke, {consent}list: {list}}}}}\n"
            );
            let loaded = file::parse(Path::new("access.yaml"), &text).unwrap();
            desired::resolve(&loaded.file, now())
        };
        let problems = file("").unwrap_err();
        assert!(problems[0].message.contains("gcore.grants"), "{problems:?}");
        assert!(file("allow_empty: true, ").is_ok());
    }
}

#[tokio::test]
async fn a_plan_is_refused_for_another_file_and_after_an_end() {
    let fixture = start().await;
    let desired = desired(FILE);
    let plan = planned(&fixture, &desired).await;
    let (mut record, mut memory) = (Record::default(), Memory::default());
    let other = FILE.replace("role: Writers", "role: Readers");
    let ended = FILE.replace("role: Writers", "role: Writers, until: 2020-01-01");
    for text in [other, ended] {
        assert_ne!(text, FILE);
        let other = self::desired(&text);
        let result = applied(&fixture, &other, &plan, &mut record, &mut memory).await;
        assert!(matches!(result, Err(ApplyError::Stale)), "{result:?}");
    }
    assert_eq!((writes(&fixture), record), (0, Record::default()));
}

#[tokio::test]
async fn a_change_between_plan_and_apply_is_refused() {
    let fixture = start().await;
    let desired = desired(FILE);
    let plan = planned(&fixture, &desired).await;
    assert_eq!(plan.changes.len(), 3, "{plan:#?}");
    fixture.sandbox.gcore().add_assignment(1001, "User", None);
    let mut record = Record::default();
    let result = applied(
        &fixture,
        &desired,
        &plan,
        &mut record,
        &mut Memory::default(),
    )
    .await;
    assert!(matches!(result, Err(ApplyError::Stale)), "{result:?}");
    assert_eq!((writes(&fixture), record), (0, Record::default()));
}

#[tokio::test]
async fn a_plan_is_applied_once_and_as_it_is() {
    let fixture = start().await;
    let desired = desired(FILE);
    let plan = planned(&fixture, &desired).await;
    let (mut record, mut memory) = (Record::default(), Memory::default());

    let mut edited = plan.clone();
    edited.changes.pop();
    let result = applied(&fixture, &desired, &edited, &mut record, &mut memory).await;
    assert!(matches!(result, Err(ApplyError::Edited)), "{result:?}");
    let mut other = plan.clone();
    other.version = 2;
    let result = applied(&fixture, &desired, &other, &mut record, &mut memory).await;
    assert!(matches!(result, Err(ApplyError::Version(2))), "{result:?}");
    assert_eq!((writes(&fixture), &record), (0, &Record::default()));

    let report = applied(&fixture, &desired, &plan, &mut record, &mut memory)
        .await
        .unwrap();
    assert!(report.is_complete(), "{report:#?}");
    let count = writes(&fixture);
    assert_eq!(count, 3);
    let result = applied(&fixture, &desired, &plan, &mut record, &mut memory).await;
    assert!(
        matches!(result, Err(ApplyError::AppliedBefore)),
        "{result:?}"
    );
    assert_eq!(writes(&fixture), count);
}

#[tokio::test]
async fn a_guard_stops_a_plan_before_the_first_write() {
    let fixture = start().await;
    let desired = desired(&FILE.replace("min_administrators: 1", "max_writes: 2"));
    let plan = planned(&fixture, &desired).await;
    let mut record = Record::default();
    let result = applied(
        &fixture,
        &desired,
        &plan,
        &mut record,
        &mut Memory::default(),
    )
    .await;
    assert!(matches!(result, Err(ApplyError::Guards(_))), "{result:?}");
    assert_eq!((writes(&fixture), record), (0, Record::default()));
}

/// Another administrator, who changes something when a change begins.
struct Other<F> {
    sandbox: Arc<Sandbox>,
    change: F,
}

impl<F: FnMut(&Sandbox, &Change)> ApplyObserver for Other<F> {
    fn save(&mut self, _: &Record) -> std::io::Result<()> {
        Ok(())
    }

    fn before_change(&mut self, _: usize, change: &Change) {
        (self.change)(&self.sandbox, change);
    }
}

#[tokio::test]
async fn a_concurrent_change_is_seen_before_the_write() {
    let fixture = start().await;
    let desired = desired(FILE);
    let plan = planned(&fixture, &desired).await;
    let before = fixture.read().await;
    let twin = before.trusted_twin.unwrap();
    let others = twin.roles_named("Others").next().unwrap().0.to_string();
    let ada = twin.users_named("Ada").next().unwrap().0.to_string();
    let mut other = Other {
        sandbox: fixture.sandbox.clone(),
        change: |sandbox: &Sandbox, change: &Change| {
            let text = change.action.to_string();
            if text.starts_with("change the user's role") {
                sandbox.trusted_twin().set_user_role(&ada, &others);
            } else if text.starts_with("grant") {
                sandbox.gcore().add_assignment(1002, "Observer", Some(301));
            } else {
                sandbox.gcore().remove_assignment(1001);
            }
        },
    };
    let mut record = Record::default();
    let report = applied(&fixture, &desired, &plan, &mut record, &mut other)
        .await
        .unwrap();
    for item in &report.items {
        let text = item.change.action.to_string();
        if text.starts_with("change the user's role") {
            let ItemOutcome::Changed { found } = &item.outcome else {
                panic!("{item:?}");
            };
            assert!(found.contains("another role"), "{found}");
        } else {
            assert_eq!(item.outcome, ItemOutcome::AlreadyMade, "{text}");
        }
    }
    assert_eq!(report.items.len(), 3);
    assert!(!report.is_complete());
    // Nothing was sent, and what the other made is not the file's.
    assert_eq!(writes(&fixture), 0);
    let own = |resource: &ManagedResource| matches!(resource, ManagedResource::Assignment(_));
    assert!(!record.owned.iter().any(own), "{record:?}");
    let role = fixture.sandbox.trusted_twin().user(&ada).unwrap()["role"].clone();
    assert_eq!(role, others.as_str());
}
