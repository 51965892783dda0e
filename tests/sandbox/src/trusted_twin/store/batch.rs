//! Batches.

use serde_json::{Value, json};

#[derive(Debug)]
pub(in crate::trusted_twin) struct Batch {
    pub(in crate::trusted_twin) uuid: String,
    pub(in crate::trusted_twin) status: String,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
}

impl Batch {
    pub(in crate::trusted_twin) fn render(&self) -> Value {
        json!({
            "status": self.status,
            "created_ts": self.created_ts,
            "updated_ts": self.updated_ts,
        })
    }

    pub(in crate::trusted_twin) fn render_with_id(&self) -> Value {
        let mut rendered = self.render();
        if let Value::Object(rendered) = &mut rendered {
            rendered.insert("batch".into(), json!(self.uuid));
        }
        rendered
    }
}
