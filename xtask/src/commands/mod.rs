//! The commands.

pub(crate) mod api;
pub(crate) mod bench;
pub(crate) mod codegen;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod generate;
pub(crate) mod package;
pub(crate) mod peers;
pub(crate) mod release;
pub(crate) mod semver_checks;
pub(crate) mod semver_table;
pub(crate) mod setup;
pub(crate) mod vendor;
