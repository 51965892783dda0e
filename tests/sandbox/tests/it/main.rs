//! Tests of the sandbox over HTTP.
#![allow(clippy::unwrap_used, reason = "a failed helper fails the test")]

mod client;
mod clock;
mod faults;
mod gcore;
mod gcore_iam;
mod malformed;
mod running;
mod seed;
mod trusted_twin;
