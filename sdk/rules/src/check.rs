//! Checks rules for errors and likely mistakes.

use std::collections::HashSet;
use std::ops::Range;

use crate::lexer::tokenize;
use crate::parser::{self, MAX_DEPTH, Node, NodeKind};
use crate::precedence::Dialect;
use crate::suggestions::{BUILTIN_ATTRIBUTES, suggest_dictionary, suggest_variable};
use crate::syntax_error::SyntaxError;
use crate::token::{Operator, Token, TokenKind};
use crate::warning::{Version, Warning, WarningKind};

/// Maximum size of a request body.
const MAX_LENGTH: usize = 64 * 1024;

/// Parses a rule and returns warnings about likely mistakes.
///
/// A rule is valid if at least one version of the language from 3.3 to 5.1 accepts it; there is a
/// warning if not all do. Regular expressions, datetimes beyond their year and the character names
/// after `\N` are not checked. The maximum nesting depth is 200.
///
/// ```
/// use trusted_twin_rules::{WarningKind, check};
///
/// assert!(check(r#"TWIN&["company"] == USER&["company"]"#)?.is_empty());
///
/// let warnings = check("Twin.serial-number == True")?;
/// let kinds: Vec<WarningKind> = warnings.iter().map(|warning| warning.kind()).collect();
/// assert_eq!(
///     kinds,
///     [WarningKind::UnknownVariable, WarningKind::Subtraction, WarningKind::NotALiteral],
/// );
/// assert_eq!(
///     warnings[0].to_string(),
///     "line 1, column 1: unknown variable `Twin` is always null; did you mean `TWIN`?",
/// );
///
/// let error = check("1 < now < 2").unwrap_err();
/// assert_eq!(error.offset(), 8);
/// # Ok::<(), trusted_twin_rules::SyntaxError>(())
/// ```
///
/// # Errors
/// [`SyntaxError`] with the position and the reason.
#[inline]
pub fn check(text: &str) -> Result<Vec<Warning>, SyntaxError> {
    let rule = parse(text)?;
    let mut checker = Checker {
        text,
        rule: &rule,
        warnings: Vec::new(),
    };
    checker.check_tokens();
    checker.check_tree();
    checker.check_versions();
    checker.check_size();
    let mut warnings = checker.warnings;
    warnings.sort_by_key(|warning| (warning.span().start, warning.span().end));
    warnings.dedup();
    Ok(warnings)
}

/// Parses a rule and returns the length of its expression, without the comment after it.
#[inline]
pub(crate) fn expression_end(text: &str) -> Result<usize, SyntaxError> {
    let comment = parse(text)?
        .tokens
        .iter()
        .find(|token| token.kind == TokenKind::Comment)
        .map(|comment| comment.start);
    // White space before the comment belongs to the comment.
    Ok(text[..comment.unwrap_or(text.len())]
        .trim_end_matches([' ', '\t', '\n'])
        .len())
}

/// A rule that at least one dialect accepts.
struct ParsedRule {
    tokens: Vec<Token>,
    /// The syntax tree of the newest dialect that accepts the rule.
    nodes: Vec<Node>,
    up_to_4: bool,
    from_5: bool,
    /// The token at which the dialects first differ.
    difference: Option<usize>,
}

#[inline]
fn parse(text: &str) -> Result<ParsedRule, SyntaxError> {
    let (tokens, error) = tokenize(text);
    let old = parser::parse(text, &tokens, error.as_ref(), Dialect::UpTo4);
    let new = parser::parse(text, &tokens, error.as_ref(), Dialect::From5);
    let (up_to_4, from_5) = (old.is_ok(), new.is_ok());
    let (nodes, difference) = match (old, new) {
        (Ok(old), Ok(new)) => {
            let difference = old
                .iter()
                .zip(&new)
                .find(|(old, new)| old != new)
                .map(|(old, new)| old.token.min(new.token));
            (new, difference)
        }
        (Ok(nodes), Err(error)) | (Err(error), Ok(nodes)) => {
            let difference = tokens.partition_point(|token| token.start < error.offset);
            (nodes, Some(difference))
        }
        // The parser that got further gives the better message.
        (Err(old), Err(new)) if new.offset > old.offset => return Err(SyntaxError::new(text, new)),
        (Err(old), Err(_)) => return Err(SyntaxError::new(text, old)),
    };
    Ok(ParsedRule {
        tokens,
        nodes,
        up_to_4,
        from_5,
        difference,
    })
}

