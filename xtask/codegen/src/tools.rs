//! What `.ci/run` needs beside Rust and a C compiler, in the versions that it was tried with.

use crate::cargo;

/// A subcommand of cargo.
#[derive(Clone, Copy, Debug)]
pub struct Tool {
    /// The name of its crate.
    pub name: &'static str,
    /// The version that is wanted, and no other: what these tools say changes between versions.
    pub version: &'static str,
    /// What it is needed for.
    pub why: &'static str,
}

/// All of them, the quickest to install first.
pub const TOOLS: [Tool; 3] = [
    Tool {
        name: "cargo-hack",
        version: "0.6.46",
        why: "checks the SDK under every set of features",
    },
    Tool {
        name: "cargo-deny",
        version: "0.20.2",
        why: "checks licences, advisories, duplicate versions and sources of the dependencies",
    },
    Tool {
        name: "cargo-semver-checks",
        version: "0.51.0",
        why: "compares the public API with that of the last release",
    },
];

impl Tool {
    /// The version that is there.
    pub fn installed(&self) -> Option<String> {
        let subcommand = self.name.strip_prefix("cargo-").unwrap_or(self.name);
        let said = cargo::output(cargo::command().args([subcommand, "--version"])).ok()?;
        // `cargo-deny 0.20.2`
        said.split_whitespace().nth(1).map(str::to_owned)
    }

    /// The arguments of cargo that install it: without optimisation, for none has much to do.
    pub fn install(&self) -> [String; 4] {
        let package = format!("{}@{}", self.name, self.version);
        ["install", "--locked", "--debug", &package].map(str::to_owned)
    }
}
