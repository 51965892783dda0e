//! Tests of the rules of a role.

use std::error::Error as _;

use rolekit::trusted_twin::rule::{SyntaxError, Value};
use rolekit::trusted_twin::{NewRole, Rule, Rules, RulesChange};
use rolekit::{Error, ErrorKind};
use serde_json::json;

#[test]
fn both_spellings_are_read_and_unknown_keys_are_kept() {
    for key in ["twin", "twin_rule"] {
        let body = json!({key: "TWIN.a == 1", "entry": null, "later": {"x": [1]}});
        let rules: Rules = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(rules.twin_rule(), Some("TWIN.a == 1"));
        assert_eq!(rules.entry_rule(), None);
        let again = serde_json::to_value(&rules).unwrap();
        assert_eq!(again[key], body[key]);
        assert_eq!(again["later"], body["later"]);
    }
}

#[test]
fn a_misspelled_rule_is_not_read() {
    let role = |rule: &str| {
        serde_json::from_value::<NewRole>(json!({
            "name": "Reader", "statement": {"effect": "allow", "actions": []},
            "rules": {rule: "false"},
        }))
    };
    role("twin").unwrap();
    let error = role("twn").unwrap_err().to_string();
    let known = "unknown field `twn`, expected one of `entry`, `identity`, `twin`";
    assert!(error.starts_with(known), "{error}");
}

#[test]
fn rules_are_set_cleared_or_omitted() {
    let rules = RulesChange::new().twin("true").clear_entry();
    assert_eq!(
        serde_json::to_string(&rules).unwrap(),
        r#"{"entry":null,"twin":"true"}"#,
    );
}

#[test]
fn rules_are_accepted_where_strings_are() {
    let rules = RulesChange::new()
        .twin(Rule::entry_name().eq("b"))
        .entry(Rule::always())
        .identity("raw text");
    assert_eq!(
        serde_json::to_string(&rules).unwrap(),
        r#"{"entry":"true","identity":"raw text","twin":"entry_name == \"b\""}"#,
    );
}

#[test]
fn errors_of_rules_become_errors_of_requests() {
    let invalid = Rule::parse("a\n= 1").map_err(Error::invalid_request);
    let error = invalid.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert_eq!(
        error.message(),
        Some("line 2, column 1: `=` is not an operator; use `==` to compare"),
    );
    assert!(error.source().unwrap().is::<SyntaxError>());
    let invalid = Value::variable("a-b").map_err(Error::invalid_request);
    assert_eq!(invalid.unwrap_err().kind(), ErrorKind::InvalidRequest);
}
