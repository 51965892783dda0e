//! The Ledger of the account on a Twin.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

/// The maximum number of former values of an Entry.
const MAX_LEN: usize = 1000;
/// Entries by name.
pub(in crate::trusted_twin) type Ledger = BTreeMap<String, Entry>;

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct Entry {
    /// The fields of the request: value, visibility, history and others.
    pub(in crate::trusted_twin) fields: Map<String, Value>,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
    pub(in crate::trusted_twin) changed_ts: f64,
    /// Values with their times, oldest first, if the Entry has a history.
    pub(in crate::trusted_twin) history: VecDeque<(f64, Value)>,
}

impl Entry {
    pub(in crate::trusted_twin) fn new(fields: Map<String, Value>, now: f64) -> Self {
        let mut entry = Self {
            fields,
            created_ts: now,
            updated_ts: now,
            changed_ts: now,
            history: VecDeque::new(),
        };
        entry.record(now);
        entry
    }

    pub(in crate::trusted_twin) fn update(&mut self, fields: Map<String, Value>, now: f64) {
        let written = fields.contains_key("value");
        self.fields.extend(fields);
        self.updated_ts = now;
        if written {
            self.changed_ts = now;
            self.record(now);
        }
    }

    pub(in crate::trusted_twin) fn record(&mut self, now: f64) {
        if self.fields.get("history").is_none_or(Value::is_null) {
            return;
        }
        let value = self.fields.get("value").cloned().unwrap_or_default();
        self.history.push_back((now, value));
        if self.history.len() > MAX_LEN {
            self.history.pop_front();
        }
    }

    pub(in crate::trusted_twin) fn render_value(&self) -> Value {
        json!({
            "value": self.fields.get("value"),
            "entry_created_ts": self.created_ts,
            "entry_updated_ts": self.updated_ts,
            "value_changed_ts": self.changed_ts,
        })
    }

    pub(in crate::trusted_twin) fn render(&self) -> Value {
        let mut rendered = self.render_value();
        if let Value::Object(rendered) = &mut rendered {
            rendered.extend(self.fields.clone());
        }
        rendered
    }
}
