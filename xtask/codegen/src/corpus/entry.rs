//! A document of the corpus and its results.

use std::time::Duration;

use crate::generate_crate::Summary;
use crate::write::Files;

/// The result of checking a crate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum CheckOutcome {
    /// It compiles. The duration of the check.
    Compiles(Duration),
    /// It does not compile. The first lines of the error.
    Failed(String),
    /// It did not finish within this time limit.
    TimedOut(Duration),
}

/// A document of the corpus.
#[derive(Clone, Debug)]
pub struct CorpusEntry {
    /// The path relative to the folder.
    pub name: String,
    /// The size of the file.
    pub bytes: u64,
    /// The report.
    pub summary: Summary,
    /// The crate, if one was generated.
    pub files: Option<Files>,
    /// The result of checking it.
    pub checked: Option<CheckOutcome>,
}
