//! Which stage is at work, for whoever waits for it, and how long each took.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use crate::clock::Stopwatch;

/// How long a stage may take before it is told.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a stage took.
pub type Lap = (&'static str, Duration);

#[derive(Default)]
struct Clock {
    running: Option<(&'static str, Stopwatch)>,
    laps: Vec<Lap>,
    teller: Option<Sender<&'static str>>,
}

thread_local! {
    // Stages are called from many places, and only commands look at the clock.
    static CLOCK: RefCell<Clock> = RefCell::default();
}

/// From now on this stage is at work.
pub fn stage(name: &'static str) {
    CLOCK.with_borrow_mut(|clock| {
        clock.lap();
        clock.running = Some((name, Stopwatch::start()));
        if let Some(teller) = &clock.teller {
            // A teller that is gone has nobody to tell.
            let _ = teller.send(name);
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

/// Starts anew, and tells stages that take long where stderr is a terminal.
pub fn start() {
    let teller = std::io::stderr().is_terminal().then(tell);
    CLOCK.with_borrow_mut(|clock| {
        *clock = Clock {
            teller,
            ..Clock::default()
        };
    });
}

/// Stops, and gives what each stage took.
pub fn stop() -> Vec<Lap> {
    CLOCK.with_borrow_mut(|clock| {
        clock.lap();
        clock.teller = None;
        std::mem::take(&mut clock.laps)
    })
}

fn tell() -> Sender<&'static str> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let Ok(mut stage) = receiver.recv() else {
            return;
        };
        loop {
            match receiver.recv_timeout(PATIENCE) {
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
