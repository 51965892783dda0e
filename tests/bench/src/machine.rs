//! Describes the machine, without anything that identifies it.

use std::fmt;
use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The machine that figures were measured on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Machine {
    /// Number of hardware threads.
    pub(crate) cores: usize,
    /// `None` if the system does not report it.
    pub(crate) memory_gib: Option<u64>,
    /// For example `linux`.
    pub(crate) os: String,
    /// For example `x86_64`.
    pub(crate) architecture: String,
    /// Output of `rustc --version`.
    pub(crate) rustc: String,
}

impl Machine {
    pub(crate) fn current() -> Self {
        let rustc = Command::new("rustc").arg("--version").output();
        let rustc = rustc
            .ok()
            .and_then(|output| String::from_utf8(output.stdout).ok());
        Self {
            cores: std::thread::available_parallelism().map_or(1, Into::into),
            memory_gib: proc_field("/proc/meminfo", "MemTotal")
                .and_then(|text| kib(&text))
                .map(|kib| (kib + (1 << 19)) >> 20),
            os: std::env::consts::OS.to_owned(),
            architecture: std::env::consts::ARCH.to_owned(),
            rustc: rustc.map_or_else(|| "rustc".to_owned(), |text| text.trim().to_owned()),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cores of {}, ", self.cores, self.architecture)?;
        if let Some(memory) = self.memory_gib {
            write!(f, "{memory} GiB of memory, ")?;
        }
        write!(f, "{}, {}", self.os, self.rustc)
    }
}

/// Returns a memory figure of this process, for example `VmRSS`, if the system reports it.
pub(crate) fn process_memory_kib(field: &str) -> Option<u64> {
    kib(&proc_field("/proc/self/status", field)?)
}

/// Returns the peak resident memory of a running process, if the system reports it.
pub(crate) fn peak_memory_kib(process: u32) -> Option<u64> {
    kib(&proc_field(&format!("/proc/{process}/status"), "VmHWM")?)
}

/// Returns the first field of this name in a file of `/proc`.
fn proc_field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(field, _)| field.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}

/// Parses a number of KiB as `/proc` has it.
fn kib(text: &str) -> Option<u64> {
    text.strip_suffix("kB")?.trim().parse().ok()
}
