//! Writes literals and names that mean the same in every version of the language.

use std::fmt::{self, Write as _};

/// Names that cannot be used for a variable. The last three could, but would evaluate to null.
const RESERVED: [&str; 17] = [
    "and", "or", "not", "in", "for", "if", "true", "false", "null", "inf", "nan", "elif", "else",
    "while", "True", "False", "None",
];

/// Largest integer up to which versions that store numbers as floats are exact.
const MAX_INTEGER: u64 = 1 << 53;

/// The error for a value that cannot be written in a rule.
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

/// Returns a string literal. All strings in built rules go through this function.
///
/// Escapes quotes, backslashes and invisible characters: control characters, bidirectional controls
/// and zero-width characters.
pub(crate) fn quote(text: &str) -> String {
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

/// Escapes a string for use in a regular expression.
pub(crate) fn escape_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() || character.is_ascii_whitespace() {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// Returns an integer literal.
pub(crate) fn integer(number: i128) -> Result<String, ValueError> {
    if number.unsigned_abs() > u128::from(MAX_INTEGER) {
        return Err(ValueError::new(format!(
            "{number} cannot be written in a rule: integers must be between -2^53 and 2^53",
        )));
    }
    Ok(number.to_string())
}

/// Returns a float literal.
pub(crate) fn float(number: f64) -> Result<String, ValueError> {
    if number.is_finite() {
        // Debug writes the shortest digits that parse to the same number.
        Ok(format!("{number:?}"))
    } else {
        Err(ValueError::new(format!(
            "{number} cannot be written in a rule: numbers must be finite"
        )))
    }
}

/// Checks the name of a variable and returns it.
pub(crate) fn variable_name(name: &str) -> Result<String, ValueError> {
    let mut characters = name.bytes();
    let valid_start = characters
        .next()
        .is_some_and(|first| first == b'_' || first.is_ascii_alphabetic());
    if !valid_start || !characters.all(|next| next == b'_' || next.is_ascii_alphanumeric()) {
        return Err(ValueError::new(format!(
            "invalid variable name `{}`: use ASCII letters, digits and underscores, not beginning \
             with a digit",
            truncate(name),
        )));
    }
    if RESERVED.contains(&name) {
        return Err(ValueError::new(format!(
            "invalid variable name `{name}`: reserved in the rule language"
        )));
    }
    Ok(name.to_owned())
}

/// Escapes a text for a message and truncates it to 32 characters.
pub(crate) fn truncate(text: &str) -> String {
    let mut short: String = text.chars().take(32).flat_map(char::escape_debug).collect();
    if text.chars().nth(32).is_some() {
        short.push('…');
    }
    short
}
