//! Shows the running stage, and measures the duration of each.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::clock::Stopwatch;

/// The time after which a running stage is shown.
const QUIET_TIME: Duration = Duration::from_secs(1);

/// A stage and its duration.
pub type Lap = (&'static str, Duration);

#[derive(Default)]
struct Clock {
    running: Option<(&'static str, Stopwatch)>,
    laps: Vec<Lap>,
    printer: Option<Sender<&'static str>>,
}

thread_local! {
    // Stages are called from many places, and only commands measure them.
    static CLOCK: RefCell<Clock> = RefCell::default();
}

/// Starts a stage, and ends the one before.
pub fn stage(name: &'static str) {
    CLOCK.with_borrow_mut(|clock| {
        clock.lap();
        clock.running = Some((name, Stopwatch::start()));
        if let Some(printer) = &clock.printer {
            // The thread may have ended.
            let _ = printer.send(name);
        }
    });
}

impl Clock {
    fn lap(&mut self) {
        if let Some((name, since)) = self.running.take() {
            self.laps.push((name, since.elapsed()));
        }
    }
}

/// Starts measuring. Stages that take long are shown if stderr is a terminal.
pub fn start() {
    let printer = std::io::stderr().is_terminal().then(start_printer);
    CLOCK.with_borrow_mut(|clock| {
        *clock = Clock {
            printer,
            ..Clock::default()
        };
    });
}

/// Stops measuring, and returns the stages.
pub fn stop() -> Vec<Lap> {
    CLOCK.with_borrow_mut(|clock| {
        clock.lap();
        clock.printer = None;
        std::mem::take(&mut clock.laps)
    })
}

fn start_printer() -> Sender<&'static str> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let Ok(mut stage) = receiver.recv() else {
            return;
        };
        loop {
            match receiver.recv_timeout(QUIET_TIME) {
                Ok(next) => stage = next,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let _ = writeln!(std::io::stderr(), "{stage} …");
                    match receiver.recv() {
                        Ok(next) => stage = next,
                        Err(_) => return,
                    }
                }
            }
        }
    });
    sender
}

/// Returns milliseconds, for a report.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_a_lap() {
        start();
        stage("a");
        stage("b");
        let laps = stop();
        assert_eq!(laps.iter().map(|l| l.0).collect::<Vec<_>>(), ["a", "b"]);
        assert!(stop().is_empty());
    }
}
