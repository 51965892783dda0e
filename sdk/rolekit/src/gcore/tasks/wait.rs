//! Intent: polls tasks until they end.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, StreamExt};

use crate::gcore::resources::Tasks;
use crate::gcore::{Task, TaskId, TaskState, WaitError};
use rolekit_runtime::{Clock, Error, Jitter, Result};

/// Maximum number of concurrent polls.
const CONCURRENCY: usize = 8;
/// Minimum interval between polls.
const MIN_INTERVAL: Duration = Duration::from_millis(100);

/// A wait for tasks to end. Nothing is sent until it is awaited.
///
/// Polls at once, then at intervals that double from 1 s to 10 s, each shortened by a random part of up
/// to a half. Times out after 2 hours. Each poll is a call with the client's options; a poll that fails
/// with a retryable error, after the retries of the call, does not end the wait.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use std::time::Duration;
/// use rolekit::gcore::{CreateProject, WaitError};
///
/// let made = gcore.projects().create(&CreateProject::new("Short-lived".parse()?)).await?;
/// let gone = gcore
///     .projects()
///     .delete(made.id)
///     .wait()
///     .start_interval(Duration::from_secs(2))
///     .max_interval(Duration::from_secs(30))
///     .timeout(Duration::from_secs(600))
///     .await;
/// match gone {
///     Ok(tasks) => println!("deleted by {} tasks", tasks.len()),
///     Err(WaitError::Failed { reason, .. }) => println!("failed: {reason:?}"),
///     Err(error) => println!("unknown: {error}"),
/// }
/// # Ok(()) });
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Wait<T> {
    config: PollConfig,
    run: Box<dyn FnOnce(PollConfig) -> BoxFuture<'static, T> + Send + Sync>,
}

impl<T> Wait<T> {
    pub(crate) fn new<F>(run: impl FnOnce(PollConfig) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        Self {
            config: PollConfig::default(),
            run: Box::new(move |config| run(config).boxed()),
        }
    }

    /// Sets the first interval between polls, which doubles from there. Defaults to 1 s; the minimum is
    /// 100 ms.
    pub fn start_interval(mut self, interval: Duration) -> Self {
        self.config.start = interval.max(MIN_INTERVAL);
        self
    }

    /// Sets the maximum interval between polls. Defaults to 10 s; the first interval takes precedence if
    /// it is longer.
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.config.max = interval;
        self
    }

    /// Sets the timeout of the whole wait. Defaults to 2 hours. The last poll begins one first interval
    /// before the timeout, so that there is time for its response; the timeout cancels a pending poll.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.config.timeout = timeout;
        self
    }
}

impl<T: 'static> IntoFuture for Wait<T> {
    type Output = T;
    type IntoFuture = BoxFuture<'static, T>;

    fn into_future(self) -> Self::IntoFuture {
        (self.run)(self.config)
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("start_interval", &self.config.start)
            .field("max_interval", &self.config.max)
            .field("timeout", &self.config.timeout)
            .finish_non_exhaustive()
    }
}

/// The intervals and the timeout of a wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PollConfig {
    start: Duration,
    max: Duration,
    timeout: Duration,
}

impl Default for PollConfig {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(1),
            max: Duration::from_secs(10),
            timeout: Duration::from_secs(2 * 60 * 60),
        }
    }
}

impl PollConfig {
    /// Returns the interval after a round of polls, counted from 0.
    #[inline]
    fn interval(&self, round: u32, jitter: &dyn Jitter) -> Duration {
        let doubled = 1_u32.checked_shl(round).unwrap_or(u32::MAX);
        let bound = self.start.saturating_mul(doubled);
        let bound = bound.min(self.max.max(self.start));
        let half = bound / 2;
        let part = half.as_secs_f64() * jitter.fraction().clamp(0.0, 1.0);
        half.saturating_add(Duration::try_from_secs_f64(part).unwrap_or(half))
    }
}

#[inline]
pub(super) fn wait_for_one(tasks: &Tasks, task_id: &TaskId) -> Wait<Result<Task, WaitError>> {
    let (tasks, task_id) = (tasks.clone(), task_id.clone());
    Wait::new(move |config| async move {
        let mut results = wait_for_all(&tasks, config, vec![task_id.clone()]).await;
        // There is one result for each task.
        results.pop().unwrap_or_else(|| {
            Err(WaitError::Timeout {
                task_id,
                task: None,
                error: None,
                timeout: config.timeout,
            })
        })
    })
}

#[inline]
pub(super) fn wait_for_many(tasks: &Tasks, ids: Vec<TaskId>) -> Wait<Vec<Result<Task, WaitError>>> {
    let tasks = tasks.clone();
    Wait::new(move |config| async move { wait_for_all(&tasks, config, ids).await })
}

