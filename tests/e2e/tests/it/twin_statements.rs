//! Tests of statements.

use rolekit::trusted_twin::{Action, Effect, Statement};
use rolekit::{Error, ErrorKind};
use serde_json::json;

#[test]
fn statements_serialize_and_permit_as_documented() {
    let unknown = Action::from("fly");
    for (statement, json, get, fly) in [
        (
            Statement::allow([Action::GetTwin, unknown.clone()]),
            r#"{"actions":["get_twin","fly"],"effect":"allow"}"#,
            true,
            true,
        ),
        (
            Statement::deny([Action::GetTwin]),
            r#"{"actions":["get_twin"],"effect":"deny"}"#,
            false,
            true,
        ),
        (
            Statement::permit_nothing(),
            r#"{"actions":[],"effect":"allow"}"#,
            false,
            false,
        ),
        (
            Statement::permit_everything(),
            r#"{"actions":null,"effect":"deny"}"#,
            true,
            true,
        ),
    ] {
        assert_eq!(serde_json::to_string(&statement).unwrap(), json);
        assert_eq!(serde_json::from_str::<Statement>(json).unwrap(), statement);
        assert_eq!(statement.permits(&Action::GetTwin), Some(get));
        assert_eq!(statement.permits(&unknown), Some(fly));
    }
}

#[test]
fn undocumented_statements_never_allow_a_grant() {
    for json in [
        r#"{"effect":"allow","actions":null}"#,
        r#"{"effect":"maybe","actions":[]}"#,
        r#"{"effect":"maybe","actions":null}"#,
    ] {
        let undocumented: Statement = serde_json::from_str(json).unwrap();
        assert_eq!(undocumented.permits(&Action::GetTwin), None);
        assert_eq!(undocumented.permitted(), None);
        assert_eq!(undocumented.normalised(), None);
        undocumented
            .within(&Statement::permit_everything())
            .unwrap();
        Statement::permit_nothing().within(&undocumented).unwrap();
        let granted = undocumented
            .within(&Statement::deny([Action::Trace]))
            .unwrap_err();
        assert_eq!(granted.known(), [Action::Trace]);
        let held = Statement::allow([Action::Trace])
            .within(&undocumented)
            .unwrap_err();
        assert_eq!(held.known(), [Action::Trace]);
    }
}

#[test]
fn actions_are_compared_by_name() {
    let unknown_variant = Action::Unknown("get_twin".to_owned());
    let statement = Statement::allow([unknown_variant.clone(), Action::Trace, Action::GetTwin]);
    assert_eq!(statement.permits(&Action::GetTwin), Some(true));
    assert_eq!(
        Statement::allow([Action::GetTwin]).permits(&unknown_variant),
        Some(true)
    );
    assert_eq!(
        statement.normalised(),
        Some(Statement::allow([Action::GetTwin, Action::Trace])),
    );
}

#[test]
fn missing_permissions_lists_the_actions() {
    let held = Statement::allow([Action::Trace]);
    let some = Statement::allow([Action::Trace, Action::GetLog, Action::from("fl\ny")]);
    assert_eq!(
        some.within(&held).unwrap_err().to_string(),
        "grants permissions the caller lacks: fl\\ny, get_log",
    );
    let all = Statement::permit_everything().within(&held).unwrap_err();
    assert_eq!(
        all.to_string(),
        "grants permissions the caller lacks: all except trace, including actions this version does \
         not know",
    );
    assert_eq!(all.known().len(), Action::KNOWN.len() - 1);
    let error = Error::from(all);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("all except trace"), "{error}");
}

#[test]
fn the_text_of_a_statement_is_read_again() {
    let unknown = Action::from("a, \"b\"\n with {");
    let mut extended = Statement::deny([Action::Trace]);
    extended
        .extra
        .insert("sid".to_owned(), json!({"with": [1.5, null]}));
    let mut everything = Statement::permit_everything();
    everything.extra.insert("x".to_owned(), json!(1));
    for (statement, text) in [
        (
            Statement::allow([Action::GetUser, Action::GetTwin]),
            "allow get_user, get_twin",
        ),
        (Statement::permit_everything(), "permit everything"),
        (Statement::permit_nothing(), "permit nothing"),
        (Statement::deny([]), "deny []"),
        (Statement::new(Effect::Allow, None), "allow null"),
        (
            Statement::new("may be".into(), Some(vec![unknown, Action::Trace])),
            r#""may be" "a, \"b\"\n with {", trace"#,
        ),
        (extended, r#"deny trace with {"sid":{"with":[1.5,null]}}"#),
        (everything, r#"permit everything with {"x":1}"#),
    ] {
        assert_eq!(statement.to_string(), text);
        assert_eq!(text.parse::<Statement>().unwrap(), statement);
        let padded = format!("  {text}\n");
        assert_eq!(padded.parse::<Statement>().unwrap(), statement);
    }
    for action in Action::KNOWN {
        let text = Statement::deny([action.clone()]).to_string();
        assert_eq!(text, format!("deny {action}"));
        assert_eq!(
            text.parse::<Statement>().unwrap(),
            Statement::deny([action.clone()])
        );
    }
}

#[test]
fn a_text_that_is_no_statement_is_an_error() {
    for text in [
        "",
        "allow",
        "allow ,",
        "allow get_twin,",
        "allow get_twin get_user",
        "permit everything, trace",
        "permit",
        "allow get_twin with",
        "allow get_twin with []",
        "allow \"get_twin",
        "allow nullify",
        "maybe get_twin",
        "allow get_twn",
        "{\"effect\":\"allow\",\"actions\":[]}",
    ] {
        let error = text.parse::<Statement>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{text}");
    }
    let error = "allow get_twn".parse::<Statement>().unwrap_err();
    assert!(
        error.to_string().contains("did you mean \"get_twin\"?"),
        "{error}"
    );
}
