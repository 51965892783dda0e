//! Builds rules from conditions.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Not;
use std::str::FromStr;

use crate::check;
use crate::syntax_error::SyntaxError;

/// Maximum number of conditions in one chain. The service's evaluator is recursive and a longer chain
/// is a deeper tree, so longer ones are split into groups.
const MAX_CHAIN: usize = 32;

/// The outermost operator of a rule, which decides where the rule needs parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// No operator.
    Atom,
    Comparison,
    Not,
    And,
    Or,
    /// Unknown: the rule was parsed.
    Parsed,
}

/// An access rule, built with these functions or [parsed](Self::parse).
///
/// [`to_string`](ToString::to_string) returns its text, and `into()` converts it into a [`String`]. A
/// built rule has the same meaning in every version of the language from 3.3 to 5.1, and keys and string
/// values are always escaped. See [the crate](crate).
///
/// ```
/// use trusted_twin_rules::Rule;
///
/// let rule = Rule::twin("company")
///     .eq(Rule::user("company"))
///     .and(Rule::twin_status().eq("alive"))
///     .or(Rule::user_id().is_in(["5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10"]));
/// assert_eq!(
///     rule.to_string(),
///     r#"(TWIN&["company"] == USER&["company"] and twin_status == "alive") or user in ["5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10"]"#,
/// );
/// let text: String = rule.into();
/// # let _ = text;
/// ```
#[derive(Clone)]
pub struct Rule {
    root: Root,
    /// The operands of `and` or `or`, parenthesized where needed; otherwise the whole expression.
    operands: Vec<String>,
    /// The comment after a parsed rule.
    comment: String,
}

impl Rule {
    pub(crate) fn new(root: Root, text: String) -> Self {
        Self {
            root,
            operands: vec![text],
            comment: String::new(),
        }
    }

    /// Returns a rule that is always true.
    pub fn always() -> Self {
        Self::new(Root::Atom, "true".to_owned())
    }

    /// Returns a rule that is always false.
    pub fn never() -> Self {
        Self::new(Root::Atom, "false".to_owned())
    }

    /// Parses a rule that at least one version from 3.3 to 5.1 accepts, and keeps its text unchanged.
    /// [`check`](crate::check) returns warnings about it.
    ///
    /// ```
    /// use trusted_twin_rules::Rule;
    ///
    /// let rule = Rule::parse("TWIN.company == USER.company # as agreed")?;
    /// assert_eq!(rule.to_string(), "TWIN.company == USER.company # as agreed");
    /// let rule = rule.and(Rule::twin_status().eq("alive"));
    /// assert_eq!(
    ///     rule.to_string(),
    ///     r#"(TWIN.company == USER.company) and twin_status == "alive""#,
    /// );
    /// let error = Rule::parse("TWIN.company = USER.company").unwrap_err();
    /// assert_eq!(error.offset(), 13);
    /// # Ok::<(), trusted_twin_rules::SyntaxError>(())
    /// ```
    ///
    /// # Errors
    /// [`SyntaxError`] with the position and the reason.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let end = check::expression_end(text)?;
        let (expression, comment) = text.split_at(end);
        Ok(Self {
            comment: comment.to_owned(),
            ..Self::new(Root::Parsed, expression.to_owned())
        })
    }

    /// Returns a rule that is true if both are true. `other` is not evaluated if this one is false.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.join(Root::And, other)
    }

    /// Returns a rule that is true if at least one is true. `other` is not evaluated if this one is true.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.join(Root::Or, other)
    }

    /// Returns a rule that is true if all of them are true; always true if there are none.
    ///
    /// ```
    /// use trusted_twin_rules::Rule;
    ///
    /// let rule = Rule::all_of(["open", "shared"].map(|key| Rule::twin(key).eq(true)));
    /// assert_eq!(rule.to_string(), r#"TWIN&["open"] == true and TWIN&["shared"] == true"#);
    /// assert_eq!(Rule::all_of([]), Rule::always());
    /// assert_eq!(Rule::any_of([]), Rule::never());
    /// ```
    pub fn all_of(rules: impl IntoIterator<Item = Self>) -> Self {
        rules
            .into_iter()
            .reduce(Self::and)
            .unwrap_or_else(Self::always)
    }

    /// Returns a rule that is true if at least one of them is true; always false if there are none.
    pub fn any_of(rules: impl IntoIterator<Item = Self>) -> Self {
        rules
            .into_iter()
            .reduce(Self::or)
            .unwrap_or_else(Self::never)
    }

    fn join(self, root: Root, other: Self) -> Self {
        let mut joined = Self {
            operands: self.into_operands(root),
            root,
            comment: String::new(),
        };
        joined.operands.extend(other.into_operands(root));
        joined
    }

    /// Returns the operands that this rule adds to a chain of `root`, which is `and` or `or`.
    fn into_operands(self, root: Root) -> Vec<String> {
        match self.root {
            own if own == root => self.operands,
            Root::Atom | Root::Comparison | Root::Not => self.operands,
            Root::And | Root::Or | Root::Parsed => vec![self.parenthesize()],
        }
    }

    pub(crate) fn root(&self) -> Root {
        self.root
    }

    /// Returns the expression, in parentheses unless any operator may stand beside it without.
    pub(crate) fn parenthesize(&self) -> String {
        match self.root {
            Root::Atom => self.expression(),
            _ => format!("({})", self.expression()),
        }
    }

    /// Returns the text without the comment.
    pub(crate) fn expression(&self) -> String {
        match self.root {
            Root::And => join_chain(&self.operands, " and "),
            Root::Or => join_chain(&self.operands, " or "),
            Root::Atom | Root::Comparison | Root::Not | Root::Parsed => self.operands.concat(),
        }
    }
}

/// Joins conditions so that the depth of the tree grows logarithmically.
fn join_chain(operands: &[String], operator: &str) -> String {
    if operands.len() <= MAX_CHAIN {
        return operands.join(operator);
    }
    let groups: Vec<String> = operands
        .chunks(operands.len().div_ceil(MAX_CHAIN).max(2))
        .map(|chunk| match chunk {
            [operand] => operand.clone(),
            _ => format!("({})", join_chain(chunk, operator)),
        })
        .collect();
    groups.join(operator)
}

/// Negates the rule.
impl Not for Rule {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(Root::Not, format!("not {}", self.parenthesize()))
    }
}

/// Parses a rule, as [`Rule::parse`] does.
impl FromStr for Rule {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        Self::parse(text)
    }
}

/// Writes the text of the rule.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression())?;
        f.write_str(&self.comment)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.to_string()).finish()
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> Self {
        rule.to_string()
    }
}

/// Two rules are equal if their texts are equal.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Rule {}

impl Hash for Rule {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.to_string().hash(state);
    }
}
