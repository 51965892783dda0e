//! Instructions of a call in user space, counted by callgrind: of so many calls, and of twice as
//! many. The difference is that of the calls alone.

use std::io;
use std::process::{Command, Stdio};

use super::server::Ready;
use super::{Counted, What, Who};
use crate::tell;

const CALLS: u64 = 500;

/// Says why where they cannot be counted.
pub(super) fn count(ready: &Ready) -> Result<Vec<Counted>, String> {
    let version = Command::new("valgrind").arg("--version").output();
    if let Err(error) = version {
        return Err(match error.kind() {
            io::ErrorKind::NotFound => "valgrind is not there".to_owned(),
            _ => format!("valgrind cannot be run: {error}"),
        });
    }
    let ready = serde_json::to_string(ready).map_err(|error| error.to_string())?;
    let mut counted = Vec::new();
    for what in What::ALL {
        for who in [Who::Rolekit, Who::ByHand, Who::Bare] {
            let once = total(who, what, CALLS, &ready)?;
            let twice = total(who, what, 2 * CALLS, &ready)?;
            let instructions = twice.saturating_sub(once) / CALLS;
            tell(&format!(
                "calls: {what}, {who}: {instructions} instructions"
            ));
            counted.push(Counted {
                what,
                who,
                instructions,
            });
        }
    }
    Ok(counted)
}

/// The instructions of a whole process.
fn total(who: Who, what: What, calls: u64, ready: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["call-only", &name(who), &name(what)])
        .args([&calls.to_string(), ready])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let last = said.lines().next_back().unwrap_or_default();
        return Err(format!("valgrind failed with {}: {last}", output.status));
    }
    said.lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, number)| number.trim().parse().ok())
        .ok_or_else(|| "callgrind did not say how many there were".to_owned())
}

/// The name of an argument, as clap has it.
fn name(value: impl clap::ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
