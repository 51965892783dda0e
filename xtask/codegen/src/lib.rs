//! The pipeline of rolekit: an OpenAPI document becomes a Rust client.
//!
//! [`pipeline`] calls the stages in this order. No stage imports another one:
//! [`mod@document`] → [`bundle`] → [`overlay`] → [`swagger2`] → [`lower`] → [`normalise`] → [`lint`] →
//! [`build_ir`] → [`generate`] → [`postprocess`] → [`emit`] → [`mod@format`] → [`mod@write`].

pub mod build_ir;
pub mod bundle;
pub mod cargo;
pub mod clients;
pub mod clock;
pub mod codegen;
mod components;
pub mod corpus;
pub mod dependencies;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod extension_keys;
pub mod format;
pub mod generate;
pub mod generate_crate;
mod invisible;
pub mod ir;
pub mod limits;
pub mod lint;
pub mod lower;
pub mod markdown;
mod media_type;
pub mod names;
pub mod normalise;
mod openapi;
mod operation_ids;
pub mod overlay;
mod pass;
pub mod peers;
pub mod pipeline;
pub mod pointer;
pub mod postprocess;
pub mod progress;
mod rustdoc_text;
pub mod semver;
pub mod shape;
pub mod sources;
pub mod stack;
pub mod subset;
pub mod swagger2;
mod syntax;
pub mod types;
pub mod vendor;
pub mod walk;
pub mod write;
