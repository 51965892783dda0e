//! Tests of the commands, and of the rules for files of the workspace.

// In tests a failed step is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod cli;
mod hand_written;
mod helpers;
mod imports;
mod manifests;
mod several_files;
mod type_names;
mod upkeep;
mod upstream;
