//! Access as code: a file lists who may do what in Gcore and Trusted Twin.
//!
//! - [`mod@file`] reads the file. [`desired`] resolves its teams and names, and [`mod@check`] checks the result offline.
//! - [`services`] reads the current state of the accounts.
//! - [`plan`](mod@plan) computes the changes from the current state to the desired one. [`guards`] limits them, and
//!   [`apply`](mod@apply) makes them.
//! - [`review`], [`drift`], [`least_privilege`] and [`offboard`] report on the current state, and [`mod@import`] writes
//!   it as a file.

pub mod apply;
pub mod check;
pub mod desired;
mod digest;
pub mod drift;
pub mod file;
pub mod guards;
pub mod import;
pub mod lapse;
pub mod least_privilege;
pub mod located;
pub mod membership;
pub mod names;
pub mod offboard;
pub mod plan;
pub mod problem;
pub mod record;
pub mod review;
pub mod services;
pub mod state;
pub mod text;
pub mod vacuous;
