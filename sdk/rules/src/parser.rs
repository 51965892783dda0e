//! Parses tokens into a syntax tree, by precedence climbing.
//!
//! Versions up to 4.5 and from 5.0 have different precedences. A rule is parsed with both; it has
//! the same meaning in all versions if the two trees are equal.

use crate::literal::truncate;
use crate::parse_error::ParseError;
use crate::precedence::{Dialect, InfixPower};
use crate::token::{Operator, Token, TokenKind};

/// Maximum depth of nesting, a little below the recursion limit of the evaluator.
pub(crate) const MAX_DEPTH: usize = 200;

/// A node of the syntax tree, which is stored in postfix order: the children of a node come before
/// it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    /// Index of the token that determines the node.
    pub(crate) token: usize,
    /// Number of children.
    pub(crate) arity: usize,
    pub(crate) kind: NodeKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Leaf,
    Prefix,
    Infix,
    Conditional,
    Attribute,
    Subscript,
    Slice,
    Call,
    Array,
    Comprehension,
    Braces,
}

/// Parses a rule and returns its nodes, the root last. `lexer_error` is the error after the last
/// token, if any.
pub(crate) fn parse(
    text: &str,
    tokens: &[Token],
    lexer_error: Option<&ParseError>,
    dialect: Dialect,
) -> Result<Vec<Node>, ParseError> {
    let mut parser = Parser {
        text,
        tokens,
        lexer_error,
        dialect,
        at: 0,
        depth: 0,
        nodes: Vec::with_capacity(tokens.len()),
    };
    if parser.peek() == TokenKind::End && lexer_error.is_none() {
        return Err(ParseError::new(0, "the rule is empty").expecting("a value"));
    }
    parser.expression(0)?;
    if parser.peek() == TokenKind::Comment {
        parser.at += 1;
    }
    match parser.peek() {
        TokenKind::End if lexer_error.is_none() => Ok(parser.nodes),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    lexer_error: Option<&'a ParseError>,
    dialect: Dialect,
    at: usize,
    depth: usize,
    nodes: Vec<Node>,
}

impl Parser<'_> {
    fn token(&self, at: usize) -> Token {
        Token::at(self.tokens, at, self.text)
    }

    fn peek(&self) -> TokenKind {
        self.token(self.at).kind
    }

    /// Consumes the next token if it is of this kind.
    fn eat(&mut self, kind: TokenKind) -> bool {
        let matches = self.peek() == kind;
        self.at += usize::from(matches);
        matches
    }

    fn expect(&mut self, kind: TokenKind, expected: &'static str) -> Result<(), ParseError> {
        if self.eat(kind) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn push(&mut self, token: usize, arity: usize, kind: NodeKind) {
        self.nodes.push(Node { token, arity, kind });
    }

    fn expression(&mut self, min_power: u8) -> Result<(), ParseError> {
        if self.depth == MAX_DEPTH {
            return Err(ParseError::new(
                self.token(self.at).start,
                format!("the rule is nested more than {MAX_DEPTH} levels deep"),
            ));
        }
        self.depth += 1;
        let result = self.operand().and_then(|()| self.operators(min_power));
        self.depth -= 1;
        result
    }

    /// Parses the operators after an operand whose binding power is at least `min_power`.
    fn operators(&mut self, min_power: u8) -> Result<(), ParseError> {
        let mut non_associative = None;
        loop {
            let token = self.at;
            let infix = match self.peek() {
                TokenKind::Operator(Operator::Coalesce) if self.dialect == Dialect::UpTo4 => {
                    return Ok(());
                }
                TokenKind::Operator(operator) => self.dialect.infix(operator),
                TokenKind::In => self.dialect.infix(Operator::Compare),
                // `not in`: taken with the precedence of `not`, then binds like `in`.
                TokenKind::Not => InfixPower {
                    left: self.dialect.not(),
                    ..self.dialect.infix(Operator::Compare)
                },
                TokenKind::Question => InfixPower {
                    left: self.dialect.conditional(),
                    right: self.dialect.conditional(),
                    non_associative: None,
                },
                _ => return Ok(()),
            };
            if infix.left < min_power {
                return Ok(());
            }
            if non_associative == Some(infix.left) {
                return Err(ParseError::new(
                    self.token(token).start,
                    format!(
                        "`{}` follows another comparison; join comparisons with `and`, or add \
                         parentheses",
                        self.describe_token(),
                    ),
                ));
            }
            self.at += 1;
            match self.token(token).kind {
                TokenKind::Question => {
                    self.expression(0)?;
                    self.expect(TokenKind::Colon, "`:` and a value")?;
                    self.expression(infix.right)?;
                    self.push(token, 3, NodeKind::Conditional);
                }
                kind => {
                    if kind == TokenKind::Not {
                        self.expect(TokenKind::In, "`in`, or an operator before `not`")?;
                    }
                    self.expression(infix.right)?;
                    self.push(token, 2, NodeKind::Infix);
                }
            }
            non_associative = infix.non_associative;
        }
    }

    fn operand(&mut self) -> Result<(), ParseError> {
        let token = self.at;
        match self.peek() {
            TokenKind::Not => {
                self.at += 1;
                self.expression(self.dialect.not())?;
                self.push(token, 1, NodeKind::Prefix);
                Ok(())
            }
            TokenKind::Operator(Operator::Subtract) => {
                self.at += 1;
                self.expression(self.dialect.negation())?;
                self.push(token, 1, NodeKind::Prefix);
                Ok(())
            }
            _ => {
                let has_keys = self.atom()?;
                self.postfix(has_keys)
            }
        }
    }

    /// Parses a value without operators. Returns whether a key may follow it.
    fn atom(&mut self) -> Result<bool, ParseError> {
        let token = self.at;
        let kind = self.peek();
        let is_leaf = match kind {
            TokenKind::Symbol
            | TokenKind::String
            | TokenKind::Null
            | TokenKind::Datetime
            | TokenKind::Timedelta
            | TokenKind::Scalar => true,
            TokenKind::RawString => self.dialect == Dialect::From5,
            TokenKind::Bytes { up_to_4, from_5 } => match self.dialect {
                Dialect::UpTo4 => up_to_4,
                Dialect::From5 => from_5,
            },
            _ => false,
        };
        if is_leaf {
            self.at += 1;
            self.push(token, 0, NodeKind::Leaf);
            return Ok(kind != TokenKind::Scalar);
        }
        match kind {
            TokenKind::OpenParenthesis => {
                self.at += 1;
                self.expression(0)?;
                self.expect(TokenKind::CloseParenthesis, "`)`")?;
            }
            // `&[` at the beginning of an operand opens an array, like `[`.
            TokenKind::OpenBracket { .. } => {
                self.at += 1;
                self.array(token)?;
            }
            TokenKind::OpenBrace => {
                self.at += 1;
                self.braces(token)?;
            }
            _ => return Err(self.unexpected("a value")),
        }
        Ok(true)
    }

    /// Parses the keys and calls after a value.
    fn postfix(&mut self, mut has_keys: bool) -> Result<(), ParseError> {
        loop {
            let token = self.at;
            match self.peek() {
                TokenKind::Dot if has_keys => {
                    self.at += 1;
                    self.expect(
                        TokenKind::Symbol,
                        "a key name; write other keys in brackets",
                    )?;
                    self.push(token, 1, NodeKind::Attribute);
                }
                TokenKind::OpenBracket { .. } if has_keys => {
                    self.at += 1;
                    self.subscript(token)?;
                }
                TokenKind::OpenParenthesis => {
                    self.at += 1;
                    let count = if self.eat(TokenKind::CloseParenthesis) {
                        0
                    } else {
                        self.arguments()?
                    };
                    self.push(token, count + 1, NodeKind::Call);
                    has_keys = true;
                }
                TokenKind::Dot | TokenKind::OpenBracket { .. } => {
                    return Err(ParseError::new(
                        self.token(token).start,
                        "numbers and booleans have no keys",
                    ));
                }
                _ => return Ok(()),
            }
        }
    }

    fn arguments(&mut self) -> Result<usize, ParseError> {
        let mut count = 0;
        loop {
            self.expression(0)?;
            count += 1;
            if self.eat(TokenKind::CloseParenthesis) {
                return Ok(count);
            }
            self.expect(TokenKind::Comma, "`,` or `)`")?;
        }
    }

    fn subscript(&mut self, token: usize) -> Result<(), ParseError> {
        let mut bounds = 0;
        if !self.eat(TokenKind::Colon) {
            self.expression(0)?;
            bounds += 1;
            if self.eat(TokenKind::CloseBracket) {
                self.push(token, 2, NodeKind::Subscript);
                return Ok(());
            }
            self.expect(TokenKind::Colon, "`]` or `:`")?;
        }
        if !self.eat(TokenKind::CloseBracket) {
            self.expression(0)?;
            bounds += 1;
            self.expect(TokenKind::CloseBracket, "`]`")?;
        }
        self.push(token, bounds + 1, NodeKind::Slice);
        Ok(())
    }

    fn array(&mut self, token: usize) -> Result<(), ParseError> {
        let mut items = 0;
        while !self.eat(TokenKind::CloseBracket) {
            self.expression(0)?;
            items += 1;
            if items == 1 && self.eat(TokenKind::For) {
                return self.comprehension(token);
            }
            if !self.eat(TokenKind::Comma) {
                self.expect(TokenKind::CloseBracket, "`,` or `]`")?;
                break;
            }
        }
        self.push(token, items, NodeKind::Array);
        Ok(())
    }

    fn comprehension(&mut self, token: usize) -> Result<(), ParseError> {
        self.expect(TokenKind::Symbol, "a variable name")?;
        self.expect(TokenKind::In, "`in`")?;
        self.expression(0)?;
        let mut arity = 2;
        if self.eat(TokenKind::If) {
            self.expression(0)?;
            arity += 1;
        }
        self.expect(TokenKind::CloseBracket, "`]`")?;
        self.push(token, arity, NodeKind::Comprehension);
        Ok(())
    }

    /// Parses a set or a mapping; the first member decides which.
    fn braces(&mut self, token: usize) -> Result<(), ParseError> {
        let mut arity = 0;
        let mut mapping = false;
        while !self.eat(TokenKind::CloseBrace) {
            self.expression(0)?;
            if arity == 0 {
                mapping = self.peek() == TokenKind::Colon;
            }
            arity += 1;
            if mapping {
                self.expect(TokenKind::Colon, "`:` and a value")?;
                self.expression(0)?;
                arity += 1;
            }
            if !self.eat(TokenKind::Comma) {
                self.expect(TokenKind::CloseBrace, "`,` or `}`")?;
                break;
            }
        }
        self.push(token, arity, NodeKind::Braces);
        Ok(())
    }

    fn describe_token(&self) -> String {
        truncate(self.token(self.at).text(self.text))
    }

    /// Returns the error for an unexpected next token, with a hint for common mistakes.
    fn unexpected(&self, expected: &'static str) -> ParseError {
        let token = self.token(self.at);
        if token.kind == TokenKind::End {
            return self.lexer_error.cloned().unwrap_or_else(|| {
                ParseError::new(token.start, "unexpected end of the rule").expecting(expected)
            });
        }
        let lower = token.text(self.text).to_ascii_lowercase();
        let hint = match (lower.as_str(), token.kind) {
            ("and" | "or" | "not" | "in", TokenKind::Symbol) => {
                Some("operators must be lower case")
            }
            ("is", TokenKind::Symbol) => Some("`is` is not an operator; use `==` to compare"),
            ("&", _) if self.completes_pair(token) => Some("`&&` is not an operator; use `and`"),
            ("|", _) if self.completes_pair(token) => Some("`||` is not an operator; use `or`"),
            (">", _) if self.completes_pair(token) => Some("`<>` is not an operator; use `!=`"),
            _ => None,
        };
        match hint {
            Some(hint) => ParseError::new(token.start, hint),
            None => ParseError::new(
                token.start,
                format!("unexpected `{}`", self.describe_token()),
            )
            .expecting(expected),
        }
    }

    /// Returns whether the token immediately follows `&`, `|` or `<`, as in `&&`, `||` and `<>`.
    fn completes_pair(&self, token: Token) -> bool {
        let before = self.token(self.at.wrapping_sub(1));
        before.end == token.start && matches!(before.text(self.text), "&" | "|" | "<")
    }
}
