use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use reqwest::StatusCode;

use super::{MAX_READS, Pause};
use crate::client::Client;
use crate::ensure::target::PlanOf;
use crate::ensure::{
    Action, ChangeOf, Ensure, EnsurePlan, Ensured, HasId, PlannedChange, Replaced, Target,
};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::tests::OpenClient;

impl HasId for i64 {
    type Id = i64;

    fn id(&self) -> &i64 {
        self
    }
}

/// A number whose desired value is 1, with scripted reads and results of changes. A negative one
/// is that of another resource.
#[derive(Clone)]
struct ScriptedTarget {
    reads: Arc<Mutex<VecDeque<Result<Option<i64>>>>>,
    results: Arc<Mutex<VecDeque<Result<()>>>>,
    client: Client,
}

impl ScriptedTarget {
    fn ensure(reads: Vec<Result<Option<i64>>>, results: Vec<Result<()>>) -> Ensure<Self> {
        Ensure::new(Self {
            reads: Arc::new(Mutex::new(reads.into())),
            results: Arc::new(Mutex::new(results.into())),
            client: OpenClient::builder().build().unwrap().0,
        })
    }
}

impl Target for ScriptedTarget {
    type State = Option<i64>;
    type New = i64;
    type Value = i64;
    type Changes = i64;
    type Output = Ensured<i64>;

    fn client(&self) -> &Client {
        &self.client
    }

    async fn read(&self) -> Result<Option<i64>> {
        let mut reads = self.reads.lock().unwrap();
        // The last one is repeated, so that no test depends on the number of reads.
        if reads.len() > 1 {
            reads.pop_front().unwrap()
        } else {
            Ok(*reads[0].as_ref().unwrap())
        }
    }

    fn plan(&self, state: &Option<i64>) -> PlanOf<Self> {
        let current = state.filter(|number| *number >= 0);
        let diff = |current: &i64| (*current != 1).then_some(1);
        EnsurePlan::for_one("the number".to_owned(), current.as_ref(), Some(&1), diff)
    }

    async fn apply(&self, _: &PlannedChange<i64, i64, i64>) -> Result<Option<i64>> {
        let result = self.results.lock().unwrap().pop_front();
        result.unwrap_or(Ok(())).map(|()| Some(1))
    }
}

fn status(status: u16, outcome: Outcome) -> Error {
    Error::new(ErrorKind::Api)
        .with_status(StatusCode::from_u16(status).unwrap())
        .with_outcome(outcome)
}

async fn run(reads: Vec<Option<i64>>, results: Vec<Result<()>>) -> Result<Ensured<i64>> {
    let reads = reads.into_iter().map(Ok).collect();
    ScriptedTarget::ensure(reads, results).await
}

#[tokio::test]
async fn the_action_says_what_this_call_did() {
    for (reads, results, action) in [
        (vec![Some(1)], vec![], Action::Unchanged),
        (vec![None, Some(1)], vec![], Action::Created),
        (vec![Some(2), Some(1)], vec![], Action::Updated),
        // Created, and changed by another before the last read.
        (vec![None, Some(2), Some(1)], vec![], Action::Created),
        // Deleted by another after the update.
        (vec![Some(2), None, Some(1)], vec![], Action::Created),
        // Another caller was faster.
        (
            vec![None, Some(1)],
            vec![Err(status(409, Outcome::Refused))],
            Action::Unchanged,
        ),
        (
            vec![Some(2), None, Some(1)],
            vec![Err(status(404, Outcome::Refused))],
            Action::Created,
        ),
        // Created again, because the first was rejected.
        (
            vec![None, Some(-1), Some(1)],
            vec![Err(status(409, Outcome::Refused))],
            Action::Created,
        ),
        // Applied, but the response is lost.
        (
            vec![None, Some(1)],
            vec![Err(status(503, Outcome::Unknown))],
            Action::Created,
        ),
        (
            vec![Some(2), Some(1)],
            vec![Err(status(503, Outcome::Unknown))],
            Action::Updated,
        ),
        (
            vec![None, Some(1)],
            vec![Err(
                Error::new(ErrorKind::Decode).with_outcome(Outcome::Applied)
            )],
            Action::Created,
        ),
    ] {
        let expected = (1, action);
        let text = format!("{reads:?} {results:?}");
        let ensured = run(reads, results).await.unwrap();
        assert_eq!((ensured.value, ensured.action), expected, "{text}");
    }
}

