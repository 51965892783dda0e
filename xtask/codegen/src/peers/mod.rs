//! `cargo xtask peers`: generates a client of each document with other generators too, and compares.

mod count;
mod install;
mod measure;
mod page;
mod results;

use serde::{Deserialize, Serialize};

pub use self::install::{Tools, install};
pub use self::measure::{Limits, Measurement, measure};
pub use self::page::{PeerRow, keep_section, replace_section, section};
pub use self::results::Results;

/// A generator of Rust clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Generator {
    /// This project.
    Rolekit,
    /// The generator whose types this project uses, by itself.
    Progenitor,
    /// <https://crates.io/crates/spargen>
    Spargen,
    /// <https://crates.io/crates/openapi-to-rust>
    OpenapiToRust,
}

impl Generator {
    /// All generators, in the order of the table.
    pub const ALL: [Self; 4] = [
        Self::Rolekit,
        Self::Progenitor,
        Self::Spargen,
        Self::OpenapiToRust,
    ];

    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rolekit => "rolekit",
            Self::Progenitor => "progenitor",
            Self::Spargen => "spargen",
            Self::OpenapiToRust => "openapi-to-rust",
        }
    }

    /// Returns the version that is measured.
    pub fn version(self) -> &'static str {
        match self {
            Self::Rolekit => env!("CARGO_PKG_VERSION"),
            Self::Progenitor => "0.15.1",
            Self::Spargen => "0.5.0",
            Self::OpenapiToRust => "0.23.0",
        }
    }
}
