//! The time, for telling how long something takes and what day it is.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks the machine for the time"
)]

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Measures from its start on.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long ago that was.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// How long ago 1970 began, in UTC.
pub fn since_1970() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Holds this thread.
pub fn sleep(time: Duration) {
    std::thread::sleep(time);
}
