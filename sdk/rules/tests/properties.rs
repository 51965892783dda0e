//! Property tests of the builder and the checker.

use proptest::prelude::*;
use trusted_twin_rules::{Rule, Value, check};

/// Whether a text is one string literal: no quote within it is unescaped.
fn is_string_literal(text: &str) -> bool {
    let Some(content) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return false;
    };
    let mut characters = content.chars();
    while let Some(next) = characters.next() {
        match next {
            '"' => return false,
            '\\' if characters.next().is_none() => return false,
            _ => {}
        }
    }
    true
}

proptest! {
    #[test]
    fn any_string_is_one_literal(text: String, key: String) {
        let literal = Value::from(&text).to_string();
        prop_assert!(is_string_literal(&literal), "{literal}");
        prop_assert_eq!(check(&literal), Ok(Vec::new()));
        prop_assert!(!literal.chars().any(char::is_control));

        let rule = Rule::twin(&key).eq(&text).and(Rule::entry_name().starts_with(&text));
        prop_assert_eq!(check(&rule.to_string()), Ok(Vec::new()));
    }

    #[test]
    fn any_finite_number_is_written_exactly(number: f64) {
        prop_assume!(number.is_finite());
        let text = Value::try_from(number).unwrap().to_string();
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
        prop_assert_eq!(check(&text), Ok(Vec::new()));
    }

    #[test]
    fn check_and_parse_agree_on_any_text(
        tokens in prop::collection::vec(
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
        let text = tokens.concat();
        match check(&text) {
            Ok(warnings) => {
                for warning in warnings {
                    prop_assert!(text.get(warning.span()).is_some(), "{text:?} {warning:?}");
                    prop_assert!(!warning.message().is_empty());
                }
                let rule = Rule::parse(&text).unwrap();
                prop_assert_eq!(rule.to_string(), text.as_str());
                // A comment in the text does not hide the rest.
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
