//! Tests of the checker.

use crate::WarningKind::{
    BuiltinAttribute, Date, Deep, FailsIfMissing, GroupedDifferently, Long, NotADictionary,
    NotALiteral, Subtraction, UnknownVariable,
};
use crate::{Rule, Version, WarningKind, check, is_same_rule};

fn since(major: u8, minor: u8) -> WarningKind {
    WarningKind::Since(Version::new(major, minor))
}

fn until(major: u8, minor: u8) -> WarningKind {
    WarningKind::Until(Version::new(major, minor))
}

#[test]
fn errors_have_a_position_and_a_message() {
    for (text, error) in [
        ("", "line 1, column 1: the rule is empty (expected a value)"),
        (
            " \n\t",
            "line 1, column 1: the rule is empty (expected a value)",
        ),
        (
            "# only this",
            "line 1, column 1: unexpected `# only this` (expected a value)",
        ),
        (
            "a ==",
            "line 1, column 5: unexpected end of the rule (expected a value)",
        ),
        (
            "(a",
            "line 1, column 3: unexpected end of the rule (expected `)`)",
        ),
        (
            "a)",
            "line 1, column 2: unexpected `)` (expected an operator or the end)",
        ),
        (
            "a b",
            "line 1, column 3: unexpected `b` (expected an operator or the end)",
        ),
        (
            "a = b",
            "line 1, column 3: `=` is not an operator; use `==` to compare",
        ),
        (
            "a === b",
            "line 1, column 5: `=` is not an operator; use `==` to compare",
        ),
        (
            "a && b",
            "line 1, column 4: `&&` is not an operator; use `and`",
        ),
        (
            "a || b",
            "line 1, column 4: `||` is not an operator; use `or`",
        ),
        (
            "a <> b",
            "line 1, column 4: `<>` is not an operator; use `!=`",
        ),
        ("!a", "line 1, column 1: `!` is not an operator; use `not`"),
        ("a AND b", "line 1, column 3: operators must be lower case"),
        (
            "a is null",
            "line 1, column 3: `is` is not an operator; use `==` to compare",
        ),
        (
            "a\n  == 'b",
            "line 2, column 6: unterminated string literal",
        ),
        ("'é' == 'b", "line 1, column 8: unterminated string literal"),
        (
            "a == “b”",
            "line 1, column 6: `“` is not a quote character; use `\"` or `'`",
        ),
        (
            "a\r\nand b",
            "line 1, column 2: carriage returns are not allowed; end lines with a line feed",
        ),
        (
            "a\u{a0}and b",
            "line 1, column 2: unexpected white space U+00A0; use a space",
        ),
        ("a @ b", "line 1, column 3: unexpected character `@`"),
        (
            "a .b",
            "line 1, column 3: `.` must be followed by a key, without spaces around it",
        ),
        (
            "a.1b",
            "line 1, column 2: unexpected `.1` (expected an operator or the end)",
        ),
        (
            "a.in",
            "line 1, column 3: unexpected `in` (expected a key name; write other keys in brackets)",
        ),
        (
            "1.5.b",
            "line 1, column 4: numbers and booleans have no keys",
        ),
        (
            "true['a']",
            "line 1, column 5: numbers and booleans have no keys",
        ),
        (
            "007",
            "line 1, column 1: numbers must not have leading zeros",
        ),
        (
            "a # b\nc",
            "line 1, column 3: a comment must be the last part of a rule",
        ),
        (
            "1 < a < 2",
            "line 1, column 7: `<` follows another comparison; join comparisons with `and`, or add parentheses",
        ),
        (
            "a == b != c",
            "line 1, column 8: `!=` follows another comparison; join comparisons with `and`, or add parentheses",
        ),
        (
            "a if b else c",
            "line 1, column 3: unexpected `if` (expected an operator or the end)",
        ),
        (
            "else",
            "line 1, column 1: `else` is reserved; use `condition ? a : b`",
        ),
        (
            "a ? b",
            "line 1, column 6: unexpected end of the rule (expected `:` and a value)",
        ),
        (
            "a not b",
            "line 1, column 7: unexpected `b` (expected `in`, or an operator before `not`)",
        ),
        (
            "[a, b",
            "line 1, column 6: unexpected end of the rule (expected `,` or `]`)",
        ),
        (
            "{a: b, c}",
            "line 1, column 9: unexpected `}` (expected `:` and a value)",
        ),
        (
            "[x for in y]",
            "line 1, column 8: unexpected `in` (expected a variable name)",
        ),
        (
            "f(a,)",
            "line 1, column 5: unexpected `)` (expected a value)",
        ),
        (
            "d'tomorrow'",
            "line 1, column 1: a datetime literal must begin with a four-digit year, as in `d\"2024-05-31\"`",
        ),
        (
            "t'1 day'",
            "line 1, column 1: a timedelta literal must be an ISO 8601 duration, as in `t\"P1DT12H\"`",
        ),
        (
            "a == 'C:\\x'",
            "line 1, column 9: incomplete escape: `\\x` takes two hexadecimal digits, `\\u` four, `\\U` eight, \
             `\\N` a name in braces; write a backslash as `\\\\`",
        ),
    ] {
        let found = check(text).unwrap_err();
        assert_eq!(found.to_string(), error, "{text:?}");
        assert_eq!(Rule::parse(text).unwrap_err(), found);
        assert_eq!(
            found.position().to_string(),
            error.split(": ").next().unwrap()
        );
    }
}

