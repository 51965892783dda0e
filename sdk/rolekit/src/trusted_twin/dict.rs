//! The dictionary of the header `X-TrustedTwin`, which rules read as `DICT`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::message::excerpt;
use crate::trusted_twin::Client;
use rolekit_runtime::{CallOptions, Error, ErrorKind, Result};

/// The header that carries the dictionary.
const HEADER: &str = "x-trustedtwin";

impl Client {
    /// Returns the same client with a dictionary that rules read as `DICT`. Every call sends it in
    /// the header `X-TrustedTwin`. It replaces a previous dictionary. Values are any JSON; they are
    /// treated as secrets and not printed.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// let twin = twin.with_dict([("serial", "b0f531c3")])?;
    /// twin.who_am_i().await?; // eyJzZXJpYWwiOiJiMGY1MzFjMyJ9
    /// # let sent = server.requests();
    /// # assert_eq!(sent[0].header("x-trustedtwin"), Some("eyJzZXJpYWwiOiJiMGY1MzFjMyJ9"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if a key does not match
    /// `^[a-z_][0-9a-z_]{0,63}$`: a rule could not read it.
    pub fn with_dict<K, V>(&self, dict: impl IntoIterator<Item = (K, V)>) -> Result<Self>
    where
        K: Into<String>,
        V: Into<Value>,
    {
        let entries = dict.into_iter().map(|(key, value)| {
            let key = key.into();
            if is_key(&key) {
                return Ok((key, value.into()));
            }
            Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "invalid dictionary key `{}`: must be 1 to 64 lower case letters, digits and \
                 underscores, and not begin with a digit",
                excerpt(&key),
            )))
        });
        let dict: Map<String, Value> = entries.collect::<Result<_>>()?;
        let header = STANDARD.encode(Value::Object(dict).to_string());
        Ok(self.with_options(&CallOptions::new().header(HEADER, &header)?))
    }
}

fn is_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    let allowed = |byte: u8| byte == b'_' || byte.is_ascii_lowercase();
    bytes.next().is_some_and(allowed)
        && bytes.all(|byte| allowed(byte) || byte.is_ascii_digit())
        && key.len() <= 64
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn keys_are_validated() {
        for key in ["a", "_", "a1", "_1", &"a".repeat(64)] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "1", "A", "a-b", "a b", "é", "a\n", &"a".repeat(65)] {
            assert!(!is_key(key), "{key}");
        }
    }
}
