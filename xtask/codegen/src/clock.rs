//! Time, for durations and the current date.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks the machine for the time"
)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Measures the time since its creation.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the time since the start.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Returns the time since 1970-01-01T00:00Z.
pub fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Blocks the current thread.
pub fn sleep(time: Duration) {
    std::thread::sleep(time);
}
