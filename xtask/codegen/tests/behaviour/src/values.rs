//! Values: what is read and what is written.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};

#[test]
fn unknown_strings_survive() {
    use golden_enums::types::{Colour, Thing};
    let there = json!({"role": "Auditor", "colour": "mauve", "level": "2"});
    let thing: Thing = serde_json::from_value(there.clone()).unwrap();
    assert_eq!(thing.colour, Some(Colour::Unknown("mauve".to_owned())));
    assert_eq!(serde_json::to_value(&thing).unwrap(), there);
    assert_eq!("mauve".parse::<Colour>().unwrap().as_str(), "mauve");
}

#[test]
fn known_strings_are_variants() {
    use golden_enums::types::Colour;
    for (word, colour) in [("red", Colour::Red), ("dark blue", Colour::DarkBlue)] {
        assert_eq!(word.parse::<Colour>().unwrap(), colour);
        assert_eq!(Colour::from(word.to_owned()), colour);
        assert_eq!(
            serde_json::from_value::<Colour>(json!(word)).unwrap(),
            colour
        );
        assert_eq!(serde_json::to_value(&colour).unwrap(), json!(word));
        assert_eq!(colour.to_string(), word);
    }
    assert!(serde_json::from_value::<Colour>(json!(3)).is_err());
}

#[test]
fn enums_of_strings_are_read_strictly_and_compared_with_strings() {
    use golden_enums::types::{Colour, ThingLevel, ThingRole};
    /// A macro, because the enums have no trait in common.
    macro_rules! check {
        ($enum:ident) => {
            for known in $enum::KNOWN {
                assert_eq!($enum::parse_known(known.as_str()).as_ref(), Ok(known));
                assert!(known.is_known() && known == known.as_str());
            }
            assert!(!$enum::from("mauve").is_known());
            $enum::parse_known("mauve").unwrap_err();
        };
    }
    check!(Colour);
    check!(ThingLevel);
    check!(ThingRole);
    let error = Colour::parse_known("dark bleu").unwrap_err();
    assert_eq!(error.nearest(), Some("dark blue"));
    assert!(Colour::DarkBlue == "dark blue" && Colour::DarkBlue == *"dark blue");
}

#[test]
fn values_are_keys_of_sets() {
    use golden_enums::types::{Colour, Thing};
    use std::collections::HashSet;
    let mut red = Thing::default();
    red.colour = Some(Colour::Red);
    let things = HashSet::from([red.clone(), Thing::default(), red]);
    assert_eq!(things.len(), 2);
}

