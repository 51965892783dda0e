//! Figures that depend on a tool or a file that may be missing.

use serde::{Deserialize, Serialize};

/// A figure, or the reason why it could not be measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measurement<T> {
    Measured(T),
    Unavailable(String),
}

impl<T> From<Result<T, String>> for Measurement<T> {
    fn from(result: Result<T, String>) -> Self {
        match result {
            Ok(figure) => Self::Measured(figure),
            Err(reason) => Self::Unavailable(reason),
        }
    }
}
