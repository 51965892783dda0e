//! Users.

use serde_json::{Map, Value, json};

use super::secret::UserSecret;

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct User {
    pub(in crate::trusted_twin) uuid: String,
    /// The UUID of a role, which may be deleted.
    pub(in crate::trusted_twin) role: String,
    pub(in crate::trusted_twin) name: Option<Value>,
    pub(in crate::trusted_twin) description: Option<Value>,
    pub(in crate::trusted_twin) activity: Option<Value>,
    pub(in crate::trusted_twin) secret: Option<UserSecret>,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
}

impl User {
    /// Renders the response of an update, which has only these fields by the vendor's
    /// documentation.
    pub(in crate::trusted_twin) fn render_change(&self) -> Map<String, Value> {
        let mut rendered = Map::new();
        rendered.insert("name".into(), json!(self.name));
        rendered.insert("role".into(), json!(self.role));
        for (key, value) in [
            ("description", &self.description),
            ("activity", &self.activity),
        ] {
            if let Some(value) = value {
                rendered.insert(key.into(), value.clone());
            }
        }
        rendered
    }

    pub(in crate::trusted_twin) fn render_summary(&self) -> Value {
        json!({
            "name": self.name,
            "role": self.role,
            "created_ts": self.created_ts,
            "updated_ts": self.updated_ts,
        })
    }
}
