//! Access as code: a file says who may do what.
//!
//! [`mod@file`] reads it, [`desired`] resolves what it says, [`mod@check`] checks that offline; [`services`] read
//! what is there, [`plan`](mod@plan) has the changes, [`apply`](mod@apply) makes them within [`guards`].

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
pub mod text;
