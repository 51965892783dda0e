//! Locations, and the names by which values ask for them.

/// The name by which [`Located`](super::Located) asks the deserializer for the location.
pub(super) const MARKER: &str = "$rolekit_access::Located";
/// The name by which [`OneOrMany`](super::OneOrMany) asks the deserializer for a list if there is one.
pub(super) const ONE_OR_MANY: &str = "$rolekit_access::OneOrMany";

/// A location in one of the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The index of the file in the order in which they were read.
    pub file: u32,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}
