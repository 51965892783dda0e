//! The file of desired access.

mod folder;
mod load;
mod model;
mod schema;
mod until;
mod who;

pub(crate) use load::join;
pub use load::{Loaded, load, load_apart, parse};
pub use model::{
    AccessFile, Assertion, Gcore, Grant, Guards, Iam, Managed, Member, PersonEntry, Rules,
    SeparateDuties, TrustedTwin, TwinRole, TwinUser, Unlisted,
};
pub use schema::schema;
pub use until::{InvalidUntil, Until};
pub use who::{InvalidWho, Who, email};
