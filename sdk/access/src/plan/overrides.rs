//! Overrides of protections.

use serde::{Deserialize, Serialize};

/// Overrides of protections: what a plan may change although it is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtectionOverrides {
    /// Allows changes to the access of people marked break-glass.
    pub break_glass: bool,
    /// Allows changes to the roles in `guards.untouchable_roles`.
    pub untouchable_roles: bool,
}

impl ProtectionOverrides {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
