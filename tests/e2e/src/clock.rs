//! tokio's clock, which most tests pause.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks for the time"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;
use tokio::time::error::Elapsed;

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

/// A runtime on one thread whose clock is paused.
///
/// # Panics
/// If the runtime cannot be built.
#[expect(clippy::panic, reason = "a test cannot run without a runtime")]
pub fn paused() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap_or_else(|error| panic!("cannot build a runtime: {error}"))
}

/// Another number each time.
pub fn seed() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    now.as_nanos() as u64
}

/// Ends once this much time has passed.
pub async fn sleep(time: Duration) {
    tokio::time::sleep(time).await;
}

/// What `end` gives.
///
/// # Errors
/// Where it does not end in this much time.
pub async fn timeout<T>(time: Duration, end: impl Future<Output = T>) -> Result<T, Elapsed> {
    tokio::time::timeout(time, end).await
}
