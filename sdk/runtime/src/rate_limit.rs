//! A limit on the requests of a client.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::time::{Clock, Sleep};

/// The factor by which the rate shrinks after a 429.
const DECREASE: f64 = 0.5;
/// The fraction of the rate by which it grows per second.
const INCREASE_PER_SECOND: f64 = 0.05;
/// The maximum pause after a 429, so that one response cannot stop a client for good.
const MAX_PAUSE: Duration = Duration::from_secs(3600);
/// The minimum fraction of the rate.
const MIN_FACTOR: f64 = 1.0 / 32.0;
/// The time within which further 429s count as one, because they are responses to earlier requests.
const DECREASE_INTERVAL: Duration = Duration::from_secs(1);
/// Tolerance for the rounding of times.
const EPSILON: f64 = 1e-6;

/// Limits the requests that a client and its clones send, including retries, redirects, bulk calls
/// and page streams. Defaults to no limit.
///
/// Calls wait in the order of their arrival. The wait counts against the deadline of
/// a call. If the wait would exceed it, the call fails immediately with
/// [`ErrorKind::Timeout`](crate::ErrorKind::Timeout), and nothing is sent.
///
/// A call must be polled until it ends, or dropped: while it is not polled, it keeps its place in the
/// queue, and the calls after it wait. So do not make a call in the loop over a stream of buffered
/// calls of the same client; run these calls as tasks, or collect their results first.
///
/// A 429 slows the whole client down. No request is sent before the time in its `Retry-After`, up to
/// an hour. Both limits are halved, down to 1/32; the limit of concurrent requests remains at least 1.
/// They grow back by 5 % of the configured value per second. Further 429s within a second count as
/// one.
///
/// ```
/// use rolekit_runtime::{ClientBuilder, RateLimit, Result, ServiceClient};
///
/// fn build<S: ServiceClient>(builder: ClientBuilder<S>) -> Result<S> {
///     let limit = RateLimit::new().requests_per_second(20.0).burst(5).max_in_flight(8);
///     builder.rate_limit(limit).build()
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RateLimit {
    rate: Option<f64>,
    burst: Option<u32>,
    max_in_flight: Option<u32>,
}

impl RateLimit {
    /// Creates a limit that only reacts to 429s.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the number of requests per second. Must be greater than 0; less than 1 means a request
    /// every few seconds.
    #[must_use]
    pub fn requests_per_second(mut self, rate: f64) -> Self {
        self.rate = Some(rate);
        self
    }

    /// Sets the number of requests that can be sent at once after an idle time. Defaults to 1; 0
    /// counts as 1. Has no effect without a [rate](Self::requests_per_second).
    #[must_use]
    pub fn burst(mut self, requests: u32) -> Self {
        self.burst = Some(requests.max(1));
        self
    }

    /// Sets the maximum number of concurrent requests, from sending to the last byte of the
    /// response, or to the headers of a streamed response. Defaults to no limit; 0 counts as 1.
    #[must_use]
    pub fn max_in_flight(mut self, requests: u32) -> Self {
        self.max_in_flight = Some(requests.max(1));
        self
    }

    /// Returns the rate if it is invalid.
    pub(crate) fn invalid_rate(&self) -> Option<f64> {
        self.rate.filter(|rate| !rate.is_finite() || *rate <= 0.0)
    }

    fn capacity(&self) -> f64 {
        f64::from(self.burst.unwrap_or(1))
    }
}

/// The rate limit allows no request before the deadline of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimitTimeout {
    /// The minimum wait of the call.
    pub(crate) wait: Duration,
    /// Whether the service requested the wait.
    pub(crate) is_pause: bool,
}

/// Applies a [`RateLimit`] to all requests of a client.
pub(crate) struct RateLimiter {
    limit: RateLimit,
    clock: Arc<dyn Clock>,
    state: Mutex<LimiterState>,
}

