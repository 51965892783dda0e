//! The credential in the header `Authorization`.

use std::fmt;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// The format of a credential in the header `Authorization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "generated crates construct it")]
pub enum Scheme {
    /// With a scheme such as `Bearer`, which is added if the credential contains none.
    Word(&'static str),
    /// Without a scheme.
    Bare,
}

/// The schemes that a credential may contain.
const KNOWN_WORDS: [&str; 2] = ["apikey", "bearer"];

/// A validated credential, or none.
#[derive(Clone)]
pub(crate) struct Credential(Option<Known>);

#[derive(Clone)]
struct Known {
    header: HeaderValue,
    secret: SecretString,
}

impl Credential {
    /// Validates a credential and builds its header. `name` is the name of the credential in
    /// errors.
    pub(crate) fn new(
        name: &str,
        credential: &SecretString,
        scheme: Scheme,
    ) -> Result<Self, String> {
        let credential = credential.expose_secret();
        if credential.is_empty() {
            return Err(format!("{name} is empty"));
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
            return Err(format!("{name} is incomplete: nothing follows the scheme"));
        }
        if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!(
                "{name} is malformed: it contains a space, a line break or another invalid character",
            ));
        }
        let text = match word {
            Some(word) => format!("{word} {secret}"),
            None => secret.to_owned(),
        };
        let mut header =
            HeaderValue::from_str(&text).map_err(|_| format!("{name} is malformed"))?;
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

    /// Returns the credential.
    pub(crate) fn secret(&self) -> Option<&SecretString> {
        self.0.as_ref().map(|known| &known.secret)
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

#[cfg(test)]
mod tests {
    use super::{Credential, Scheme};

    fn header(credential: &str, scheme: Scheme) -> Result<String, String> {
        Credential::new("the key", &credential.into(), scheme)
            .map(|credential| {
                let header = credential.header().unwrap();
                assert!(header.is_sensitive());
                assert!(!format!("{credential:?} {header:?}").contains("1234"));
                header.to_str().unwrap().to_owned()
            })
            .inspect_err(|reason| assert!(!reason.contains("1234"), "{reason}"))
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
}
