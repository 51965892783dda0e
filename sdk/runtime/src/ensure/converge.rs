//! Brings a resource into a desired state although others change it at the same time.

use std::time::Duration;

use crate::client::Client;
pub use crate::ensure::target::may_be_settled;
use crate::ensure::{Action, Ensured, Step, Target};
use crate::error::{Error, ErrorKind, Outcome, Result};

/// Maximum number of reads before a call gives up.
pub const MAX_READS: usize = 20;

/// A change that failed, and the state for which it was planned.
struct Failure<S> {
    state: S,
    action: Action,
    error: Error,
}

impl<S: PartialEq> Failure<S> {
    /// Returns whether the change may have been applied.
    fn is_unknown(&self) -> bool {
        self.error.outcome() >= Outcome::Unknown
    }

    /// Returns whether the change cannot be retried: the state has not changed, or the request may
    /// still be on its way and would create a second resource.
    fn is_final<T, C>(&self, state: &S, step: &Step<T, C>) -> bool {
        match step {
            Step::Done(_) => false,
            Step::Change(action, _) => {
                let may_create_twice =
                    self.is_unknown() && *action == Action::Created && self.action == *action;
                may_create_twice || self.state == *state
            }
        }
    }
}

/// Reads, plans and changes until nothing is left to do.
///
/// The state is read after every change too, so the returned value was current at the last read.
pub(super) async fn ensure<T: Target>(target: &T) -> Result<Ensured<T::Value>> {
    let mut action = Action::Unchanged;
    let mut failure: Option<Failure<T::State>> = None;
    let mut pause = Pause::default();
    for read in 0..MAX_READS {
        let state = match target.read().await {
            Ok(state) => state,
            Err(error) => {
                return Err(after(
                    action,
                    failure.map_or(error, |failure| failure.error),
                ));
            }
        };
        let step = target.step(&state).map_err(|error| after(action, error))?;
        if let Some(failed) = failure.take() {
            if failed.is_final(&state, &step) {
                return Err(after(action, failed.error));
            }
            if failed.is_unknown() && matches!(step, Step::Done(_)) {
                action = combine(action, failed.action);
            }
        }
        match step {
            Step::Done(value) => return Ok(Ensured::new(value, action)),
            Step::Change(..) if pause.is_due(read) => pause.wait(target.client()).await,
            Step::Change(next, change) => match target.apply(change).await {
                Ok(()) => action = combine(action, next),
                Err(error) if target.may_be_settled(&error) => {
                    failure = Some(Failure {
                        state,
                        action: next,
                        error,
                    });
                }
                Err(error) => return Err(after(action, error)),
            },
        }
    }
    Err(match failure {
        Some(failure) => after(action, failure.error),
        None => contention(&target.name(), action != Action::Unchanged),
    })
}

/// Reads, and returns the next step.
pub(super) async fn next_step<T: Target>(target: &T) -> Result<Step<T::Value, T::Change>> {
    target.step(&target.read().await?)
}

/// Makes the change that is needed now, if it is that of the plan, and reads again. No other change
/// is made, but a creation is undone if the resource of another caller remains.
pub(super) async fn apply<T: Target>(target: &T, plan: &T::Plan) -> Result<Ensured<T::Value>> {
    let step = next_step(target).await?;
    if target.describe(&step) != *plan {
        return Err(outdated(&target.name()));
    }
    let (action, change) = match step {
        Step::Done(value) => return Ok(Ensured::new(value, Action::Unchanged)),
        Step::Change(action, change) => (action, change),
    };
    let failed = match target.apply(change).await {
        Ok(()) => None,
        Err(error) if target.may_be_settled(&error) => Some(error),
        Err(error) => return Err(error),
    };
    match (settle(target, action).await, failed) {
        (Ok((_, Step::Done(value))), Some(error)) if error.outcome() < Outcome::Unknown => {
            Ok(Ensured::new(value, Action::Unchanged))
        }
        (Ok((action, Step::Done(value))), _) => Ok(Ensured::new(value, action)),
        (_, Some(error)) => Err(error),
        (Ok((action, Step::Change(..))), None) => {
            let error = Error::new(ErrorKind::Contention).with_outcome(Outcome::Refused);
            Err(after(action, error).with_message(format!(
                "{} was changed again after the plan was applied; make another plan",
                target.name()
            )))
        }
        (Err(error), None) => Err(after(action, error)),
    }
}

/// Reads after a change, and undoes a creation if the resource of another remains. Returns what the
/// changes together did, and the next step.
async fn settle<T: Target>(
    target: &T,
    action: Action,
) -> Result<(Action, Step<T::Value, T::Change>)> {
    let undo = match next_step(target).await? {
        Step::Change(Action::Deleted, undo) => undo,
        step => return Ok((action, step)),
    };
    let failed = match target.apply(undo).await {
        Ok(()) => None,
        Err(error) if target.may_be_settled(&error) => Some(error),
        Err(error) => return Err(error),
    };
    match (failed, next_step(target).await?) {
        (Some(error), Step::Change(Action::Deleted, _)) => Err(error),
        (_, step) => Ok((combine(action, Action::Deleted), step)),
    }
}

/// Returns the error of a plan that was made for another state.
pub fn outdated(name: &str) -> Error {
    Error::new(ErrorKind::Contention)
        .with_outcome(Outcome::Refused)
        .with_message(format!(
            "the plan does not match the current state of {name}; make another plan"
        ))
}

