//! The key that is sent with each request.

use std::borrow::Cow;
use std::fmt;

use reqwest::Body;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// How a system writes its key into the header `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A word before the key, added where the key lacks one.
    Word(&'static str),
    /// The key alone.
    Bare,
}

/// The words that a key may already begin with.
const KNOWN_WORDS: [&str; 2] = ["apikey", "bearer"];

/// A checked key, or none. It is never printed, and what is printed is searched for it.
#[derive(Clone)]
pub struct Credential {
    header: Option<HeaderValue>,
    /// What must not be printed, the longest first.
    secrets: Vec<SecretString>,
}

impl Credential {
    /// Checks a key and writes its header. `name` is what the key is called to the user.
    pub(crate) fn new(name: &str, key: &SecretString, scheme: Scheme) -> Result<Self, Error> {
        let key = key.expose_secret();
        if key.is_empty() {
            return Err(Error::config(format!("{name} is empty")));
        }
        let (word, secret) = match scheme {
            Scheme::Word(word) => match key.split_once(' ') {
                Some((known, rest))
                    if KNOWN_WORDS
                        .iter()
                        .any(|word| known.eq_ignore_ascii_case(word)) =>
                {
                    (Some(known), rest)
                }
                _ => (Some(word), key),
            },
            Scheme::Bare => (None, key),
        };
        // Said without the key: neither the character nor its place.
        if secret.is_empty() {
            return Err(Error::config(format!(
                "{name} has a scheme word and no key"
            )));
        }
        if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::config(format!(
                "{name} is malformed: it has a space, a line break or another character that no \
                 key has",
            )));
        }
        let text = match word {
            Some(word) => format!("{word} {secret}"),
            None => secret.to_owned(),
        };
        let mut header = HeaderValue::from_str(&text)
            .map_err(|_| Error::config(format!("{name} is malformed")))?;
        header.set_sensitive(true);
        Ok(Self {
            header: Some(header),
            secrets: vec![SecretString::from(secret)],
        })
    }

    /// No key: for a client that is to log in.
    pub(crate) fn none() -> Self {
        Self {
            header: None,
            secrets: Vec::new(),
        }
    }

    /// The header, unless there is no key.
    pub(crate) fn header(&self) -> Option<&HeaderValue> {
        self.header.as_ref()
    }

    /// The same key, with other secrets that must not be printed either.
    pub(crate) fn hiding(&self, secrets: impl IntoIterator<Item = SecretString>) -> Self {
        let mut hiding = self.clone();
        hiding.secrets.extend(secrets);
        // One that is a part of another would leave the rest of it.
        hiding
            .secrets
            .sort_by_key(|secret| std::cmp::Reverse(secret.expose_secret().len()));
        hiding
    }

    /// The text without the key and the other secrets, should a service have repeated them.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.expose_secret(), "[redacted]");
        }
        text
    }
}

/// What must not be printed of a call: its key, and what the body of its request has in the fields
/// that the service has for secrets.
pub(crate) fn hidden<'a>(
    credential: &'a Credential,
    fields: &[&str],
    body: Option<&Body>,
) -> Cow<'a, Credential> {
    let body: Option<serde_json::Value> = match body.and_then(Body::as_bytes) {
        Some(body) if !fields.is_empty() => serde_json::from_slice(body).ok(),
        _ => None,
    };
    let Some(body) = body else {
        return Cow::Borrowed(credential);
    };
    let secrets = fields.iter().filter_map(|field| {
        let secret = body.get(field)?.as_str()?;
        // What is shorter stands in any text, and to take it out would tell more than it hides.
        (secret.len() >= 4).then(|| secret.into())
    });
    Cow::Owned(credential.hiding(secrets))
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::{Credential, Scheme};
    use crate::error::ErrorKind;

    fn header(key: &str, scheme: Scheme) -> Result<String, String> {
        Credential::new("the key", &key.into(), scheme)
            .map(|credential| {
                let header = credential.header().unwrap();
                assert!(header.is_sensitive());
                assert!(!format!("{credential:?} {header:?}").contains("1234"));
                header.to_str().unwrap().to_owned()
            })
            .map_err(|error| {
                assert_eq!(error.kind(), ErrorKind::Config);
                assert!(!format!("{error} {error:?}").contains("1234"));
                error.to_string()
            })
    }

    #[test]
    fn the_scheme_word_is_added_where_it_is_missing() {
        let scheme = Scheme::Word("APIKey");
        for (key, sent) in [
            ("1234$abcdef", "APIKey 1234$abcdef"),
            ("apikey 1234_abcdef", "apikey 1234_abcdef"),
            ("APIKEY 1234", "APIKEY 1234"),
            ("Bearer 1234.a.b", "Bearer 1234.a.b"),
        ] {
            assert_eq!(header(key, scheme).unwrap(), sent);
        }
        for key in [
            "",
            " ",
            "apikey ",
            "apikey  1234",
            "1234 5",
            "1234\n",
            "1234é",
            "token 1234",
        ] {
            header(key, scheme).unwrap_err();
        }
    }

    #[test]
    fn a_secret_goes_alone() {
        assert_eq!(header("1234+/ab==", Scheme::Bare).unwrap(), "1234+/ab==");
        for key in ["", "Bearer 1234", "1234\n", "\t1234"] {
            header(key, Scheme::Bare).unwrap_err();
        }
    }

    #[test]
    fn what_a_service_repeats_of_the_key_is_taken_out() {
        let credential = Credential::new("the key", &"1234".into(), Scheme::Bare).unwrap();
        assert_eq!(credential.redact("bad key 1234!"), "bad key [redacted]!");
    }

    #[test]
    fn other_secrets_are_redacted_too_and_as_a_whole() {
        let credential = Credential::new("the key", &"1234".into(), Scheme::Bare).unwrap();
        let hiding = credential.hiding(["open".into(), "open sesame".into()]);
        assert_eq!(
            hiding.redact("1234 open sesame open"),
            "[redacted] [redacted] [redacted]"
        );
        assert_eq!(Credential::none().redact("1234"), "1234");
        assert!(Credential::none().header().is_none());
    }
}
