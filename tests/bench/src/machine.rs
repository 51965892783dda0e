//! The machine in words: what it is like, and nothing that tells which one it is.

use std::fmt;
use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// What the figures were measured on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Machine {
    /// How many threads run at once.
    pub(crate) cores: usize,
    /// Where the system tells.
    pub(crate) memory_gib: Option<u64>,
    /// Such as `linux`.
    pub(crate) os: String,
    /// Such as `x86_64`.
    pub(crate) architecture: String,
    /// As `rustc --version` says.
    pub(crate) rustc: String,
}

impl Machine {
    pub(crate) fn here() -> Self {
        let rustc = Command::new("rustc").arg("--version").output();
        let rustc = rustc
            .ok()
            .and_then(|said| String::from_utf8(said.stdout).ok());
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

/// The first field of this name in a file of the kernel.
pub(crate) fn proc_field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(field, _)| field.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
}

/// A number of KiB as the kernel writes it.
pub(crate) fn kib(text: &str) -> Option<u64> {
    text.strip_suffix("kB")?.trim().parse().ok()
}
