//! Parses plans that were written as JSON.

use std::fmt;

use serde_json::Value;

use super::{Plan, VERSION};

/// Why a text is not a plan that can be applied.
#[derive(Debug)]
pub enum ParsePlanError {
    /// The text is not JSON, or not a plan.
    Invalid(serde_json::Error),
    /// The plan has another format.
    Version(u64),
    /// The plan was changed after it was made.
    Edited,
}

impl fmt::Display for ParsePlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => write!(f, "not a plan: {error}"),
            Self::Version(version) => write!(
                f,
                "the plan has version {version} of the format, known is {VERSION}: make a new one"
            ),
            Self::Edited => f.write_str("the plan was changed after it was made: make a new one"),
        }
    }
}

impl std::error::Error for ParsePlanError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            Self::Version(_) | Self::Edited => None,
        }
    }
}

impl Plan {
    /// Parses a plan, with or without a byte order mark.
    ///
    /// # Errors
    /// Fails if the text is not a plan of this version, or if the plan was edited: every key counts, also one that this
    /// version does not know.
    pub fn parse(text: &str) -> Result<Self, ParsePlanError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let value: Value = serde_json::from_str(text).map_err(ParsePlanError::Invalid)?;
        // Another version may have other keys.
        match value.get("version").and_then(Value::as_u64) {
            Some(version) if version != u64::from(VERSION) => {
                return Err(ParsePlanError::Version(version));
            }
            _ => {}
        }
        // From the text, so that errors have a line and a column.
        let plan: Self = serde_json::from_str(text).map_err(ParsePlanError::Invalid)?;
        let written = serde_json::to_value(&plan).map_err(ParsePlanError::Invalid)?;
        if written != value || !plan.is_intact() {
            return Err(ParsePlanError::Edited);
        }
        Ok(plan)
    }
}
