//! Texts that are almost rules: words of the language in a row, and rules that were changed.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Every word of the language, some that are almost one, and some that only one version takes.
pub(crate) const WORDS: &[&str] = &[
    "a",
    "b",
    "x",
    "TWIN",
    "True",
    "$now",
    "$x",
    "_1",
    "true",
    "false",
    "null",
    "inf",
    "nan",
    "and",
    "or",
    "not",
    "in",
    "for",
    "if",
    "else",
    "1",
    "0",
    "01",
    "1.5",
    ".5",
    "1.",
    "1e3",
    "1e",
    "0x1F",
    "0x",
    "0b12",
    "0o7",
    "1_0",
    "'a'",
    "\"b\"",
    "'",
    "\"",
    "s'a'",
    "r'\\x'",
    "r\"a\"",
    "'\\x4'",
    "'\\x41'",
    "'\\u12'",
    "'\\q'",
    "'\\\\'",
    "'\\''",
    "'\\N'",
    "'\\é'",
    "'é\n'",
    "b'a'",
    "b'\\q'",
    "b'é'",
    "b'\\x4'",
    "b'Ā'",
    "b'\\Ā'",
    "b'\\t'",
    "b'\\",
    "d'2020-01-01'",
    "d'x'",
    "t'P1D'",
    "t'P'",
    "t'PT'",
    "t'P1'",
    "t'P1DT1.5S'",
    "t'P1D1W'",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "&[",
    "&.",
    ".",
    ".b",
    "&.b",
    "['k']",
    "&['k']",
    "(a)",
    "()",
    ",",
    ":",
    "?",
    "??",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "%",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "=~",
    "=~~",
    "!~",
    "!~~",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "=",
    "!",
    "#",
    "# c",
    "\n",
    "\t",
    "\r",
    "é",
    "@",
    "&&",
    "\\",
    "\u{a0}",
];

fn word() -> impl Strategy<Value = String> {
    select(WORDS).prop_map(str::to_owned)
}

/// Words between which there may be a space.
fn joined(words: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = String> {
    (words, any::<u64>()).prop_map(|(words, spaces)| {
        let mut text = String::new();
        for (number, word) in words.iter().enumerate() {
            if number > 0 && spaces >> (number % 64) & 3 != 0 {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    })
}

/// Words in a row.
pub(crate) fn row() -> impl Strategy<Value = String> {
    joined(vec(word(), 0..9))
}

/// The words of a rule that some version takes, with no more parentheses than happen to be there.
fn rule() -> impl Strategy<Value = Vec<String>> {
    let operand = select(
        &[
            "a",
            "b",
            "TWIN",
            "null",
            "1",
            "0.5",
            "true",
            "'a'",
            "a.b",
            "a&['b']",
            "a[0]",
            "[]",
            "{}",
            "inf",
            "$x",
            "r'a'",
            "b'a'",
            "b'é'",
            "b'\\q'",
            "d'2020-01-01'",
            "t'P1D'",
        ][..],
    )
    .prop_map(|word| vec![word.to_owned()]);
    operand.prop_recursive(5, 24, 3, |inner| {
        let infix = select(
            &[
                "and", "or", "==", "!=", "<", "<=", ">", ">=", "=~", "!~~", "in", "not in", "+", "-", "*",
                "/", "//", "%", "**", "<<", ">>", "&", "|", "^", "??",
            ][..],
        );
        let around = select(
            &[
                ("(", ")"),
                ("[", "]"),
                ("[", ", ]"),
                ("{", "}"),
                ("[x for x in", "]"),
                ("[x for x in a if", "]"),
                ("a[", "]"),
                ("a&[", ":]"),
                ("a[:", "]"),
                ("f(", ")"),
                ("f(1,", ")"),
                ("(a)(", ")"),
                ("{a:", "}"),
                ("{a:", ", b: 1,}"),
                ("(", ").b"),
                ("(", ")&['b']"),
                ("not", ""),
                ("-", ""),
                ("-", "(b)"),
            ][..],
        );
        prop_oneof![
            5 => (inner.clone(), infix, inner.clone())
                .prop_map(|(a, infix, b)| [a, vec![infix.to_owned()], b].concat()),
            3 => (around, inner.clone()).prop_map(|((before, after), inner)| {
                [vec![before.to_owned()], inner, vec![after.to_owned()]].concat()
            }),
            1 => (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| [a, vec!["?".to_owned()], b, vec![":".to_owned()], c].concat()),
        ]
    })
}

/// A rule that may lack a word, have one more, another one, or two in the wrong order.
pub(crate) fn changed() -> impl Strategy<Value = String> {
    let change = (0..6_u8, any::<Index>(), word());
    let words = (rule(), vec(change, 0..2)).prop_map(|(mut words, changes)| {
        for (kind, place, word) in changes {
            let at = place.index(words.len().max(1));
            match kind {
                0 if at < words.len() => drop(words.remove(at)),
                1 => words.insert(at, word),
                2 if at < words.len() => words[at] = word,
                3 if at + 1 < words.len() => words.swap(at, at + 1),
                _ => {}
            }
        }
        words
    });
    joined(words)
}