struct Checker<'a> {
    text: &'a str,
    rule: &'a ParsedRule,
    warnings: Vec<Warning>,
}

impl<'a> Checker<'a> {
    fn token(&self, at: usize) -> Token {
        Token::at(&self.rule.tokens, at, self.text)
    }

    fn token_text(&self, at: usize) -> &'a str {
        self.token(at).text(self.text)
    }

    fn is_string(&self, node: &Node) -> bool {
        node.kind == NodeKind::Leaf && self.token(node.token).kind == TokenKind::String
    }

    fn warn(&mut self, kind: WarningKind, at: usize, message: impl Into<String>) {
        let token = self.token(at);
        self.warn_span(kind, token.start..token.end, message);
    }

    fn warn_span(&mut self, kind: WarningKind, span: Range<usize>, message: impl Into<String>) {
        self.warnings
            .push(Warning::new(self.text, kind, span, message));
    }

    fn requires(&mut self, major: u8, minor: u8, at: usize, feature: &str) {
        let version = Version::new(major, minor);
        self.warn(
            WarningKind::Since(version),
            at,
            format!("versions before {version} do not support {feature}"),
        );
    }

    fn check_tokens(&mut self) {
        for at in 0..self.rule.tokens.len() {
            match self.token(at).kind {
                TokenKind::Comment => self.requires(3, 6, at, "comments"),
                TokenKind::Bytes { .. } => self.requires(4, 5, at, "bytes literals"),
                TokenKind::RawString => self.requires(5, 0, at, "raw strings"),
                TokenKind::Operator(Operator::Coalesce) => self.requires(5, 0, at, "`??`"),
                TokenKind::Datetime => self.warn_date(at),
                TokenKind::Timedelta => {
                    self.requires(3, 5, at, "timedelta literals");
                    self.warn_date(at);
                }
                _ => {}
            }
        }
    }

    fn warn_date(&mut self, at: usize) {
        self.warn(
            WarningKind::Date,
            at,
            "datetimes and timedeltas cannot be compared with numbers, and `now` is a number: seconds \
             since 1970",
        );
    }

    #[inline]
    fn check_tree(&mut self) {
        let rule = self.rule;
        let loop_variables = self.loop_variables();
        // Roots of the subtrees that are not yet part of a larger one.
        let mut operands: Vec<&Node> = Vec::new();
        for node in &rule.nodes {
            let children = operands.split_off(operands.len().saturating_sub(node.arity));
            match node.kind {
                NodeKind::Leaf => self.check_leaf(node.token, &loop_variables),
                NodeKind::Infix => self.check_infix(node.token, &children),
                NodeKind::Attribute => self.check_attribute(node.token, children.first().copied()),
                NodeKind::Subscript => self.check_subscript(node.token, children.first().copied()),
                NodeKind::Call => self.requires(4, 0, node.token, "functions"),
                _ => {}
            }
            operands.push(node);
        }
    }

    /// Returns the variables of comprehensions: `x` in `[x for x in xs]`.
    #[inline]
    fn loop_variables(&self) -> HashSet<&'a str> {
        (1..self.rule.tokens.len())
            .filter(|at| self.token(at - 1).kind == TokenKind::For)
            .map(|at| self.token_text(at))
            .collect()
    }

    #[inline]
    fn check_leaf(&mut self, at: usize, loop_variables: &HashSet<&str>) {
        if self.token(at).kind != TokenKind::Symbol || loop_variables.contains(self.token_text(at))
        {
            return;
        }
        let name = self.token_text(at);
        let has_keys = matches!(
            self.token(at + 1).kind,
            TokenKind::Dot | TokenKind::OpenBracket { .. }
        );
        let literal = ["true", "false", "null", "none"]
            .into_iter()
            .find(|literal| literal.eq_ignore_ascii_case(name));
        if let Some(literal) = literal {
            let literal = if literal == "none" { "null" } else { literal };
            self.warn(
                WarningKind::NotALiteral,
                at,
                format!("`{name}` is a variable, always null; did you mean `{literal}`?"),
            );
        } else if let Some(date) = name.strip_prefix('$') {
            if matches!(date, "now" | "today") {
                self.warn_date(at);
            }
        } else if let Some(suggestion) = suggest_variable(name, has_keys) {
            self.warn(
                WarningKind::UnknownVariable,
                at,
                format!("unknown variable `{name}` is always null; did you mean `{suggestion}`?"),
            );
        } else if let Some(dictionary) = suggest_dictionary(name).filter(|_| has_keys) {
            self.warn(
                WarningKind::NotADictionary,
                at,
                format!("`{name}` has no keys; did you mean `{dictionary}`?"),
            );
        }
    }

    #[inline]
    fn check_infix(&mut self, at: usize, operands: &[&Node]) {
        match self.token(at).kind {
            TokenKind::Operator(Operator::Add)
                if operands.iter().any(|node| self.is_string(node)) =>
            {
                self.requires(3, 4, at, "`+` between strings");
            }
            TokenKind::Operator(Operator::Subtract) => {
                let (before, minus, after) = (
                    self.token(at.wrapping_sub(1)),
                    self.token(at),
                    self.token(at + 1),
                );
                let adjacent = before.end == minus.start && minus.end == after.start;
                let looks_like_key = before.kind == TokenKind::Symbol
                    && (after.kind == TokenKind::Symbol
                        || self
                            .token_text(at + 1)
                            .starts_with(|next: char| next.is_ascii_digit()));
                if adjacent && looks_like_key {
                    let name = &self.text[before.start..after.end];
                    self.warn_span(
                        WarningKind::Subtraction,
                        before.start..after.end,
                        format!(
                            "`{name}` is a subtraction; write a key with a hyphen as \
                             `&[\"{name}\"]`",
                        ),
                    );
                }
            }
            _ => {}
        }
    }

    #[inline]
    fn check_attribute(&mut self, at: usize, object: Option<&Node>) {
        let key = at + 1;
        let name = self.token_text(key);
        let on_string = object.is_some_and(|object| self.is_string(object));
        if BUILTIN_ATTRIBUTES.contains(&name) && !on_string {
            self.warn(
                WarningKind::BuiltinAttribute,
                key,
                format!("`.{name}` is a built-in attribute; write a key as `&[\"{name}\"]`"),
            );
        }
        match name {
            "to_str" | "to_ary" => self.requires(4, 2, key, &format!("`.{name}`")),
            "starts_with" | "ends_with" | "encode" | "decode"
                if self.token(key + 1).kind == TokenKind::OpenParenthesis =>
            {
                self.requires(4, 5, key, &format!("`.{name}()`"));
            }
            _ => {}
        }
    }

    #[inline]
    fn check_subscript(&mut self, at: usize, object: Option<&Node>) {
        let on_literal = object.is_some_and(|object| {
            matches!(object.kind, NodeKind::Array | NodeKind::Braces) || self.is_string(object)
        });
        if self.token(at).kind == (TokenKind::OpenBracket { safe: false }) && !on_literal {
            self.warn(
                WarningKind::FailsIfMissing,
                at,
                "`[` fails for a missing key and for null; `&[` gives null",
            );
        }
    }

    #[inline]
    fn check_versions(&mut self) {
        let Some(difference) = self.rule.difference else {
            return;
        };
        match (self.rule.up_to_4, self.rule.from_5) {
            (true, true) => self.warn(
                WarningKind::GroupedDifferently,
                difference,
                "versions before and from 5.0 group this differently; add parentheses",
            ),
            (true, false) => self.warn(
                WarningKind::Until(Version::new(4, 5)),
                difference,
                "versions from 5.0 do not support this; add parentheses",
            ),
            (false, true) => {
                let version = Version::new(5, 0);
                let has_warning = self
                    .warnings
                    .iter()
                    .any(|warning| warning.kind() == WarningKind::Since(version));
                if !has_warning {
                    self.warn(
                        WarningKind::Since(version),
                        difference,
                        "versions before 5.0 do not support this; add parentheses",
                    );
                }
            }
            (false, false) => {}
        }
    }

    #[inline]
    fn check_size(&mut self) {
        let mut depths: Vec<usize> = Vec::new();
        for node in &self.rule.nodes {
            let children = depths.split_off(depths.len().saturating_sub(node.arity));
            depths.push(children.into_iter().max().unwrap_or_default() + 1);
        }
        if depths.last().is_some_and(|depth| *depth > MAX_DEPTH) {
            self.warn_span(
                WarningKind::Deep,
                0..self.text.len(),
                format!(
                    "the expression tree is more than {MAX_DEPTH} levels deep; group long chains"
                ),
            );
        }
        if self.text.len() > MAX_LENGTH {
            self.warn_span(
                WarningKind::Long,
                0..self.text.len(),
                "longer than 64 kB, the maximum size of a request body",
            );
        }
    }
}
