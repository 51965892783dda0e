//! Patterns of ECMA-262, which OpenAPI prescribes, in the syntax of `regex-lite`.
//!
//! What both read alike stays as it is. What they read differently is written so that it means the same;
//! what `regex-lite` cannot do at all is refused.

use std::iter::Peekable;
use std::str::Chars;

/// What `\s` stands for, as it is written within a class.
const SPACES: &str =
    r"\t-\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

/// Writes `pattern`, which is one of ECMA-262, for `regex-lite`.
///
/// # Errors
/// Names the part of it that cannot be translated.
pub(super) fn translate(pattern: &str) -> Result<String, String> {
    let mut reader = Reader {
        rest: pattern.chars().peekable(),
        out: String::new(),
    };
    reader.pattern()?;
    match regex_lite::Regex::new(&reader.out) {
        Ok(_) => Ok(reader.out),
        Err(reason) => Err(format!("a part that cannot be read ({reason})")),
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

/// What an escape stands for.
enum Escape {
    One(char),
    /// `\d` and the like, which mean the same in both.
    Same(char),
    /// `\s` or, negated, `\S`.
    Space {
        negated: bool,
    },
}

impl Reader<'_> {
    fn pattern(&mut self) -> Result<(), String> {
        while let Some(next) = self.rest.next() {
            match next {
                '\\' => match self.escape()? {
                    Escape::One(one) => self.literal(one, is_meta),
                    Escape::Same(class) => self.out.extend(['\\', class]),
                    Escape::Space { negated } => {
                        self.out += if negated { "[^" } else { "[" };
                        self.out += SPACES;
                        self.out.push(']');
                    }
                },
                '[' => self.class()?,
                '(' if self.rest.peek() == Some(&'?') => self.group()?,
                '.' => self.out += r"[^\n\r\u{2028}\u{2029}]",
                '{' => self.count(),
                // Where nothing is open, they stand for themselves.
                ']' | '}' => self.literal(next, is_meta),
                _ => self.out.push(next),
            }
        }
        Ok(())
    }

    /// A group that is more than a pair of parentheses, of which the first is behind.
    fn group(&mut self) -> Result<(), String> {
        self.rest.next();
        match self.rest.next() {
            Some(':') => {
                self.out += "(?:";
                Ok(())
            }
            other => {
                let kind: String = other.into_iter().collect();
                Err(format!("a group `(?{kind}`"))
            }
        }
    }

    /// How often, or a brace that stands for itself.
    fn count(&mut self) {
        let mut ahead = self.rest.clone();
        let count: String = ahead.by_ref().take_while(|&c| c != '}').collect();
        let closed = self.rest.clone().any(|c| c == '}');
        let (least, most) = count.split_once(',').unwrap_or((&count, ""));
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if closed && !least.is_empty() && digits(least) && digits(most) {
            self.out += &format!("{{{count}}}");
            self.rest = ahead;
        } else {
            self.literal('{', is_meta);
        }
    }

    fn class(&mut self) -> Result<(), String> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        self.out += if negated { "[^" } else { "[" };
        if self.rest.peek() == Some(&']') {
            return Err("a class of nothing".to_owned());
        }
        while self.rest.next_if_eq(&']').is_none() {
            let first = self.member()?;
            let single = matches!(first, Escape::One(_));
            match first {
                Escape::One(one) => self.literal(one, is_meta_of_class),
                Escape::Same(class @ ('d' | 'D' | 'w' | 'W')) => self.out.extend(['\\', class]),
                Escape::Space { negated: false } => self.out += SPACES,
                _ => return Err("a class with `\\b`, `\\B` or `\\S`".to_owned()),
            }
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.peek().is_some_and(|&c| c != ']') {
                self.rest = ahead;
                let (true, Escape::One(last)) = (single, self.member()?) else {
                    return Err("a range of classes".to_owned());
                };
                self.out.push('-');
                self.literal(last, is_meta_of_class);
            }
        }
        self.out.push(']');
        Ok(())
    }

    /// A character of a class, or what stands for some.
    fn member(&mut self) -> Result<Escape, String> {
        match self.rest.next() {
            Some('\\') => self.escape(),
            Some(one) => Ok(Escape::One(one)),
            None => Err("a class without an end".to_owned()),
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<Escape, String> {
        let next = self.rest.next().ok_or("a backslash at its end")?;
        let refused = || Err(format!("the escape `\\{next}`"));
        Ok(match next {
            'd' | 'D' | 'w' | 'W' | 'b' | 'B' => Escape::Same(next),
            's' | 'S' => Escape::Space {
                negated: next == 'S',
            },
            't' => Escape::One('\t'),
            'n' => Escape::One('\n'),
            'r' => Escape::One('\r'),
            'f' => Escape::One('\u{C}'),
            'v' => Escape::One('\u{B}'),
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => Escape::One('\0'),
            'x' | 'u' => match self.hex(if next == 'x' { 2 } else { 4 }) {
                Some(one) => Escape::One(one),
                None => return refused(),
            },
            _ if next.is_alphanumeric() || next == '_' => return refused(),
            _ => Escape::One(next),
        })
    }

    fn hex(&mut self, digits: usize) -> Option<char> {
        let mut value = 0;
        for _ in 0..digits {
            value = value * 16 + self.rest.next()?.to_digit(16)?;
        }
        char::from_u32(value)
    }

    fn literal(&mut self, one: char, is_meta: fn(char) -> bool) {
        if one.is_control() {
            self.out += &format!(r"\u{{{:X}}}", u32::from(one));
        } else {
            if is_meta(one) {
                self.out.push('\\');
            }
            self.out.push(one);
        }
    }
}

fn is_meta(one: char) -> bool {
    r"\.+*?()|[]{}^$".contains(one)
}

fn is_meta_of_class(one: char) -> bool {
    r"\[]^-&~".contains(one)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::translate;

    /// Pieces that patterns are put together of.
    const PIECES: [&str; 52] = [
        "a", "b", "z", "_", "0", "9", "-", "é", "😀", " ", "/", "<", ",", ":", "&&", "~~", "--",
        ".", "^", "$", "*", "+", "?", "|", "(", "(?:", ")", "[", "[^", "]", "{", "}", "{2}",
        "{1,}", "{0,3}", "{,2}", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\b", r"\B", r"\n",
        r"\t", r"\-", r"\.", r"\<", r"\x61", r"\u00e9", r"\0",
    ];

    /// What they are held against.
    const LETTERS: [char; 27] = [
        'a', 'b', 'z', 'A', '_', '0', '9', '-', 'é', '😀', ' ', '/', '<', ',', ':', '&', '~', '.',
        '\0', '\n', '\t', '\r', '\u{A0}', '\u{2028}', '\u{FEFF}', '{', '}',
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn a_translation_takes_the_same_texts(
            pieces in prop::collection::vec(select(&PIECES[..]), 1..9),
            texts in prop::collection::vec(prop::collection::vec(select(&LETTERS[..]), 0..6), 12),
        ) {
            let pattern = pieces.concat();
            if let Ok(original) = regress::Regex::new(&pattern)
                && let Ok(translated) = translate(&pattern)
            {
                let translated = regex_lite::Regex::new(&translated).unwrap();
                for text in texts {
                    let text: String = text.into_iter().collect();
                    prop_assert_eq!(
                        original.find(&text).is_some(),
                        translated.is_match(&text),
                        "{} of {:?}", pattern, text
                    );
                }
            }
        }
    }

    #[test]
    fn what_both_read_alike_stays() {
        for pattern in [
            "^[a-zA-Z0-9][a-zA-Z 0-9._\\-]{1,61}[a-zA-Z0-9._]$",
            "^(?:[a-z]+|\\d{2,}|\\w*?)$",
            "\\bx\\B",
            "",
        ] {
            assert_eq!(translate(pattern).as_deref(), Ok(pattern));
        }
    }

    #[test]
    fn what_they_read_differently_is_written_otherwise() {
        for (pattern, expected) in [
            ("a.b", r"a[^\n\r\u{2028}\u{2029}]b"),
            ("[[&&x~~-]", r"[\[\&\&x\~\~\-]"),
            ("[a-b-c]", r"[a-b\-c]"),
            ("x{,5}", r"x\{,5\}"),
            ("{}", r"\{\}"),
            (r"\/\<\-", "/<-"),
            (r"\x41\u0042\0", r"AB\u{0}"),
        ] {
            assert_eq!(translate(pattern).as_deref(), Ok(expected), "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_done_is_named() {
        for (pattern, reason) in [
            ("^(?!a)", "a group `(?!`"),
            ("(?<=a)b", "a group `(?<`"),
            (r"(a)\1", r"the escape `\1`"),
            (r"\p{L}", r"the escape `\p`"),
            (r"\cA", r"the escape `\c`"),
            (r"\uD800", r"the escape `\u`"),
            ("[]", "a class of nothing"),
            ("[^]", "a class of nothing"),
            (r"[\S]", r"a class with `\b`, `\B` or `\S`"),
            (r"[a-\d]", "a range of classes"),
            (
                "a{100000000}",
                "a part that cannot be read (compiled regex exceeded size limit)",
            ),
        ] {
            assert_eq!(translate(pattern).unwrap_err(), reason, "{pattern}");
        }
    }
}
