//! Access as code: who may do what stands in a file.
//!
//! [`file`] reads it, [`desired`] resolves what it says, [`check`] checks that offline.

pub mod apply;
pub mod check;
pub mod desired;
mod digest;
pub mod drift;
pub mod file;
pub mod guards;
pub mod import;
pub mod least_privilege;
pub mod located;
pub mod names;
pub mod offboard;
pub mod plan;
pub mod problem;
pub mod record;
pub mod review;
pub mod services;
pub mod state;
