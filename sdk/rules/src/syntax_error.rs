//! The error for a text that is not a rule.

use std::fmt;

use crate::parse_error::ParseError;

/// A position in the text of a rule, as line and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct LineColumn {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in that line, counted from 1.
    pub column: usize,
}

impl LineColumn {
    pub(crate) fn new(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let (lines, line) = match before.rsplit_once('\n') {
            Some((lines, line)) => (lines.matches('\n').count() + 1, line),
            None => (0, before),
        };
        Self {
            line: lines + 1,
            column: line.chars().count() + 1,
        }
    }
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The error for a text that is not a rule in any version of the language.
///
/// ```
/// use trusted_twin_rules::Rule;
///
/// let error = Rule::parse("TWIN.company == 'Contoso").unwrap_err();
/// assert_eq!(error.message(), "unterminated string literal");
/// assert_eq!((error.position().line, error.position().column), (1, 17));
/// if let Some(expected) = error.expected() {
///     println!("expected {expected}");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    offset: usize,
    position: LineColumn,
    message: String,
    expected: Option<&'static str>,
}

impl SyntaxError {
    pub(crate) fn new(text: &str, error: ParseError) -> Self {
        Self {
            offset: error.offset,
            position: LineColumn::new(text, error.offset),
            message: error.message,
            expected: error.expected,
        }
    }

    /// Returns the byte offset of the error; the length of the text if it ends too early.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the offset as line and column.
    pub fn position(&self) -> LineColumn {
        self.position
    }

    /// Returns what is wrong, with a hint for common mistakes.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns what the parser expected at this position, if it is one of a few things.
    pub fn expected(&self) -> Option<&str> {
        self.expected
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)?;
        match self.expected {
            Some(expected) => write!(f, " (expected {expected})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SyntaxError {}