struct LimiterState {
    /// The number of requests that can be sent at once.
    tokens: f64,
    /// The fraction of the limits that applies.
    factor: f64,
    /// The time of the last update of tokens and factor.
    updated: Instant,
    paused_until: Option<Instant>,
    decreased: Option<Instant>,
    in_flight: u32,
    /// The wakers of the waiting calls by ticket, in the order of their arrival.
    queue: BTreeMap<u64, Option<Waker>>,
    next_ticket: u64,
}

impl RateLimiter {
    pub(crate) fn new(limit: RateLimit, clock: Arc<dyn Clock>) -> Self {
        Self {
            state: Mutex::new(LimiterState {
                tokens: limit.capacity(),
                factor: 1.0,
                updated: clock.now(),
                paused_until: None,
                decreased: None,
                in_flight: 0,
                queue: BTreeMap::new(),
                next_ticket: 0,
            }),
            limit,
            clock,
        }
    }

    /// Waits until a request may be sent, at most for `limit`. Returns immediately if the wait
    /// would be longer.
    pub(crate) fn acquire(self: &Arc<Self>, limit: Duration) -> Acquire {
        let mut state = self.lock();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.queue.insert(ticket, None);
        let now = self.clock.now();
        self.update(&mut state, now);
        let estimate = self.wait_at_least(&state, now);
        drop(state);
        Acquire {
            permit: Some(RateLimitPermit {
                rate_limiter: Arc::clone(self),
                ticket,
                is_granted: false,
            }),
            started: now,
            limit,
            estimate,
            timer: None,
        }
    }

    /// Slows down after a 429.
    pub(crate) fn throttle(&self, retry_after: Option<Duration>) {
        let mut state = self.lock();
        let now = self.clock.now();
        self.update(&mut state, now);
        let until = retry_after.and_then(|wait| now.checked_add(wait.min(MAX_PAUSE)));
        let is_longer = until > state.paused_until;
        state.paused_until = state.paused_until.max(until);
        let is_same = state
            .decreased
            .is_some_and(|at| now.saturating_duration_since(at) < DECREASE_INTERVAL);
        if !is_same {
            state.decreased = Some(now);
            state.factor = (state.factor * DECREASE).max(MIN_FACTOR);
        } else if !is_longer {
            return;
        }
        // Calls that would wait for too long fail immediately.
        let waiting = state.queue.values_mut();
        let wakers: Vec<Waker> = waiting.filter_map(Option::take).collect();
        drop(state);
        wakers.into_iter().for_each(Waker::wake);
    }

    fn lock(&self) -> MutexGuard<'_, LimiterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the tokens and the growth of the elapsed time.
    fn update(&self, state: &mut LimiterState, now: Instant) {
        let elapsed = now.saturating_duration_since(state.updated).as_secs_f64();
        state.updated = now;
        if let Some(rate) = self.limit.rate {
            let tokens = state.tokens + elapsed * rate * state.factor;
            state.tokens = tokens.min(self.limit.capacity());
        }
        state.factor = (state.factor + elapsed * INCREASE_PER_SECOND).min(1.0);
        if state.paused_until.is_some_and(|until| until <= now) {
            state.paused_until = None;
        }
    }

    /// Returns the minimum wait of the last call in the queue.
    fn wait_at_least(&self, state: &LimiterState, now: Instant) -> Duration {
        let pause = state.pause(now);
        let Some(rate) = self.limit.rate else {
            return pause;
        };
        let missing = state.queue.len() as f64 - state.tokens - EPSILON;
        // The rate may grow during the wait.
        pause.max(seconds(missing / rate))
    }

    /// Returns the wait of the next request for the rate. `None` if it waits for another request to
    /// end.
    fn wait(&self, state: &LimiterState, now: Instant) -> Option<Duration> {
        if let Some(configured) = self.limit.max_in_flight {
            let max = (f64::from(configured) * state.factor).max(1.0);
            let required = f64::from(state.in_flight) + 1.0;
            if required > max + EPSILON {
                // The limit grows back without a request that ends.
                let missing = required / f64::from(configured) - state.factor;
                return (required <= f64::from(configured))
                    .then(|| seconds(missing / INCREASE_PER_SECOND));
            }
        }
        let missing = 1.0 - state.tokens;
        let wait = match self.limit.rate {
            Some(rate) if missing > EPSILON => seconds(missing / (rate * state.factor)),
            _ => Duration::ZERO,
        };
        Some(wait.max(state.pause(now)))
    }
}

