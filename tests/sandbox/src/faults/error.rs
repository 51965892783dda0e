//! The error of an invalid plan.

use std::error::Error;
use std::fmt;

/// Why a [`FaultPlan`] cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidFaultPlan(pub(crate) String);

impl fmt::Display for InvalidFaultPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for InvalidFaultPlan {}
