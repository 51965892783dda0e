//! Time and chance, so that tests can hold them.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks the machine for the time"
)]

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// Tells the time and waits. The default is tokio's clock, which tests can pause.
pub trait Clock: Debug + Send + Sync + 'static {
    /// Now, for measuring how long something takes.
    fn now(&self) -> Instant;

    /// Now, for comparing with the dates that services send.
    fn system_time(&self) -> SystemTime;

    /// Ends once this much time has passed.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// Where the randomness of waits comes from.
pub trait Jitter: Debug + Send + Sync + 'static {
    /// A number from 0 to 1, evenly distributed.
    fn fraction(&self) -> f64;
}

/// tokio's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A fast generator, seeded for each thread.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RandomJitter;

impl Jitter for RandomJitter {
    fn fraction(&self) -> f64 {
        fastrand::f64()
    }
}
