//! The registry of clients, `openapi/clients.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

/// The clients by name.
pub type Clients = BTreeMap<String, ClientEntry>;

/// A client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientEntry {
    /// The file name of the document.
    pub document: String,
    /// The file name of the overlay.
    pub overlay: Option<String>,
    /// The selected operations of the vendor's document.
    #[serde(default)]
    pub include: Include,
    /// The source of the document.
    pub provenance: Provenance,
}

/// A selection of operations.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Include {
    /// The operations with one of these tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The operations with these `operationId`s.
    #[serde(default)]
    pub operations: Vec<String>,
}

/// The source of a document.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The name of the vendor's file.
    pub source: String,
    /// The vendor's version.
    pub version: Option<String>,
    /// The date.
    pub date: Option<String>,
    /// The SHA-256 of the vendor's file, or of the output of `sha256sum` for its files, sorted by path.
    pub sha256: Option<String>,
    /// A note.
    pub note: Option<String>,
}

/// Reads the registry.
///
/// # Errors
/// Fails if the file cannot be read or parsed.
pub fn read(path: &Path) -> Result<Clients, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    toml::from_str(&text).map_err(|e| e.to_string())
}

/// Returns the module name of a client.
pub fn module(name: &str) -> String {
    name.replace('-', "_")
}
