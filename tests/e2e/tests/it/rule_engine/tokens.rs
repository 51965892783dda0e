//! Generates texts that are almost rules: sequences of tokens, and mutated rules.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Every token of the language, near misses, and tokens of single versions.
pub(crate) const TOKENS: &[&str] = &[
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

fn token() -> impl Strategy<Value = String> {
    select(TOKENS).prop_map(str::to_owned)
}

/// Joins tokens, with or without spaces.
fn joined(tokens: impl Strategy<Value = Vec<String>>) -> impl Strategy<Value = String> {
    (tokens, any::<u64>()).prop_map(|(tokens, spaces)| {
        let mut text = String::new();
        for (number, token) in tokens.iter().enumerate() {
            if number > 0 && spaces >> (number % 64) & 3 != 0 {
                text.push(' ');
            }
            text.push_str(token);
        }
        text
    })
}

/// Generates a sequence of tokens.
pub(crate) fn sequence() -> impl Strategy<Value = String> {
    joined(vec(token(), 0..9))
}

/// Generates the tokens of a rule that some version accepts, with few parentheses.
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
    .prop_map(|token| vec![token.to_owned()]);
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

/// Generates a rule with a token removed, added, replaced or swapped.
pub(crate) fn mutated() -> impl Strategy<Value = String> {
    let change = (0..6_u8, any::<Index>(), token());
    let tokens = (rule(), vec(change, 0..2)).prop_map(|(mut tokens, changes)| {
        for (kind, place, token) in changes {
            let at = place.index(tokens.len().max(1));
            match kind {
                0 if at < tokens.len() => drop(tokens.remove(at)),
                1 => tokens.insert(at, token),
                2 if at < tokens.len() => tokens[at] = token,
                3 if at + 1 < tokens.len() => tokens.swap(at, at + 1),
                _ => {}
            }
        }
        tokens
    });
    joined(tokens)
}
