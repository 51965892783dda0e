//! Counts the instructions of a call in user space with callgrind. The process is measured with a
//! number of calls and with twice as many, and the difference is divided by that number.

use std::io;
use std::process::{Command, Stdio};

use super::figures::InstructionCount;
use super::fixed_server::FixedServer;
use super::workload::{ClientKind, Workload};
use crate::progress;

const CALLS: u64 = 500;

/// Counts for each workload and client.
pub(super) fn count(server: &FixedServer) -> Result<Vec<InstructionCount>, String> {
    let version = Command::new("valgrind").arg("--version").output();
    if let Err(error) = version {
        return Err(match error.kind() {
            io::ErrorKind::NotFound => "valgrind is not installed".to_owned(),
            _ => format!("cannot run valgrind: {error}"),
        });
    }
    let server = serde_json::to_string(server).map_err(|error| error.to_string())?;
    let mut counts = Vec::new();
    for workload in Workload::ALL {
        for client in [ClientKind::Rolekit, ClientKind::Reqwest, ClientKind::Hyper] {
            let once = total(client, workload, CALLS, &server)?;
            let twice = total(client, workload, 2 * CALLS, &server)?;
            let instructions = twice.saturating_sub(once) / CALLS;
            progress::report(&format!(
                "calls: {workload}, {client}: {instructions} instructions"
            ));
            counts.push(InstructionCount {
                workload,
                client,
                instructions,
            });
        }
    }
    Ok(counts)
}

/// Counts the instructions of a process that makes this number of calls.
fn total(client: ClientKind, workload: Workload, calls: u64, server: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["profile", &name(client), &name(workload)])
        .args([&calls.to_string(), server])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let last = log.lines().next_back().unwrap_or_default();
        return Err(format!("valgrind ended with {}: {last}", output.status));
    }
    log.lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, number)| number.trim().parse().ok())
        .ok_or_else(|| "no instruction count in the output of callgrind".to_owned())
}

/// Returns the name of a value on the command line.
fn name(value: impl clap::ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
