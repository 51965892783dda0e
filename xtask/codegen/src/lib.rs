//! The spec pipeline of rolekit: an OpenAPI document becomes a Rust client.
//!
//! Data flows one way, a module a stage:
//! [`load`] → [`overlay`] → [`lower`] → [`normalise`] → [`lint`] → [`generate`] → [`polish`] →
//! [`compact`] → [`mod@write`].

pub mod cargo;
pub mod carve;
pub mod clients;
pub mod clock;
pub mod codegen;
pub mod compact;
pub mod corpus;
pub mod diagnostic;
pub mod diff;
pub mod extension_keys;
pub mod format;
pub mod generate;
pub mod limits;
pub mod lint;
pub mod load;
pub mod lower;
pub mod markdown;
pub mod names;
pub mod normalise;
pub mod operation_ids;
pub mod overlay;
mod pass;
pub mod pipeline;
pub mod plan;
pub mod pointer;
pub mod polish;
pub mod progress;
pub mod security;
pub mod semver;
pub mod single;
pub mod stack;
pub mod standalone;
pub mod target;
pub mod vendor;
pub mod walk;
pub mod write;
