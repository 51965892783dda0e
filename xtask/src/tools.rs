//! The tools that `.ci/run` needs in addition to Rust and a C compiler.

use rolekit_codegen::cargo;

/// A cargo subcommand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    /// The name of its crate.
    pub(crate) name: &'static str,
    /// The exact version, because the output differs between versions.
    pub(crate) version: &'static str,
    /// The purpose.
    pub(crate) why: &'static str,
}

/// The tools, quickest to install first.
pub(crate) const TOOLS: [Tool; 3] = [
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
    /// Returns the installed version.
    pub(crate) fn installed(&self) -> Option<String> {
        let subcommand = self.name.strip_prefix("cargo-").unwrap_or(self.name);
        let version = cargo::output(cargo::command().args([subcommand, "--version"])).ok()?;
        // `cargo-deny 0.20.2`
        version.split_whitespace().nth(1).map(str::to_owned)
    }

    /// Returns the arguments of cargo that install it, without optimisation to save time.
    pub(crate) fn install(&self) -> [String; 4] {
        let package = format!("{}@{}", self.name, self.version);
        ["install", "--locked", "--debug", &package].map(str::to_owned)
    }
}
