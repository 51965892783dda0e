//! Polls until a job has ended that the service continues after its response.

use std::fmt;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Either, select};
use futures_util::stream::{self, StreamExt};

use crate::client::Client;
use crate::error::{Error, Result};
pub use crate::poll::error::{Job, WaitError};
use crate::time::{Clock, Jitter};

mod error;

/// Maximum number of concurrent polls.
const CONCURRENCY: usize = 8;
/// Minimum interval between polls.
const MIN_INTERVAL: Duration = Duration::from_millis(100);

/// A wait for a job of the service to end. Nothing is sent until it is awaited.
///
/// Polls at once, then at intervals that double from 1 s to 10 s, each shortened by a random part of up
/// to a half. Times out after 2 hours. Each poll is a call with the client's options; a poll that fails
/// with a retryable error, after the retries of the call, does not end the wait.
#[must_use = "nothing is sent before it is awaited"]
pub struct Wait<T> {
    intervals: PollIntervals,
    run: Box<dyn FnOnce(PollIntervals) -> BoxFuture<'static, T> + Send + Sync>,
}

impl<T> Wait<T> {
    /// Creates a wait that `run` carries out, with [`PollIntervals::wait_for_all`].
    pub fn new<F>(run: impl FnOnce(PollIntervals) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = T> + Send + 'static,
    {
        Self {
            intervals: PollIntervals::default(),
            run: Box::new(move |intervals| run(intervals).boxed()),
        }
    }

    /// Sets the first interval between polls, which doubles from there. Defaults to 1 s; the minimum is
    /// 100 ms.
    pub fn start_interval(mut self, interval: Duration) -> Self {
        self.intervals.start = interval.max(MIN_INTERVAL);
        self
    }

    /// Sets the maximum interval between polls. Defaults to 10 s; the first interval takes precedence if
    /// it is longer.
    pub fn max_interval(mut self, interval: Duration) -> Self {
        self.intervals.max = interval;
        self
    }

    /// Sets the timeout of the whole wait. Defaults to 2 hours. The last poll begins one first interval
    /// before the timeout, so that there is time for its response; the timeout cancels a pending poll.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.intervals.timeout = timeout;
        self
    }
}

impl<T: Job> Wait<Vec<Result<T, WaitError<T>>>> {
    /// Creates a wait for several jobs, each with its id and the request that polls it. It
    /// returns a result for each, in their order. One that fails does not stop the wait for the others.
    pub fn for_all<R>(client: &Client, jobs: Vec<(T::Id, R)>) -> Self
    where
        R: IntoFuture<Output = Result<T>, IntoFuture: Send> + Clone + Send + Sync + 'static,
    {
        let client = client.clone();
        Self::new(async move |intervals: PollIntervals| intervals.wait_for_all(&client, jobs).await)
    }
}

impl<T: Job> Wait<Result<T, WaitError<T>>> {
    /// Creates a wait for one job, with its id and the request that polls it.
    pub fn for_one<R>(client: &Client, id: T::Id, request: R) -> Self
    where
        R: IntoFuture<Output = Result<T>, IntoFuture: Send> + Clone + Send + Sync + 'static,
    {
        let client = client.clone();
        Self::new(async move |intervals: PollIntervals| {
            let mut ends = intervals.poll(&client, vec![request], T::is_ended).await;
            let end = ends.pop().unwrap_or(PollResult::Timeout {
                last: None,
                error: None,
            });
            end.into_result(id, intervals.timeout, |text| client.sanitize(text))
        })
    }
}

impl<T: 'static> IntoFuture for Wait<T> {
    type Output = T;
    type IntoFuture = BoxFuture<'static, T>;

    fn into_future(self) -> Self::IntoFuture {
        (self.run)(self.intervals)
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("start_interval", &self.intervals.start)
            .field("max_interval", &self.intervals.max)
            .field("timeout", &self.intervals.timeout)
            .finish_non_exhaustive()
    }
}

/// The intervals and the timeout of a [`Wait`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollIntervals {
    start: Duration,
    max: Duration,
    timeout: Duration,
}

impl Default for PollIntervals {
    fn default() -> Self {
        Self {
            start: Duration::from_secs(1),
            max: Duration::from_secs(10),
            timeout: Duration::from_secs(2 * 60 * 60),
        }
    }
}

/// The end of the polls of one job.
#[derive(Debug)]
enum PollResult<T> {
    /// It has ended, with success or not.
    Ended(T),
    /// It did not end before the timeout.
    Timeout {
        /// Its state at the last successful poll, if any.
        last: Option<T>,
        /// The error of the last poll, if it failed.
        error: Option<Error>,
    },
    /// A poll failed with an error that is not retryable.
    Failed(Error),
}

impl<T: Job> PollResult<T> {
    /// Returns the result of a wait. `sanitize` makes a message of the service safe to print.
    fn into_result(
        self,
        job_id: T::Id,
        timeout: Duration,
        sanitize: impl Fn(&str) -> String,
    ) -> Result<T, WaitError<T>> {
        Err(match self {
            Self::Ended(job) if job.has_failed() => WaitError::Failed {
                reason: job.reason().map(sanitize),
                job: Box::new(job),
            },
            Self::Ended(job) => return Ok(job),
            Self::Failed(error) => WaitError::Call {
                job_id: Some(job_id),
                error,
            },
            Self::Timeout { last, error } => WaitError::Timeout {
                job_id,
                job: last.map(Box::new),
                error,
                timeout,
            },
        })
    }
}

