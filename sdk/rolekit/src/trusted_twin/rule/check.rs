//! Rules that somebody wrote: are they right, and do they say what was meant?

use std::collections::HashSet;
use std::ops::Range;

use crate::trusted_twin::rule::error::{Fault, SyntaxError};
use crate::trusted_twin::rule::lexer::{Kind, Operator, Token, lex};
use crate::trusted_twin::rule::names::{HIDING, dictionary_for, meant};
use crate::trusted_twin::rule::parser::{DEEPEST, Dialect, Node, Role, parse};
use crate::trusted_twin::rule::warning::{Version, Warning, WarningKind};

/// The service takes no longer body.
const LONGEST: usize = 64 * 1024;

/// Reads the text of a rule, and tells what is right and yet may not do what was meant.
///
/// What some version of the language from 3.3 to 5.1 takes is right; where not all of them do, there
/// is a warning. Not looked into are regular expressions, the rest of a date after its year, and the
/// names of characters after `\N`. Nesting is read to a depth of 200.
///
/// ```
/// use rolekit::trusted_twin::rule::{WarningKind, check};
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
///     "line 1, column 1: there is no variable `Twin`: it is null; was `TWIN` meant?",
/// );
///
/// let error = check("1 < now < 2").unwrap_err();
/// assert_eq!(error.offset(), 8);
/// # Ok::<(), rolekit::trusted_twin::rule::SyntaxError>(())
/// ```
///
/// # Errors
/// [`SyntaxError`] with the place and what is wrong there.
#[inline]
pub fn check(text: &str) -> Result<Vec<Warning>, SyntaxError> {
    let read = read(text).map_err(|fault| SyntaxError::new(text, fault))?;
    let mut warnings = Warnings {
        text,
        read: &read,
        found: Vec::new(),
    };
    warnings.about_words();
    warnings.about_tree();
    warnings.about_versions();
    warnings.about_size();
    let mut found = warnings.found;
    found.sort_by_key(|warning| (warning.span().start, warning.span().end));
    found.dedup();
    Ok(found)
}

/// Where the comment after a rule begins, or its end.
#[inline]
pub(super) fn expression_end(text: &str) -> Result<usize, SyntaxError> {
    let read = read(text).map_err(|fault| SyntaxError::new(text, fault))?;
    let comment = read
        .tokens
        .iter()
        .find(|token| token.kind == Kind::Comment)
        .map(|comment| comment.start);
    // White space stays with the comment.
    Ok(text[..comment.unwrap_or(text.len())]
        .trim_end_matches([' ', '\t', '\n'])
        .len())
}

/// A rule as it was read.
struct Read {
    tokens: Vec<Token>,
    /// The tree, as the newest version that reads it has it.
    nodes: Vec<Node>,
    old: bool,
    new: bool,
    /// The token where the two trees part.
    parting: Option<usize>,
}

#[inline]
fn read(text: &str) -> Result<Read, Fault> {
    let (tokens, fault) = lex(text);
    let old = parse(text, &tokens, fault.as_ref(), Dialect::Old);
    let new = parse(text, &tokens, fault.as_ref(), Dialect::New);
    let (was_old, was_new) = (old.is_ok(), new.is_ok());
    let (nodes, parting) = match (old, new) {
        (Ok(old), Ok(new)) => {
            let parting = old
                .iter()
                .zip(&new)
                .find(|(old, new)| old != new)
                .map(|(old, new)| old.token.min(new.token));
            (new, parting)
        }
        (Ok(nodes), Err(fault)) | (Err(fault), Ok(nodes)) => {
            let parting = tokens.partition_point(|token| token.start < fault.offset);
            (nodes, Some(parting))
        }
        // The one that got further knows better.
        (Err(old), Err(new)) if new.offset > old.offset => return Err(new),
        (Err(old), Err(_)) => return Err(old),
    };
    Ok(Read {
        tokens,
        nodes,
        old: was_old,
        new: was_new,
        parting,
    })
}

struct Warnings<'a> {
    text: &'a str,
    read: &'a Read,
    found: Vec<Warning>,
}

