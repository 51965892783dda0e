//! Waiting for tasks: look, wait, look again.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, StreamExt};

use crate::gcore::tasks::WaitError;
use crate::gcore::{Client, Task, TaskId, TaskState};
use crate::runtime::{Clock, Error, Jitter, Result};

/// How many tasks are looked at at once.
const CONCURRENCY: usize = 8;
/// The shortest interval there is, so that no wait turns into a storm.
const SHORTEST: Duration = Duration::from_millis(100);

/// A wait for something to end, which begins once it is awaited.
///
/// It looks at once. After that the intervals double, from 1 s up to 10 s, and each is shortened by
/// chance by up to a half, so that many waits do not keep step. It ends after 2 hours at the latest.
/// Each look is a call like any other, with the client's own options; a look that fails in a way that
/// passes, after the retries of the call, does not end the wait.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// use std::time::Duration;
/// use rolekit::gcore::WaitError;
///
/// let made = gcore.projects().create("Short-lived").await?;
/// let gone = gcore
///     .projects()
///     .delete(made.id)
///     .wait()
///     .start_interval(Duration::from_secs(2))
///     .max_interval(Duration::from_secs(30))
///     .timeout(Duration::from_secs(600))
///     .await;
/// match gone {
///     Ok(tasks) => println!("gone, by {} tasks", tasks.len()),
///     Err(WaitError::Failed { reason, .. }) => println!("not done: {reason:?}"),
///     Err(error) => println!("not known yet: {error}"),
/// }
/// # Ok(()) });
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Wait<T> {
    patience: Patience,
    run: Box<dyn FnOnce(Patience) -> BoxFuture<'static, T> + Send + Sync>,
}

impl<T> Wait<T> {
    pub(crate) fn new<F>(run: impl FnOnce(Patience) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        Self {
            patience: Patience::default(),
            run: Box::new(move |patience| run(patience).boxed()),
        }
    }

    /// The longest time between the first two looks; it doubles from there on. 1 s by default, and
    /// 100 ms at least.
    pub fn start_interval(mut self, interval: Duration) -> Self {
        self.patience.start = interval.max(SHORTEST);
        self
    }

    /// The longest time between two looks. 10 s by default; where it is shorter than the first
    /// interval, that one holds.
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.patience.max = interval;
        self
    }

    /// How long to wait, all looks included. 2 hours by default. The last look is taken one first
    /// interval before the time is over, so that its answer can come; one that is then under way is
    /// given up.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.patience.timeout = timeout;
        self
    }
}

impl<T: 'static> IntoFuture for Wait<T> {
    type Output = T;
    type IntoFuture = BoxFuture<'static, T>;

    fn into_future(self) -> Self::IntoFuture {
        (self.run)(self.patience)
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("start_interval", &self.patience.start)
            .field("max_interval", &self.patience.max)
            .field("timeout", &self.patience.timeout)
            .finish_non_exhaustive()
    }
}

/// How often is looked, and how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    start: Duration,
    max: Duration,
    timeout: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(1),
            max: Duration::from_secs(10),
            timeout: Duration::from_secs(2 * 60 * 60),
        }
    }
}

impl Patience {
    /// The wait after a round of looks, counted from 0.
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

/// A wait for one task.
#[inline]
pub(super) fn one(client: &Client, task_id: TaskId) -> Wait<Result<Task, WaitError>> {
    let client = client.clone();
    Wait::new(move |patience| async move {
        let tasks = vec![Watched::new(task_id.clone())];
        let mut ends = watch_with(&client, patience, tasks).await;
        // There is one end for each task.
        ends.pop().unwrap_or_else(|| {
            Err(WaitError::Deadline {
                task_id,
                task: None,
                error: None,
                timeout: patience.timeout,
            })
        })
    })
}

/// A wait for many tasks.
#[inline]
pub(super) fn many(client: &Client, ids: Vec<TaskId>) -> Wait<Vec<Result<Task, WaitError>>> {
    let client = client.clone();
    Wait::new(move |patience| async move { all(&client, patience, ids).await })
}

/// Waits for many tasks, and gives their ends in the order of the ids.
pub(crate) async fn all(
    client: &Client,
    patience: Patience,
    ids: Vec<TaskId>,
) -> Vec<Result<Task, WaitError>> {
    let tasks = ids.into_iter().map(Watched::new).collect();
    watch_with(client, patience, tasks).await
}

async fn watch_with(
    client: &Client,
    patience: Patience,
    tasks: Vec<Watched>,
) -> Vec<Result<Task, WaitError>> {
    let runtime = client.generated().runtime();
    let watch = Watch {
        clock: runtime.clock(),
        jitter: runtime.jitter(),
        patience,
        shown: &|text: &str| runtime.sanitize(text),
    };
    let look = |task_id: TaskId| async move {
        let task = client.generated().get_task(&task_id).await?;
        Ok(task.into_inner())
    };
    watch.run(tasks, look).await
}

/// A task that is waited for, and what is known of it.
#[derive(Debug)]
struct Watched {
    task_id: TaskId,
    task: Option<Box<Task>>,
    error: Option<Error>,
    end: Option<Result<Task, WaitError>>,
}

impl Watched {
    fn new(task_id: TaskId) -> Self {
        Self {
            task_id,
            task: None,
            error: None,
            end: None,
        }
    }
}

struct Watch<'a> {
    clock: &'a dyn Clock,
    jitter: &'a dyn Jitter,
    patience: Patience,
    /// A text of the service as it may be printed.
    shown: &'a (dyn Fn(&str) -> String + Send + Sync),
}

