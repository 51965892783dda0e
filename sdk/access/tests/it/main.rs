//! Tests of the crate as a whole.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failed helper fails the test"
)]

mod apply;
mod assertions;
mod cli;
mod files;
mod fixture;
mod guards;
mod import;
mod interruption;
mod least_privilege;
mod memberships;
mod offboarding;
mod plan_files;
mod plans;
mod reading;
mod refusals;
mod reports;
mod reviews;
mod roles;
mod scale;
mod terminal;
mod tour;
mod world;
