//! `openapi/clients.toml`: which clients there are.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

/// The registry, a client a name.
pub type Clients = BTreeMap<String, Entry>;

/// One client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The document, beside the registry.
    pub document: String,
    /// The overlay, beside the registry.
    pub overlay: Option<String>,
    /// What is taken of a full upstream document.
    #[serde(default)]
    pub include: Include,
    /// Where the facts come from.
    pub provenance: Provenance,
}

/// Operations of an upstream document.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Include {
    /// Those with one of these tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Those of these `operationId`s.
    #[serde(default)]
    pub operations: Vec<String>,
}

/// Where the facts of a document come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// What was read.
    pub source: String,
    /// Its version, in its own words.
    pub version: Option<String>,
    /// Its date.
    pub date: Option<String>,
    /// The digest of the file that was read.
    pub sha256: Option<String>,
    /// What else there is to say.
    pub note: Option<String>,
}

/// Reads the registry.
///
/// # Errors
/// Why it could not be read.
pub fn read(path: &Path) -> Result<Clients, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    toml::from_str(&text).map_err(|e| e.to_string())
}

/// The name of a client as a module.
pub fn module(name: &str) -> String {
    name.replace('-', "_")
}
