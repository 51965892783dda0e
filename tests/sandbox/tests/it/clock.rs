//! Tokio's clock, which some tests pause.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of these tests that reads the clock"
)]

use std::time::Duration;

use tokio::time::Instant;

/// Measures the time since its start.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

pub(crate) async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}
