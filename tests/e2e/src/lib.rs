//! Tests that cross the crates of rolekit.
