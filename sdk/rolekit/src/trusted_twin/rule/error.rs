//! What is wrong with a rule, and where.

use std::fmt;

use crate::runtime::{Error, ErrorKind};

/// A place in the text of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in that line, counted from 1.
    pub column: usize,
}

impl Position {
    pub(super) fn of(text: &str, offset: usize) -> Self {
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

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A text that is no rule in any version of the language.
///
/// ```
/// use rolekit::trusted_twin::Rule;
///
/// let error = Rule::parse("TWIN.company == 'Contoso").unwrap_err();
/// assert_eq!(error.message(), "the text that begins here does not end on this line");
/// assert_eq!((error.position().line, error.position().column), (1, 17));
/// if let Some(expected) = error.expected() {
///     println!("expected {expected}");
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    offset: usize,
    position: Position,
    message: String,
    expected: Option<&'static str>,
}

impl SyntaxError {
    pub(super) fn new(text: &str, fault: Fault) -> Self {
        Self {
            offset: fault.offset,
            position: Position::of(text, fault.offset),
            message: fault.message,
            expected: fault.expected,
        }
    }

    /// The byte at which the text is wrong; its length, if it ends too early.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The same place as line and column.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What is wrong, and where it is a common slip, what to write.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What could stand there instead, if that can be said shortly.
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

/// Of the kind [`InvalidRequest`](ErrorKind::InvalidRequest), so that a check stands before a call
/// with a `?`.
impl From<SyntaxError> for Error {
    fn from(error: SyntaxError) -> Self {
        Self::new(ErrorKind::InvalidRequest)
            .with_message(format!("the rule is wrong at {error}"))
            .with_source(error)
    }
}

/// A mistake, before the text around it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) expected: Option<&'static str>,
}

impl Fault {
    pub(super) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
            expected: None,
        }
    }

    pub(super) fn expecting(mut self, expected: &'static str) -> Self {
        self.expected = Some(expected);
        self
    }
}
