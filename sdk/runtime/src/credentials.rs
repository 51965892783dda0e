//! The credential in the header `Authorization`, and the redaction of secrets.

use std::fmt;

use reqwest::Body;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// How a service expects its credential in the header `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "generated crates construct it")]
pub enum Scheme {
    /// After a word like `Bearer`, which is added if the credential has none.
    Word(&'static str),
    /// Alone.
    Bare,
}

/// The words that a credential may begin with.
const KNOWN_WORDS: [&str; 2] = ["apikey", "bearer"];

/// The shortest secret that is redacted. Shorter ones occur in any text, and their removal would
/// reveal more than it hides.
const MIN_REDACTED: usize = 4;

/// How many characters of a service's text are kept.
const MAX_TEXT: usize = 300;

/// A validated credential, or none.
#[derive(Clone)]
pub(crate) struct Credential(Option<Known>);

#[derive(Clone)]
struct Known {
    header: HeaderValue,
    secret: SecretString,
}

impl Credential {
    /// Validates a credential and writes its header. `name` is what the user calls it.
    pub(crate) fn new(
        name: &str,
        credential: &SecretString,
        scheme: Scheme,
    ) -> Result<Self, Error> {
        let credential = credential.expose_secret();
        if credential.is_empty() {
            return Err(Error::config(format!("{name} is empty")));
        }
        let (word, secret) = match scheme {
            Scheme::Word(word) => match credential.split_once(' ') {
                Some((known, rest))
                    if KNOWN_WORDS
                        .iter()
                        .any(|word| known.eq_ignore_ascii_case(word)) =>
                {
                    (Some(known), rest)
                }
                _ => (Some(word), credential),
            },
            Scheme::Bare => (None, credential),
        };
        // The messages contain neither the character nor its position.
        if secret.is_empty() {
            return Err(Error::config(format!(
                "{name} is incomplete: nothing follows the scheme"
            )));
        }
        if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::config(format!(
                "{name} is malformed: it contains a space, a line break or another invalid character",
            )));
        }
        let text = match word {
            Some(word) => format!("{word} {secret}"),
            None => secret.to_owned(),
        };
        let mut header = HeaderValue::from_str(&text)
            .map_err(|_| Error::config(format!("{name} is malformed")))?;
        header.set_sensitive(true);
        Ok(Self(Some(Known {
            header,
            secret: secret.into(),
        })))
    }

    /// No credential.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// Returns the value of the header `Authorization`.
    pub(crate) fn header(&self) -> Option<&HeaderValue> {
        self.0.as_ref().map(|known| &known.header)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "Credential([redacted])",
            None => "Credential(none)",
        })
    }
}

/// Removes the secrets of a call from texts of the service.
#[derive(Debug)]
pub(crate) struct Redactor {
    /// The longest first: a part of another would leave the rest of it.
    secrets: Vec<SecretString>,
}

impl Redactor {
    /// Redacts the credential, and the values of `fields` in the body of the request.
    pub(crate) fn new(credential: &Credential, fields: &[&str], body: Option<&Body>) -> Self {
        let mut secrets = Vec::new();
        if let Some(known) = &credential.0 {
            secrets.push(known.secret.clone());
        }
        if !fields.is_empty()
            && let Some(body) = body.and_then(Body::as_bytes)
            && let Ok(body) = serde_json::from_slice::<serde_json::Value>(body)
        {
            let values = fields.iter().filter_map(|field| body.get(field)?.as_str());
            let values = values.filter(|value| value.len() >= MIN_REDACTED);
            secrets.extend(values.map(SecretString::from));
        }
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose_secret().len()));
        Self { secrets }
    }

    /// Returns a text of the service as it can be printed: without secrets, on one line, truncated.
    pub(crate) fn sanitize(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret.expose_secret(), "[redacted]");
        }
        let mut sanitized: String = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(MAX_TEXT + 1)
            .collect();
        if let Some((end, _)) = sanitized.char_indices().nth(MAX_TEXT) {
            sanitized.truncate(end);
            sanitized.push('…');
        }
        sanitized
    }
}

#[cfg(test)]
mod tests {
    use super::{Credential, MAX_TEXT, Redactor, Scheme};
    use crate::error::ErrorKind;

    fn header(credential: &str, scheme: Scheme) -> Result<String, String> {
        Credential::new("the key", &credential.into(), scheme)
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

    fn credential() -> Credential {
        Credential::new("the key", &"1234".into(), Scheme::Bare).unwrap()
    }

    #[test]
    fn a_missing_scheme_word_is_added() {
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
    fn a_bare_credential_is_sent_alone() {
        assert_eq!(header("1234+/ab==", Scheme::Bare).unwrap(), "1234+/ab==");
        for key in ["", "Bearer 1234", "1234\n", "\t1234"] {
            header(key, Scheme::Bare).unwrap_err();
        }
    }

    #[test]
    fn the_credential_is_redacted() {
        let redactor = Redactor::new(&credential(), &[], None);
        assert_eq!(redactor.sanitize("bad key 1234!"), "bad key [redacted]!");
        let redactor = Redactor::new(&Credential::none(), &[], None);
        assert_eq!(redactor.sanitize("1234"), "1234");
        assert!(Credential::none().header().is_none());
    }

    #[test]
    fn secret_fields_of_the_request_are_redacted_as_a_whole() {
        let body = r#"{"pin":"open","password":"open sesame","short":"is","number":5678}"#.into();
        let fields = ["pin", "password", "short", "number", "absent"];
        let redactor = Redactor::new(&credential(), &fields, Some(&body));
        assert_eq!(
            redactor.sanitize("1234 open sesame open is 5678"),
            "[redacted] [redacted] [redacted] is 5678"
        );
    }

    #[test]
    fn texts_are_truncated_and_on_one_line() {
        let redactor = Redactor::new(&credential(), &[], None);
        assert_eq!(
            redactor.sanitize("a\r\n\u{1b}[31m1234é"),
            "a   [31m[redacted]é"
        );
        let long = redactor.sanitize(&"é".repeat(1000));
        assert_eq!(long.chars().count(), MAX_TEXT + 1);
        assert!(long.ends_with('…'));
        let fits = "é".repeat(MAX_TEXT);
        assert_eq!(redactor.sanitize(&fits), fits);
    }
}
