//! Roles.

use serde_json::{Map, Value};

use super::permission::Statement;

/// The names of the rules in the vendor's documentation.
pub(in crate::trusted_twin) const RULES: [&str; 3] = ["twin", "entry", "identity"];

/// How responses spell the keys of `rules`. Requests may use either spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleKeys {
    /// `twin`, `entry`, `identity`, as in the vendor's documentation.
    #[default]
    Short,
    /// `twin_rule`, `entry_rule`, `identity_rule`, as in the vendor's client packages.
    Suffixed,
}

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct Role {
    pub(in crate::trusted_twin) uuid: String,
    pub(in crate::trusted_twin) name: String,
    /// By short names. Unknown keys are kept.
    pub(in crate::trusted_twin) rules: Option<Map<String, Value>>,
    pub(in crate::trusted_twin) statement: Statement,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
    /// Fields that the document does not know, added by a test.
    pub(in crate::trusted_twin) extra: Map<String, Value>,
}
