//! Figures that could not be had everywhere.

use serde::{Deserialize, Serialize};

/// What was measured, or why it was not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Had<T> {
    Measured(T),
    Missing(String),
}

impl<T> From<Result<T, String>> for Had<T> {
    fn from(result: Result<T, String>) -> Self {
        match result {
            Ok(measured) => Self::Measured(measured),
            Err(reason) => Self::Missing(reason),
        }
    }
}
