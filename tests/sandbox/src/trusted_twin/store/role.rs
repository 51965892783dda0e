//! Roles.

use serde_json::{Map, Value};

use super::permission::Statement;

/// The rules that there are, under the names of the vendor's pages.
pub(in crate::trusted_twin) const RULES: [&str; 3] = ["twin", "entry", "identity"];

/// How answers spell the keys of `rules`; requests are read in either spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RuleKeys {
    /// `twin`, `entry`, `identity`: the vendor's pages.
    #[default]
    Short,
    /// `twin_rule`, `entry_rule`, `identity_rule`: the vendor's client packages.
    Suffixed,
}

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct Role {
    pub(in crate::trusted_twin) uuid: String,
    pub(in crate::trusted_twin) name: String,
    /// Keyed by the short names; other keys are kept as they came.
    pub(in crate::trusted_twin) rules: Option<Map<String, Value>>,
    pub(in crate::trusted_twin) statement: Statement,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
    /// Fields that the document does not know, put there by a test.
    pub(in crate::trusted_twin) extra: Map<String, Value>,
}
