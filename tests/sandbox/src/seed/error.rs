//! The error for an invalid seed document.

use std::error::Error;
use std::fmt;

use super::locate::locate;

/// A [`Seed`](super::Seed) is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidSeed {
    /// The line and the column, counted from 1.
    location: Option<(u64, u64)>,
    /// The path of the field, such as `gcore.users[0].id`. Empty for the whole document.
    path: String,
    problem: String,
}

impl InvalidSeed {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            location: None,
            path: path.into(),
            problem: problem.into(),
        }
    }

    pub(super) fn at(location: Option<(u64, u64)>, path: &str, problem: String) -> Self {
        // How serde_path_to_error writes the whole document and an unknown field.
        let path = path.trim_end_matches(['?', '.']);
        Self {
            location,
            ..Self::new(path, problem)
        }
    }

    /// Returns the path of the invalid field, such as `gcore.users[0].id`. Empty for the whole
    /// document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the line and the column in the document, counted from 1, if known.
    #[must_use]
    pub fn location(&self) -> Option<(u64, u64)> {
        self.location
    }

    /// Adds the line and the column of the field in the document from which the seed was read, if the
    /// error has none yet.
    #[must_use]
    pub fn in_document(mut self, text: &str) -> Self {
        self.location = self.location.or_else(|| locate(&self.path, text));
        self
    }
}

impl fmt::Display for InvalidSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((line, column)) = self.location {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)
    }
}

impl Error for InvalidSeed {}
