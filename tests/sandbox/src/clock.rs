//! The sandbox's clock, which a test can advance, and waiting on Tokio's clock.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks the machine for the time"
)]

use std::error::Error;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::{Instant, Sleep};

use crate::lock;

/// The latest time to which a test can advance the clock, in milliseconds since 1970:
/// 9999-12-31T00:00:00Z.
const LAST_START_MS: u64 = 253_402_214_400_000;

/// The last millisecond of the year 9999, with which RFC 3339 ends. The clock stops there.
const END_MS: u64 = 253_402_300_799_999;

/// The clock of both servers. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<ClockState>>);

#[derive(Debug, Default)]
struct ClockState {
    /// How far a test advanced the clock.
    offset: Duration,
    last_ms: u64,
}

impl ClockState {
    fn ms(&self) -> u64 {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .saturating_add(self.offset)
            .as_millis();
        u64::try_from(now)
            .unwrap_or(u64::MAX)
            .max(self.last_ms)
            .min(END_MS)
    }
}

/// The clock cannot be advanced so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockError {
    by_ms: u128,
    left_ms: u64,
}

impl fmt::Display for ClockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot advance the clock by {} ms: it must not pass 9999-12-31T00:00:00Z, to which \
             {} ms are left",
            self.by_ms, self.left_ms
        )
    }
}

impl Error for ClockError {}

impl Clock {
    /// Advances the clock. Every time it returned before is then at least this old. Fails without an
    /// effect if it would pass the last day of the year 9999.
    pub(crate) fn advance(&self, by: Duration) -> Result<(), ClockError> {
        let mut state = lock(&self.0);
        let left_ms = LAST_START_MS.saturating_sub(state.ms());
        let by_ms = by.as_millis();
        match u64::try_from(by_ms) {
            Ok(by_ms) if by_ms <= left_ms => {
                state.last_ms = state.ms().saturating_add(by_ms);
                state.offset = state.offset.saturating_add(by);
                Ok(())
            }
            _ => Err(ClockError { by_ms, left_ms }),
        }
    }

    /// Returns milliseconds since 1970 without advancing the clock. Never less than a value
    /// returned before.
    pub(crate) fn peek_ms(&self) -> u64 {
        lock(&self.0).ms()
    }

    /// Returns seconds since 1970 without advancing the clock.
    pub(crate) fn peek_seconds(&self) -> f64 {
        seconds(self.peek_ms())
    }

    /// Returns milliseconds since 1970, never the same value twice, so that every change has a new
    /// timestamp.
    pub(crate) fn now_ms(&self) -> u64 {
        let mut state = lock(&self.0);
        let now = state.ms();
        state.last_ms = now.saturating_add(1);
        now
    }

    /// Returns the time in RFC 3339, UTC, with milliseconds; never the same value twice.
    pub(crate) fn now_rfc3339(&self) -> String {
        let now = UNIX_EPOCH + Duration::from_millis(self.now_ms());
        humantime::format_rfc3339_millis(now).to_string()
    }

    /// Returns seconds since 1970, with milliseconds; never the same value twice.
    pub(crate) fn now_seconds(&self) -> f64 {
        seconds(self.now_ms())
    }
}

/// Completes after this time, counted from the call.
pub(crate) fn sleep(time: Duration) -> Sleep {
    tokio::time::sleep(time)
}

/// A point in time in the future.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// Returns the deadline after this time, or `None` if the clock cannot represent it.
    pub(crate) fn after(time: Duration) -> Option<Self> {
        Instant::now().checked_add(time).map(Self)
    }

    /// Returns whether the deadline has passed.
    #[cfg(feature = "transport")]
    pub(crate) fn has_passed(self) -> bool {
        Instant::now() >= self.0
    }

    pub(crate) async fn passed(self) {
        tokio::time::sleep_until(self.0).await;
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of this age of the world fit an f64"
)]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_returns_the_same_time_twice() {
        let clock = Clock::default();
        let first = clock.now_ms();
        let second = clock.now_ms();
        assert!(second > first);
        assert!(clock.peek_ms() > second);
        clock.clone().advance(Duration::from_secs(3600)).unwrap();
        assert!(clock.now_ms() >= second + 3_600_000);
        assert!(clock.peek_seconds() >= seconds(second) + 3600.0);
    }

    #[test]
    fn stops_at_the_end_of_the_year_9999() {
        let clock = Clock::default();
        // As if the machine had run until then.
        lock(&clock.0).offset = Duration::from_millis(END_MS);
        for _ in 0..2 {
            assert_eq!(clock.now_rfc3339(), "9999-12-31T23:59:59.999Z");
        }
        clock.advance(Duration::from_millis(1)).unwrap_err();
    }
}
