//! Injectable clock and jitter.
#![allow(
    clippy::disallowed_methods,
    reason = "the only file of this crate that reads the system clock"
)]
#![cfg_attr(
    not(feature = "test-util"),
    allow(unreachable_pub, reason = "exported with this feature")
)]

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;

use crate::transport::BoxError;

/// A future that completes after some time.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Provides the time and timers. Defaults to Tokio's clock, which tests can pause.
///
/// Clients read it and pass it to their credential sources; a custom one is set with
/// [`ClientBuilder::clock`](crate::ClientBuilder::clock).
pub trait Clock: Debug + Send + Sync + 'static {
    /// Returns the current instant, to measure durations.
    fn now(&self) -> Instant;

    /// Returns the current date, to compare with dates in responses.
    fn system_time(&self) -> SystemTime;

    /// Returns a future that completes after `duration`.
    fn sleep(&self, duration: Duration) -> Sleep;

    /// Checks that timers can be created here. If not, calls fail before anything is sent.
    ///
    /// # Errors
    /// A message that contains the reason.
    fn check(&self) -> Result<(), BoxError> {
        Ok(())
    }
}

/// Provides the randomness of the backoff.
pub trait Jitter: Debug + Send + Sync + 'static {
    /// Returns a number from 0 to 1, uniformly distributed.
    fn fraction(&self) -> f64;
}

/// The clock of Tokio.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }

    fn check(&self) -> Result<(), BoxError> {
        if Handle::try_current().is_err() {
            return Err("there is no Tokio runtime; make the call within one".into());
        }
        // Tokio has no function that returns whether a runtime has timers.
        std::panic::catch_unwind(|| drop(tokio::time::sleep(Duration::ZERO)))
            .map_err(|_| "the Tokio runtime has no timers; build it with `enable_all`".into())
    }
}

/// A fast generator, seeded per thread.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RandomJitter;

impl Jitter for RandomJitter {
    fn fraction(&self) -> f64 {
        fastrand::f64()
    }
}