/// Waits for many tasks, and returns their results in the order of the ids.
pub(crate) async fn wait_for_all(
    tasks: &Tasks,
    config: PollConfig,
    ids: Vec<TaskId>,
) -> Vec<Result<Task, WaitError>> {
    let runtime = tasks.runtime();
    let poller = Poller {
        clock: runtime.clock(),
        jitter: runtime.jitter(),
        config,
        sanitize: &|text: &str| runtime.sanitize(text),
    };
    poller
        .run(ids, |task_id| tasks.get(&task_id).into_future())
        .await
}

/// The state of the wait for one task.
#[derive(Debug)]
struct TaskProgress {
    task_id: TaskId,
    task: Option<Box<Task>>,
    error: Option<Error>,
    result: Option<Result<Task, WaitError>>,
}

impl TaskProgress {
    fn new(task_id: TaskId) -> Self {
        Self {
            task_id,
            task: None,
            error: None,
            result: None,
        }
    }
}

struct Poller<'a> {
    clock: &'a dyn Clock,
    jitter: &'a dyn Jitter,
    config: PollConfig,
    /// Makes a message from the API safe to print.
    sanitize: &'a (dyn Fn(&str) -> String + Send + Sync),
}

impl Poller<'_> {
    /// Polls the tasks in rounds until all have ended or the timeout is reached.
    async fn run<F>(
        &self,
        ids: Vec<TaskId>,
        poll: impl Fn(TaskId) -> F + Send + Sync,
    ) -> Vec<Result<Task, WaitError>>
    where
        F: Future<Output = Result<Task>> + Send,
    {
        let mut tasks: Vec<_> = ids.into_iter().map(TaskProgress::new).collect();
        let started = self.clock.now();
        let mut deadline = self.clock.sleep(self.config.timeout);
        for round in 0.. {
            let polls: Vec<_> = (tasks.iter().enumerate())
                .filter(|(_, task)| task.result.is_none())
                .map(|(index, task)| poll(task.task_id.clone()).map(move |result| (index, result)))
                .collect();
            let mut polls = stream::iter(polls).buffer_unordered(CONCURRENCY);
            let mut retry_after = Duration::ZERO;
            loop {
                match select(polls.next(), &mut deadline).await {
                    Either::Left((Some((index, result)), _)) => {
                        if let Some(task) = tasks.get_mut(index) {
                            retry_after = retry_after.max(self.record(task, result));
                        }
                    }
                    Either::Left((None, _)) => break,
                    Either::Right(_) => return self.finish(tasks),
                }
            }
            let pending = tasks.iter().any(|task| task.result.is_none());
            let max_wait = self.time_left(started).saturating_sub(self.config.start);
            // Stops if the service asks to wait beyond the timeout.
            if !pending || max_wait.is_zero() || retry_after > max_wait {
                break;
            }
            let wait = self.config.interval(round, self.jitter).max(retry_after);
            self.clock.sleep(wait.min(max_wait)).await;
        }
        self.finish(tasks)
    }

    /// Records the result of a poll, and returns how long the service asks to wait.
    #[inline]
    fn record(&self, progress: &mut TaskProgress, poll: Result<Task>) -> Duration {
        progress.error = None;
        match poll {
            Ok(task) if task.state == TaskState::Finished => progress.result = Some(Ok(task)),
            Ok(task) if task.state == TaskState::Error => {
                progress.result = Some(Err(WaitError::Failed {
                    reason: task.error.as_deref().map(self.sanitize),
                    task: Box::new(task),
                }));
            }
            Ok(task) => progress.task = Some(Box::new(task)),
            Err(error) if error.is_retryable() => {
                let wait = error.retry_after();
                progress.error = Some(error);
                return wait.unwrap_or(Duration::ZERO);
            }
            Err(error) => {
                progress.result = Some(Err(WaitError::Call {
                    task_id: Some(progress.task_id.clone()),
                    error,
                }));
            }
        }
        Duration::ZERO
    }

    fn time_left(&self, started: Instant) -> Duration {
        let elapsed = self.clock.now().saturating_duration_since(started);
        self.config.timeout.saturating_sub(elapsed)
    }

    /// Returns the results. Tasks that have not ended have reached the timeout.
    #[inline]
    fn finish(&self, tasks: Vec<TaskProgress>) -> Vec<Result<Task, WaitError>> {
        let result = |task: TaskProgress| {
            task.result.unwrap_or(Err(WaitError::Timeout {
                task_id: task.task_id,
                task: task.task,
                error: task.error,
                timeout: self.config.timeout,
            }))
        };
        tasks.into_iter().map(result).collect()
    }
}

#[cfg(test)]
mod tests;
