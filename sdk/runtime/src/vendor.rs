//! What the services write into the bodies of their errors, and what of it may be printed.

use bytes::Bytes;
use serde_json::Value;

use crate::credential::Credential;

/// What could be read off the body of an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VendorError {
    pub code: Option<String>,
    pub message: Option<String>,
    pub request_id: Option<String>,
}

/// How much of a body an error keeps.
const KEPT_BODY: usize = 4 * 1024;
/// How many characters of a service's text an error shows.
const SHOWN_TEXT: usize = 300;

/// The beginning of a body, in memory of its own so that the rest is freed.
pub(crate) fn kept(body: &Bytes) -> Bytes {
    Bytes::copy_from_slice(&body[..body.len().min(KEPT_BODY)])
}

/// A service's text as it may be printed: without the key, on one line, of bounded length.
pub fn shown(text: &str, credential: &Credential) -> String {
    let mut shown: String = credential
        .redact(text)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(SHOWN_TEXT + 1)
        .collect();
    if shown.chars().count() > SHOWN_TEXT {
        shown.pop();
        shown.push('…');
    }
    shown
}

/// A member of an object as text, if it is text or a number.
pub fn text(body: &Value, member: &str) -> Option<String> {
    match body.get(member)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT_BODY, SHOWN_TEXT, kept, shown};
    use crate::credential::{Credential, Scheme};

    #[test]
    fn texts_are_shortened_cleaned_and_without_the_key() {
        let credential = Credential::new("the key", &"1234".into(), Scheme::Bare).unwrap();
        assert_eq!(
            shown("a\r\n\u{1b}[31m1234é", &credential),
            "a   [31m[redacted]é"
        );
        let long = shown(&"é".repeat(1000), &credential);
        assert_eq!(long.chars().count(), SHOWN_TEXT + 1);
        assert!(long.ends_with('…'));
        assert_eq!(kept(&vec![0; 100_000].into()).len(), KEPT_BODY);
    }
}
