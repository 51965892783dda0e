//! The commands, a file each.

pub(crate) mod bench;
pub(crate) mod corpus;
pub(crate) mod diff;
pub(crate) mod generate;
pub(crate) mod semver;
pub(crate) mod vendor;
