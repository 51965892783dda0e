//! Tests of the crate as a whole.

mod import;
mod plans;
mod world;
