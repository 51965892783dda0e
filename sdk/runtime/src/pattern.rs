//! Regular expressions of the document, which generated types check.

use std::fmt;
use std::sync::OnceLock;

#[cfg(not(feature = "regress"))]
type Regex = regex_lite::Regex;
#[cfg(feature = "regress")]
type Regex = regress::Regex;

/// A regular expression of ECMA-262, compiled on first use.
///
/// Patterns in the syntax that ECMA-262 and `regex-lite` share are matched in linear time. Other
/// patterns need the feature `regress`: look-around, back-references, and Unicode classes. A
/// pattern that cannot be compiled matches everything; the pipeline that generates a client rejects
/// or reports such patterns.
///
/// ```
/// use rolekit_runtime::Pattern;
///
/// static NAME: Pattern = Pattern::new("^[a-z]{2,5}$");
/// assert!(NAME.is_match("abc"));
/// assert!(!NAME.is_match("a"));
/// ```
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Creates a pattern.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// Returns the pattern as it is written in the document.
    pub fn as_str(&self) -> &'static str {
        self.source
    }

    /// Returns whether the pattern matches anywhere in `value`.
    pub fn is_match(&self, value: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| compile(self.source));
        compiled.as_ref().is_none_or(|regex| matches(regex, value))
    }
}

#[cfg(not(feature = "regress"))]
fn compile(source: &str) -> Option<Regex> {
    Regex::new(source).ok()
}

#[cfg(not(feature = "regress"))]
fn matches(regex: &Regex, value: &str) -> bool {
    regex.is_match(value)
}

#[cfg(feature = "regress")]
fn compile(source: &str) -> Option<Regex> {
    // With the flag `u`, as JSON Schema recommends; patterns with escapes that it forbids without.
    Regex::with_flags(source, "u")
        .or_else(|_| Regex::new(source))
        .ok()
}

#[cfg(feature = "regress")]
fn matches(regex: &Regex, value: &str) -> bool {
    regex.find(value).is_some()
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn the_common_syntax_is_matched() {
        for (pattern, matching, other) in [
            ("^[a-z]{2,5}$", "abc", "a"),
            (
                "^[0-9A-Za-z][0-9A-Za-z_ -]{0,30}[0-9A-Za-z]$",
                "a b-c",
                "a b-",
            ),
            ("^é.$", "éé", "é"),
            ("b|c", "abc", "a"),
            ("^\\d+$", "12", "1x"),
        ] {
            let pattern = Pattern::new(pattern);
            assert!(pattern.is_match(matching), "{pattern:?} {matching}");
            assert!(!pattern.is_match(other), "{pattern:?} {other}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_compiled_matches_everything() {
        assert!(Pattern::new("(").is_match("a"));
    }

    #[cfg(feature = "regress")]
    #[test]
    fn look_around_and_back_references_are_matched() {
        assert!(Pattern::new("^(?!a)").is_match("b"));
        assert!(!Pattern::new("^(?!a)").is_match("a"));
        assert!(Pattern::new("^(.)\\1$").is_match("aa"));
        assert!(Pattern::new("^\\p{Lu}$").is_match("É"));
        assert!(Pattern::new("^a\\-b$").is_match("a-b"));
    }
}
