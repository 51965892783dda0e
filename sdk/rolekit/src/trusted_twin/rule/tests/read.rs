//! What the checker says.

use proptest::prelude::*;

use crate::runtime::{Error, ErrorKind};
use crate::trusted_twin::rule::WarningKind::{
    BuiltinAttribute, Date, Deep, FailsIfMissing, GroupedDifferently, Long, NotADictionary,
    NotALiteral, Subtraction, UnknownVariable,
};
use crate::trusted_twin::rule::{Rule, Version, WarningKind, check};

fn since(major: u8, minor: u8) -> WarningKind {
    WarningKind::Since(Version::new(major, minor))
}

fn until(major: u8, minor: u8) -> WarningKind {
    WarningKind::Until(Version::new(major, minor))
}

#[test]
fn an_error_says_where_and_what() {
    for (text, error) in [
        ("", "line 1, column 1: the rule is empty (expected a value)"),
        (
            " \n\t",
            "line 1, column 1: the rule is empty (expected a value)",
        ),
        (
            "# only this",
            "line 1, column 1: `# only this` does not belong here (expected a value)",
        ),
        (
            "a ==",
            "line 1, column 5: the rule ends too early (expected a value)",
        ),
        (
            "(a",
            "line 1, column 3: the rule ends too early (expected `)`)",
        ),
        (
            "a)",
            "line 1, column 2: `)` does not belong here (expected an operator or the end)",
        ),
        (
            "a b",
            "line 1, column 3: `b` does not belong here (expected an operator or the end)",
        ),
        (
            "a = b",
            "line 1, column 3: `=` is no operator: `==` compares",
        ),
        (
            "a === b",
            "line 1, column 5: `=` is no operator: `==` compares",
        ),
        (
            "a && b",
            "line 1, column 4: `&&` is no operator: write `and`",
        ),
        (
            "a || b",
            "line 1, column 4: `||` is no operator: write `or`",
        ),
        (
            "a <> b",
            "line 1, column 4: `<>` is no operator: write `!=`",
        ),
        ("!a", "line 1, column 1: `!` is no operator: `not` negates"),
        (
            "a AND b",
            "line 1, column 3: operators are written in small letters",
        ),
        (
            "a is null",
            "line 1, column 3: `is` is no operator: `==` compares",
        ),
        (
            "a\n  == 'b",
            "line 2, column 6: the text that begins here does not end on this line",
        ),
        (
            "'é' == 'b",
            "line 1, column 8: the text that begins here does not end on this line",
        ),
        (
            "a == “b”",
            "line 1, column 6: `“` is no quote here: a text stands between `\"` or `'`",
        ),
        (
            "a\r\nand b",
            "line 1, column 2: a carriage return is no white space here: lines end with a line feed",
        ),
        (
            "a\u{a0}and b",
            "line 1, column 2: the character U+00A0 is no white space here: use a space",
        ),
        (
            "a @ b",
            "line 1, column 3: the character `@` has no meaning here",
        ),
        (
            "a .b",
            "line 1, column 3: a key follows a point at once, without a space on either side",
        ),
        (
            "a.1b",
            "line 1, column 2: `.1` does not belong here (expected an operator or the end)",
        ),
        (
            "a.in",
            "line 1, column 3: `in` does not belong here (expected the name of a key; other keys stand \
             in brackets)",
        ),
        (
            "1.5.b",
            "line 1, column 4: a number or a boolean has no keys",
        ),
        (
            "true['a']",
            "line 1, column 5: a number or a boolean has no keys",
        ),
        ("007", "line 1, column 1: a number has no zeros before it"),
        (
            "a # b\nc",
            "line 1, column 3: a comment ends the rule: nothing may follow it",
        ),
        (
            "1 < a < 2",
            "line 1, column 7: `<` follows another comparison, and comparisons make no chain: join them with \
             `and`, or put one in parentheses",
        ),
        (
            "a == b != c",
            "line 1, column 8: `!=` follows another comparison, and comparisons make no chain: join them with \
             `and`, or put one in parentheses",
        ),
        (
            "a if b else c",
            "line 1, column 3: `if` does not belong here (expected an operator or the end)",
        ),
        (
            "else",
            "line 1, column 1: `else` is reserved; a choice is written `condition ? this : that`",
        ),
        (
            "a ? b",
            "line 1, column 6: the rule ends too early (expected `:` and what holds otherwise)",
        ),
        (
            "a not b",
            "line 1, column 7: `b` does not belong here (expected `in`, or an operator before `not`)",
        ),
        (
            "[a, b",
            "line 1, column 6: the rule ends too early (expected `,` or `]`)",
        ),
        (
            "{a: b, c}",
            "line 1, column 9: `}` does not belong here (expected `:` and the value of the key)",
        ),
        (
            "[x for in y]",
            "line 1, column 8: `in` does not belong here (expected the name of a variable)",
        ),
        (
            "f(a,)",
            "line 1, column 5: `)` does not belong here (expected a value)",
        ),
        (
            "d'tomorrow'",
            "line 1, column 1: a date begins with four digits, as in `d\"2024-05-31\"`",
        ),
        (
            "t'1 day'",
            "line 1, column 1: a length of time is written as in `t\"P1DT12H\"`",
        ),
        (
            "a == 'C:\\x'",
            "line 1, column 9: this escape is not whole: `\\x` has two digits, `\\u` four, `\\U` eight, `\\N` a \
             name in braces; a backslash is written `\\\\`",
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
fn an_error_of_a_rule_is_one_of_the_crate() {
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
        ("`=` is no operator: `==` compares", None)
    );
    let error = Error::from(error);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.message(),
        Some("the rule is wrong at line 2, column 1: `=` is no operator: `==` compares"),
    );
}

#[test]
fn a_warning_says_what_it_is_about() {
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
        "line 2, column 7: `.values` is built in; the key of that name is `&[\"values\"]`",
    );
}

#[test]
fn depth_and_length_have_an_end() {
    for text in [
        "(".repeat(100_000),
        "not ".repeat(100_000),
        "-".repeat(100_000),
        "[{f(".repeat(100_000),
        "a ? b : ".repeat(100_000),
        "a ?? ".repeat(100_000),
    ] {
        let error = check(&text).unwrap_err();
        assert_eq!(error.message(), "the rule is nested more than 200 deep");
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

proptest! {
    #[test]
    fn any_text_is_a_rule_or_not(
        words in prop::collection::vec(
            prop_oneof![
                "[-a-z.&\\[\\](){},:?<>=!~+*/#\"'\\\\ \n0-9é]",
                Just("'é'".to_owned()),
                Just(" and ".to_owned()),
                Just(" in ".to_owned()),
                Just("$now".to_owned()),
                Just("# c".to_owned()),
                any::<String>(),
            ],
            0..12,
        ),
    ) {
        let text = words.concat();
        match check(&text) {
            Ok(warnings) => {
                for warning in warnings {
                    prop_assert!(text.get(warning.span()).is_some(), "{text:?} {warning:?}");
                    prop_assert!(!warning.message().is_empty());
                }
                let rule = Rule::parse(&text).unwrap();
                prop_assert_eq!(rule.to_string(), text.as_str());
                // It stays a rule among others, whatever comes after it.
                let joined = rule.and(Rule::always()).to_string();
                prop_assert!(check(&joined).is_ok(), "{text:?} {joined:?}");
            }
            Err(error) => {
                prop_assert!(text.is_char_boundary(error.offset()), "{text:?} {error:?}");
                prop_assert!(Rule::parse(&text).is_err());
            }
        }
    }
}
