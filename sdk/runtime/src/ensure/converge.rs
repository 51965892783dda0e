//! Brings resources into a desired state although others change them at the same time.

use std::time::Duration;

use crate::client::Client;
use crate::ensure::plan::{HasId, PlannedChange};
use crate::ensure::target::{ChangeOf, Convergence, IdOf, PlanOf, Target};
use crate::error::{Error, ErrorKind, Outcome, Result};

/// Maximum number of reads before a call gives up.
const MAX_READS: usize = 20;

/// Reads the state, and plans.
pub(super) async fn next<T: Target>(target: &T) -> Result<(T::State, PlanOf<T>)> {
    let state = target.read().await?;
    let plan = target.plan(&state);
    Ok((state, plan))
}

/// Reads, plans and changes until nothing is left to do. Makes only the changes of `planned`, if it is
/// set, but undoes a creation if the resource of another caller remains.
///
/// The state is read after every change too, so it was the desired one at the last read.
///
/// # Errors
/// Those before the first change. Later ones are in [`Convergence::error`].
pub(super) async fn run<T: Target>(
    target: &T,
    planned: Option<&PlanOf<T>>,
) -> Result<Convergence<T>> {
    let (mut state, mut plan) = next(target).await?;
    if planned.is_some_and(|planned| *planned != plan) {
        return Err(outdated(&plan.resource));
    }
    let mut run = Run {
        target,
        planned,
        changes: Vec::new(),
        failures: Vec::new(),
    };
    let mut pause = Pause::default();
    for read in 0..MAX_READS {
        if plan.is_empty() {
            return Ok(run.end(plan, None));
        }
        if pause.is_due(read) {
            pause.wait(target.client()).await;
        } else if let Some(error) = run.apply_part(&mut plan, &state).await {
            return Ok(run.end(plan, Some(error)));
        }
        if read + 1 == MAX_READS {
            break;
        }
        let before = match next(target).await {
            Ok(next) => {
                plan = next.1;
                std::mem::replace(&mut state, next.0)
            }
            Err(error) => {
                let error = run.failure().unwrap_or_else(|| run.after_changes(error));
                return Ok(run.end(plan, Some(error)));
            }
        };
        if let Some(error) = run.resolve_failures(&before, &state, &plan) {
            return Ok(run.end(plan, Some(error)));
        }
        if !run.is_planned(&plan) {
            let error = run.after_changes(outdated(&plan.resource));
            return Ok(run.end(plan, Some(error)));
        }
    }
    let contention = || contention(&plan.resource, !run.changes.is_empty());
    let error = run.failure().unwrap_or_else(contention);
    Ok(run.end(plan, Some(error)))
}

struct Run<'a, T: Target> {
    target: &'a T,
    /// The changes that may be made; `None` for any.
    planned: Option<&'a PlanOf<T>>,
    changes: Vec<(ChangeOf<T>, IdOf<T>)>,
    /// The changes since the last read that failed in a way that a read may settle.
    failures: Vec<(ChangeOf<T>, Error)>,
}

