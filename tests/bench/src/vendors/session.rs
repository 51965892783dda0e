//! A process that administers, and how long it took.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Service;
use crate::Result;
use crate::sandbox::Access;
use crate::time::Start;

/// What a process is told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) service: Service,
    pub(super) base_url: String,
    pub(super) key: String,
    pub(super) rounds: usize,
}

/// What it says when the first answer has come.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct First {
    pub(super) first: bool,
}

/// What it says at the end.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) seconds: f64,
    pub(super) peak_kib: Option<u64>,
}

/// What came of it.
pub(super) struct Ended {
    /// From its start to its first answer.
    pub(super) first: Duration,
    pub(super) seconds: f64,
    pub(super) peak_kib: Option<u64>,
}

pub(super) fn session(
    program: &mut Command,
    service: Service,
    access: &Access,
    rounds: usize,
) -> Result<Ended> {
    let told = serde_json::to_string(&Told {
        service,
        base_url: access.base_url.clone(),
        key: access.key.clone(),
        rounds,
    })?;
    let start = Start::now();
    let mut child = program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(stdin) = &mut child.stdin {
        writeln!(stdin, "{told}")?;
    }
    let mut lines = BufReader::new(child.stdout.take().ok_or("it says nothing")?).lines();
    let mut line = || {
        lines
            .next()
            .ok_or("it ended too early")?
            .map_err(crate::Error::from)
    };
    let answered: First = serde_json::from_str(&line()?)?;
    let first = start.taken().time;
    if !answered.first {
        return Err("no answer has come".into());
    }
    let end: End = serde_json::from_str(&line()?)?;
    if !child.wait()?.success() {
        return Err(format!("a client of {service} broke down").into());
    }
    Ok(Ended {
        first,
        seconds: end.seconds,
        peak_kib: end.peak_kib,
    })
}
