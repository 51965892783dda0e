//! What is right and yet may not do what was meant.

use std::fmt;
use std::ops::Range;

use crate::trusted_twin::rule::error::Position;

/// A version of the rule language: of the Python package `rule-engine`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Version {
    /// The first number.
    pub major: u8,
    /// The second one.
    pub minor: u8,
}

impl Version {
    pub(super) const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// What a [`Warning`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WarningKind {
    /// `True`, `False` or `None`: variables, which are null. The literals are written small.
    NotALiteral,
    /// A variable that is not among those that the vendor names, and looks like one that is.
    UnknownVariable,
    /// A key of a variable that is a text, where the dictionary of that name was surely meant:
    /// `user.company` for `USER.company`.
    NotADictionary,
    /// `a-b` takes one from the other. A key with a hyphen stands in brackets.
    Subtraction,
    /// `.length` and the like are built in, and hide a key of that name.
    BuiltinAttribute,
    /// `a["b"]` fails if the key is missing, where `a&["b"]` is null.
    FailsIfMissing,
    /// A date, or a length of time. The variable `now` is a number, and does not compare with it.
    Date,
    /// Only this version and later ones read it.
    Since(Version),
    /// Only this version and earlier ones read it.
    Until(Version),
    /// Versions to 4.5 and those from 5.0 group it differently, and so take it to mean different
    /// things.
    GroupedDifferently,
    /// A tree so deep that the evaluator may give up.
    Deep,
    /// A text longer than the service takes in a body.
    Long,
}

/// Something in a rule that is right and yet may not do what was meant.
///
/// ```
/// use rolekit::trusted_twin::rule::check;
///
/// let warnings = check("Twin.serial == 1")?;
/// assert_eq!(warnings[0].message(), "there is no variable `Twin`: it is null; was `TWIN` meant?");
/// assert_eq!(warnings[0].span(), 0..4);
/// assert_eq!(warnings[0].position().to_string(), "line 1, column 1");
/// # Ok::<(), rolekit::trusted_twin::rule::SyntaxError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    kind: WarningKind,
    span: Range<usize>,
    position: Position,
    message: String,
}

impl Warning {
    pub(super) fn new(
        text: &str,
        kind: WarningKind,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            position: Position::of(text, span.start),
            span,
            message: message.into(),
        }
    }

    /// What it is about.
    pub fn kind(&self) -> WarningKind {
        self.kind
    }

    /// The bytes of the text that it is about.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Where they begin, as line and column.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What it is, and what to write instead.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.message)
    }
}