impl PollIntervals {
    /// Polls several jobs in rounds, each with its id and its request, until all have ended,
    /// and returns a result for each, in their order.
    ///
    /// An interval is longer if a response asks for it with `Retry-After`. The timeout applies to all
    /// of them together.
    pub async fn wait_for_all<T, R>(
        self,
        client: &Client,
        jobs: Vec<(T::Id, R)>,
    ) -> Vec<Result<T, WaitError<T>>>
    where
        T: Job,
        R: IntoFuture<Output = Result<T>, IntoFuture: Send> + Clone + Send,
    {
        let (ids, requests): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        let ends = self.poll(client, requests, T::is_ended).await;
        let sanitize = |text: &str| client.sanitize(text);
        (ids.into_iter().zip(ends))
            .map(|(id, end)| end.into_result(id, self.timeout, sanitize))
            .collect()
    }

    /// Sends requests in rounds, each until `is_ended` is true of its response, and returns an end for
    /// each, in their order.
    async fn poll<T, R>(
        self,
        client: &Client,
        requests: Vec<R>,
        is_ended: impl Fn(&T) -> bool + Send + Sync,
    ) -> Vec<PollResult<T>>
    where
        T: Send,
        R: IntoFuture<Output = Result<T>, IntoFuture: Send> + Clone + Send,
    {
        let poller = Poller {
            clock: client.clock(),
            jitter: client.jitter(),
            intervals: self,
            is_ended,
        };
        poller.run(requests).await
    }

    /// Returns the interval after a round of polls, counted from 0.
    fn interval(&self, round: u32, jitter: &dyn Jitter) -> Duration {
        let doubled = 1_u32.checked_shl(round).unwrap_or(u32::MAX);
        let bound = self.start.saturating_mul(doubled);
        let bound = bound.min(self.max.max(self.start));
        let half = bound / 2;
        let part = half.as_secs_f64() * jitter.fraction().clamp(0.0, 1.0);
        half.saturating_add(Duration::try_from_secs_f64(part).unwrap_or(half))
    }
}

/// The polls of one job.
struct Progress<R, T> {
    request: R,
    last: Option<T>,
    error: Option<Error>,
    end: Option<PollResult<T>>,
}

struct Poller<'a, E> {
    clock: &'a dyn Clock,
    jitter: &'a dyn Jitter,
    intervals: PollIntervals,
    is_ended: E,
}

impl<E> Poller<'_, E> {
    async fn run<T, R>(&self, requests: Vec<R>) -> Vec<PollResult<T>>
    where
        E: Fn(&T) -> bool,
        R: IntoFuture<Output = Result<T>, IntoFuture: Send> + Clone,
    {
        let progress = |request| Progress {
            request,
            last: None,
            error: None,
            end: None,
        };
        let mut all: Vec<_> = requests.into_iter().map(progress).collect();
        let started = self.clock.now();
        let mut deadline = self.clock.sleep(self.intervals.timeout);
        for round in 0.. {
            let polls: Vec<_> = (all.iter().enumerate())
                .filter(|(_, one)| one.end.is_none())
                .map(|(index, one)| {
                    let poll = one.request.clone().into_future();
                    poll.map(move |result| (index, result))
                })
                .collect();
            let mut polls = stream::iter(polls).buffer_unordered(CONCURRENCY);
            let mut retry_after = Duration::ZERO;
            loop {
                match select(polls.next(), &mut deadline).await {
                    Either::Left((Some((index, result)), _)) => {
                        if let Some(one) = all.get_mut(index) {
                            retry_after = retry_after.max(self.record(one, result));
                        }
                    }
                    Either::Left((None, _)) => break,
                    Either::Right(_) => return finish(all),
                }
            }
            let is_pending = all.iter().any(|one| one.end.is_none());
            let max_wait = self.time_left(started).saturating_sub(self.intervals.start);
            // Stops if the service asks to wait beyond the timeout.
            if !is_pending || max_wait.is_zero() || retry_after > max_wait {
                break;
            }
            let wait = self.intervals.interval(round, self.jitter).max(retry_after);
            self.clock.sleep(wait.min(max_wait)).await;
        }
        finish(all)
    }

    /// Records the result of a poll, and returns how long the service asks to wait.
    fn record<T, R>(&self, progress: &mut Progress<R, T>, poll: Result<T>) -> Duration
    where
        E: Fn(&T) -> bool,
    {
        progress.error = None;
        match poll {
            Ok(state) if (self.is_ended)(&state) => progress.end = Some(PollResult::Ended(state)),
            Ok(state) => progress.last = Some(state),
            Err(error) if error.is_retryable() => {
                let wait = error.retry_after();
                progress.error = Some(error);
                return wait.unwrap_or(Duration::ZERO);
            }
            Err(error) => progress.end = Some(PollResult::Failed(error)),
        }
        Duration::ZERO
    }

    fn time_left(&self, started: Instant) -> Duration {
        let elapsed = self.clock.now().saturating_duration_since(started);
        self.intervals.timeout.saturating_sub(elapsed)
    }
}

/// Returns the ends. What has not ended has reached the timeout.
fn finish<R, T>(all: Vec<Progress<R, T>>) -> Vec<PollResult<T>> {
    let end = |one: Progress<R, T>| {
        one.end.unwrap_or(PollResult::Timeout {
            last: one.last,
            error: one.error,
        })
    };
    all.into_iter().map(end).collect()
}

#[cfg(test)]
mod tests;
