//! Tests of rules in files.

use std::collections::HashMap;

use crate::Rule;

#[test]
fn a_rule_is_its_text_in_json() {
    for rule in [
        Rule::twin("a").eq("\"\n").or(Rule::never()),
        Rule::parse("TWIN.a  == 1 # why").unwrap(),
    ] {
        let json = serde_json::to_string(&rule).unwrap();
        let text: String = serde_json::from_str(&json).unwrap();
        assert_eq!(text, rule.to_string());
        assert_eq!(serde_json::from_str::<Rule>(&json).unwrap(), rule);
        assert_eq!(serde_json::from_value::<Rule>(text.into()).unwrap(), rule);
    }
}

#[test]
fn reading_an_invalid_rule_fails_with_its_syntax_error() {
    let syntax = Rule::parse("TWIN.a = 1").unwrap_err().to_string();
    let json = r#"{"twin": "TWIN.a = 1"}"#;
    let error = serde_json::from_str::<HashMap<String, Rule>>(json).unwrap_err();
    assert!(error.to_string().starts_with(&syntax), "{error}");
    let error = serde_json::from_str::<Rule>("1").unwrap_err();
    let expected = "invalid type: integer `1`, expected the text of a rule";
    assert!(error.to_string().starts_with(expected), "{error}");
}

#[test]
fn the_schema_of_a_rule_is_a_string() {
    let schema = schemars::schema_for!(Rule);
    assert_eq!(schema.get("type"), Some(&"string".into()));
    assert_eq!(schema.get("title"), Some(&"Rule".into()));
}
