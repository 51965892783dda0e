//! The crates and features that generated code needs.

use serde_json::Value;
use syn::Item;

use crate::ir::Ir;
use crate::{syntax, walk};

/// The crates and features that generated code needs in addition to those of every client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Whether it needs the crate `chrono`.
    pub chrono: bool,
    /// Whether it needs the crate `uuid`.
    pub uuid: bool,
    /// The patterns for which the runtime needs its feature `regress`.
    pub regress: Vec<String>,
}

impl Dependencies {
    /// Returns the dependencies of `items`, the code of a client, and of the patterns of its
    /// schemas.
    pub(crate) fn new(ir: &Ir, items: &[Item]) -> Self {
        let mut regress = Vec::new();
        for schema in ir.schemas.values() {
            walk::deep(schema, "", &mut |schema, _| {
                let pattern = schema.get("pattern").and_then(Value::as_str);
                let pattern = pattern.filter(|pattern| !is_common(pattern));
                regress.extend(pattern.map(str::to_owned));
            });
        }
        Self {
            chrono: syntax::use_crate(items, "chrono"),
            uuid: syntax::use_crate(items, "uuid"),
            regress,
        }
    }
}

/// Returns whether `regex-lite` matches a pattern as ECMA-262 does.
///
/// That holds for anchors, groups, alternatives, counts, classes of characters and ranges, and
/// escapes of ASCII. `.` and `\s` match other characters there.
fn is_common(pattern: &str) -> bool {
    let mut rest = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = rest.next() {
        let is_supported = match c {
            '\\' => rest.next().is_some_and(|c| {
                "dDwWtnr".contains(c)
                    || (c.is_ascii_punctuation() && !"<>".contains(c))
                    || (!in_class && "bB".contains(c))
            }),
            ']' if in_class => {
                in_class = false;
                true
            }
            // Sets in sets, and operators on sets.
            '[' if in_class => false,
            '&' | '~' | '-' if in_class => rest.peek() != Some(&c),
            _ if in_class => true,
            '[' => {
                in_class = true;
                rest.next_if_eq(&'^');
                rest.peek() != Some(&']')
            }
            '(' if rest.peek() == Some(&'?') => {
                rest.next();
                rest.peek() == Some(&':')
            }
            '{' => is_count(rest.clone()),
            '.' | ']' => false,
            _ => true,
        };
        if !is_supported {
            return false;
        }
        if c == '{' {
            // The rest of a count.
            rest.by_ref().find(|c| *c == '}');
        } else if c == '}' {
            return false;
        }
    }
    !in_class && regex_lite::Regex::new(pattern).is_ok()
}

/// Returns whether a count follows an opening brace.
fn is_count(rest: impl Iterator<Item = char>) -> bool {
    let text: String = rest.take_while(|c| *c != '}').collect();
    let (least, most) = text.split_once(',').unwrap_or((&text, ""));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    !least.is_empty() && digits(least) && digits(most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::is_common;

    /// Pieces of patterns.
    const PIECES: [&str; 52] = [
        "a", "b", "z", "_", "0", "9", "-", "é", "😀", " ", "/", "<", ",", ":", "&&", "~~", "--",
        ".", "^", "$", "*", "+", "?", "|", "(", "(?:", ")", "[", "[^", "]", "{", "}", "{2}",
        "{1,}", "{0,3}", "{,2}", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\b", r"\B", r"\n",
        r"\t", r"\-", r"\.", r"\<", r"\x61", r"\u00e9", r"\0",
    ];

    /// Characters of values.
    const LETTERS: [char; 27] = [
        'a', 'b', 'z', 'A', '_', '0', '9', '-', 'é', '😀', ' ', '/', '<', ',', ':', '&', '~', '.',
        '\0', '\n', '\t', '\r', '\u{A0}', '\u{2028}', '\u{FEFF}', '{', '}',
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn a_common_pattern_matches_the_same_values(
            pieces in prop::collection::vec(select(&PIECES[..]), 1..9),
            texts in prop::collection::vec(prop::collection::vec(select(&LETTERS[..]), 0..6), 12),
        ) {
            let pattern = pieces.concat();
            if is_common(&pattern) && let Ok(original) = regress::Regex::new(&pattern) {
                let common = regex_lite::Regex::new(&pattern).unwrap();
                for text in texts {
                    let text: String = text.into_iter().collect();
                    prop_assert_eq!(
                        original.find(&text).is_some(),
                        common.is_match(&text),
                        "{} of {:?}", pattern, text
                    );
                }
            }
        }
    }

    #[test]
    fn usual_patterns_are_common() {
        for pattern in [
            "^[a-zA-Z0-9][a-zA-Z 0-9._\\-]{1,61}[a-zA-Z0-9._]$",
            "^(?:[a-z]+|\\d{2,}|\\w*?)$",
            "\\bx\\B",
            "a\\/b",
            "",
        ] {
            assert!(is_common(pattern), "{pattern}");
        }
        for pattern in [
            "a.b",
            "[[&&x~~-]",
            "x{,5}",
            "{}",
            r"\x41",
            "^(?!a)",
            "(?<=a)b",
            r"(a)\1",
            r"\p{L}",
            "[]",
            "[^]",
            r"\s",
            "a{100000000}",
        ] {
            assert!(!is_common(pattern), "{pattern}");
        }
    }
}
