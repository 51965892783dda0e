//! tokio's clock, which most tests pause.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of these tests that reads the clock"
)]

use std::time::Duration;

use tokio::time::Instant;

/// Measures from its start on.
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
