//! The APIs that are administered.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An API and its operations in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Service {
    /// Creates, updates, lists and deletes a role assignment.
    Gcore,
    /// Creates, updates, gets and deletes a role.
    TrustedTwin,
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gcore => "Gcore",
            Self::TrustedTwin => "Trusted Twin",
        })
    }
}
