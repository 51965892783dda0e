//! What the stages write into a document for those that come after them; none of it reaches the
//! generator.

/// On a component schema: the type that stands for it in Rust, as the document gives it.
pub const RUST_TYPE: &str = "x-rust-type";

/// On an alternative: the name that the document gives it.
pub const TITLE: &str = "x-xtask-title";
/// On a schema of alternatives: the property that tells them apart.
pub const TAG: &str = "x-xtask-tag";
/// On an alternative: the values of that property which mean it.
pub const TAGS: &str = "x-xtask-tags";
/// On a schema that others extend: the property that tells which of them a value is.
pub const BASE: &str = "x-xtask-base";
/// On a list of values: the names that the document gives them.
pub const NAMES: &str = "x-xtask-names";
/// On an operation: it cannot be called, because something that it needs is not in the document.
pub const SKIP: &str = "x-rolekit-skip";
