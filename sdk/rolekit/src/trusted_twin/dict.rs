//! Intent: sends values that rules read as `DICT`, with a token or in a header of each call, and never
//! prints them.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use crate::trusted_twin::Client;
use rolekit_runtime::__private::is_request;
use rolekit_runtime::excerpt;
use rolekit_runtime::{CallOptions, Error, ErrorKind, Result, Secret};

/// The header that carries the dictionary.
const HEADER: &str = "x-trustedtwin";

/// Values for rules, any JSON by a key. They are secret: `Debug` prints only the keys, and `Serialize`
/// redacts the values, except in the requests of this crate.
///
/// ```
/// use rolekit::trusted_twin::{Expiry, NewUserToken, SecretDict};
///
/// let dict = SecretDict::new([("serial", "b0f531c3")])?;
/// let token = NewUserToken::new(Expiry::Never).secret_dict(dict);
/// assert!(!format!("{token:?}").contains("b0f531c3"));
/// # Ok::<(), rolekit::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct SecretDict(Map<String, Value>);

impl SecretDict {
    /// Creates a dictionary.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if a key does not match `^[a-z_][0-9a-z_]{0,63}$`: a rule could
    /// not read it.
    pub fn new<K, V>(entries: impl IntoIterator<Item = (K, V)>) -> Result<Self>
    where
        K: Into<String>,
        V: Into<Value>,
    {
        let entries = entries.into_iter().map(|(key, value)| {
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
        entries.collect::<Result<_>>().map(Self)
    }
}

impl fmt::Debug for SecretDict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Writes the values into requests of this crate, and `[redacted]` elsewhere.
impl Serialize for SecretDict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if is_request() {
            let entries = self.0.iter();
            return serializer.collect_map(entries.map(|(key, value)| (key, RequestValue(value))));
        }
        serializer.collect_map(self.0.keys().map(|key| (key, "[redacted]")))
    }
}

/// A value in a request, whose texts are also redacted in messages of the service.
struct RequestValue<'a>(&'a Value);

impl Serialize for RequestValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) => Secret::from(text.as_str()).serialize(serializer),
            Value::Array(items) => serializer.collect_seq(items.iter().map(RequestValue)),
            Value::Object(members) => {
                let members = members.iter();
                serializer.collect_map(members.map(|(key, value)| (key, RequestValue(value))))
            }
            other => other.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for SecretDict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Map::deserialize(deserializer)?;
        Self::new(entries).map_err(D::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for SecretDict {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SecretDict".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

impl Client {
    /// Returns the same client with a dictionary that rules read as `DICT`. Every call sends it in
    /// the header `X-TrustedTwin`. It replaces a previous dictionary.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::SecretDict;
    ///
    /// let twin = twin.with_dict(&SecretDict::new([("serial", "b0f531c3")])?)?;
    /// twin.who_am_i().await?; // eyJzZXJpYWwiOiJiMGY1MzFjMyJ9
    /// # let sent = server.requests();
    /// # assert_eq!(sent[0].header("x-trustedtwin"), Some("eyJzZXJpYWwiOiJiMGY1MzFjMyJ9"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`CallOptions::header`].
    pub fn with_dict(&self, dict: &SecretDict) -> Result<Self> {
        let header = STANDARD.encode(Value::Object(dict.0.clone()).to_string());
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
    use super::{SecretDict, is_key};

    #[test]
    fn keys_are_validated() {
        for key in ["a", "_", "a1", "_1", &"a".repeat(64)] {
            assert!(is_key(key), "{key}");
        }
        for key in ["", "1", "A", "a-b", "a b", "é", "a\n", &"a".repeat(65)] {
            assert!(!is_key(key), "{key}");
        }
    }

    #[test]
    fn values_are_not_printed() {
        SecretDict::new([("Serial", 1)]).unwrap_err();
        let dict = r#"{"a":"canary","b":[1,null],"c":{"d":"canary"}}"#;
        let dict: SecretDict = serde_json::from_str(dict).unwrap();
        let json = r#"{"a":"[redacted]","b":"[redacted]","c":"[redacted]"}"#;
        assert_eq!(serde_json::to_string(&dict).unwrap(), json);
        assert_eq!(format!("{dict:?}"), r#"{"a", "b", "c"}"#);
    }
}
