//! Tokens of the rule language.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// The name of a variable, function or attribute.
    Symbol,
    String,
    /// `r"…"`.
    RawString,
    /// `b"…"`, and whether versions up to 4.5 and from 5.0 accept its content.
    Bytes {
        up_to_4: bool,
        from_5: bool,
    },
    Datetime,
    Timedelta,
    /// A number, a boolean, `inf` or `nan`: a value that has no keys.
    Scalar,
    Null,
    Operator(Operator),
    Not,
    In,
    For,
    If,
    OpenParenthesis,
    CloseParenthesis,
    /// `[` or `&[`.
    OpenBracket {
        safe: bool,
    },
    CloseBracket,
    OpenBrace,
    CloseBrace,
    /// `.` or `&.`.
    Dot,
    Comma,
    Colon,
    Question,
    Comment,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Coalesce,
    /// `==` and `!=`.
    Equal,
    /// The other comparisons.
    Compare,
    BitOr,
    BitXor,
    BitAnd,
    Shift,
    Add,
    Subtract,
    Multiply,
    Power,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Token {
    /// Returns the token at an index; beyond the last one, the end of `source`.
    pub(crate) fn at(tokens: &[Self], index: usize, source: &str) -> Self {
        tokens.get(index).copied().unwrap_or(Self {
            kind: TokenKind::End,
            start: source.len(),
            end: source.len(),
        })
    }

    pub(crate) fn text(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or_default()
    }
}
