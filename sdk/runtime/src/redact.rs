//! Removes secrets from messages of a service.

use std::cmp::Reverse;
use std::ops::Range;

use secrecy::{ExposeSecret, SecretString};

/// Minimum length of a secret that is redacted. Shorter ones occur in any text, and their removal
/// would reveal more than it hides.
const MIN_REDACTED: usize = 4;

/// Minimum length of a secret that is also found with white space in it, and whose beginning is
/// found at the end of a text.
const MIN_CUT: usize = 8;

/// Maximum number of characters that are printed.
const MAX_TEXT: usize = 300;

/// Maximum number of bytes that are searched; sufficient for the printed part.
const MAX_SEARCHED: usize = 8 * 1024;

/// Removes the secrets of a call from messages of the service, including modified ones: in another
/// case, percent-encoded, escaped, or broken into lines.
#[derive(Debug)]
pub(crate) struct Redactor {
    /// The longest first, because the removal of a secret's prefix would leave the rest.
    secrets: Vec<SecretString>,
}

impl Redactor {
    /// Creates a redactor of these secrets, and of the part of each after a `$`, which separates
    /// the id of a key from its secret.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        let mut normalized = Vec::new();
        for secret in secrets {
            let secret = secret.expose_secret();
            let part = secret.split_once('$').map(|(_, part)| part);
            for secret in part.into_iter().chain([secret]) {
                let letters = letters(secret, Percent::Literal);
                if letters.len() >= MIN_REDACTED {
                    let text: String = letters.iter().map(|letter| letter.text).collect();
                    normalized.push(SecretString::from(text));
                }
            }
        }
        normalized.sort_by_key(|secret| Reverse(secret.expose_secret().len()));
        Self {
            secrets: normalized,
        }
    }

    /// Returns a text in printable form: without secrets, on one line, truncated.
    pub(crate) fn sanitize(&self, text: &str) -> String {
        let text = beginning(text, MAX_SEARCHED);
        let sanitized = escape(&self.replace(text, "[redacted]"));
        match sanitized.char_indices().nth(MAX_TEXT) {
            Some((end, _)) => format!("{}…", &sanitized[..end]),
            None => sanitized,
        }
    }

    /// Returns a text with each secret replaced.
    pub(crate) fn replace(&self, text: &str, replacement: &str) -> String {
        let mut replaced = String::new();
        let mut end = 0;
        for range in self.find(text) {
            if range.start >= end {
                replaced.push_str(&text[end..range.start]);
                replaced.push_str(replacement);
            }
            end = end.max(range.end);
        }
        replaced.push_str(&text[end..]);
        replaced
    }

    /// Returns the ranges of secrets, in order.
    fn find(&self, text: &str) -> Vec<Range<usize>> {
        if self.secrets.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        // In both readings, because a percent sign before a secret is not part of it.
        for percent in [Percent::Literal, Percent::Encoding] {
            self.find_in(text, &letters(text, percent), &mut found);
        }
        found.sort_by_key(|range| (range.start, Reverse(range.end)));
        found
    }

    fn find_in(&self, text: &str, letters: &[Letter], found: &mut Vec<Range<usize>>) {
        for secret in &self.secrets {
            let secret: Vec<char> = secret.expose_secret().chars().collect();
            for start in 0..letters.len() {
                let rest = &letters[start..];
                let length = secret.len().min(rest.len());
                let matched = &rest[..length];
                let is_cut = length < secret.len();
                if (is_cut && length < MIN_CUT)
                    || !matched
                        .iter()
                        .map(|letter| letter.text)
                        .eq(secret[..length].iter().copied())
                {
                    continue;
                }
                let is_continuous = matched.windows(2).all(|pair| {
                    let between = &text[pair[0].range.end..pair[1].range.start];
                    between.bytes().all(|byte| byte == b'\\')
                });
                if is_continuous || length >= MIN_CUT {
                    found.push(matched[0].range.start..matched[length - 1].range.end);
                }
            }
        }
    }
}

/// A character of a text in lower case, and its position.
struct Letter {
    text: char,
    range: Range<usize>,
}

/// The meaning of a percent sign.
#[derive(Clone, Copy, PartialEq)]
enum Percent {
    Literal,
    /// It begins an encoded byte.
    Encoding,
}

/// Returns the characters of a text without the differences between spellings of a secret: case,
/// white space, backslashes and percent-encoding.
fn letters(text: &str, percent: Percent) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        let encoded = match percent {
            Percent::Encoding => decode_char(&text[start..]),
            Percent::Literal => None,
        };
        let (c, length) = encoded.unwrap_or((c, c.len_utf8()));
        at += length;
        // In a form, a plus sign is a space.
        let is_space =
            c.is_whitespace() || (percent == Percent::Encoding && text[start..at] == *"+");
        if is_space || c.is_control() || c == '\\' || is_format(c) {
            continue;
        }
        letters.push(Letter {
            text: c.to_lowercase().next().unwrap_or(c),
            range: start..at,
        });
    }
    letters
}

