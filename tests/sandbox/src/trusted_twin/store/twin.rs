//! Twins.

use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct Twin {
    pub(in crate::trusted_twin) uuid: String,
    /// The UUID of the owning account.
    pub(in crate::trusted_twin) owner: String,
    pub(in crate::trusted_twin) description: Option<Value>,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
    pub(in crate::trusted_twin) terminated_ts: Option<f64>,
}

impl Twin {
    pub(in crate::trusted_twin) fn render(&self) -> Value {
        let mut rendered = json!({
            "owner": self.owner,
            "status": if self.terminated_ts.is_some() { "terminated" } else { "alive" },
            "updated_ts": self.updated_ts,
            "creation_certificate": {
                "uuid": self.uuid,
                "created_ts": self.created_ts,
                "creator": self.owner,
            },
        });
        if let Value::Object(rendered) = &mut rendered {
            if let Some(description) = &self.description {
                rendered.insert("description".into(), description.clone());
            }
            if let Some(terminated_ts) = self.terminated_ts {
                let certificate = json!({ "issuer": self.owner, "terminated_ts": terminated_ts });
                rendered.insert("termination_certificate".into(), certificate);
            }
        }
        rendered
    }
}
