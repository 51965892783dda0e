//! The grammar.
//!
//! Versions to 4.5 and those from 5.0 group operators differently. So a rule is read by both tables,
//! and what comes out are two trees, each as the list of its nodes from the leaves up: the rule means
//! the same in both if the lists are the same.

use crate::trusted_twin::rule::error::Fault;
use crate::trusted_twin::rule::lexer::{Kind, Operator, Token};
use crate::trusted_twin::rule::literal::shorten;

/// So deep may a rule be nested. The evaluator gives up a little later.
pub(super) const DEEPEST: usize = 200;

/// A table of how tightly operators bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// 3.3 to 4.5.
    Old,
    /// 5.0 and later.
    New,
}

/// A node of the tree: the token that makes it what it is, and how many of the nodes before it are
/// its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) token: usize,
    pub(super) arity: usize,
    pub(super) role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Leaf,
    Prefix,
    Infix,
    Choice,
    Attribute,
    Item,
    Slice,
    Call,
    Array,
    Comprehension,
    Braces,
}

/// What an operator that stands after an operand does.
struct Infix {
    /// As tight as this it binds what is before it.
    left: u8,
    /// As tight as this at least must be what is after it.
    right: u8,
    /// No operator of this tightness may follow.
    alone: Option<u8>,
}

impl Dialect {
    fn level(self, operator: Operator) -> u8 {
        match (self, operator) {
            (Self::Old, Operator::Or) => 1,
            (Self::Old, Operator::And) => 2,
            // 3: `not`.
            (Self::Old, Operator::BitOr) => 4,
            (Self::Old, Operator::BitXor) => 5,
            (Self::Old, Operator::BitAnd) => 6,
            // 7: the choice.
            (Self::Old, Operator::Equal | Operator::Compare) => 8,
            (Self::Old, Operator::Add | Operator::Subtract) => 9,
            (Self::Old, Operator::Shift) => 10,
            (Self::Old, Operator::Multiply) => 11,
            (Self::Old, Operator::Power) => 12,
            // 13: the sign.
            // The old versions do not have it; it is refused before its level is asked for.
            (Self::Old, Operator::Coalesce) => 0,
            // 1: the choice.
            (Self::New, Operator::Or) => 2,
            (Self::New, Operator::And) => 3,
            // 4: `not`.
            (Self::New, Operator::Coalesce) => 5,
            (Self::New, Operator::Equal) => 6,
            (Self::New, Operator::Compare) => 7,
            (Self::New, Operator::BitOr) => 8,
            (Self::New, Operator::BitXor) => 9,
            (Self::New, Operator::BitAnd) => 10,
            (Self::New, Operator::Shift) => 11,
            (Self::New, Operator::Add | Operator::Subtract) => 12,
            (Self::New, Operator::Multiply) => 13,
            // 14: the sign.
            (Self::New, Operator::Power) => 15,
        }
    }

    fn not(self) -> u8 {
        match self {
            Self::Old => 3,
            Self::New => 4,
        }
    }

    fn choice(self) -> u8 {
        match self {
            Self::Old => 7,
            Self::New => 1,
        }
    }

    fn sign(self) -> u8 {
        match self {
            Self::Old => 13,
            Self::New => 14,
        }
    }

    fn infix(self, operator: Operator) -> Infix {
        let level = self.level(operator);
        match operator {
            Operator::Equal | Operator::Compare => Infix {
                left: level,
                right: level + 1,
                alone: Some(level),
            },
            Operator::Coalesce => Infix {
                left: level,
                right: level,
                alone: None,
            },
            _ => Infix {
                left: level,
                right: level + 1,
                alone: None,
            },
        }
    }
}

