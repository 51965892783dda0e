//! Limits, and requests to change them.

use std::collections::BTreeMap;

use super::item::{Item, integer};

#[derive(Debug, Default)]
pub(in crate::gcore) struct Quotas {
    /// Values by region and name; no region for global values.
    pub(in crate::gcore) set: BTreeMap<(Option<i64>, String), i64>,
    pub(in crate::gcore) threshold: Option<Item>,
    pub(in crate::gcore) requests: BTreeMap<i64, Item>,
}

impl Quotas {
    /// Applies limits, of one region or global.
    pub(in crate::gcore) fn apply(&mut self, region: Option<i64>, limits: &Item) {
        for (name, limit) in limits {
            if let (true, Some(limit)) = (name.ends_with("_limit"), integer(limit)) {
                self.set.insert((region, name.clone()), limit);
            }
        }
    }
}
