//! The commands for when a vendor's document changes.

pub(crate) mod diff;
pub(crate) mod vendor;
