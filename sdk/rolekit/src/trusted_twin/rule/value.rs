//! Operands of a rule.

use std::fmt;

use crate::trusted_twin::rule::build::{Form, Rule};
use crate::trusted_twin::rule::literal::{self, ValueError, quote};

/// An operand of a [`Rule`]: a variable, what is found under a key of one, or a literal.
///
/// Texts, booleans, small integers, arrays of operands and conditions turn into one by `into()`, as
/// do null ([`Value::NULL`] or `None`) and, where they can be written, larger numbers by
/// `try_into()`. Comparing two operands makes a rule; so this type has no `==` of its own.
///
/// ```
/// use rolekit::trusted_twin::rule::{Rule, Value};
///
/// let list = Value::array(["eu", "us"]);
/// assert_eq!(Rule::user("region").is_in(list).to_string(), r#"USER&["region"] in ["eu", "us"]"#);
/// assert_eq!(
///     Rule::twin("weight").ge(Value::try_from(0.5)?).to_string(),
///     r#"TWIN&["weight"] >= 0.5"#,
/// );
/// assert!(Value::try_from(f64::NAN).is_err());
/// # Ok::<(), rolekit::trusted_twin::rule::ValueError>(())
/// ```
///
/// What there is to compare, and its text:
///
/// ```
/// use rolekit::trusted_twin::rule::{Rule, Value};
///
/// let (level, tags) = (Rule::twin("level"), Rule::twin("tags"));
/// let label = Value::either(level.is_truthy(), Rule::twin("label"), "none");
/// for (rule, text) in [
///     (level.gt(3), r#"TWIN&["level"] > 3"#),
///     (level.le(9), r#"TWIN&["level"] <= 9"#),
///     (level.ne(Value::variable("limit")?), r#"TWIN&["level"] != limit"#),
///     (level.is_not_in([1, 2]), r#"TWIN&["level"] not in [1, 2]"#),
///     (tags.contains("new"), r#""new" in TWIN&["tags"]"#),
///     (tags.at(0).is_null(), r#"TWIN&["tags"]&[0] == null"#),
///     (tags.get("size").is_not_null(), r#"TWIN&["tags"]&["size"] != null"#),
///     (label.matches("A[0-9]"), r#"(TWIN&["level"] ? TWIN&["label"] : "none") =~ "A[0-9]""#),
/// ] {
///     assert_eq!(rule.to_string(), text);
/// }
/// # Ok::<(), rolekit::trusted_twin::rule::ValueError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Value {
    /// Never a group that an operator beside it could tear apart.
    text: std::borrow::Cow<'static, str>,
    /// Whether a key may follow as it is: numbers and booleans need parentheses.
    object: bool,
}

impl Value {
    /// Null: what a variable or a key is that is missing.
    pub const NULL: Self = Self {
        text: std::borrow::Cow::Borrowed("null"),
        object: true,
    };

    pub(super) fn object(text: String) -> Self {
        Self {
            text: text.into(),
            object: true,
        }
    }

    fn scalar(text: String) -> Self {
        Self {
            text: text.into(),
            object: false,
        }
    }

    /// A variable by its name. Those that the vendor documents have functions of [`Rule`].
    ///
    /// # Errors
    /// [`ValueError`] if it is no name (letters, digits and underscores, the first no digit), or a word of
    /// the language. `True`, `False` and `None` are refused too: as variables they would be null.
    pub fn variable(name: &str) -> Result<Self, ValueError> {
        literal::symbol(name).map(Self::object)
    }

