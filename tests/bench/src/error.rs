//! The error of this crate.

/// Ends the run with its message.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// A result with [`type@Error`] by default.
pub type Result<T, E = Error> = std::result::Result<T, E>;
