//! Wall-clock time and CPU time.
#![allow(
    clippy::disallowed_methods,
    reason = "the only file of this crate that reads the clock"
)]

use std::time::{Duration, Instant};

/// Waits for a time.
pub(crate) fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// A running measurement of time.
pub(crate) struct Stopwatch {
    started: Instant,
    cpu_at_start: Option<Duration>,
}

/// What a [`Stopwatch`] measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Elapsed {
    pub(crate) wall: Duration,
    /// CPU time of the thread. `None` if the system does not report it.
    pub(crate) cpu: Option<Duration>,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self {
            cpu_at_start: thread_cpu_time(),
            started: Instant::now(),
        }
    }

    pub(crate) fn elapsed(&self) -> Elapsed {
        let wall = self.started.elapsed();
        let cpu = self.cpu_at_start.zip(thread_cpu_time());
        Elapsed {
            wall,
            cpu: cpu.map(|(before, after)| after.saturating_sub(before)),
        }
    }
}

#[cfg(unix)]
fn thread_cpu_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let nanoseconds = u32::try_from(time.tv_nsec).ok()?;
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, nanoseconds))
}

#[cfg(not(unix))]
fn thread_cpu_time() -> Option<Duration> {
    None
}
