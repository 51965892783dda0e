//! Literals and names, written so that every version of the language reads them alike.

use std::fmt::{self, Write as _};

use crate::runtime::{Error, ErrorKind};

/// Words that cannot be the name of a variable. The last three can, but evaluate to null, which
/// nobody means who writes them.
const RESERVED: [&str; 17] = [
    "and", "or", "not", "in", "for", "if", "true", "false", "null", "inf", "nan", "elif", "else",
    "while", "True", "False", "None",
];

/// The largest whole number up to which older versions tell neighbours apart.
const EXACT: u64 = 1 << 53;

/// A value that no rule can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    message: String,
}

impl ValueError {
    fn new(message: String) -> Self {
        Self { message }
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ValueError {}

/// Of the kind [`InvalidRequest`](ErrorKind::InvalidRequest).
impl From<ValueError> for Error {
    fn from(error: ValueError) -> Self {
        Self::new(ErrorKind::InvalidRequest)
            .with_message(error.to_string())
            .with_source(error)
    }
}

/// Writes a text between quotes. This is the only place where a text enters a rule.
///
/// Quotes and backslashes are escaped, and whatever a reader would not see: control characters, and
/// those that steer the direction of writing or take no room. The rest stays as it is.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' => {
                let _ = write!(quoted, "\\x{:02x}", u32::from(character));
            }
            '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

/// Escapes a text so that a regular expression finds just that.
pub(super) fn escape_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() || character.is_ascii_whitespace() {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// Writes a whole number.
pub(super) fn integer(number: i128) -> Result<String, ValueError> {
    if number.unsigned_abs() > u128::from(EXACT) {
        return Err(ValueError::new(format!(
            "{number} is too far from zero: older versions of the rule language do not tell whole \
             numbers beyond 2^53 apart",
        )));
    }
    Ok(number.to_string())
}

/// Writes a number.
pub(super) fn float(number: f64) -> Result<String, ValueError> {
    if number.is_finite() {
        // The shortest digits that give this number back, with an exponent where it is far out.
        Ok(format!("{number:?}"))
    } else {
        Err(ValueError::new(format!(
            "{number} is no number that a rule could compare with"
        )))
    }
}

/// Checks the name of a variable.
pub(super) fn symbol(name: &str) -> Result<String, ValueError> {
    let mut characters = name.bytes();
    let begins = characters
        .next()
        .is_some_and(|first| first == b'_' || first.is_ascii_alphabetic());
    if !begins || !characters.all(|next| next == b'_' || next.is_ascii_alphanumeric()) {
        return Err(ValueError::new(format!(
            "`{}` is no name of a variable: letters, digits and underscores, the first no digit",
            shorten(name),
        )));
    }
    if RESERVED.contains(&name) {
        return Err(ValueError::new(format!(
            "`{name}` is a word of the rule language, not the name of a variable"
        )));
    }
    Ok(name.to_owned())
}

/// A text as it may stand in a message.
pub(super) fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(32).flat_map(char::escape_debug).collect();
    if text.chars().nth(32).is_some() {
        shown.push('…');
    }
    shown
}
