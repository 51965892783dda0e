//! Tests of the crate as a whole.

mod apply;
mod fixture;
mod import;
mod plans;
mod world;
