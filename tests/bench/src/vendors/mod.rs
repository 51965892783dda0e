//! Side by server with the vendors' own Python clients: the same administration of a sandbox, by each
//! in a fresh process, in turns.

mod ours;
mod session;

// The library of the crate would bring the pipeline along, and with it other features of what is
// measured.
#[path = "../../../e2e/src/vendors/interpreter.rs"]
#[expect(unreachable_pub, reason = "it is another crate's")]
mod interpreter;

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use self::interpreter::{Python, REQUIREMENTS};
pub(crate) use self::ours::Ours;
use self::session::{Ended, session};
use crate::had::Had;
use crate::machine::Machine;
use crate::stats::Spread;
use crate::{Result, sandbox, tell};

const SCRIPT: &str = include_str!("../../python/administer.py");

/// How many calls a round of administration has.
const CALLS_A_ROUND: usize = 4;

/// Whose API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Service {
    /// Role assignments: create, update, list, delete.
    Gcore,
    /// Roles: create, update, get, delete.
    #[value(name = "trusted_twin")]
    TrustedTwin,
}

/// The part `vendors`.
#[derive(Debug, Args)]
pub(crate) struct Vendors {
    /// How many processes each client has
    #[arg(long, default_value_t = 9)]
    processes: usize,
    /// How often each process goes through its four calls
    #[arg(long, default_value_t = 200)]
    rounds: usize,
}

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) machine: Machine,
    /// As `python --version` says, and why there is none where there is none.
    pub(crate) python: Had<String>,
    pub(crate) processes: usize,
    pub(crate) calls_a_process: usize,
    pub(crate) measured: Vec<Measured>,
}

/// A client at work.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) service: Service,
    /// As it is required: `gcore==0.59.0`, or `rolekit`.
    pub(crate) client: String,
    /// One at a time.
    pub(crate) calls_a_second: Spread,
    /// From the start of a process to its first answer.
    pub(crate) first_answer_ms: Spread,
    /// The most that was resident, where the system tells.
    pub(crate) peak_kib: Option<u64>,
}

impl Vendors {
    pub(crate) fn run(&self) -> Result<Figures> {
        let (_server, ready) = sandbox::start(0)?;
        tell("vendors: looking for the vendors' clients");
        let python = Python::with_clients(&folder()?);
        let said = python.clone().and_then(|python| version(&python));
        if let Err(error) = &said {
            tell(&format!("vendors: they are not to be had: {error}"));
        }
        let mut measured = Vec::new();
        for service in [Service::Gcore, Service::TrustedTwin] {
            let access = match service {
                Service::Gcore => &ready.gcore,
                Service::TrustedTwin => &ready.trusted_twin,
            };
            let mut ours = Vec::new();
            let mut theirs = Vec::new();
            for _ in 0..self.processes {
                let mut program = Command::new(std::env::current_exe()?);
                ours.push(session(
                    program.arg("administer"),
                    service,
                    access,
                    self.rounds,
                )?);
                if let Ok(python) = &python {
                    let mut program = python.command(&["-c", SCRIPT]);
                    theirs.push(session(&mut program, service, access, self.rounds)?);
                }
            }
            measured.extend(self.measured(service, "rolekit", &ours));
            measured.extend(self.measured(service, theirs_of(service), &theirs));
        }
        for measured in &measured {
            tell(&format!(
                "vendors: {}, {}: {:.0} calls a second, first answer after {:.1} ms",
                measured.service,
                measured.client,
                measured.calls_a_second.median,
                measured.first_answer_ms.median,
            ));
        }
        Ok(Figures {
            machine: Machine::here(),
            python: said.into(),
            processes: self.processes,
            calls_a_process: self.rounds * CALLS_A_ROUND,
            measured,
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "a number of calls")]
    fn measured(&self, service: Service, client: &str, ended: &[Ended]) -> Option<Measured> {
        let calls = (self.rounds * CALLS_A_ROUND) as f64;
        let first = ended.iter().map(|ended| ended.first.as_secs_f64() * 1e3);
        Some(Measured {
            service,
            client: client.to_owned(),
            calls_a_second: Spread::of(ended.iter().map(|ended| calls / ended.seconds))?.rounded(0),
            first_answer_ms: Spread::of(first)?.rounded(1),
            peak_kib: ended.iter().filter_map(|ended| ended.peak_kib).max(),
        })
    }
}

/// As the requirements have it.
fn theirs_of(service: Service) -> &'static str {
    let name = match service {
        Service::Gcore => "gcore==",
        Service::TrustedTwin => "trustedtwin==",
    };
    let mut lines = REQUIREMENTS.lines();
    lines.find(|line| line.starts_with(name)).unwrap_or(name)
}

/// Kept between runs, beside what is built.
fn folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("the program is nowhere")?;
    Ok(target.join("bench").join("vendor-clients"))
}

fn version(python: &Python) -> Result<String, String> {
    let said = python.command(&["--version"]).output();
    let said = said.map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&said.stdout).trim().to_owned())
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gcore => "Gcore",
            Self::TrustedTwin => "Trusted Twin",
        })
    }
}
