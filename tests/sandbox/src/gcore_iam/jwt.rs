//! Access and refresh tokens in the form of JWTs.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::random;
use crate::secret::Secret;

/// Returns a token in the form of a JWT with this payload. Its signature is random: the sandbox
/// compares whole tokens with those that it has issued.
pub(super) fn jwt(payload: &Value) -> Secret {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    Secret::new(format!(
        "{}.{}.{}",
        part(r#"{"typ":"JWT","alg":"RS256"}"#),
        part(&payload.to_string()),
        part(&random::secret(256)),
    ))
}
