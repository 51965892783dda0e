//! Stickers.

use serde_json::{Map, Value, json};

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct Sticker {
    pub(in crate::trusted_twin) twin: String,
    pub(in crate::trusted_twin) color: String,
    /// The fields of the request.
    pub(in crate::trusted_twin) fields: Map<String, Value>,
    pub(in crate::trusted_twin) validity_ts: f64,
    pub(in crate::trusted_twin) created_ts: f64,
}

impl Sticker {
    pub(in crate::trusted_twin) fn render(&self) -> Value {
        let mut rendered = self.fields.clone();
        rendered.insert("validity_ts".into(), json!(self.validity_ts));
        rendered.insert("created_ts".into(), json!(self.created_ts));
        Value::Object(rendered)
    }

    pub(in crate::trusted_twin) fn render_short(&self, account: &str) -> Map<String, Value> {
        let mut rendered = Map::new();
        rendered.insert("account".into(), json!(account));
        rendered.insert("note".into(), json!(self.fields.get("note")));
        rendered.insert("validity_ts".into(), json!(self.validity_ts));
        rendered.insert("created_ts".into(), json!(self.created_ts));
        rendered
    }

    pub(in crate::trusted_twin) fn matches(&self, twin: &str, color: &str) -> bool {
        self.twin == twin && self.color == color
    }
}
