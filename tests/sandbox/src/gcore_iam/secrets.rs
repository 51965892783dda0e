//! Texts that open doors, and are therefore not printed.

use std::borrow::Borrow;
use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::random;

/// A password or the text of a token.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hidden(String);

impl Hidden {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Borrow<str> for Hidden {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// A token that looks like a JWT and says what a JWT would say. Its signature is random: the
/// sandbox knows what it has given out.
pub(super) fn jwt(payload: &Value) -> Hidden {
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    Hidden(format!(
        "{}.{}.{}",
        part(r#"{"typ":"JWT","alg":"RS256"}"#),
        part(&payload.to_string()),
        part(&random::secret(256)),
    ))
}
