//! The only file of this crate that reads a clock. Most tests pause Tokio's clock.
#![allow(clippy::disallowed_methods, reason = "other files use these functions")]

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use tokio::time::Instant;
use tokio::time::error::Elapsed;

/// Measures the time since its start, by Tokio's clock.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts a measurement.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// Returns the time since the start.
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

/// Returns a different seed on each call.
pub fn seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// Waits for this long.
pub async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Returns the output of `future`.
///
/// # Errors
/// If it takes longer than `limit`.
pub async fn timeout<T>(limit: Duration, future: impl Future<Output = T>) -> Result<T, Elapsed> {
    tokio::time::timeout(limit, future).await
}
