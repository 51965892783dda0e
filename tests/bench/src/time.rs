//! How long something takes: by the clock on the wall, and of that the processor's.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks for the time"
)]

use std::time::{Duration, Instant};

/// When something began.
pub(crate) struct Start {
    time: Instant,
    busy: Option<Duration>,
}

/// How long it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) time: Duration,
    /// What this thread ran of it, where the system tells.
    pub(crate) busy: Option<Duration>,
}

impl Start {
    pub(crate) fn now() -> Self {
        Self {
            busy: busy(),
            time: Instant::now(),
        }
    }

    pub(crate) fn taken(&self) -> Taken {
        let time = self.time.elapsed();
        let busy = self.busy.zip(busy());
        Taken {
            time,
            busy: busy.map(|(before, after)| after.saturating_sub(before)),
        }
    }
}

/// How long this thread has run.
#[cfg(unix)]
fn busy() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let nanoseconds = u32::try_from(time.tv_nsec).ok()?;
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, nanoseconds))
}

#[cfg(not(unix))]
fn busy() -> Option<Duration> {
    None
}
