//! What the project's pages say is so: their commands run, and what they tell to do can be done.

// In tests a failed step is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod commands;
mod shell;
mod tree;
mod walk;
