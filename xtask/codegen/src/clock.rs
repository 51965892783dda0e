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

/// Returns the CPU time of the child processes that have ended, and of theirs. `None` if the system does not
/// report it.
pub fn cpu_of_children() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    cpu_in_stat(&text)
}

/// Adds the fields `cutime` and `cstime`.
fn cpu_in_stat(text: &str) -> Option<Duration> {
    /// Units of a second in which Linux reports times to programs.
    const TICKS: u64 = 100;
    // The name of the program may contain anything.
    let (_, fields) = text.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(13).map(str::parse::<u64>);
    let ticks = times.next()?.ok()? + times.next()?.ok()?;
    Some(Duration::from_millis(ticks * 1000 / TICKS))
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::cpu_in_stat;

    #[test]
    fn the_times_of_children_are_read_behind_the_name() {
        let text = "71 (a (b) c) S 1 71 71 0 -1 4194560 9 8 7 6 11 12 150 25 20 0 1 0 5 9 8";
        assert_eq!(cpu_in_stat(text), Some(Duration::from_millis(1750)));
        assert_eq!(cpu_in_stat("71 (a) S 1"), None);
    }
}