#[tokio::test]
async fn only_the_planned_step_is_taken() {
    let plan = |current: Option<i64>| {
        let script = ScriptedTarget::ensure(vec![Ok(current)], vec![]);
        async move { script.plan().await.unwrap() }
    };
    let (update, nothing) = (plan(Some(2)).await, plan(Some(1)).await);
    for (planned, reads, expected) in [
        (&update, vec![Some(2), Some(1)], Ok(Action::Updated)),
        (&nothing, vec![Some(1)], Ok(Action::Unchanged)),
        // Another made the change, or a different one.
        (&update, vec![Some(1)], Err(Outcome::Refused)),
        (&update, vec![None], Err(Outcome::Refused)),
        (&update, vec![Some(3)], Err(Outcome::Refused)),
        (&nothing, vec![None], Err(Outcome::Refused)),
        // Another deleted it after the update.
        (&update, vec![Some(2), None], Err(Outcome::Applied)),
    ] {
        let text = format!("{planned:?} {reads:?}");
        let script = ScriptedTarget::ensure(reads.into_iter().map(Ok).collect(), vec![]);
        match script.apply(planned).await {
            Ok(ensured) => assert_eq!(Ok(ensured.action), expected, "{text}"),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Contention, "{text}");
                assert_eq!(Err(error.outcome()), expected, "{text}");
            }
        }
    }
}

#[test]
fn pauses_grow_up_to_a_second_and_follow_every_other_read() {
    let mut pause = Pause::default();
    let due: Vec<_> = (0..8).map(|read| pause.is_due(read)).collect();
    assert_eq!(due, [false, false, false, true, false, true, false, true]);
    let lengths: Vec<_> = (0..40).map(|_| pause.next().as_millis()).collect();
    assert_eq!(lengths[..6], [50, 100, 200, 400, 800, 1000]);
    assert_eq!(lengths.last(), Some(&1000));
}

