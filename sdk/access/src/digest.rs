//! Digests of values.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Returns the SHA-256 digest of a value's JSON, in hexadecimal.
///
/// # Errors
/// Fails if JSON cannot represent the value. A default would be the same for all such values.
pub(crate) fn digest(value: &impl Serialize) -> serde_json::Result<String> {
    let bytes = serde_json::to_vec(value)?;
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(&bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    Ok(text)
}
