//! Warnings about likely mistakes in rules.

use std::fmt;
use std::ops::Range;

use crate::syntax_error::LineColumn;

/// A version of the rule language, that is of the Python package `rule-engine`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Version {
    /// The major version.
    pub major: u8,
    /// The minor version.
    pub minor: u8,
}

impl Version {
    pub(crate) const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// The kind of a [`Warning`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningKind {
    /// `True`, `False` or `None`, which are read as variables and are null. Literals are lower case.
    NotALiteral,
    /// A variable that the vendor does not document, with a name similar to one that it does.
    UnknownVariable,
    /// A key of a variable that has none, such as `user.company` in place of `USER.company`.
    NotADictionary,
    /// `a-b`, which is a subtraction. A key with a hyphen must be written in brackets.
    Subtraction,
    /// A built-in attribute such as `.length`, which shadows a key of that name.
    BuiltinAttribute,
    /// `a["b"]`, which fails if the key is missing. `a&["b"]` gives null.
    FailsIfMissing,
    /// A datetime or timedelta, which cannot be compared with the variable `now`, a number.
    Date,
    /// Not supported before this version.
    Since(Version),
    /// Not supported after this version.
    Until(Version),
    /// Versions up to 4.5 and from 5.0 group the operators differently.
    GroupedDifferently,
    /// The expression tree is so deep that the evaluator may fail.
    Deep,
    /// The rule is longer than the maximum size of a request body.
    Long,
}

/// A likely mistake in a valid rule.
///
/// ```
/// use trusted_twin_rules::check;
///
/// let warnings = check("Twin.serial == 1")?;
/// assert_eq!(warnings[0].message(), "unknown variable `Twin` is always null; did you mean `TWIN`?");
/// assert_eq!(warnings[0].span(), 0..4);
/// assert_eq!(warnings[0].position().to_string(), "line 1, column 1");
/// # Ok::<(), trusted_twin_rules::SyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    kind: WarningKind,
    span: Range<usize>,
    position: LineColumn,
    message: String,
}

impl Warning {
    pub(crate) fn new(
        text: &str,
        kind: WarningKind,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            position: LineColumn::new(text, span.start),
            span,
            message: message.into(),
        }
    }

    /// Returns the kind of the warning.
    pub fn kind(&self) -> WarningKind {
        self.kind
    }

    /// Returns the byte range that the warning is about.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Returns the beginning of the range as line and column.
    pub fn position(&self) -> LineColumn {
        self.position
    }

    /// Returns the reason, and what to write instead.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}
