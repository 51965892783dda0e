//! User Tokens.

use serde_json::Value;

use crate::trusted_twin::error::TwinError;

#[derive(Clone)]
pub(in crate::trusted_twin) struct UserToken {
    pub(in crate::trusted_twin) user: String,
    pub(in crate::trusted_twin) options: Vec<String>,
    pub(in crate::trusted_twin) validity_ts: Option<f64>,
    pub(in crate::trusted_twin) secret_dict: Option<Value>,
}

// Omits the `secret_dict`.
impl std::fmt::Debug for UserToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserToken")
            .field("user", &self.user)
            .field("options", &self.options)
            .field("validity_ts", &self.validity_ts)
            .finish_non_exhaustive()
    }
}

impl UserToken {
    pub(in crate::trusted_twin) fn require_option(&self, option: &str) -> Result<(), TwinError> {
        if self.options.iter().any(|own| own == option) {
            return Ok(());
        }
        Err(TwinError::forbidden(format!(
            "The User Token lacks the option {option}."
        )))
    }
}