impl<T: Target> Run<'_, T> {
    /// Sends the changes that need no new read: the creations, or else all others. Removes those that
    /// were made from the plan. Returns the error that stops the call.
    async fn apply_part(&mut self, plan: &mut PlanOf<T>, state: &T::State) -> Option<Error> {
        let has_creations = plan.changes.iter().any(PlannedChange::is_create);
        let mut postponed = 0;
        while let Some(change) = plan.changes.get(postponed).cloned() {
            if has_creations && !change.is_create() {
                return None;
            }
            let Err(error) = self.send(&change, plan).await else {
                continue;
            };
            if error.is_conflict()
                && let Some((obstacle, new)) = self.target.find_obstacle(&change, state)
            {
                return self.remove_obstacle(obstacle, new, &change, plan).await;
            }
            if let Some(error) = self.postpone(&change, error) {
                return Some(error);
            }
            // Deletions are independent of each other.
            if !matches!(change, PlannedChange::Delete { .. }) {
                return None;
            }
            postponed += 1;
        }
        None
    }

    /// Deletes the resource with which a change conflicts, and sends the change again. If that fails,
    /// creates the resource again. Returns the error that stops the call.
    async fn remove_obstacle(
        &mut self,
        obstacle: T::Value,
        new: T::New,
        change: &ChangeOf<T>,
        plan: &mut PlanOf<T>,
    ) -> Option<Error> {
        let delete = PlannedChange::Delete { current: obstacle };
        if let Err(error) = self.send(&delete, plan).await {
            return self.postpone(&delete, error);
        }
        let error = self.send(change, plan).await.err()?;
        // If this fails too, the next read shows that it is missing.
        let _ = self.send(&PlannedChange::Create { new }, plan).await;
        self.postpone(change, error)
    }

    /// Sends a change, and removes it from the plan if it was made.
    async fn send(&mut self, change: &ChangeOf<T>, plan: &mut PlanOf<T>) -> Result<()> {
        if let Some(id) = self.target.apply(change).await? {
            self.record(change.clone(), id);
        }
        plan.changes.retain(|planned| planned != change);
        Ok(())
    }

    /// Records a change that was made. The deletion of what this run created undoes the creation.
    fn record(&mut self, change: ChangeOf<T>, id: IdOf<T>) {
        match self.find_creation(&change) {
            Some(index) => drop(self.changes.remove(index)),
            None => self.changes.push((change, id)),
        }
    }

    /// Returns the index of the creation that a deletion undoes.
    fn find_creation(&self, change: &ChangeOf<T>) -> Option<usize> {
        let PlannedChange::Delete { current } = change else {
            return None;
        };
        let is_creation =
            |(made, id): &(ChangeOf<T>, IdOf<T>)| made.is_create() && id == current.id();
        self.changes.iter().position(is_creation)
    }

    /// Keeps the error of a change until a read settles it, or returns it if no read can.
    fn postpone(&mut self, change: &ChangeOf<T>, error: Error) -> Option<Error> {
        if error.outcome() < Outcome::Unknown && !self.target.is_stale(&error) {
            return Some(error);
        }
        self.failures.push((change.clone(), error));
        None
    }

    /// Decides whether the failed changes were made. Returns the error of one that is needed as before
    /// and must not be sent again: it may still be on its way, or nothing else has changed.
    fn resolve_failures(
        &mut self,
        before: &T::State,
        state: &T::State,
        plan: &PlanOf<T>,
    ) -> Option<Error> {
        let mut stops = None;
        for (change, error) in std::mem::take(&mut self.failures) {
            let is_unknown = error.outcome() >= Outcome::Unknown;
            if plan.changes.contains(&change) {
                if is_unknown || before == state {
                    stops.get_or_insert(error);
                }
            } else if is_unknown && let Some(id) = self.target.find_applied(&change, state, plan) {
                self.record(change, id);
            }
        }
        stops
    }

    /// Returns whether a plan has only changes that may be made.
    fn is_planned(&self, plan: &PlanOf<T>) -> bool {
        self.planned.is_none_or(|planned| {
            let mut changes = plan.changes.iter();
            changes.all(|change| {
                planned.changes.contains(change) || self.find_creation(change).is_some()
            })
        })
    }

    /// Returns the error of a change that no read has settled.
    fn failure(&self) -> Option<Error> {
        self.failures.first().map(|(_, error)| error.clone())
    }

    /// Returns an error that is not of a change, as *applied* if a change was made before.
    fn after_changes(&self, error: Error) -> Error {
        if self.changes.is_empty() {
            error
        } else {
            error.with_outcome(Outcome::Applied)
        }
    }

    fn end(self, plan: PlanOf<T>, error: Option<Error>) -> Convergence<T> {
        Convergence {
            plan,
            changes: self.changes,
            error,
        }
    }
}

/// Returns the error of a plan that was made for another state.
fn outdated(name: &str) -> Error {
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
struct Pause {
    count: u32,
    is_over: bool,
}

impl Pause {
    /// Returns whether to pause after a read, counted from 0, before another change is made.
    fn is_due(&mut self, read: usize) -> bool {
        /// The number of reads of a call without interference.
        const UNDISTURBED: usize = 3;
        self.is_over = read >= UNDISTURBED && !self.is_over;
        self.is_over
    }

    /// Waits for a random part of the maximum duration, which doubles up to a second.
    async fn wait(&mut self, client: &Client) {
        client.sleep(client.jittered(self.next())).await;
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
pub(super) fn contention(name: &str, is_changed: bool) -> Error {
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

#[cfg(test)]
mod tests;
