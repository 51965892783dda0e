//! Compares the SDK with the vendors' Python clients: the same operations on a sandbox, each client in
//! new processes, which alternate.

mod administer;
mod service;
mod session;

// A file of `tests/e2e`. A dependency on that crate would enable more features of the SDK's
// dependencies than a dependent has.
#[path = "../../../e2e/src/vendors/interpreter.rs"]
#[expect(unreachable_pub, reason = "public in its own crate")]
mod interpreter;

use std::path::PathBuf;
use std::process::Command;

use clap::Args;
use serde::{Deserialize, Serialize};

pub(crate) use self::administer::administer;
use self::interpreter::{Python, REQUIREMENTS};
pub(crate) use self::service::Service;
use self::session::{Session, Task};
use crate::error::Result;
use crate::machine::Machine;
use crate::measurement::Measurement;
use crate::stats::Spread;
use crate::{progress, sandbox};

const SCRIPT: &str = include_str!("../../python/administer.py");

/// Number of calls in a round.
const CALLS_PER_ROUND: usize = 4;

/// The part `vendors`.
#[derive(Debug, Args)]
pub(crate) struct Vendors {
    /// Processes of each client
    #[arg(long, default_value_t = 9)]
    processes: usize,
    /// Rounds of four calls in each process
    #[arg(long, default_value_t = 200)]
    rounds: usize,
}

/// The figures of the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VendorFigures {
    pub(crate) machine: Machine,
    /// Version of Python, or the reason why the vendors' clients could not be installed.
    pub(crate) python: Measurement<String>,
    pub(crate) processes: usize,
    pub(crate) calls_per_process: usize,
    pub(crate) clients: Vec<ClientFigures>,
}

/// The figures of one client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ClientFigures {
    pub(crate) service: Service,
    /// `rolekit`, or the requirement for pip, such as `gcore==0.59.0`.
    pub(crate) client: String,
    /// Without concurrency.
    pub(crate) calls_per_second: Spread,
    /// From the start of a process to its first response.
    pub(crate) first_response_ms: Spread,
    /// Peak resident memory. `None` if the system does not report it.
    pub(crate) peak_kib: Option<u64>,
}

impl Vendors {
    pub(crate) fn run(&self) -> Result<VendorFigures> {
        let (_process, addresses) = sandbox::start(0)?;
        progress::report("vendors: installing the vendors' clients");
        let python = Python::with_clients(&install_folder()?);
        let version = python.clone().and_then(|python| python_version(&python));
        if let Err(error) = &version {
            progress::report(&format!("vendors: cannot install the clients: {error}"));
        }
        let mut clients = Vec::new();
        for service in [Service::Gcore, Service::TrustedTwin] {
            let address = match service {
                Service::Gcore => &addresses.gcore,
                Service::TrustedTwin => &addresses.trusted_twin,
            };
            let task = Task {
                service,
                base_url: address.base_url.clone(),
                key: address.key.clone(),
                rounds: self.rounds,
            };
            let mut rolekit = Vec::new();
            let mut vendor = Vec::new();
            for _ in 0..self.processes {
                let mut program = Command::new(std::env::current_exe()?);
                rolekit.push(session::run(program.arg("administer"), &task)?);
                if let Ok(python) = &python {
                    let mut program = python.command(&["-c", SCRIPT]);
                    vendor.push(session::run(&mut program, &task)?);
                }
            }
            clients.extend(self.figures(service, "rolekit", &rolekit));
            clients.extend(self.figures(service, vendor_requirement(service), &vendor));
        }
        for figures in &clients {
            progress::report(&format!(
                "vendors: {}, {}: {:.0} calls per second, first response after {:.1} ms",
                figures.service,
                figures.client,
                figures.calls_per_second.median,
                figures.first_response_ms.median,
            ));
        }
        Ok(VendorFigures {
            machine: Machine::current(),
            python: version.into(),
            processes: self.processes,
            calls_per_process: self.rounds * CALLS_PER_ROUND,
            clients,
        })
    }

    /// Returns `None` if there was no session.
    #[expect(clippy::cast_precision_loss, reason = "a number of calls")]
    fn figures(
        &self,
        service: Service,
        client: &str,
        sessions: &[Session],
    ) -> Option<ClientFigures> {
        let calls = (self.rounds * CALLS_PER_ROUND) as f64;
        let rates = sessions.iter().map(|session| calls / session.seconds);
        let first_responses = sessions
            .iter()
            .map(|session| session.first_response.as_secs_f64() * 1e3);
        Some(ClientFigures {
            service,
            client: client.to_owned(),
            calls_per_second: Spread::of(rates)?.rounded(0),
            first_response_ms: Spread::of(first_responses)?.rounded(1),
            peak_kib: sessions.iter().filter_map(|session| session.peak_kib).max(),
        })
    }
}

/// Returns the line of the requirements for the vendor's client.
fn vendor_requirement(service: Service) -> &'static str {
    let name = match service {
        Service::Gcore => "gcore==",
        Service::TrustedTwin => "trustedtwin==",
    };
    let mut lines = REQUIREMENTS.lines();
    lines.find(|line| line.starts_with(name)).unwrap_or(name)
}

/// Returns a folder in the target directory, which later runs reuse.
fn install_folder() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("no target directory")?;
    Ok(target.join("bench").join("vendor-clients"))
}

fn python_version(python: &Python) -> Result<String, String> {
    let output = python.command(&["--version"]).output();
    let output = output.map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