#[tokio::test]
async fn an_error_stands_if_nothing_moved() {
    for (reads, error) in [
        (vec![None], status(409, Outcome::Refused)),
        (vec![None], status(404, Outcome::Refused)),
        (vec![Some(2)], status(404, Outcome::Refused)),
        (vec![None], status(503, Outcome::Unknown)),
        (vec![Some(2)], status(503, Outcome::Unknown)),
        // The creation may be on its way.
        (vec![None, None], status(503, Outcome::Unknown)),
        (vec![None, Some(-1), Some(1)], status(503, Outcome::Unknown)),
        // Not settled by reading.
        (vec![None, Some(1)], status(403, Outcome::Refused)),
    ] {
        let expected = (error.status(), error.outcome());
        let error = run(reads, vec![Err(error)]).await.unwrap_err();
        assert_eq!((error.status(), error.outcome()), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn it_gives_up_if_the_state_never_settles() {
    let reads = (0..100).map(|at| Some(at + 2)).collect();
    let error = run(reads, vec![]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contention);
    assert_eq!(error.outcome(), Outcome::Applied);
    assert!(
        error
            .to_string()
            .contains(&format!("before each of {MAX_READS} reads"))
    );
}

#[tokio::test]
async fn an_error_after_a_change_says_that_it_was_applied() {
    let reads = vec![Ok(None), Err(status(403, Outcome::Refused)), Ok(Some(1))];
    let error = ScriptedTarget::ensure(reads, vec![]).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Applied);
}

/// A change, its error, and whether it is made nevertheless.
type ScriptedFailure = (&'static str, Error, bool);

/// Numbers that should be 1 and 2, or only 1 if there is a 9, which is updated to it.
#[derive(Clone)]
struct Numbers {
    numbers: Arc<Mutex<Vec<i64>>>,
    /// What was read and sent.
    log: Arc<Mutex<Vec<String>>>,
    /// The next failures of changes.
    failures: Arc<Mutex<VecDeque<ScriptedFailure>>>,
    client: Client,
}

impl Numbers {
    fn new(numbers: &[i64]) -> Self {
        Self {
            numbers: Arc::new(Mutex::new(numbers.to_vec())),
            log: Arc::default(),
            failures: Arc::default(),
            client: OpenClient::builder().build().unwrap().0,
        }
    }

    fn fail(self, change: &'static str, error: Error, is_made: bool) -> Self {
        let failure = (change, error, is_made);
        self.failures.lock().unwrap().push_back(failure);
        self
    }

    async fn replace(&self) -> Replaced<i64, i64, i64> {
        Ensure::new(self.clone()).await.unwrap()
    }

    fn log(&self) -> String {
        self.log.lock().unwrap().join(", ")
    }
}

impl Target for Numbers {
    type State = Vec<i64>;
    type New = i64;
    type Value = i64;
    type Changes = i64;
    type Output = Replaced<i64, i64, i64>;

    fn client(&self) -> &Client {
        &self.client
    }

    async fn read(&self) -> Result<Vec<i64>> {
        self.log.lock().unwrap().push("read".to_owned());
        Ok(self.numbers.lock().unwrap().clone())
    }

    fn plan(&self, state: &Vec<i64>) -> PlanOf<Self> {
        let current = 9;
        let update = PlannedChange::Update {
            current,
            changes: 1,
        };
        let delete = |current: &i64| PlannedChange::Delete { current: *current };
        let plan =
            |unchanged, changes| EnsurePlan::new("the numbers".to_owned(), unchanged, changes);
        if state.contains(&current) {
            let taken = state.iter().filter(|number| **number == 1).map(delete);
            return plan(vec![], [update].into_iter().chain(taken).collect());
        }
        let (desired, surplus): (Vec<_>, Vec<_>) = state.iter().partition(|number| **number <= 2);
        let missing = [1, 2].into_iter().filter(|number| !state.contains(number));
        let missing = missing.map(|new| PlannedChange::Create { new });
        plan(desired, missing.chain(surplus.iter().map(delete)).collect())
    }

    async fn apply(&self, change: &ChangeOf<Self>) -> Result<Option<i64>> {
        let (text, old, new) = match *change {
            PlannedChange::Create { new } => (format!("create {new}"), None, Some(new)),
            PlannedChange::Update { current, changes } => {
                (format!("update {current}"), Some(current), Some(changes))
            }
            PlannedChange::Delete { current } => (format!("delete {current}"), Some(current), None),
        };
        self.log.lock().unwrap().push(text.clone());
        let mut failures = self.failures.lock().unwrap();
        let failure = match failures.front() {
            Some((change, ..)) if *change == text => failures.pop_front(),
            _ => None,
        };
        if failure.as_ref().is_none_or(|(_, _, is_made)| *is_made) {
            let mut numbers = self.numbers.lock().unwrap();
            numbers.retain(|number| Some(*number) != old);
            numbers.extend(new);
        }
        match failure {
            Some((_, error, _)) => Err(error),
            None => Ok(old.or(new)),
        }
    }

    fn find_obstacle(&self, change: &ChangeOf<Self>, state: &Vec<i64>) -> Option<(i64, i64)> {
        match *change {
            PlannedChange::Update { changes, .. } if state.contains(&changes) => {
                Some((changes, changes))
            }
            _ => None,
        }
    }
}

#[tokio::test]
async fn creations_come_first_and_deletions_after_a_read() {
    let numbers = Numbers::new(&[3, 1, 4]);
    let replaced = numbers.replace().await;
    assert!(replaced.error.is_none() && replaced.skipped.is_empty());
    assert_eq!(replaced.unchanged, [1]);
    let changed: Vec<i64> = replaced.changes.iter().map(|(_, id)| *id).collect();
    assert_eq!(changed, [2, 3, 4]);
    let log = "read, create 2, read, delete 3, delete 4, read";
    assert_eq!(numbers.log(), log);

    // Nothing is deleted if a creation is rejected.
    let rejected = status(403, Outcome::Refused);
    let numbers = Numbers::new(&[3]).fail("create 1", rejected, false);
    let replaced = numbers.replace().await;
    assert_eq!(replaced.error.unwrap().outcome(), Outcome::Refused);
    assert_eq!((replaced.changes.len(), replaced.skipped.len()), (0, 3));
    assert_eq!(numbers.log(), "read, create 1");
}

#[tokio::test]
async fn a_deletion_of_unknown_outcome_is_not_repeated() {
    for is_made in [true, false] {
        let lost = status(503, Outcome::Unknown);
        let numbers = Numbers::new(&[1, 2, 3, 4]).fail("delete 3", lost, is_made);
        let replaced = numbers.replace().await;
        assert_eq!(numbers.log(), "read, delete 3, delete 4, read");
        let changes: Vec<_> = replaced.changes.iter().map(|(_, id)| *id).collect();
        if is_made {
            assert!(replaced.error.is_none());
            assert_eq!(changes, [4, 3]);
        } else {
            assert_eq!(replaced.error.unwrap().outcome(), Outcome::Unknown);
            assert_eq!(changes, [4]);
            assert_eq!(replaced.skipped.len(), 1);
        }
    }
}

#[tokio::test]
async fn what_a_change_conflicts_with_is_deleted_first_or_created_again() {
    let conflict = || status(409, Outcome::Refused);
    let numbers = Numbers::new(&[9, 1]).fail("update 9", conflict(), false);
    let replaced = numbers.replace().await;
    assert!(replaced.error.is_none());
    let log = "read, update 9, delete 1, update 9, read, create 2, read";
    assert_eq!(numbers.log(), log);

    let numbers = Numbers::new(&[9, 1])
        .fail("update 9", conflict(), false)
        .fail("update 9", status(403, Outcome::Refused), false);
    let replaced = numbers.replace().await;
    assert_eq!(replaced.error.unwrap().status().unwrap(), 403);
    assert_eq!(replaced.changes.len(), 2);
    let log = "read, update 9, delete 1, update 9, create 1";
    assert_eq!(numbers.log(), log);
    assert_eq!(*numbers.numbers.lock().unwrap(), [9, 1]);
}
