//! Access as code.
pub mod located;
pub mod names;