/// With the feature `test-util`.
#[test]
fn every_type_has_an_empty_value_for_tests() {
    use golden_enums::types::Colour;
    use golden_formats::types::Login;
    use golden_values::types::ThingIntegers;
    assert_eq!(Colour::default(), "");
    assert_eq!(ThingIntegers::default(), ThingIntegers::Unknown(0));
    let mut login = Login::default();
    login.password = "canary".into();
    assert!(!format!("{login:?}").contains("canary"));
    let written = serde_json::to_string(&login).unwrap();
    assert_eq!(written, r#"{"password":"[redacted]"}"#);
    serde_json::from_str::<Login>(&written).unwrap();
}

#[test]
fn a_type_that_is_only_sent_is_read_strictly() {
    use golden_enums::types::Thing;
    use golden_formats::types::Login;
    let misspelled = json!({"password": "canary", "pni": "1"});
    let error = serde_json::from_value::<Login>(misspelled).unwrap_err();
    assert!(error.to_string().starts_with("unknown field `pni`"), "{error}");
    // Responses may have new fields.
    serde_json::from_value::<Thing>(json!({"later": 1})).unwrap();
}

#[test]
fn absent_null_and_a_value_differ() {
    use golden_three_state::runtime::Field;
    use golden_three_state::types::{Part, Thing};
    let sent = |thing: &Thing| serde_json::to_string(thing).unwrap();
    let mut thing = Thing::new(None);
    assert_eq!(sent(&thing), r#"{"must":null}"#);
    thing.own = Field::Null;
    thing.inherited = Field::Value(3);
    thing.camel_case = Field::Value(Part::new(1));
    assert_eq!(
        sent(&thing),
        r#"{"camelCase":{"id":1},"inherited":3,"must":null,"own":null}"#
    );
    let back: Thing = serde_json::from_str(&sent(&thing)).unwrap();
    assert_eq!(back, thing);
}

#[test]
fn absent_and_empty_differ() {
    use golden_defaults::types::Thing;
    let mut thing = Thing::new();
    assert_eq!(serde_json::to_string(&thing).unwrap(), "{}");
    thing.c = Some(Vec::new());
    assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"c":[]}"#);
}

#[test]
fn unknown_keys_are_kept_or_ignored() {
    use golden_additional_properties::types::Answer;
    let there = json!({
        "open": {"a": "x", "new": [1]},
        "closed": {"a": "x", "new": 1},
        "map": {"k": 1},
        "new": true
    });
    let answer: Answer = serde_json::from_value(there).unwrap();
    assert_eq!(answer.open.extra["new"], json!([1]));
    let back: Value = serde_json::to_value(&answer).unwrap();
    assert_eq!(back["open"], json!({"a": "x", "new": [1]}));
    assert_eq!(back["closed"], json!({"a": "x"}));
}

#[test]
fn responses_are_not_validated() {
    use golden_rules::types::{Answer, Name};
    let there = json!({"shared": "", "code": "abc", "count": u64::MAX, "list": ["", "", ""]});
    serde_json::from_value::<Answer>(there).unwrap();
    assert!("abc".parse::<Name>().is_ok());
    assert!("ABC".parse::<Name>().is_err());
}

#[test]
fn alternatives() {
    use golden_unions::types::{Thing, ThingA};
    for (there, expected) in [
        (json!({"a": "x"}), Some(ThingA::String("x".to_owned()))),
        (json!({"a": 7}), Some(ThingA::Integer(7))),
        (json!({"a": null}), None),
        (json!({}), None),
    ] {
        let thing: Thing = serde_json::from_value(there).unwrap();
        assert_eq!(thing.a, expected);
    }
}

#[test]
fn rust_types_of_the_document() {
    use golden_rust_types::types::Thing;
    let there = json!({"number": 7, "list": ["127.0.0.1"], "either": "::1", "map": {"a": "10.0.0.1"}});
    let thing: Thing = serde_json::from_value(there.clone()).unwrap();
    assert_eq!(thing.list, [std::net::Ipv4Addr::LOCALHOST]);
    assert_eq!(thing.number.get(), 7);
    assert_eq!(serde_json::to_value(&thing).unwrap(), there);
}

#[test]
fn secrets_are_not_printed() {
    use golden_formats::runtime::Secret;
    use golden_formats::types::Login;
    let mut login = Login::new(Secret::from("open sesame"));
    login.pin = Secret::from("1234".to_owned()).into();
    let printed = format!("{login:?}");
    assert!(printed.contains("password: Secret([redacted])"), "{printed}");
    assert!(!printed.contains("sesame") && !printed.contains("1234"), "{printed}");
    let written = serde_json::to_value(&login).unwrap();
    assert_eq!(written, json!({"password": "[redacted]", "pin": "[redacted]"}));
    let there = json!({"password": "open sesame", "pin": "1234"});
    let back: Login = serde_json::from_value(there).unwrap();
    assert_eq!(back, login);
    assert_eq!(back.password.expose(), "open sesame");
}

/// Reads `there` as a type and writes it again.
fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(there: &Value) -> Value {
    let read: T = serde_json::from_value(there.clone()).unwrap();
    serde_json::to_value(read).unwrap()
}

#[test]
fn tags_select_the_variant() {
    use golden_discriminator::types::{Answer, AnswerByConst, Cat, Pet};
    for (there, expected) in [
        (json!({"kind": "cat", "name": "a", "lives": 9}), "cat"),
        (json!({"kind": "kitten", "name": "a"}), "cat"),
        (json!({"kind": "dog", "name": "b", "owner": {"kind": "cat", "name": "c"}}), "dog"),
        (json!({"kind": "cow", "name": "d", "horns": 2}), "unknown"),
        (json!({"kind": 3, "name": "f"}), "unknown"),
        (json!("g"), "unknown"),
    ] {
        let pet: Pet = serde_json::from_value(there.clone()).unwrap();
        let found = match &pet {
            Pet::Cat(_) => "cat",
            Pet::Dog(_) => "dog",
            Pet::Unknown(_) => "unknown",
            _ => "other",
        };
        assert_eq!(found, expected, "{there}");
        assert_eq!(serde_json::to_value(&pet).unwrap(), there);
    }
    // The shape decides without a tag.
    let pet: Pet = serde_json::from_value(json!({"name": "e", "lives": 9})).unwrap();
    assert!(matches!(pet, Pet::Cat(cat) if cat.lives == Some(9)));
    // A known tag with something else than its type.
    assert!(serde_json::from_value::<Pet>(json!({"kind": "dog"})).is_err());
    // The tag is sent although nobody has set it.
    let cat = Pet::from(Cat::new("a".to_owned()));
    assert_eq!(serde_json::to_value(&cat).unwrap(), json!({"name": "a", "kind": "cat"}));
    let there = json!({
        "explicit": {"kind": "new", "x": [1, {"y": null}]},
        "implicit": {"species": "Dog", "kind": "x", "name": "n"},
        "by_const": {"shape": "square", "r": 1.5}
    });
    let answer: Answer = serde_json::from_value(there.clone()).unwrap();
    assert!(matches!(answer.by_const, Some(AnswerByConst::Square(_))));
    assert_eq!(round_trip::<Answer>(&there), there);
    let there = json!({"by_const": {"shape": "star", "points": 5}});
    assert_eq!(round_trip::<Answer>(&there), there);
}

#[test]
fn the_variant_that_keeps_most_is_read() {
    use golden_any_of_objects::types::Thing;
    for (there, expected) in [
        (json!({"a": "x"}), "small"),
        (json!({"a": "x", "b": 1}), "large"),
        (json!([{"a": "x"}]), "list"),
        (json!("2026-01-02T03:04:05Z"), "time"),
        (json!("soon"), "string"),
        (json!(1.5), "number"),
        (json!({"z": 1}), "unknown"),
        (json!(true), "unknown"),
    ] {
        let thing: Thing = serde_json::from_value(there.clone()).unwrap();
        let found = match &thing {
            Thing::Small(_) => "small",
            Thing::Large(_) => "large",
            Thing::List(_) => "list",
            Thing::DateTime(_) => "time",
            Thing::String(_) => "string",
            Thing::Number(_) => "number",
            Thing::Unknown(_) => "unknown",
            _ => "other",
        };
        assert_eq!(found, expected, "{there}");
        assert_eq!(serde_json::to_value(&thing).unwrap(), there);
    }
}

#[test]
fn unknown_values_of_any_type_survive() {
    use golden_values::types::{Thing, ThingColliding, ThingIntegers, ThingTitled};
    for there in [
        json!({"integers": 1, "numbers": 0.5, "mixed": "auto", "colliding": "-created", "titled": 2}),
        json!({"integers": 7, "numbers": 9.5, "mixed": [1], "colliding": "new", "titled": 9}),
        json!({"integers": null, "numbers": 1, "mixed": false, "colliding": "", "always": false}),
        json!({"colliding": "unknown", "stringified": "1.5", "misplaced": ["p", "new"], "open": "z"}),
    ] {
        assert_eq!(round_trip::<Thing>(&there), there);
    }
    for (value, word) in [
        (ThingColliding::AB, "a-b"),
        (ThingColliding::AUnderscoreB, "a_b"),
        (ThingColliding::UnknownValue, "unknown"),
        (ThingColliding::LessEqual, "<="),
    ] {
        assert_eq!(value.as_str(), word);
        assert_eq!(word.parse::<ThingColliding>().unwrap(), value);
    }
    assert_eq!(ThingIntegers::from(-1), ThingIntegers::ValueMinus1);
    assert_eq!("5".parse::<ThingIntegers>().unwrap(), ThingIntegers::Unknown(5));
    assert_eq!(ThingTitled::FirstOne.as_i64(), 1);
}

#[test]
fn fields_keep_their_json_names() {
    use golden_clashing_names::types::FooBar;
    let there = json!({
        "someName": "a", "some_name": 1, "some-name": true, "extra": "b", "undescribed": [],
        "more": {}
    });
    assert_eq!(round_trip::<FooBar>(&there), there);
}

#[test]
fn fields_of_extending_schemas_are_kept() {
    let there = json!({"kind": "created", "at": 1, "name": "n"});
    assert_eq!(round_trip::<golden_base_schema::types::Event>(&there), there);
}

#[test]
fn recursive_types() {
    let there = json!({
        "left": {"right": {"leaves": ["a", {"left": {}}, [["b"]]]}},
        "named": {"k": {}},
        "extended": {"mark": "m", "extended": {"extended": {}}}
    });
    let read: golden_recursive::types::Tree = serde_json::from_value(there.clone()).unwrap();
    assert!(read.right.is_none());
    let written = serde_json::to_value(read).unwrap();
    assert_eq!(written["extended"], there["extended"]);
    assert_eq!(written["left"]["right"]["leaves"][2], json!([["b"]]));
}

#[test]
fn path_values_cannot_address_another_resource() {
    use golden_shared_parameters::Client;
    use golden_shared_parameters::runtime::ErrorKind;
    let client = Client::new("http://127.0.0.1:1").unwrap();
    for segment in ["", ".", ".."] {
        let mut call = pin!(client.get_thing(7, segment, "1").send());
        // The call fails before it sends anything, so that its first poll is ready.
        let poll = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(
            matches!(poll, Poll::Ready(Err(error)) if error.kind() == ErrorKind::InvalidRequest),
            "{segment:?}"
        );
    }
}

#[test]
fn operations() {
    let [get] = golden_shared_parameters::OPERATIONS else {
        panic!("one operation");
    };
    assert_eq!(
        (get.id, get.method, get.path, get.is_read()),
        ("get_thing", "GET", "/things/{thing_id}/{type}", true)
    );
}

#[test]
fn maps_have_keys_of_the_documented_type() {
    use golden_map_keys::types::{ByLabel, Color, Node, Received, Sent};
    let label = |text: &str| text.parse::<golden_map_keys::types::Label>();
    let there = json!({
        "by_id": {"1.2.3.4": {"a": "b"}},
        "either": {"red": {}},
        "nested": {"red": {"mauve": true}},
    });
    let received: Received = serde_json::from_value(there.clone()).unwrap();
    assert_eq!(received.nested[&Color::Red][&Color::from("mauve")], true);
    assert_eq!(serde_json::to_value(&received).unwrap(), there);

    label("A").unwrap_err();
    let sent = Sent::new(ByLabel([(label("a").unwrap(), vec![Node::new()])].into()))
        .optional([(Color::Green, None)].into());
    let there = json!({"by_label": {"a": [{}]}, "optional": {"green": null}});
    assert_eq!(serde_json::to_value(&sent).unwrap(), there);
    assert_eq!(serde_json::from_value::<Sent>(there).unwrap(), sent);
    serde_json::from_value::<Sent>(json!({"by_label": {"A": []}})).unwrap_err();
}
