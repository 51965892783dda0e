//! Tests of the pipeline as a whole.

// In tests a failed step is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod any_schema;
mod changes;
mod corpus;
mod duplicates;
mod errors;
mod generated_clients;
mod golden;
mod helpers;
mod keywords;
mod names;
mod operation_ids;
mod untrusted_documents;
