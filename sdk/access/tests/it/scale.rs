//! The calls and the time that many people and grants take.

use std::collections::BTreeSet;
use std::sync::Arc;

use rolekit_access::import::import;
use rolekit_access::services::Sections;
use rolekit_access::state::State;
use rolekit_sandbox::Sandbox;
use serde_json::{Map, Value, json};

use crate::fixture::Fixture;
use crate::world::{now, planned};

/// A state with people and grants, each person with the same number of grants in a few projects.
fn state(people: usize, grants: usize) -> State {
    let roles = [
        "Observer",
        "User",
        "ProjectAdministrator",
        "InternalNetworkOnlyUser",
    ];
    let entry = |id: usize, value: Value| (id.to_string(), value);
    let users: Map<String, Value> = (1..=people)
        .map(|id| entry(id, json!(format!("p{id}@example.com"))))
        .collect();
    let members: Map<String, Value> = (1..=people)
        .map(|id| {
            let member = json!({"email": format!("p{id}@example.com"), "groups": ["Users"], "activated": true});
            entry(id, member)
        })
        .collect();
    let grants: Map<String, Value> = (0..grants)
        .map(|i| {
            let (user, turn) = (i % people + 1, i / people);
            let (role, project) = (roles[turn % 4], turn / 4 % 3 + 1);
            entry(
                i + 1,
                json!({"user": user, "role": role, "project": project}),
            )
        })
        .collect();
    let state = json!({
        "gcore": {
            "account": 8,
            "caller": 1,
            "users": users,
            "projects": {"1": "Depot", "2": "Warehouse", "3": "Shop"},
            "grants": grants,
        },
        "iam": {"account": 8, "caller": 1, "members": members},
        "trusted_twin": {"caller": "none", "roles": {}, "users": {}},
    });
    serde_json::from_value(state).unwrap()
}

fn calls(sandbox: &Arc<Sandbox>) -> usize {
    sandbox.gcore().requests().len() + sandbox.trusted_twin().requests().len()
}

/// Returns the number of calls that read a state of a size.
async fn calls_for(people: usize) -> usize {
    let fixture = Fixture::start(&state(people, people * 3)).await;
    fixture.sandbox.gcore().clear_requests();
    fixture.sandbox.trusted_twin().clear_requests();
    let read = fixture.read().await;
    assert_eq!(read.gcore.unwrap().grants.len(), people * 3);
    calls(&fixture.sandbox)
}

#[tokio::test]
async fn reading_takes_pages_and_not_a_call_for_each_person() {
    let (small, large) = (calls_for(100).await, calls_for(1100).await);
    // A thousand people with three grants each are two lists of people and one of grants more.
    let pages = (large - small) * 20;
    assert!(pages <= 1000 * 5, "{small} calls, then {large}");
    println!("{small} calls for 100 people and 300 grants, {large} for 1,100 and 3,300");
}

/// `ROLEKIT_PEOPLE=10000 cargo test --release -p rolekit-access --test it scale -- --nocapture` prints the
/// figures of the benchmark page.
#[test]
fn a_plan_for_many_grants_is_made_at_once() {
    let people = std::env::var("ROLEKIT_PEOPLE").ok();
    let people: usize = people.map_or(500, |people| people.parse().unwrap());
    let from = state(people, people * 10);
    let mut file = import(&from, None, now()).unwrap();
    let grants = &mut file.gcore.as_mut().unwrap().grants;
    // Each tenth is no longer wanted.
    let mut index = 0;
    grants.list.retain(|_| {
        index += 1;
        index % 10 != 0
    });
    grants.unlisted = rolekit_access::file::Unlisted::Revoke.into();
    grants.adopt = true;
    let (_, plan) = planned(&file, &from);
    let subjects: BTreeSet<&str> = plan.changes.iter().map(|it| it.action.subject()).collect();
    assert!(!plan.is_empty() && subjects.len() <= people);
    assert!(plan.is_intact());
    assert_eq!(
        plan.basis,
        Sections::of(&planned(&file, &from).0)
            .digest(&from)
            .unwrap()
    );
    println!(
        "{people} people, {} grants: {} changes",
        people * 10,
        plan.changes.len()
    );
}
