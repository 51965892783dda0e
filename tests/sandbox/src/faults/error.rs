//! The error for an invalid fault plan.

use std::error::Error;
use std::fmt;

/// A [`FaultPlan`](super::FaultPlan) is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidFaultPlan(pub(crate) String);

impl fmt::Display for InvalidFaultPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for InvalidFaultPlan {}
