//! The file of desired access.

mod folder;
mod load;
mod model;
mod until;
mod who;

pub(crate) use load::join;
pub use load::{Loaded, load, load_apart, parse};
pub use model::{
    AccessFile, Assertion, Gcore, Grant, Guards, Iam, Managed, Member, PersonEntry, Rules,
    SeparateDuties, TrustedTwin, TwinRole, TwinUser, Unlisted,
};
pub use until::{InvalidUntil, Until};
pub use who::{InvalidWho, Who, email};

/// Returns the JSON Schema of the file, for editors and other checks.
#[must_use]
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(AccessFile)
}