impl LimiterState {
    fn pause(&self, now: Instant) -> Duration {
        self.paused_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// Returns the waker of the call that is next.
    fn first_waker(&mut self) -> Option<Waker> {
        self.queue.first_entry()?.get_mut().take()
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
}

/// Waits for a call's permit.
#[must_use = "a future does nothing unless polled"]
pub(crate) struct Acquire {
    permit: Option<RateLimitPermit>,
    started: Instant,
    limit: Duration,
    /// The minimum wait.
    estimate: Duration,
    /// Wakes the task to check again.
    timer: Option<Sleep>,
}

impl Acquire {
    /// Grants the permit, or returns the wait before the next check.
    fn try_grant(
        &self,
        permit: &mut RateLimitPermit,
        waker: &Waker,
    ) -> Result<Option<Duration>, RateLimitTimeout> {
        let rate_limiter = Arc::clone(&permit.rate_limiter);
        let mut state = rate_limiter.lock();
        let now = rate_limiter.clock.now();
        rate_limiter.update(&mut state, now);
        let is_first =
            state.queue.first_key_value().map(|(first, _)| *first) == Some(permit.ticket);
        let wait = if is_first {
            rate_limiter.wait(&state, now)
        } else {
            None
        };
        let left = self
            .limit
            .saturating_sub(now.saturating_duration_since(self.started));
        let is_in_time = self.estimate < self.limit && !left.is_zero();
        if wait == Some(Duration::ZERO) && is_in_time {
            state.queue.remove(&permit.ticket);
            state.in_flight += 1;
            if rate_limiter.limit.rate.is_some() {
                state.tokens -= 1.0;
            }
            permit.is_granted = true;
            let next = state.first_waker();
            drop(state);
            next.into_iter().for_each(Waker::wake);
            return Ok(None);
        }
        let pause = state.pause(now);
        let at_least = wait.unwrap_or(pause);
        if !is_in_time || at_least >= left {
            return Err(RateLimitTimeout {
                wait: at_least.max(self.estimate),
                is_pause: pause >= left,
            });
        }
        state.queue.insert(permit.ticket, Some(waker.clone()));
        Ok(Some(wait.map_or(left, |wait| wait.min(left))))
    }
}

impl Future for Acquire {
    type Output = Result<RateLimitPermit, RateLimitTimeout>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let Some(mut permit) = self.permit.take() else {
                return Poll::Pending;
            };
            let granted = self.try_grant(&mut permit, context.waker());
            let wait = match granted {
                Ok(Some(wait)) => wait,
                Ok(None) => return Poll::Ready(Ok(permit)),
                Err(timeout) => return Poll::Ready(Err(timeout)),
            };
            let clock = Arc::clone(&permit.rate_limiter.clock);
            self.permit = Some(permit);
            let mut timer = clock.sleep(wait);
            if timer.as_mut().poll(context).is_pending() {
                self.timer = Some(timer);
                return Poll::Pending;
            }
        }
    }
}

/// The place of a call in the queue, then among the requests in flight.
pub(crate) struct RateLimitPermit {
    rate_limiter: Arc<RateLimiter>,
    ticket: u64,
    is_granted: bool,
}

impl Drop for RateLimitPermit {
    fn drop(&mut self) {
        let mut state = self.rate_limiter.lock();
        if self.is_granted {
            state.in_flight -= 1;
        } else {
            state.queue.remove(&self.ticket);
        }
        let next = state.first_waker();
        drop(state);
        next.into_iter().for_each(Waker::wake);
    }
}

impl fmt::Debug for RateLimitPermit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimitPermit").finish_non_exhaustive()
    }
}
