//! Operands of a rule.

use std::fmt;

use crate::builder::{Root, Rule};
use crate::literal::{self, ValueError, quote};

/// An operand of a [`Rule`]: a variable, a key of one, or a literal.
///
/// Strings, booleans, integers up to 32 bits, arrays, rules and `None` (null, like [`Value::NULL`])
/// convert by `into()`; larger integers and floats by `try_into()`. Comparing two operands returns a
/// [`Rule`], so this type does not implement `PartialEq`.
///
/// ```
/// use trusted_twin_rules::{Rule, Value};
///
/// let list = Value::array(["eu", "us"]);
/// assert_eq!(Rule::user("region").is_in(list).to_string(), r#"USER&["region"] in ["eu", "us"]"#);
/// assert_eq!(
///     Rule::twin("weight").ge(Value::try_from(0.5)?).to_string(),
///     r#"TWIN&["weight"] >= 0.5"#,
/// );
/// assert!(Value::try_from(f64::NAN).is_err());
/// # Ok::<(), trusted_twin_rules::ValueError>(())
/// ```
///
/// The comparisons and their texts:
///
/// ```
/// use trusted_twin_rules::{Rule, Value};
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
/// # Ok::<(), trusted_twin_rules::ValueError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Value {
    /// Needs no parentheses beside an operator.
    text: std::borrow::Cow<'static, str>,
    /// Whether a key may follow without parentheses: not after a number or a boolean.
    has_keys: bool,
}

impl Value {
    /// Null, the value of a missing variable or key.
    pub const NULL: Self = Self {
        text: std::borrow::Cow::Borrowed("null"),
        has_keys: true,
    };

    pub(crate) fn with_keys(text: String) -> Self {
        Self {
            text: text.into(),
            has_keys: true,
        }
    }

    fn scalar(text: String) -> Self {
        Self {
            text: text.into(),
            has_keys: false,
        }
    }

    /// Returns a variable by its name. The documented ones have functions on [`Rule`].
    ///
    /// # Errors
    /// [`ValueError`] if the name is invalid (not ASCII letters, digits and underscores, or begins with a
    /// digit) or reserved. `True`, `False` and `None` are errors too: as variables they would be null.
    pub fn variable(name: &str) -> Result<Self, ValueError> {
        literal::variable_name(name).map(Self::with_keys)
    }

    /// Returns an array literal.
    pub fn array<T: Into<Self>>(items: impl IntoIterator<Item = T>) -> Self {
        let mut text = String::from("[");
        for (number, item) in items.into_iter().enumerate() {
            if number > 0 {
                text.push_str(", ");
            }
            text.push_str(&item.into().text);
        }
        text.push(']');
        Self::with_keys(text)
    }

    /// Returns `then` if the condition is true and `otherwise` if it is false. Only one of them is
    /// evaluated.
    pub fn either(condition: Rule, then: impl Into<Self>, otherwise: impl Into<Self>) -> Self {
        Self::with_keys(format!(
            "({} ? {} : {})",
            condition.parenthesize(),
            then.into(),
            otherwise.into(),
        ))
    }

    /// Returns the value of a key of this object; null if the key is missing or this is null.
    ///
    /// Any string is a valid key, including one with a hyphen or a quote and the name of a built-in
    /// attribute. The evaluation fails on a string, a number, a boolean or an array.
    #[must_use]
    pub fn get(&self, key: &str) -> Self {
        self.subscript(&quote(key))
    }

    /// Returns an item of this array or a character of this string, counted from 0, or from the end
    /// beginning with -1; null if there is none or this is null. The evaluation fails on a number or a
    /// boolean.
    #[must_use]
    pub fn at(&self, index: i32) -> Self {
        self.subscript(&index.to_string())
    }

    fn subscript(&self, key: &str) -> Self {
        if self.has_keys {
            Self::with_keys(format!("{self}&[{key}]"))
        } else {
            Self::with_keys(format!("({self})&[{key}]"))
        }
    }

    fn compare(&self, operator: &str, other: impl Into<Self>) -> Rule {
        Rule::new(
            Root::Comparison,
            format!("{self} {operator} {}", other.into()),
        )
    }

    /// Returns whether the two are equal. Values of different types are not: `"3"` is not `3`. Null
    /// equals null, so two missing keys are equal: see [`present_and`](Self::present_and).
    #[must_use]
    pub fn eq(&self, other: impl Into<Self>) -> Rule {
        self.compare("==", other)
    }

    /// Returns whether the two are not equal.
    #[must_use]
    pub fn ne(&self, other: impl Into<Self>) -> Rule {
        self.compare("!=", other)
    }