impl Watch<'_> {
    /// Looks at the tasks, in rounds, until all have ended or time is over.
    async fn run<F>(
        &self,
        mut tasks: Vec<Watched>,
        look: impl Fn(TaskId) -> F + Send + Sync,
    ) -> Vec<Result<Task, WaitError>>
    where
        F: Future<Output = Result<Task>> + Send,
    {
        let started = self.clock.now();
        let mut deadline = self.clock.sleep(self.patience.timeout);
        for round in 0.. {
            let looks: Vec<_> = (tasks.iter().enumerate())
                .filter(|(_, task)| task.end.is_none())
                .map(|(at, task)| look(task.task_id.clone()).map(move |end| (at, end)))
                .collect();
            let mut looks = stream::iter(looks).buffer_unordered(CONCURRENCY);
            let mut asked = Duration::ZERO;
            loop {
                match select(looks.next(), &mut deadline).await {
                    Either::Left((Some((at, end)), _)) => {
                        if let Some(task) = tasks.get_mut(at) {
                            asked = asked.max(self.take(task, end));
                        }
                    }
                    Either::Left((None, _)) => break,
                    Either::Right(_) => return self.ends(tasks),
                }
            }
            let open = tasks.iter().any(|task| task.end.is_none());
            let most = self.left(started).saturating_sub(self.patience.start);
            // Sooner than the service asked is no time to look.
            if !open || most.is_zero() || asked > most {
                break;
            }
            let wait = self.patience.interval(round, self.jitter).max(asked);
            self.clock.sleep(wait.min(most)).await;
        }
        self.ends(tasks)
    }

    /// Takes in what a look came to, and gives how long the service asked to wait.
    #[inline]
    fn take(&self, watched: &mut Watched, end: Result<Task>) -> Duration {
        watched.error = None;
        match end {
            Ok(task) if task.state == TaskState::Finished => watched.end = Some(Ok(task)),
            Ok(task) if task.state == TaskState::Error => {
                watched.end = Some(Err(WaitError::Failed {
                    reason: task.error.as_deref().map(self.shown),
                    task: Box::new(task),
                }));
            }
            Ok(task) => watched.task = Some(Box::new(task)),
            Err(error) if error.is_retryable() => {
                let asked = error.retry_after();
                watched.error = Some(error);
                return asked.unwrap_or(Duration::ZERO);
            }
            Err(error) => {
                watched.end = Some(Err(WaitError::Call {
                    task_id: Some(watched.task_id.clone()),
                    error,
                }));
            }
        }
        Duration::ZERO
    }

    fn left(&self, started: Instant) -> Duration {
        let passed = self.clock.now().saturating_duration_since(started);
        self.patience.timeout.saturating_sub(passed)
    }

    /// What became of the tasks. Those that have not ended have run out of time.
    #[inline]
    fn ends(&self, tasks: Vec<Watched>) -> Vec<Result<Task, WaitError>> {
        let end = |task: Watched| {
            task.end.unwrap_or(Err(WaitError::Deadline {
                task_id: task.task_id,
                task: task.task,
                error: task.error,
                timeout: self.patience.timeout,
            }))
        };
        tasks.into_iter().map(end).collect()
    }
}

#[cfg(test)]
mod tests;