/// The pauses between reads that show a change by others, so that calls with different desired
/// states do not overwrite each other in lockstep. The read after a pause is followed by a change
/// immediately.
#[derive(Debug, Default)]
pub struct Pause {
    count: u32,
    is_over: bool,
}

impl Pause {
    /// Returns whether to pause after a read, counted from 0, before another change is made.
    pub fn is_due(&mut self, read: usize) -> bool {
        /// The number of reads of a call without interference.
        const UNDISTURBED: usize = 3;
        self.is_over = read >= UNDISTURBED && !self.is_over;
        self.is_over
    }

    /// Waits for a random part of the maximum duration, which doubles up to a second.
    pub async fn wait(&mut self, client: &Client) {
        let fraction = client.jitter().fraction().clamp(0.0, 1.0);
        client.clock().sleep(self.next().mul_f64(fraction)).await;
    }

    /// Returns the maximum duration of the pause.
    fn next(&mut self) -> Duration {
        const START: Duration = Duration::from_millis(50);
        const MAX: Duration = Duration::from_secs(1);
        let factor = 1_u32.checked_shl(self.count).unwrap_or(u32::MAX);
        self.count += 1;
        START.saturating_mul(factor).min(MAX)
    }
}

/// Returns the error of a call that gave up.
pub fn contention(name: &str, is_changed: bool) -> Error {
    let outcome = if is_changed {
        Outcome::Applied
    } else {
        Outcome::Refused
    };
    Error::new(ErrorKind::Contention)
        .with_outcome(outcome)
        .with_message(format!(
            "{name} was changed before each of {MAX_READS} reads; call again when they have finished"
        ))
}

/// Returns the action of two changes in a row.
fn combine(first: Action, second: Action) -> Action {
    match (first, second) {
        (_, Action::Deleted) => Action::Unchanged,
        (Action::Created, _) => Action::Created,
        (_, second) => second,
    }
}

/// Returns an error that occurred after a change: it was applied.
fn after(action: Action, error: Error) -> Error {
    if action == Action::Unchanged {
        error
    } else {
        error.with_outcome(Outcome::Applied)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use reqwest::StatusCode;

    use super::{MAX_READS, Pause};
    use crate::client::Client;
    use crate::ensure::{Action, Ensure, Ensured, Step, Target};
    use crate::error::{Error, ErrorKind, Outcome, Result};
    use crate::tests::OpenClient;

    /// A number whose desired value is 1, with scripted reads and results of changes. A negative one
    /// is that of another resource.
    #[derive(Clone)]
    struct Script {
        reads: Arc<Mutex<VecDeque<Result<Option<i64>>>>>,
        results: Arc<Mutex<VecDeque<Result<()>>>>,
        client: Client,
    }

    impl Script {
        fn ensure(reads: Vec<Result<Option<i64>>>, results: Vec<Result<()>>) -> Ensure<Self> {
            Ensure::new(Self {
                reads: Arc::new(Mutex::new(reads.into())),
                results: Arc::new(Mutex::new(results.into())),
                client: OpenClient::builder().build().unwrap().0,
            })
        }
    }

    impl Target for Script {
        type State = Option<i64>;
        type Change = ();
        type Value = i64;
        type Plan = Option<Action>;

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

        fn step(&self, state: &Option<i64>) -> Result<Step<i64, ()>> {
            Ok(match state {
                Some(1) => Step::Done(1),
                Some(0..) => Step::Change(Action::Updated, ()),
                _ => Step::Change(Action::Created, ()),
            })
        }

        async fn apply(&self, (): ()) -> Result<()> {
            self.results.lock().unwrap().pop_front().unwrap_or(Ok(()))
        }

        fn describe(&self, step: &Step<i64, ()>) -> Option<Action> {
            match step {
                Step::Done(_) => None,
                Step::Change(action, ()) => Some(*action),
            }
        }

        fn name(&self) -> String {
            "the number".to_owned()
        }
    }

    fn status(status: u16, outcome: Outcome) -> Error {
        Error::new(ErrorKind::Api)
            .with_status(StatusCode::from_u16(status).unwrap())
            .with_outcome(outcome)
    }

    async fn run(reads: Vec<Option<i64>>, results: Vec<Result<()>>) -> Result<Ensured<i64>> {
        let reads = reads.into_iter().map(Ok).collect();
        Script::ensure(reads, results).await
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
        let update = Some(Action::Updated);
        for (planned, reads, expected) in [
            (update, vec![Some(2), Some(1)], Ok(Action::Updated)),
            (None, vec![Some(1)], Ok(Action::Unchanged)),
            // Another made the change, or a different one.
            (update, vec![Some(1)], Err(Outcome::Refused)),
            (update, vec![None], Err(Outcome::Refused)),
            (None, vec![None], Err(Outcome::Refused)),
            // Another deleted it after the update.
            (update, vec![Some(2), None], Err(Outcome::Applied)),
        ] {
            let text = format!("{planned:?} {reads:?}");
            let script = Script::ensure(reads.into_iter().map(Ok).collect(), vec![]);
            match script.apply(&planned).await {
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
        let error = Script::ensure(reads, vec![]).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Applied);
    }
}
