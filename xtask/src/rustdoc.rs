//! The public items of a crate as JSON, written by rustdoc.
//!
//! The format is unstable: each version of Rust writes its own.

use std::fmt;
use std::path::{Path, PathBuf};

use rolekit_codegen::cargo;

/// The exit status if rustdoc writes another format.
pub(crate) const OTHER_RUST: u8 = 3;
/// The supported format.
const FORMAT: u64 = 57;
/// The version of Rust that writes it.
const RUST: &str = "1.95";

/// A published crate, with the features that affect its API.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Published {
    /// The name of the crate.
    pub(crate) name: &'static str,
    /// Its folder, relative to the root.
    pub(crate) folder: &'static str,
    features: &'static str,
}

/// The published crates.
pub(crate) const PUBLISHED: [Published; 4] = [
    Published {
        name: "rolekit-runtime",
        folder: "sdk/runtime",
        features: "schemars",
    },
    Published {
        name: "trusted-twin-rules",
        folder: "sdk/rules",
        features: "serde,schemars",
    },
    Published {
        name: "rolekit",
        folder: "sdk/rolekit",
        features: "gcore,gcore-iam,gcore-extra,trusted-twin,trusted-twin-data,schemars",
    },
    Published {
        name: "rolekit-sandbox",
        folder: "tests/sandbox",
        features: "",
    },
];

/// The reason why the JSON could not be read.
#[derive(Debug)]
pub(crate) enum Failure {
    /// rustdoc writes another format.
    Format {
        /// The format that it writes.
        written: u64,
    },
    /// Another error.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format { written } => write!(
                f,
                "unsupported rustdoc format {written}: use Rust {RUST}, which writes format {FORMAT}"
            ),
            Self::Other(message) => f.write_str(message),
        }
    }
}

/// Writes the JSON of `krate` in the project at `root` below `target`, and returns its path. The
/// next call for the same crate overwrites it.
///
/// # Errors
/// Fails if rustdoc fails or writes another format.
pub(crate) fn json(root: &Path, target: &Path, krate: &Published) -> Result<PathBuf, Failure> {
    let mut command = cargo::command();
    command
        .args(["rustdoc", "--quiet", "--locked", "--lib"])
        .args(["--package", krate.name, "--no-default-features"])
        .args(["--features", krate.features])
        .args(["--", "-Zunstable-options", "--output-format", "json"])
        .args(["--cap-lints", "allow"])
        .env("RUSTC_BOOTSTRAP", "1")
        // A folder of its own, because RUSTC_BOOTSTRAP changes how some dependencies are built.
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