/// Reads a rule: its nodes, the root last.
pub(super) fn parse(
    text: &str,
    tokens: &[Token],
    fault: Option<&Fault>,
    dialect: Dialect,
) -> Result<Vec<Node>, Fault> {
    let mut parser = Parser {
        text,
        tokens,
        fault,
        dialect,
        at: 0,
        depth: 0,
        nodes: Vec::with_capacity(tokens.len()),
    };
    if parser.peek() == Kind::End && fault.is_none() {
        return Err(Fault::new(0, "the rule is empty").expecting("a value"));
    }
    parser.expression(0)?;
    if parser.peek() == Kind::Comment {
        parser.at += 1;
    }
    match parser.peek() {
        Kind::End if fault.is_none() => Ok(parser.nodes),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// What is wrong where the tokens end.
    fault: Option<&'a Fault>,
    dialect: Dialect,
    at: usize,
    depth: usize,
    nodes: Vec<Node>,
}

impl Parser<'_> {
    fn token(&self, at: usize) -> Token {
        self.tokens.get(at).copied().unwrap_or(Token {
            kind: Kind::End,
            start: self.text.len(),
            end: self.text.len(),
        })
    }

    fn peek(&self) -> Kind {
        self.token(self.at).kind
    }

    /// Takes the next token if it is of this kind.
    fn take(&mut self, kind: Kind) -> bool {
        let taken = self.peek() == kind;
        self.at += usize::from(taken);
        taken
    }

    fn expect(&mut self, kind: Kind, expected: &'static str) -> Result<(), Fault> {
        if self.take(kind) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn push(&mut self, token: usize, arity: usize, role: Role) {
        self.nodes.push(Node { token, arity, role });
    }

    fn expression(&mut self, tightness: u8) -> Result<(), Fault> {
        if self.depth == DEEPEST {
            return Err(Fault::new(
                self.token(self.at).start,
                format!("the rule is nested more than {DEEPEST} deep"),
            ));
        }
        self.depth += 1;
        let read = self.operand().and_then(|()| self.operators(tightness));
        self.depth -= 1;
        read
    }

    /// What follows an operand, as far as it binds tightly enough.
    fn operators(&mut self, tightness: u8) -> Result<(), Fault> {
        let mut alone = None;
        loop {
            let token = self.at;
            let infix = match self.peek() {
                Kind::Operator(Operator::Coalesce) if self.dialect == Dialect::Old => return Ok(()),
                Kind::Operator(operator) => self.dialect.infix(operator),
                Kind::In => self.dialect.infix(Operator::Compare),
                // It is weighed as `not`, and then binds as `in`.
                Kind::Not => Infix {
                    left: self.dialect.not(),
                    ..self.dialect.infix(Operator::Compare)
                },
                Kind::Question => Infix {
                    left: self.dialect.choice(),
                    right: self.dialect.choice(),
                    alone: None,
                },
                _ => return Ok(()),
            };
            if infix.left < tightness {
                return Ok(());
            }
            if alone == Some(infix.left) {
                return Err(Fault::new(
                    self.token(token).start,
                    format!(
                        "`{}` follows another comparison, and comparisons make no chain: join them \
                         with `and`, or put one in parentheses",
                        self.shown(),
                    ),
                ));
            }
            self.at += 1;
            match self.token(token).kind {
                Kind::Question => {
                    self.expression(0)?;
                    self.expect(Kind::Colon, "`:` and what holds otherwise")?;
                    self.expression(infix.right)?;
                    self.push(token, 3, Role::Choice);
                }
                kind => {
                    if kind == Kind::Not {
                        self.expect(Kind::In, "`in`, or an operator before `not`")?;
                    }
                    self.expression(infix.right)?;
                    self.push(token, 2, Role::Infix);
                }
            }
            alone = infix.alone;
        }
    }

    fn operand(&mut self) -> Result<(), Fault> {
        let token = self.at;
        match self.peek() {
            Kind::Not => {
                self.at += 1;
                self.expression(self.dialect.not())?;
                self.push(token, 1, Role::Prefix);
                Ok(())
            }
            Kind::Operator(Operator::Subtract) => {
                self.at += 1;
                self.expression(self.dialect.sign())?;
                self.push(token, 1, Role::Prefix);
                Ok(())
            }
            _ => {
                let keyed = self.atom()?;
                self.postfix(keyed)
            }
        }
    }

    /// A value that is not made by an operator, and whether a key may follow it.
    fn atom(&mut self) -> Result<bool, Fault> {
        let token = self.at;
        let kind = self.peek();
        let new = self.dialect == Dialect::New;
        let leaf = match kind {
            Kind::Symbol | Kind::Text | Kind::Null | Kind::Datetime | Kind::Timedelta => true,
            Kind::Scalar => true,
            Kind::RawText => new,
            Kind::Bytes { old, new: newer } => {
                if new {
                    newer
                } else {
                    old
                }
            }
            _ => false,
        };
        if leaf {
            self.at += 1;
            self.push(token, 0, Role::Leaf);
            return Ok(kind != Kind::Scalar);
        }
        match kind {
            Kind::OpenParenthesis => {
                self.at += 1;
                self.expression(0)?;
                self.expect(Kind::CloseParenthesis, "`)`")?;
            }
            // Where no value is before it, `&[` opens an array too.
            Kind::OpenBracket { .. } => {
                self.at += 1;
                self.array(token)?;
            }
            Kind::OpenBrace => {
                self.at += 1;
                self.braces(token)?;
            }
            _ => return Err(self.unexpected("a value")),
        }
        Ok(true)
    }

    /// Keys and calls after a value.
    fn postfix(&mut self, mut keyed: bool) -> Result<(), Fault> {
        loop {
            let token = self.at;
            match self.peek() {
                Kind::Dot if keyed => {
                    self.at += 1;
                    self.expect(
                        Kind::Symbol,
                        "the name of a key; other keys stand in brackets",
                    )?;
                    self.push(token, 1, Role::Attribute);
                }
                Kind::OpenBracket { .. } if keyed => {
                    self.at += 1;
                    self.item(token)?;
                }
                Kind::OpenParenthesis => {
                    self.at += 1;
                    let arguments = if self.take(Kind::CloseParenthesis) {
                        0
                    } else {
                        self.call()?
                    };
                    self.push(token, arguments + 1, Role::Call);
                    keyed = true;
                }
                Kind::Dot | Kind::OpenBracket { .. } => {
                    return Err(Fault::new(
                        self.token(token).start,
                        "a number or a boolean has no keys",
                    ));
                }
                _ => return Ok(()),
            }
        }
    }

    fn call(&mut self) -> Result<usize, Fault> {
        let mut arguments = 0;
        loop {
            self.expression(0)?;
            arguments += 1;
            if self.take(Kind::CloseParenthesis) {
                return Ok(arguments);
            }
            self.expect(Kind::Comma, "`,` or `)`")?;
        }
    }

    fn item(&mut self, token: usize) -> Result<(), Fault> {
        let mut bounds = 0;
        if !self.take(Kind::Colon) {
            self.expression(0)?;
            bounds += 1;
            if self.take(Kind::CloseBracket) {
                self.push(token, 2, Role::Item);
                return Ok(());
            }
            self.expect(Kind::Colon, "`]` or `:`")?;
        }
        if !self.take(Kind::CloseBracket) {
            self.expression(0)?;
            bounds += 1;
            self.expect(Kind::CloseBracket, "`]`")?;
        }
        self.push(token, bounds + 1, Role::Slice);
        Ok(())
    }

    fn array(&mut self, token: usize) -> Result<(), Fault> {
        let mut items = 0;
        while !self.take(Kind::CloseBracket) {
            self.expression(0)?;
            items += 1;
            if items == 1 && self.take(Kind::For) {
                return self.comprehension(token);
            }
            if !self.take(Kind::Comma) {
                self.expect(Kind::CloseBracket, "`,` or `]`")?;
                break;
            }
        }
        self.push(token, items, Role::Array);
        Ok(())
    }

    fn comprehension(&mut self, token: usize) -> Result<(), Fault> {
        self.expect(Kind::Symbol, "the name of a variable")?;
        self.expect(Kind::In, "`in`")?;
        self.expression(0)?;
        let mut arity = 2;
        if self.take(Kind::If) {
            self.expression(0)?;
            arity += 1;
        }
        self.expect(Kind::CloseBracket, "`]`")?;
        self.push(token, arity, Role::Comprehension);
        Ok(())
    }

    /// A set or a mapping: the first member tells which.
    fn braces(&mut self, token: usize) -> Result<(), Fault> {
        let mut arity = 0;
        let mut mapping = false;
        while !self.take(Kind::CloseBrace) {
            self.expression(0)?;
            if arity == 0 {
                mapping = self.peek() == Kind::Colon;
            }
            arity += 1;
            if mapping {
                self.expect(Kind::Colon, "`:` and the value of the key")?;
                self.expression(0)?;
                arity += 1;
            }
            if !self.take(Kind::Comma) {
                self.expect(Kind::CloseBrace, "`,` or `}`")?;
                break;
            }
        }
        self.push(token, arity, Role::Braces);
        Ok(())
    }

    fn shown(&self) -> String {
        let token = self.token(self.at);
        shorten(self.text.get(token.start..token.end).unwrap_or_default())
    }

    /// The next token is not what it should be.
    fn unexpected(&self, expected: &'static str) -> Fault {
        let token = self.token(self.at);
        if token.kind == Kind::End {
            return match self.fault {
                Some(fault) => fault.clone(),
                None => Fault::new(token.start, "the rule ends too early").expecting(expected),
            };
        }
        let word = &self.text[token.start..token.end];
        let slip = match (word.to_ascii_lowercase().as_str(), token.kind) {
            ("and" | "or" | "not" | "in", Kind::Symbol) => {
                Some("operators are written in small letters")
            }
            ("is", Kind::Symbol) => Some("`is` is no operator: `==` compares"),
            ("&", _) if self.doubled(token) => Some("`&&` is no operator: write `and`"),
            ("|", _) if self.doubled(token) => Some("`||` is no operator: write `or`"),
            (">", _) if self.doubled(token) => Some("`<>` is no operator: write `!=`"),
            _ => None,
        };
        match slip {
            Some(slip) => Fault::new(token.start, slip),
            None => Fault::new(
                token.start,
                format!("`{}` does not belong here", self.shown()),
            )
            .expecting(expected),
        }
    }

    /// Whether another operator stands right before this one.
    fn doubled(&self, token: Token) -> bool {
        let before = self.token(self.at.wrapping_sub(1));
        before.end == token.start && matches!(&self.text[before.start..before.end], "&" | "|" | "<")
    }
}
