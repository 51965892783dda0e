//! User Secrets and PINs.

use crate::secret::Secret;

#[derive(Debug, Clone)]
pub(in crate::trusted_twin) struct UserSecret {
    pub(in crate::trusted_twin) value: Secret,
    pub(in crate::trusted_twin) validity_ts: Option<f64>,
    pub(in crate::trusted_twin) created_ts: f64,
    pub(in crate::trusted_twin) updated_ts: f64,
}

#[derive(Debug)]
pub(in crate::trusted_twin) struct Pin {
    pub(in crate::trusted_twin) user: String,
    /// When the PIN expires.
    pub(in crate::trusted_twin) end_ts: f64,
    /// When the secret will expire.
    pub(in crate::trusted_twin) validity_ts: Option<f64>,
}
