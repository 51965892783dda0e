//! Tests over several stages.

// In tests a failed step is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod any_schema;
mod arbitrary;
mod changes;
mod cli;
mod corpus;
mod exports;

mod golden;
mod imports;
mod manifests;
mod operation_ids;
mod real;
mod refusals;
mod resource_apis;
mod robust;
mod support;
mod upkeep;
mod upstream;
