//! The public items of a crate, as rustdoc writes them to JSON.
//!
//! The format is not stable: each Rust writes one, and whoever reads it has to know that one.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::cargo;

/// The format that is read here.
const FORMAT: u64 = 57;
/// The Rust that writes it.
const RUST: &str = "1.95";

/// What a dependent can build; of the two TLS libraries neither shows in the API.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// The name of the crate.
    pub name: &'static str,
    /// Where it stands, from the root.
    pub folder: &'static str,
    features: &'static str,
}

/// The crates that are published.
pub const PUBLISHED: [Published; 3] = [
    Published {
        name: "rolekit-runtime",
        folder: "sdk/runtime",
        features: "schemars",
    },
    Published {
        name: "rolekit",
        folder: "sdk/rolekit",
        features: "gcore,gcore-iam,trusted-twin,schemars",
    },
    Published {
        name: "rolekit-sandbox",
        folder: "tests/sandbox",
        features: "",
    },
];

/// Why there is no JSON.
#[derive(Debug)]
pub enum Failure {
    /// This Rust writes another format.
    Format {
        /// The one it writes.
        written: u64,
    },
    /// It could not be written.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { written } => write!(
                f,
                "this Rust's rustdoc writes format {written}, and format {FORMAT} is read here, which is that of Rust {RUST}"
            ),
            Self::Other(said) => f.write_str(said),
        }
    }
}

/// Writes the JSON of `krate` in the project at `root`, below `target`, and says where it is. The
/// next one of the same name is written over it.
///
/// # Errors
/// Why there is none.
pub fn json(root: &Path, target: &Path, krate: &Published) -> Result<PathBuf, Failure> {
    let mut command = cargo::command();
    command
        .args(["rustdoc", "--quiet", "--locked", "--lib"])
        .args(["--package", krate.name, "--no-default-features"])
        .args(["--features", krate.features])
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .args(["--cap-lints", "allow"])
        .env("RUSTC_BOOTSTRAP", "1")
        // Their own: what some dependencies are built to depends on the line above.
        .env("CARGO_TARGET_DIR", target)
        .current_dir(root);
    cargo::run(&mut command).map_err(Failure::Other)?;
    let path = target
        .join("doc")
        .join(format!("{}.json", krate.name.replace('-', "_")));
    let other = |e: &dyn fmt::Display| Failure::Other(format!("{}: {e}", path.display()));
    let text = std::fs::read_to_string(&path).map_err(|e| other(&e))?;
    let json: serde_json::Value = serde_json::from_str(&text).map_err(|e| other(&e))?;
    match json
        .get("format_version")
        .and_then(serde_json::Value::as_u64)
    {
        Some(FORMAT) => Ok(path),
        written => Err(Failure::Format {
            written: written.unwrap_or_default(),
        }),
    }
}