    /// Returns whether this one is less. **The evaluation fails if the types differ or one is null**, and
    /// what the service does then is not documented: see [`present_and`](Self::present_and).
    #[must_use]
    pub fn lt(&self, other: impl Into<Self>) -> Rule {
        self.compare("<", other)
    }

    /// Returns whether this one is less or equal. Fails as [`lt`](Self::lt) does.
    #[must_use]
    pub fn le(&self, other: impl Into<Self>) -> Rule {
        self.compare("<=", other)
    }

    /// Returns whether this one is greater. Fails as [`lt`](Self::lt) does.
    #[must_use]
    pub fn gt(&self, other: impl Into<Self>) -> Rule {
        self.compare(">", other)
    }

    /// Returns whether this one is greater or equal. Fails as [`lt`](Self::lt) does.
    #[must_use]
    pub fn ge(&self, other: impl Into<Self>) -> Rule {
        self.compare(">=", other)
    }

    /// Returns whether a Python regular expression matches at the beginning of this string. **The string
    /// may continue after the match**, unless the expression ends in `$`. False for null; the evaluation
    /// fails if this is not a string.
    #[must_use]
    pub fn matches(&self, pattern: &str) -> Rule {
        self.compare("=~", pattern)
    }

    /// Returns whether this string begins with `prefix`. False for null; the evaluation fails if this is
    /// not a string.
    #[must_use]
    pub fn starts_with(&self, prefix: &str) -> Rule {
        self.matches(&literal::escape_pattern(prefix))
    }

    /// Returns whether this is an item of an array, a key of an object, or a substring. **The evaluation
    /// fails if `other` is null**, a number or a boolean.
    #[must_use]
    pub fn is_in(&self, other: impl Into<Self>) -> Rule {
        self.compare("in", other)
    }

    /// Returns the negation of [`is_in`](Self::is_in). Fails as that does.
    #[must_use]
    pub fn is_not_in(&self, other: impl Into<Self>) -> Rule {
        self.compare("not in", other)
    }

    /// Returns whether this array, object or string contains an item, a key or a substring: the reverse
    /// of [`is_in`](Self::is_in).
    #[must_use]
    pub fn contains(&self, member: impl Into<Self>) -> Rule {
        member.into().is_in(self)
    }

    /// Returns whether this is null or missing.
    #[must_use]
    pub fn is_null(&self) -> Rule {
        self.eq(Self::NULL)
    }

    /// Returns whether this is neither null nor missing.
    #[must_use]
    pub fn is_not_null(&self) -> Rule {
        self.ne(Self::NULL)
    }

    /// Returns a condition on this value that is false if the value is null.
    ///
    /// ```
    /// use trusted_twin_rules::Rule;
    ///
    /// let rule = Rule::twin("level").present_and(|level| level.lt(5));
    /// assert_eq!(rule.to_string(), r#"TWIN&["level"] != null and TWIN&["level"] < 5"#);
    ///
    /// // Otherwise a Twin without a company would match every user without one.
    /// let rule = Rule::twin("company").present_and(|company| company.eq(Rule::user("company")));
    /// # let _ = rule;
    /// ```
    #[must_use]
    pub fn present_and(&self, condition: impl FnOnce(&Self) -> Rule) -> Rule {
        self.is_not_null().and(condition(self))
    }

    /// Returns this value as a condition: false if it is null, `false`, zero or empty.
    #[must_use]
    pub fn is_truthy(&self) -> Rule {
        Rule::new(Root::Atom, self.to_string())
    }
}

/// Writes the operand as it is written in a rule.
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
        Self::with_keys(quote(text))
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

/// Converts a condition into an operand, true or false.
impl From<Rule> for Value {
    fn from(rule: Rule) -> Self {
        // The value of these may be of another type.
        if matches!(rule.root(), Root::Atom | Root::Parsed) {
            return Self::either(rule, true, false);
        }
        Self::with_keys(rule.parenthesize())
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

macro_rules! impl_from_integer {
    ($($type:ty),*) => {$(
        impl From<$type> for Value {
            fn from(number: $type) -> Self {
                Self::scalar(number.to_string())
            }
        }
    )*};
}
impl_from_integer!(i8, i16, i32, u8, u16, u32);

macro_rules! impl_try_from_integer {
    ($($type:ty),*) => {$(
        /// Fails beyond 2^53, where older versions lose precision.
        impl TryFrom<$type> for Value {
            type Error = ValueError;

            fn try_from(number: $type) -> Result<Self, ValueError> {
                literal::integer(number.into()).map(Self::scalar)
            }
        }
    )*};
}
impl_try_from_integer!(i64, u64);

/// Fails if the number is not finite.
impl TryFrom<f64> for Value {
    type Error = ValueError;

    fn try_from(number: f64) -> Result<Self, ValueError> {
        literal::float(number).map(Self::scalar)
    }
}