    /// An array of operands.
    pub fn array<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        let mut text = String::from("[");
        for (number, item) in items.into_iter().enumerate() {
            if number > 0 {
                text.push_str(", ");
            }
            text.push_str(&item.into().text);
        }
        text.push(']');
        Self::object(text)
    }

    /// One operand where a condition is true, another one where it is false. Only the one that is
    /// needed is looked at.
    pub fn either(condition: Rule, yes: impl Into<Self>, no: impl Into<Self>) -> Self {
        Self::object(format!(
            "({} ? {} : {})",
            condition.grouped(),
            yes.into(),
            no.into(),
        ))
    }

    /// What this object holds under a key: null if there is nothing, or if this is null itself.
    ///
    /// Any text is a key, also one with a hyphen, a quote or the name of a built-in attribute.
    /// On a text, a number, a boolean or an array the evaluation fails.
    #[must_use]
    pub fn get(&self, key: &str) -> Self {
        self.access(&quote(key))
    }

    /// An item of this array, or a character of this text, counted from 0, or from the end with
    /// -1: null if there is none, or if this is null itself. On a number or a boolean the evaluation
    /// fails.
    #[must_use]
    pub fn at(&self, index: i32) -> Self {
        self.access(&index.to_string())
    }

    fn access(&self, key: &str) -> Self {
        if self.object {
            Self::object(format!("{self}&[{key}]"))
        } else {
            Self::object(format!("({self})&[{key}]"))
        }
    }

    fn compare(&self, operator: &str, other: impl Into<Self>) -> Rule {
        Rule::of(
            Form::Comparison,
            format!("{self} {operator} {}", other.into()),
        )
    }

    /// Whether the two are equal. Values of different types are not: `"3"` is not `3`. Null is equal
    /// to null, so two keys that are both missing are equal: see
    /// [`present_and`](Self::present_and).
    #[must_use]
    pub fn eq(&self, other: impl Into<Self>) -> Rule {
        self.compare("==", other)
    }

    /// Whether the two are not equal.
    #[must_use]
    pub fn ne(&self, other: impl Into<Self>) -> Rule {
        self.compare("!=", other)
    }

    /// Whether this one is less. **The evaluation fails if the two are of different types, also if one is
    /// null**, and what the service does then is not documented: see
    /// [`present_and`](Self::present_and).
    #[must_use]
    pub fn lt(&self, other: impl Into<Self>) -> Rule {
        self.compare("<", other)
    }

    /// Whether this one is less or equal; fails as [`lt`](Self::lt) does.
    #[must_use]
    pub fn le(&self, other: impl Into<Self>) -> Rule {
        self.compare("<=", other)
    }

    /// Whether this one is greater; fails as [`lt`](Self::lt) does.
    #[must_use]
    pub fn gt(&self, other: impl Into<Self>) -> Rule {
        self.compare(">", other)
    }

    /// Whether this one is greater or equal; fails as [`lt`](Self::lt) does.
    #[must_use]
    pub fn ge(&self, other: impl Into<Self>) -> Rule {
        self.compare(">=", other)
    }

    /// Whether this text begins with what a regular expression of Python's describes. **It may go
    /// on after that**, unless the expression ends in `$`. False for null; the evaluation fails for
    /// what is no text.
    #[must_use]
    pub fn matches(&self, pattern: &str) -> Rule {
        self.compare("=~", pattern)
    }

    /// Whether this text begins with another. False for null; the evaluation fails for what is no
    /// text.
    #[must_use]
    pub fn starts_with(&self, text: &str) -> Rule {
        self.matches(&literal::escape_pattern(text))
    }

    /// Whether this is an item of an array, a key of an object, or a part of a text. **The
    /// evaluation fails if the other is null**, a number or a boolean.
    #[must_use]
    pub fn is_in(&self, other: impl Into<Self>) -> Rule {
        self.compare("in", other)
    }

    /// Whether this is no item of an array, no key of an object, or no part of a text; fails as
    /// [`is_in`](Self::is_in) does.
    #[must_use]
    pub fn is_not_in(&self, other: impl Into<Self>) -> Rule {
        self.compare("not in", other)
    }

    /// Whether this array, object or text holds an item, a key or a part: [`is_in`](Self::is_in)
    /// from the other side.
    #[must_use]
    pub fn contains(&self, member: impl Into<Self>) -> Rule {
        member.into().is_in(self)
    }

    /// Whether this is null, or missing.
    #[must_use]
    pub fn is_null(&self) -> Rule {
        self.eq(Self::NULL)
    }

    /// Whether this is there, and not null.
    #[must_use]
    pub fn is_not_null(&self) -> Rule {
        self.ne(Self::NULL)
    }

    /// A condition on this that is false, rather than failing or surprising, if this is null.
    ///
    /// ```
    /// use rolekit::trusted_twin::Rule;
    ///
    /// let rule = Rule::twin("level").present_and(|level| level.lt(5));
    /// assert_eq!(rule.to_string(), r#"TWIN&["level"] != null and TWIN&["level"] < 5"#);
    ///
    /// // Without it, a Twin without a company would belong to every user without one.
    /// let rule = Rule::twin("company").present_and(|company| company.eq(Rule::user("company")));
    /// # let _ = rule;
    /// ```
    #[must_use]
    pub fn present_and(&self, condition: impl FnOnce(&Self) -> Rule) -> Rule {
        self.is_not_null().and(condition(self))
    }

    /// This as a condition: everything is true but null, `false`, zero and what is empty.
    #[must_use]
    pub fn is_truthy(&self) -> Rule {
        Rule::of(Form::Atom, self.to_string())
    }
}

/// The text of the operand, as it stands in a rule.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<&Self> for Value {
    fn from(value: &Self) -> Self {
        value.clone()
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::object(quote(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::scalar(value.to_string())
    }
}

/// A condition as an operand: true or false.
impl From<Rule> for Value {
    fn from(rule: Rule) -> Self {
        // These may be anything that counts as true or false.
        if matches!(rule.form(), Form::Atom | Form::Parsed) {
            return Self::either(rule, true, false);
        }
        Self::object(rule.grouped())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::NULL, Into::into)
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::array(items)
    }
}

impl<T: Into<Self>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Self {
        Self::array(items)
    }
}

macro_rules! small {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(number: $type) -> Self {
                Self::scalar(number.to_string())
            }
        }
    )*};
}
small!(i8, i16, i32, u8, u16, u32);

macro_rules! large {
    ($($type:ty),*) => {$(
        /// Fails beyond 2^53: older versions do not tell such numbers apart.
        impl TryFrom<$type> for Value {
            type Error = ValueError;

            fn try_from(number: $type) -> Result<Self, ValueError> {
                literal::integer(number.into()).map(Self::scalar)
            }
        }
    )*};
}
large!(i64, u64);

/// Fails for what is not finite.
impl TryFrom<f64> for Value {
    type Error = ValueError;

    fn try_from(number: f64) -> Result<Self, ValueError> {
        literal::float(number).map(Self::scalar)
    }
}
