//! Tests of the pipeline as a whole.

// In tests a failed step is a failed test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod any_schema;
mod changes;
mod corpus;
mod documents_as_they_are;
mod duplicates;
mod errors;
mod generated_clients;
mod golden;
mod helpers;
mod keywords;
mod media_types;
mod names;
mod operation_ids;
mod overlays;
mod several_files;
mod untrusted_documents;
