//! Errors of the lexer and the parser.

/// An error at an offset, without the text that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Diagnostic {
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) expected: Option<&'static str>,
}

impl Diagnostic {
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

    /// Moves the offset of an error in a part of the text that was parsed separately.
    pub(crate) fn shift(mut self, by: usize) -> Self {
        self.offset += by;
        self
    }
}
