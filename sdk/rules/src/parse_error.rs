//! Errors of the lexer and the parser.

/// An error at a byte offset. [`SyntaxError`](crate::SyntaxError) adds the rule text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParseError {
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) expected: Option<&'static str>,
}

impl ParseError {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> Self {
        Self {
            offset,
            message: message.into(),
            expected: None,
        }
    }

    pub(crate) fn expecting(mut self, expected: &'static str) -> Self {
        self.expected = Some(expected);
        self
    }

    /// Adds `by` to the offset, for an error in a part that was parsed on its own.
    pub(crate) fn shift(mut self, by: usize) -> Self {
        self.offset += by;
        self
    }
}
