//! Tests of the builder.

use crate::trusted_twin::RulesChange;
use crate::trusted_twin::rule::{Rule, Value, check};
use rolekit_runtime::{Error, ErrorKind};

fn a() -> Value {
    Value::variable("a").unwrap()
}

fn b() -> Rule {
    a().eq("b")
}

#[test]
fn rules_are_parenthesized_where_versions_differ() {
    for (rule, text) in [
        (Rule::always(), "true"),
        (!Rule::never(), "not false"),
        (a().is_truthy(), "a"),
        (!a().is_truthy(), "not a"),
        (!b(), r#"not (a == "b")"#),
        (!!b(), r#"not (not (a == "b"))"#),
        (
            b().and(b()).and(b()),
            r#"a == "b" and a == "b" and a == "b""#,
        ),
        (
            b().and(b().and(b())),
            r#"a == "b" and a == "b" and a == "b""#,
        ),
        (
            b().or(b()).and(!b()),
            r#"(a == "b" or a == "b") and not (a == "b")"#,
        ),
        (
            b().or(b().and(b())),
            r#"a == "b" or (a == "b" and a == "b")"#,
        ),
        (!b().or(Rule::always()), r#"not (a == "b" or true)"#),
        (Rule::all_of([]), "true"),
        (Rule::any_of([]), "false"),
        (Rule::any_of([b()]), r#"a == "b""#),
        (a().ne(-5), "a != -5"),
        (a().lt(1_u32), "a < 1"),
        (a().le(true), "a <= true"),
        (a().gt(Value::NULL), "a > null"),
        (a().ge(None::<&str>), "a >= null"),
        (a().eq(Some("x")), r#"a == "x""#),
        (a().eq(String::from("x")), r#"a == "x""#),
        (a().is_in(vec![1, 2]), "a in [1, 2]"),
        (a().is_in([""; 0]), "a in []"),
        (a().is_not_in(["x"]), r#"a not in ["x"]"#),
        (a().contains(1), "1 in a"),
        (a().is_null(), "a == null"),
        (a().matches("^x$"), r#"a =~ "^x$""#),
        (a().starts_with("a.b-c"), r#"a =~ "a\\.b\\-c""#),
        (a().get("k").at(-1).eq(1), r#"a&["k"]&[-1] == 1"#),
        (Value::from(1).get("k").eq(1), r#"(1)&["k"] == 1"#),
        (
            Value::either(b(), 1, 2).eq(1),
            r#"((a == "b") ? 1 : 2) == 1"#,
        ),
        (
            Value::either(Rule::always(), a(), -2).eq(1),
            "(true ? a : -2) == 1",
        ),
        (a().eq(b()), r#"a == (a == "b")"#),
        (a().eq(b().and(b())), r#"a == (a == "b" and a == "b")"#),
        (a().eq(a().is_truthy()), "a == (a ? true : false)"),
        (Rule::twin("length").eq(1), r#"TWIN&["length"] == 1"#),
        (Rule::user("k").eq(1), r#"USER&["k"] == 1"#),
        (Rule::ledger("temp-1").eq(1), r#"LEDGER&["temp-1"] == 1"#),
        (Rule::dict("k").eq(1), r#"DICT&["k"] == 1"#),
        (
            Rule::now().lt(Rule::ledger("until")),
            r#"now < LEDGER&["until"]"#,
        ),
        (
            Rule::account_id()
                .eq(Rule::ledger_id())
                .or(Rule::identity().eq(Rule::twin_id())),
            "account == ledger or identity == twin",
        ),
        (
            Rule::user_id()
                .eq(Rule::role_id())
                .and(Rule::entry_name().eq(Rule::entry_value())),
            "user == role and entry_name == entry_value",
        ),
    ] {
        assert_eq!(rule.to_string(), text);
        assert_eq!(String::from(rule.clone()), text);
        assert_eq!(check(text), Ok(Vec::new()), "{text}");
        assert_eq!(Rule::parse(text).unwrap(), rule);
        assert_eq!(format!("{rule:?}"), format!("Rule({text:?})"));
    }
}

#[test]
fn numbers_that_lose_precision_are_rejected() {
    let largest = 1_i64 << 53;
    for (number, text) in [
        (largest, "9007199254740992"),
        (-largest, "-9007199254740992"),
        (0, "0"),
    ] {
        assert_eq!(Value::try_from(number).unwrap().to_string(), text);
    }
    for number in [largest + 1, -largest - 1, i64::MAX, i64::MIN] {
        Value::try_from(number).unwrap_err();
    }
    Value::try_from(u64::MAX).unwrap_err();
    for (number, text) in [
        (0.1, "0.1"),
        (-0.0, "-0.0"),
        (1e300, "1e300"),
        (-2.5e-7, "-2.5e-7"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::from_bits(1), "5e-324"),
    ] {
        let value = Value::try_from(number).unwrap();
        assert_eq!(value.to_string(), text);
        assert_eq!(check(&a().eq(value).to_string()), Ok(Vec::new()));
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = Value::try_from(number).unwrap_err();
        assert!(
            error.to_string().contains("numbers must be finite"),
            "{error}"
        );
    }
}

#[test]
fn invalid_variable_names_are_rejected() {
    for name in ["a", "_", "_1", "TWIN", "a_b2", "iff", "nul"] {
        assert_eq!(Value::variable(name).unwrap().to_string(), name);
    }
    for name in [
        "", "1a", "a-b", "a b", "a.b", "é", "$now", "a\n", "and", "or", "not", "in", "for", "if",
        "true", "false", "null", "inf", "nan", "elif", "else", "while", "True", "False", "None",
    ] {
        let error = Value::variable(name).unwrap_err();
        assert_eq!(
            Error::from(error).kind(),
            ErrorKind::InvalidRequest,
            "{name}"
        );
    }
}

#[test]
fn a_parsed_rule_is_joined_without_its_comment() {
    for (text, joined) in [
        ("a or b", "(a or b) and true"),
        (" a\n# why", "( a) and true"),
        ("a == '#' # \"'", "(a == '#') and true"),
        ("a # x\n", "(a) and true"),
        ("a \n", "(a) and true"),
    ] {
        let rule = Rule::parse(text).unwrap();
        assert_eq!(rule.to_string(), text);
        assert_eq!(text.parse::<Rule>().unwrap(), rule);
        assert_eq!(rule.clone().and(Rule::always()).to_string(), joined);
        Rule::parse(joined).unwrap();
        assert!(!(!rule.clone()).to_string().contains('#') || text.contains("'#'"));
        let operand = Value::from(rule).eq(true).to_string();
        Rule::parse(&operand).unwrap();
    }
}

#[test]
fn long_chains_are_split_into_groups() {
    let rule = Rule::any_of((0..33).map(|number| a().eq(number)));
    assert!(
        rule.to_string()
            .starts_with("(a == 0 or a == 1) or (a == 2 or a == 3)")
    );
    assert!(rule.to_string().ends_with(" or a == 32"));
    let long = Rule::all_of((0..2000).map(|number| a().ne(number))).to_string();
    assert_eq!(check(&long), Ok(Vec::new()));
    assert_eq!(long.matches(" and ").count(), 1999);
}

#[test]
fn rules_are_accepted_where_strings_are() {
    let rules = RulesChange::new()
        .twin(b())
        .entry(Rule::always())
        .identity("raw text");
    assert_eq!(
        serde_json::to_string(&rules).unwrap(),
        r#"{"entry":"true","identity":"raw text","twin":"a == \"b\""}"#,
    );
}
