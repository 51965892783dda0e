//! The spec pipeline of rolekit.
