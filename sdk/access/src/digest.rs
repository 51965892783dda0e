//! Digests of values.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Returns the SHA-256 digest of a value's JSON, in hexadecimal.
pub(crate) fn digest(value: &impl Serialize) -> String {
    // Values of this crate have keys that JSON can write; an error could only repeat a digest.
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(&bytes) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}
