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
        let mut answer = self.fields.clone();
        answer.insert("validity_ts".into(), json!(self.validity_ts));
        answer.insert("created_ts".into(), json!(self.created_ts));
        Value::Object(answer)
    }

    pub(in crate::trusted_twin) fn render_short(&self, account: &str) -> Map<String, Value> {
        let mut answer = Map::new();
        answer.insert("account".into(), json!(account));
        answer.insert("note".into(), json!(self.fields.get("note")));
        answer.insert("validity_ts".into(), json!(self.validity_ts));
        answer.insert("created_ts".into(), json!(self.created_ts));
        answer
    }

    pub(in crate::trusted_twin) fn is(&self, twin: &str, color: &str) -> bool {
        self.twin == twin && self.color == color
    }
}
