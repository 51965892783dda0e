//! A thousand runs of two and three administrators who change the roles of one user at the same
//! time, in random interleavings. The audit log of the sandbox shows every state between.
//!
//! Time is paused, and random delays before and after each request make the interleaving. The seed
//! is printed; `ROLEKIT_SEED` sets it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::join_all;
use rolekit::gcore::{self, AssignRole, Role, Scope, UserId};
use rolekit::{Error, Outcome};
use rolekit_e2e::clock;
use rolekit_sandbox::faults::RandomFaults;
use rolekit_sandbox::{Fault, GcoreServer, Sandbox};

use super::{ACCOUNT, project};

const RUNS: u64 = 1_000;
/// Runs on one sandbox, whose audit log grows.
const RUNS_PER_SANDBOX: u64 = 20;

/// A role in a scope: an index into [`ROLES`], and a project, 0 for the account.
type Grant = (usize, i64);
type Grants = BTreeSet<Grant>;

const ROLES: [Role; 3] = [Role::Observer, Role::User, Role::ProjectAdministrator];
const PROJECTS: [i64; 3] = [0, 100, 200];

/// A generator of random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % end
    }

    fn grant(&mut self) -> Grant {
        let role = usize::try_from(self.below(3)).unwrap();
        let project = usize::try_from(self.below(3)).unwrap();
        (role, PROJECTS[project])
    }

    fn grants(&mut self, least: u64) -> Grants {
        let count = least + self.below(4 - least);
        (0..count).map(|_| self.grant()).collect()
    }
}

/// What an administrator wants.
#[derive(Clone, Debug)]
enum Wish {
    /// Exactly these roles.
    Replace(Grants),
    /// This role, besides any others.
    Ensure(Grant),
}

impl Wish {
    fn is_met(&self, state: &Grants) -> bool {
        match self {
            Self::Replace(grants) => grants == state,
            Self::Ensure(grant) => state.contains(grant),
        }
    }

    /// Returns whether the user is to have a role.
    fn has_role(&self) -> bool {
        match self {
            Self::Replace(grants) => !grants.is_empty(),
            Self::Ensure(_) => true,
        }
    }

    async fn fulfil(&self, client: &gcore::Client, user: i64) -> Result<(), Error> {
        let desired = |&(role, at): &Grant| {
            let scope = match at {
                0 => Scope::account(ACCOUNT),
                id => project(id),
            };
            (ROLES[role].clone(), scope)
        };
        let (assignments, user) = (client.role_assignments(), UserId::new(user));
        match self {
            Self::Replace(grants) => {
                let replaced = assignments
                    .replace(user, grants.iter().map(desired))
                    .await?;
                replaced.into_result().map(drop)
            }
            Self::Ensure(grant) => {
                let (role, scope) = desired(grant);
                assignments.ensure(user, role, scope).await.map(drop)
            }
        }
    }
}

/// The states of a user's assignments, from before the first change to after the last.
fn history(server: &GcoreServer, user: i64, initial: &BTreeMap<i64, Grant>) -> Vec<Grants> {
    let mut now = initial.clone();
    let mut states = vec![now.values().copied().collect()];
    for action in server.user_actions() {
        let data = &action["action_data"];
        if action["api_group"] != "role" || data["user_id"] != user {
            continue;
        }
        let id = action["resources"][0]["resource_id"].as_str().unwrap();
        let id: i64 = id.parse().unwrap();
        if action["action_type"] == "delete" {
            now.remove(&id);
        } else {
            let role = data["role"].as_str().unwrap();
            let role = ROLES.iter().position(|other| other.as_str() == role);
            let project = data["project_id"].as_i64().unwrap_or(0);
            now.insert(id, (role.unwrap(), project));
        }
        states.push(now.values().copied().collect());
    }
    states
}

/// Delays of a few milliseconds before or after each request.
fn interleaving(seed: u64) -> RandomFaults {
    let delays = [0, 1, 2, 3, 5, 8, 13].map(|ms| Fault::delay(Duration::from_millis(ms)));
    let before = delays.clone().map(Fault::before);
    RandomFaults {
        seed,
        probability: 1.0,
        faults: before.into_iter().chain(delays.map(Fault::after)).collect(),
    }
}

/// What the runs have shown.
#[derive(Debug, Default)]
struct Tally {
    /// Successful calls.
    succeeded: u32,
    /// Calls that failed because the roles were changed meanwhile.
    gave_up: u32,
    /// Runs in which a user had a role before and in every wish.
    watched: u32,
    /// Runs in which states changed back and forth.
    contended: u32,
}