/// Decodes the percent-encoded character at the beginning of a text. Returns it with its length.
fn decode_char(text: &str) -> Option<(char, usize)> {
    let mut bytes = Vec::with_capacity(4);
    let mut rest = text;
    while let Some(encoded) = rest.strip_prefix('%')
        && let Some(digits) = encoded.get(..2)
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        && let Ok(byte) = u8::from_str_radix(digits, 16)
        && bytes.len() < 4
    {
        bytes.push(byte);
        rest = &encoded[2..];
        if let Ok(character) = str::from_utf8(&bytes) {
            return Some((character.chars().next()?, text.len() - rest.len()));
        }
    }
    None
}

/// Escapes characters that would change the display of the rest of a line.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_format(c) {
            escaped.extend(c.escape_default());
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Returns whether a character is invisible and changes the direction, the lines or the joining of
/// others.
fn is_format(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

/// Returns the beginning of a text, at most `max` bytes.
fn beginning(text: &str, max: usize) -> &str {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::SecretString;

    use super::{MAX_TEXT, Redactor};

    fn redactor(secrets: &[&str]) -> Redactor {
        let secrets: Vec<SecretString> = secrets.iter().map(|secret| (*secret).into()).collect();
        Redactor::new(&secrets)
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let redactor = redactor(&["17$Open/Sesame+\"1\""]);
        for text in [
            "17$Open/Sesame+\"1\"",
            "17$open/sesame+\"1\"",
            "17%24Open%2FSesame%2b%221%22",
            "17$Open\\/Sesame+\\\"1\\\"",
            "17$Open/Se\nsame+\"1\"",
            "17$Op\u{200b}en/Se \r\n same+\"1\"",
            "OPEN/SESAME+\"1\"",
        ] {
            let sanitized = redactor.sanitize(&format!("bad key <{text}>!"));
            assert_eq!(sanitized, "bad key <[redacted]>!", "{text}");
        }
        assert_eq!(redactor.sanitize("key 17$Open/Ses"), "key [redacted]");
        let redactor = self::redactor(&["pässword 1"]);
        for text in ["p%C3%A4ssword%201", "P%c3%a4ssword+1", "pässword\t1"] {
            assert_eq!(redactor.sanitize(text), "[redacted]", "{text}");
        }
        let redactor = self::redactor(&["17$Open/Sesame+\"1\""]);
        assert_eq!(redactor.sanitize("key 17 is open"), "key 17 is open");
    }

    #[test]
    fn secrets_that_contain_each_other_leave_nothing() {
        let redactor = redactor(&["open", "open sesame", "is", "5678"]);
        assert_eq!(
            redactor.sanitize("1234 open sesame open is 5678"),
            "1234 [redacted] [redacted] is [redacted]"
        );
        // A short secret is not found in pieces.
        assert_eq!(redactor.sanitize("56 78"), "56 78");
    }

    #[test]
    fn texts_are_truncated_and_on_one_line() {
        let redactor = redactor(&["1234"]);
        assert_eq!(
            redactor.sanitize("a\r\n\u{1b}[31m1234é \u{202e}b\u{2066}"),
            "a\\r\\n\\u{1b}[31m[redacted]é \\u{202e}b\\u{2066}"
        );
        let long = redactor.sanitize(&"é".repeat(10_000));
        assert_eq!(long.chars().count(), MAX_TEXT + 1);
        assert!(long.ends_with('…'));
        let fits = "é".repeat(MAX_TEXT);
        assert_eq!(redactor.sanitize(&fits), fits);
        assert_eq!(self::redactor(&[]).sanitize("1234"), "1234");
    }

    proptest! {
        #[test]
        fn no_secret_is_left(
            before in "\\PC{0,20}",
            secret in "[!-\\[\\]-~]{8,20}",
            after in "\\PC{0,20}",
            at in 0..8_usize,
            between in "[ \n]{0,3}",
        ) {
            let (first, last) = secret.split_at(at);
            let text = format!("{before}{first}{between}{last}{after}");
            let sanitized = redactor(&[&secret]).sanitize(&text);
            prop_assert!(!sanitized.contains(&secret), "{text:?} {sanitized:?}");
            prop_assert!(!sanitized.contains(&secret.to_lowercase()));
            prop_assert!(sanitized.contains("[redacted]"), "{text:?} {sanitized:?}");
        }
    }
}
