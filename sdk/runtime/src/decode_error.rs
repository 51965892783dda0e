//! Errors of JSON that cannot be decoded.

use std::fmt;

/// The reason why the body of a response could not be decoded. Never contains a value of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    pub(crate) message: String,
    /// The JSON path of the value, such as `results[1].id`.
    pub(crate) path: Option<String>,
}

impl DecodeError {
    /// Creates an error from a message, which must not contain a value of the body.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            path: None,
        }
    }

    /// Returns the error of a value at `path` whose own error this is.
    pub(crate) fn within(self, path: &str) -> Self {
        let path = match self.path {
            _ if path.is_empty() => self.path,
            Some(inner) if inner.starts_with('[') => Some(format!("{path}{inner}")),
            Some(inner) => Some(format!("{path}.{inner}")),
            None => Some(path.to_owned()),
        };
        Self { path, ..self }
    }

    /// Returns the JSON path of the value, such as `results[1].id`.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.path {
            Some(path) => write!(f, " (at {path})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for DecodeError {}