impl<'a> Warnings<'a> {
    fn token(&self, at: usize) -> Token {
        self.read.tokens.get(at).copied().unwrap_or(Token {
            kind: Kind::End,
            start: self.text.len(),
            end: self.text.len(),
        })
    }

    fn word(&self, at: usize) -> &'a str {
        let token = self.token(at);
        &self.text[token.start..token.end]
    }

    fn warn(&mut self, kind: WarningKind, at: usize, message: impl Into<String>) {
        let token = self.token(at);
        self.warn_of(kind, token.start..token.end, message);
    }

    fn warn_of(&mut self, kind: WarningKind, span: Range<usize>, message: impl Into<String>) {
        self.found
            .push(Warning::new(self.text, kind, span, message));
    }

    fn since(&mut self, major: u8, minor: u8, at: usize, what: &str) {
        let version = Version::new(major, minor);
        self.warn(
            WarningKind::Since(version),
            at,
            format!("versions before {version} do not know {what}"),
        );
    }

    /// What single words tell.
    fn about_words(&mut self) {
        for at in 0..self.read.tokens.len() {
            match self.token(at).kind {
                Kind::Comment => self.since(3, 6, at, "comments"),
                Kind::Bytes { .. } => self.since(4, 5, at, "bytes"),
                Kind::RawText => self.since(5, 0, at, "texts without escapes"),
                Kind::Operator(Operator::Coalesce) => self.since(5, 0, at, "`??`"),
                Kind::Datetime => self.date(at),
                Kind::Timedelta => {
                    self.since(3, 5, at, "lengths of time");
                    self.date(at);
                }
                _ => {}
            }
        }
    }

    fn date(&mut self, at: usize) {
        self.warn(
            WarningKind::Date,
            at,
            "a date or a length of time compares with no number, and `now` is one: seconds since 1970",
        );
    }

    /// What the words mean together.
    #[inline]
    fn about_tree(&mut self) {
        let read = self.read;
        let bound = self.bound();
        // Of each operand, its last token and what it is.
        let mut operands: Vec<&Node> = Vec::new();
        for node in &read.nodes {
            let own = operands.split_off(operands.len().saturating_sub(node.arity));
            match node.role {
                Role::Leaf => self.about_leaf(node.token, &bound),
                Role::Infix => self.about_infix(node.token, &own),
                Role::Attribute => self.about_attribute(node.token, own.first().copied()),
                Role::Item => self.about_item(node.token, own.first().copied()),
                Role::Call => self.since(4, 0, node.token, "functions"),
                _ => {}
            }
            operands.push(node);
        }
    }

    /// The variables that the rule makes itself: `x` in `[x for x in xs]`.
    #[inline]
    fn bound(&self) -> HashSet<&'a str> {
        (1..self.read.tokens.len())
            .filter(|at| self.token(at - 1).kind == Kind::For)
            .map(|at| self.word(at))
            .collect()
    }

    #[inline]
    fn about_leaf(&mut self, at: usize, bound: &HashSet<&str>) {
        if self.token(at).kind != Kind::Symbol || bound.contains(self.word(at)) {
            return;
        }
        let name = self.word(at);
        let keyed = matches!(
            self.token(at + 1).kind,
            Kind::Dot | Kind::OpenBracket { .. }
        );
        let literal = ["true", "false", "null", "none"]
            .into_iter()
            .find(|literal| literal.eq_ignore_ascii_case(name));
        if let Some(literal) = literal {
            let literal = if literal == "none" { "null" } else { literal };
            self.warn(
                WarningKind::NotALiteral,
                at,
                format!("`{name}` is a variable, which is null; was `{literal}` meant?"),
            );
        } else if let Some(date) = name.strip_prefix('$') {
            if matches!(date, "now" | "today") {
                self.date(at);
            }
        } else if let Some(meant) = meant(name, keyed) {
            self.warn(
                WarningKind::UnknownVariable,
                at,
                format!("there is no variable `{name}`: it is null; was `{meant}` meant?"),
            );
        } else if let Some(dictionary) = dictionary_for(name).filter(|_| keyed) {
            self.warn(
                WarningKind::NotADictionary,
                at,
                format!("`{name}` is a text and has no keys; was `{dictionary}` meant?"),
            );
        }
    }

    #[inline]
    fn about_infix(&mut self, at: usize, own: &[&Node]) {
        match self.token(at).kind {
            Kind::Operator(Operator::Add) => {
                let is_text = |node: &&Node| {
                    node.role == Role::Leaf && self.token(node.token).kind == Kind::Text
                };
                if own.iter().any(is_text) {
                    self.since(3, 4, at, "`+` between texts");
                }
            }
            Kind::Operator(Operator::Subtract) => {
                let (before, minus, after) = (
                    self.token(at.wrapping_sub(1)),
                    self.token(at),
                    self.token(at + 1),
                );
                let joined = before.end == minus.start && minus.end == after.start;
                let named = before.kind == Kind::Symbol
                    && (after.kind == Kind::Symbol
                        || self
                            .word(at + 1)
                            .starts_with(|next: char| next.is_ascii_digit()));
                if joined && named {
                    let name = &self.text[before.start..after.end];
                    self.warn_of(
                        WarningKind::Subtraction,
                        before.start..after.end,
                        format!(
                            "`{name}` takes one from the other; a key with a hyphen is written \
                             `&[\"{name}\"]`",
                        ),
                    );
                }
            }
            _ => {}
        }
    }

    #[inline]
    fn about_attribute(&mut self, at: usize, of: Option<&Node>) {
        let key = at + 1;
        let name = self.word(key);
        let literal =
            of.is_some_and(|of| of.role == Role::Leaf && self.token(of.token).kind == Kind::Text);
        if HIDING.contains(&name) && !literal {
            self.warn(
                WarningKind::BuiltinAttribute,
                key,
                format!("`.{name}` is built in; the key of that name is `&[\"{name}\"]`"),
            );
        }
        match name {
            "to_str" | "to_ary" => self.since(4, 2, key, &format!("`.{name}`")),
            "starts_with" | "ends_with" | "encode" | "decode"
                if self.token(key + 1).kind == Kind::OpenParenthesis =>
            {
                self.since(4, 5, key, &format!("`.{name}()`"));
            }
            _ => {}
        }
    }

    #[inline]
    fn about_item(&mut self, at: usize, of: Option<&Node>) {
        let literal = of.is_some_and(|of| {
            matches!(of.role, Role::Array | Role::Braces)
                || (of.role == Role::Leaf && self.token(of.token).kind == Kind::Text)
        });
        if self.token(at).kind == (Kind::OpenBracket { safe: false }) && !literal {
            self.warn(
                WarningKind::FailsIfMissing,
                at,
                "`[` fails where nothing is found, or where it is asked of null: `&[` is null then",
            );
        }
    }

    #[inline]
    fn about_versions(&mut self) {
        let Some(parting) = self.read.parting else {
            return;
        };
        match (self.read.old, self.read.new) {
            (true, true) => self.warn(
                WarningKind::GroupedDifferently,
                parting,
                "versions to 4.5 and those from 5.0 group this differently: use parentheses",
            ),
            (true, false) => self.warn(
                WarningKind::Until(Version::new(4, 5)),
                parting,
                "versions from 5.0 do not take this: use parentheses",
            ),
            (false, true) => {
                let version = Version::new(5, 0);
                let told = self
                    .found
                    .iter()
                    .any(|warning| warning.kind() == WarningKind::Since(version));
                if !told {
                    self.warn(
                        WarningKind::Since(version),
                        parting,
                        "versions to 4.5 do not take this: use parentheses",
                    );
                }
            }
            (false, false) => {}
        }
    }

    #[inline]
    fn about_size(&mut self) {
        let mut depths: Vec<usize> = Vec::new();
        for node in &self.read.nodes {
            let own = depths.split_off(depths.len().saturating_sub(node.arity));
            depths.push(own.into_iter().max().unwrap_or_default() + 1);
        }
        if depths.last().is_some_and(|depth| *depth > DEEPEST) {
            self.warn_of(
                WarningKind::Deep,
                0..self.text.len(),
                format!("the tree is more than {DEEPEST} deep: join long rows in groups"),
            );
        }
        if self.text.len() > LONGEST {
            self.warn_of(
                WarningKind::Long,
                0..self.text.len(),
                "the service takes no body of more than 64 kB",
            );
        }
    }
}
