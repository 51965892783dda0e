//! Secrets in requests and responses.

use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The text in place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// A secret in a request or response: a token, a password, a PIN. It is redacted in `Debug` and in
/// `Serialize`, except in the requests of this crate, and wiped from memory when dropped.
///
/// ```
/// use rolekit_runtime::Secret;
///
/// let secret = Secret::from("open sesame");
/// assert_eq!(format!("{secret:?}"), "Secret([redacted])");
/// assert_eq!(serde_json::to_string(&secret).unwrap(), r#""[redacted]""#);
/// assert_eq!(secret.expose(), "open sesame");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Returns the secret.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// An empty secret, for tests.
#[cfg(feature = "test-util")]
impl Default for Secret {
    fn default() -> Self {
        Self::from("")
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.into())
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret.into())
    }
}

impl From<SecretString> for Secret {
    fn from(secret: SecretString) -> Self {
        Self(secret)
    }
}

impl From<Secret> for SecretString {
    fn from(secret: Secret) -> Self {
        secret.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl Hash for Secret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.expose().hash(state);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// Writes the secret into requests of this crate, and `[redacted]` elsewhere.
impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_request = COLLECTED.with_borrow_mut(|collected| match collected.last_mut() {
            Some(secrets) => {
                secrets.push(self.0.clone());
                true
            }
            None => false,
        });
        serializer.serialize_str(if is_request { self.expose() } else { REDACTED })
    }
}

/// Returns whether a request of this crate is being serialized, which contains its secrets.
pub fn is_request() -> bool {
    COLLECTED.with_borrow(|collected| !collected.is_empty())
}

thread_local! {
    /// The secrets that were serialized in each running call of [`collect`].
    static COLLECTED: RefCell<Vec<Vec<SecretString>>> = const { RefCell::new(Vec::new()) };
}

/// Calls `serialize`, and also returns the secrets that it serialized, at any depth, to redact them
/// in messages.
pub(crate) fn collect<T>(serialize: impl FnOnce() -> T) -> (T, Vec<SecretString>) {
    /// Ends the collection, also after a panic.
    struct Collection;

    impl Drop for Collection {
        fn drop(&mut self) {
            COLLECTED.with_borrow_mut(Vec::pop);
        }
    }

    COLLECTED.with_borrow_mut(|collected| collected.push(Vec::new()));
    let _collection = Collection;
    let value = serialize();
    let secrets = COLLECTED.with_borrow_mut(|collected| match collected.last_mut() {
        Some(own) => std::mem::take(own),
        // Each nested call removes only its own list.
        None => Vec::new(),
    });
    (value, secrets)
}

impl<'de> Deserialize<'de> for Secret {
    /// Accepts a string, or a number as its text, because some services send one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        // The error must not contain the value.
        #[serde(untagged, expecting = "a string")]
        enum StringOrNumber {
            Text(String),
            Number(serde_json::Number),
        }
        Ok(match StringOrNumber::deserialize(deserializer)? {
            StringOrNumber::Text(text) => Self::from(text),
            StringOrNumber::Number(number) => Self::from(number.to_string()),
        })
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Secret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password" })
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, collect};

    #[test]
    fn serialized_secrets_are_collected() {
        let secrets = |outer: Vec<secrecy::SecretString>| -> Vec<String> {
            let texts = outer
                .into_iter()
                .map(|secret| Secret::from(secret).expose().to_owned());
            texts.collect()
        };
        let value = [Secret::from("a"), Secret::from("b")];
        let ((_, inner), outer) = collect(|| {
            let inner = collect(|| serde_json::to_string(&value)).1;
            (serde_json::to_string(&value[0]), inner)
        });
        assert_eq!(secrets(outer), ["a"]);
        assert_eq!(secrets(inner), ["a", "b"]);
        serde_json::to_string(&value).unwrap();
        assert!(collect(|| ()).1.is_empty());
    }

    #[test]
    fn is_only_serialized_in_requests_and_not_printed() {
        let secret: Secret = serde_json::from_str("\"canary\"").unwrap();
        let write = || serde_json::to_string(&secret).unwrap();
        assert_eq!(collect(write).0, "\"canary\"");
        assert_eq!(write(), "\"[redacted]\"");
        let number: Secret = serde_json::from_str("1234").unwrap();
        assert_eq!(number.expose(), "1234");
        assert!(!format!("{secret:?} {:#?}", Some(&secret)).contains("canary"));
        assert!(
            !serde_json::from_str::<Secret>("{\"canary\":1}")
                .unwrap_err()
                .to_string()
                .contains("canary")
        );
    }
}
