//! A child process that administers the sandbox. It reads its task from stdin and writes its progress
//! to stdout, each a line of JSON.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::service::Service;
use crate::error::{Error, Result};
use crate::time::Stopwatch;

/// The task of the process.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) service: Service,
    pub(super) base_url: String,
    pub(super) key: String,
    pub(super) rounds: usize,
}

/// Written after the first response.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Started {
    pub(super) first_response: bool,
}

/// Written after the last round.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finished {
    pub(super) seconds: f64,
    pub(super) peak_kib: Option<u64>,
}

/// The times of a process.
pub(super) struct Session {
    /// From the start of the process to its first response.
    pub(super) first_response: Duration,
    /// From the first response to the end of the last round.
    pub(super) seconds: f64,
    pub(super) peak_kib: Option<u64>,
}

/// Runs the process.
pub(super) fn run(program: &mut Command, task: &Task) -> Result<Session> {
    let stopwatch = Stopwatch::start();
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(stdin) = &mut child.stdin {
        writeln!(stdin, "{}", serde_json::to_string(task)?)?;
    }
    let stdout = child.stdout.take().ok_or("the process has no stdout")?;
    let mut lines = BufReader::new(stdout).lines();
    let mut line = || {
        lines
            .next()
            .ok_or("the process ended too early")?
            .map_err(Error::from)
    };
    let started: Started = serde_json::from_str(&line()?)?;
    let first_response = stopwatch.elapsed().wall;
    if !started.first_response {
        return Err("the process got no response".into());
    }
    let finished: Finished = serde_json::from_str(&line()?)?;
    let status = child.wait()?;
    if !status.success() {
        return Err(format!("a client of {} ended with {status}", task.service).into());
    }
    Ok(Session {
        first_response,
        seconds: finished.seconds,
        peak_kib: finished.peak_kib,
    })
}