#[test]
fn the_parts_of_an_error_are_available() {
    let error = check("a\n= 1").unwrap_err();
    assert_eq!(
        (
            error.offset(),
            error.position().line,
            error.position().column
        ),
        (2, 2, 1)
    );
    assert_eq!(
        (error.message(), error.expected()),
        ("`=` is not an operator; use `==` to compare", None)
    );
}

#[test]
fn warnings_have_a_kind_and_a_span() {
    for (text, expected) in [
        ("TWIN&['a'] == USER.a and account in ['x']", &[][..]),
        ("True", &[(NotALiteral, "True")]),
        (
            "a == None or NULL",
            &[(NotALiteral, "None"), (NotALiteral, "NULL")],
        ),
        ("Twin.a", &[(UnknownVariable, "Twin")]),
        ("Twin == twin", &[(UnknownVariable, "Twin")]),
        ("TWINS.a", &[(UnknownVariable, "TWINS")]),
        ("acount == 1", &[(UnknownVariable, "acount")]),
        ("enrty_name == 1", &[(UnknownVariable, "enrty_name")]),
        ("anything == other", &[]),
        ("[roles for roles in a]", &[]),
        ("user.company", &[(NotADictionary, "user")]),
        ("ledger&['a']", &[(NotADictionary, "ledger")]),
        ("LEDGER.temp-1 > 2", &[(Subtraction, "temp-1")]),
        ("a-b", &[(Subtraction, "a-b")]),
        ("a - b", &[]),
        ("a -b", &[]),
        ("(a)-b", &[]),
        ("TWIN.length", &[(BuiltinAttribute, "length")]),
        ("entry_value.keys", &[(BuiltinAttribute, "keys")]),
        ("'abc'.length", &[]),
        ("a&['length']", &[]),
        ("entry_value['a']", &[(FailsIfMissing, "[")]),
        ("['a'][0] == 'abc'[1]", &[]),
        ("a[1:2]", &[]),
        ("a # why", &[(since(3, 6), "# why")]),
        ("a + 'b' == a + b", &[(since(3, 4), "+")]),
        ("t'P1D' == a", &[(since(3, 5), "t'P1D'"), (Date, "t'P1D'")]),
        (
            "d'2020-01-01' < $now",
            &[(Date, "d'2020-01-01'"), (Date, "$now")],
        ),
        ("a.to_str", &[(since(4, 2), "to_str")]),
        ("$any(a)", &[(since(4, 0), "(")]),
        (
            "a.starts_with('b')",
            &[(since(4, 5), "starts_with"), (since(4, 0), "(")],
        ),
        ("b'a'", &[(since(4, 5), "b'a'")]),
        (
            "b'\\q'",
            &[(since(4, 5), "b'\\q'"), (until(4, 5), "b'\\q'")],
        ),
        ("a ?? b", &[(since(5, 0), "??")]),
        ("r'a'", &[(since(5, 0), "r'a'")]),
        ("2 > 1 == true", &[(since(5, 0), "==")]),
        ("(2 > 1) == true", &[]),
        ("a == b & c == d", &[(until(4, 5), "==")]),
        ("a and b ? c : d", &[(GroupedDifferently, "and")]),
        ("a and (b ? c : d)", &[]),
        ("-a ** b", &[(GroupedDifferently, "-")]),
        ("a + b << c", &[(GroupedDifferently, "+")]),
        ("not a == b", &[]),
        ("a or b and c", &[]),
    ] {
        let found: Vec<(WarningKind, &str)> = check(text)
            .unwrap()
            .iter()
            .map(|warning| (warning.kind(), &text[warning.span()]))
            .collect();
        assert_eq!(found, expected, "{text}");
    }
    let warnings = check("a and\n TWIN.values").unwrap();
    assert_eq!(
        warnings[0].to_string(),
        "line 2, column 7: `.values` is a built-in attribute; write a key as `&[\"values\"]`",
    );
}

#[test]
fn depth_and_length_are_limited() {
    for text in [
        "(".repeat(100_000),
        "not ".repeat(100_000),
        "-".repeat(100_000),
        "[{f(".repeat(100_000),
        "a ? b : ".repeat(100_000),
        "a ?? ".repeat(100_000),
    ] {
        let error = check(&text).unwrap_err();
        assert_eq!(
            error.message(),
            "the rule is nested more than 200 levels deep"
        );
    }
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(check(&nested(199)), Ok(Vec::new()));
    check(&nested(200)).unwrap_err();

    let row = |length: usize| vec!["a"; length].join(" and ");
    let kinds = |text: &str| -> Vec<WarningKind> {
        check(text)
            .unwrap()
            .iter()
            .map(|warning| warning.kind())
            .collect()
    };
    assert_eq!(kinds(&row(200)), []);
    assert_eq!(kinds(&row(201)), [Deep]);
    assert_eq!(kinds(&row(100_000)), [Deep, Long]);
    assert_eq!(kinds(&format!("a{}", ".b".repeat(100_000))), [Deep, Long]);
}

#[test]
fn white_space_between_tokens_does_not_distinguish_rules() {
    for (one, other, is_same) in [
        ("a == 'b'", "\ta==\n'b' ", true),
        ("a.b # why", " a.b# why", true),
        ("a == 'b'", "a == 'b '", false),
        ("a == 'b'", "a == \"b\"", false),
        ("a b", "ab", false),
        ("a&['b']", "a & ['b']", false),
        ("a # why", "a # why not", false),
        // Cannot be split: only the same text is the same rule.
        ("a == 'b", "a == 'b", true),
        ("a == 'b", "a  == 'b", false),
    ] {
        assert_eq!(is_same_rule(one, other), is_same, "{one:?} {other:?}");
        assert_eq!(is_same_rule(other, one), is_same, "{other:?} {one:?}");
    }
}