async fn run(
    server: &GcoreServer,
    http: &reqwest::Client,
    user: i64,
    seed: u64,
    tally: &mut Tally,
) {
    let mut random = Random(seed);
    server.add_user_with_id(user, "Ada");
    let initial: BTreeMap<i64, Grant> = random
        .grants(0)
        .into_iter()
        .map(|grant| {
            let project = (grant.1 > 0).then_some(grant.1);
            let id = server.add_assignment(user, ROLES[grant.0].as_str(), project);
            (id, grant)
        })
        .collect();
    let wishes: Vec<Wish> = (0..2 + random.below(2))
        .map(|_| match random.below(16) {
            0 => Wish::Replace(Grants::new()),
            1..4 => Wish::Ensure(random.grant()),
            _ => Wish::Replace(random.grants(1)),
        })
        .collect();
    server.clear_faults().await;
    server.inject(interleaving(seed)).await.unwrap();

    let ends = join_all(wishes.iter().map(|wish| {
        let client = gcore::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .http_client(http.clone())
            .build()
            .unwrap();
        let start = Duration::from_millis(random.below(40));
        let initial = &initial;
        async move {
            clock::sleep(start).await;
            let first = history(server, user, initial).len() - 1;
            let end = wish.fulfil(&client, user).await;
            let last = history(server, user, initial).len() - 1;
            (end, first..=last)
        }
    }))
    .await;

    let states = history(server, user, &initial);
    let story = format!("seed {seed}, wishes {wishes:?}, states {states:?}, ends {ends:?}");
    if !initial.is_empty() && wishes.iter().all(Wish::has_role) {
        tally.watched += 1;
        assert!(states.iter().all(|state| !state.is_empty()), "{story}");
    }
    for (wish, (end, during)) in wishes.iter().zip(&ends) {
        match end {
            Ok(()) => {
                tally.succeeded += 1;
                let mut during = during.clone();
                assert!(during.any(|at| wish.is_met(&states[at])), "{story}");
            }
            Err(error) => {
                tally.gave_up += 1;
                let is_expected = error.kind() == rolekit::ErrorKind::Contention
                    || error.is_conflict()
                    || error.is_not_found();
                assert!(
                    is_expected && error.outcome() != Outcome::Unknown,
                    "{story}"
                );
            }
        }
    }
    if ends.iter().all(|(end, _)| end.is_ok()) {
        let last = states.last().unwrap();
        assert!(wishes.iter().any(|wish| wish.is_met(last)), "{story}");
    }
    let distinct: BTreeSet<&Grants> = states.iter().collect();
    tally.contended += u32::from(distinct.len() < states.len());
}

#[test]
fn a_user_always_has_a_role_and_every_result_matches_the_history() {
    let seed: u64 = match std::env::var("ROLEKIT_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => clock::seed(),
    };
    println!("ROLEKIT_SEED={seed}");
    let mut tally = Tally::default();
    let runtime = clock::paused();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for first in (0..RUNS).step_by(usize::try_from(RUNS_PER_SANDBOX).unwrap()) {
        runtime.block_on(async {
            let sandbox = Sandbox::builder()
                .request_log_capacity(0)
                .start()
                .await
                .unwrap();
            for number in first..first + RUNS_PER_SANDBOX {
                let user = 10_000 + i64::try_from(number).unwrap();
                let seed = seed.wrapping_add(number);
                run(sandbox.gcore(), &http, user, seed, &mut tally).await;
            }
            sandbox.shutdown().await;
        });
    }
    println!("{tally:?}");
    // The runs are not trivial, and giving up is rare.
    assert!(tally.watched > 500 && tally.contended > 50, "{tally:?}");
    assert!(tally.gave_up * 100 < tally.succeeded, "{tally:?}");
}

/// Checks that the history finds what the sandbox has.
#[tokio::test]
async fn the_history_ends_with_the_current_state() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let client = rolekit_e2e::gcore(&sandbox);
    let assignments = client.role_assignments();
    let assign = |user, role, scope| AssignRole::new(UserId::new(user), role).scope(scope);
    let first = assign(777, Role::User, Scope::account(ACCOUNT));
    let first = assignments.create(&first).await.unwrap();
    let second = assign(777, Role::User, project(100));
    let second = assignments.create(&second).await.unwrap();
    let other = assign(778, Role::User, project(100));
    assignments.create(&other).await.unwrap();
    let moved = assign(777, Role::Observer, project(200));
    assignments.update(first.id, &moved).await.unwrap();
    assignments.delete(second.id).await.unwrap();
    let states = history(server, 777, &BTreeMap::new());
    let expected: [&[Grant]; 5] = [
        &[],
        &[(1, 0)],
        &[(1, 0), (1, 100)],
        &[(0, 200), (1, 100)],
        &[(0, 200)],
    ];
    let expected = expected.map(|state| state.iter().copied().collect::<Grants>());
    assert_eq!(states, expected);
    assert_eq!(server.user_assignment_ids(777).len(), 1);
}
