//! Properties of the plan of `replace`.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolekit::gcore::{
    AssignRole, AssignmentChange, AssignmentId, AssignmentPlan, Role, RoleAssignment, Scope,
    UserId, plan_roles,
};
use serde_json::json;

use super::{ACCOUNT, project};

/// A role in a scope: an index into [`ROLES`], and a project, 0 for the account.
type Grant = (usize, i64);

const ROLES: [Role; 3] = [Role::Observer, Role::User, Role::ProjectAdministrator];

fn assignment(id: i64, (role, project): Grant) -> RoleAssignment {
    serde_json::from_value(json!({
        "id": id, "user_id": 7, "role": ROLES[role], "client_id": 8,
        "project_id": (project > 0).then_some(project),
        "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
    }))
    .unwrap()
}

fn desired_role((role, at): Grant) -> (Role, Scope) {
    let scope = match at {
        0 => Scope::account(ACCOUNT),
        id => project(id),
    };
    (ROLES[role].clone(), scope)
}

fn grant(request: &AssignRole) -> Grant {
    assert_eq!(request.client_id.value(), Some(&ACCOUNT));
    let project = request.project_id.value().map_or(0, |id| id.get());
    let role = ROLES.iter().position(|other| *other == request.role);
    (role.unwrap(), project)
}

/// The assignments of a user, by id.
type State = Vec<(AssignmentId, Grant)>;

fn apply(state: &mut State, change: &AssignmentChange, new_id: i64) {
    match change {
        AssignmentChange::Update { current, changes } => {
            let changed = state.iter_mut().find(|(id, _)| *id == current.id);
            changed.unwrap().1 = grant(changes);
        }
        AssignmentChange::Create { new } => {
            state.push((AssignmentId::new(new_id), grant(new)));
        }
        AssignmentChange::Delete { current } => state.retain(|(id, _)| *id != current.id),
    }
}

fn plan(state: &State, desired: &[Grant]) -> AssignmentPlan {
    let current: Vec<_> = state
        .iter()
        .map(|(id, grant)| assignment(id.get(), *grant))
        .collect();
    let desired: Vec<_> = desired.iter().copied().map(desired_role).collect();
    plan_roles(UserId::new(7), &current, &desired)
}

fn grants() -> impl Strategy<Value = Grant> {
    (0..ROLES.len(), 0..3_i64)
}

fn states() -> impl Strategy<Value = State> {
    proptest::collection::btree_map(1..100_i64, grants(), 0..6)
        .prop_map(|state| {
            state
                .into_iter()
                .map(|(id, grant)| (AssignmentId::new(id), grant))
        })
        .prop_map(Iterator::collect::<State>)
        .prop_shuffle()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4000) })]

    #[test]
    fn a_plan_grants_first_and_keeps_the_oldest(
        current in states(),
        desired in proptest::collection::vec(grants(), 0..5),
    ) {
        let plan = plan(&current, &desired);
        let wanted: BTreeSet<Grant> = desired.iter().copied().collect();
        let held: BTreeSet<Grant> = current.iter().map(|(_, grant)| *grant).collect();
        let oldest = current.iter().map(|(id, _)| *id).min();

        // Creations, at most one update, deletions.
        let kind = |change: &AssignmentChange| match change {
            AssignmentChange::Create { .. } => 0,
            AssignmentChange::Update { .. } => 1,
            _ => 2,
        };
        let kinds: Vec<u8> = plan.changes.iter().map(kind).collect();
        prop_assert!(kinds.is_sorted(), "{:?}", plan.changes);
        prop_assert!(kinds.iter().filter(|kind| **kind == 1).count() <= 1);

        let mut state = current.clone();
        for (index, change) in plan.changes.iter().enumerate() {
            if let AssignmentChange::Delete { current } = change {
                prop_assert!(desired.is_empty() || Some(current.id) != oldest);
            }
            if !change.is_create() {
                let now: BTreeSet<Grant> = state.iter().map(|(_, grant)| *grant).collect();
                let granted_by_it = usize::from(kind(change) == 1);
                prop_assert!(wanted.difference(&now).count() <= granted_by_it);
                prop_assert!(held.is_subset(&now) || index > 0);
            }
            apply(&mut state, change, 1000 + i64::try_from(index).unwrap());
            let now: BTreeSet<Grant> = state.iter().map(|(_, grant)| *grant).collect();
            let retained: BTreeSet<Grant> = held.intersection(&wanted).copied().collect();
            prop_assert!(retained.is_subset(&now), "a desired role was revoked");
            prop_assert!(desired.is_empty() || current.is_empty() || !state.is_empty());
        }

        // Exactly the desired roles, each once.
        let now: Vec<Grant> = state.iter().map(|(_, grant)| *grant).collect();
        prop_assert_eq!(now.len(), wanted.len());
        prop_assert_eq!(now.into_iter().collect::<BTreeSet<_>>(), wanted.clone());
        let again = self::plan(&state, &desired);
        prop_assert!(again.changes.is_empty(), "{:?}", again.changes);
        prop_assert_eq!(again.unchanged.len(), wanted.len());

        // Each missing role and each surplus assignment costs one change, and an update saves one,
        // or costs one if it moves a role.
        let missing = wanted.difference(&held).count();
        let surplus = current.len() - held.intersection(&wanted).count();
        let moves = missing == 0 && kinds.contains(&1);
        let saved = usize::from(missing > 0 && surplus > 0);
        prop_assert_eq!(plan.changes.len() + saved, missing + surplus + usize::from(moves));

        // The order of neither argument matters for what happens to existing assignments.
        let mut reversed = current.clone();
        reversed.reverse();
        prop_assert_eq!(self::plan(&reversed, &desired), plan);
    }
}

#[test]
fn a_demotion_comes_after_the_grants() {
    let current = vec![(AssignmentId::new(1), (2, 100))];
    let plan = plan(&current, &[(0, 100), (2, 200)]);
    let [
        AssignmentChange::Create { new },
        AssignmentChange::Update { changes, .. },
    ] = plan.changes.as_slice()
    else {
        panic!("{plan}")
    };
    assert_eq!((grant(new), grant(changes)), ((2, 200), (0, 100)));
}
