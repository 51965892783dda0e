//! What generated clients do, tried out on those of golden cases.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::{Value, json};

fn main() {
    unknown_words_survive();
    known_words_are_known();
    absent_null_and_a_value_are_three_things();
    left_out_and_empty_are_two_things();
    unknown_keys_are_kept_or_ignored();
    answers_are_not_validated();
    alternatives();
    paths_that_lead_elsewhere_are_refused();
    operations();
}

fn unknown_words_survive() {
    use golden_enums::types::{Colour, Thing};
    let there = json!({"role": "Auditor", "colour": "mauve", "level": "2"});
    let thing: Thing = serde_json::from_value(there.clone()).unwrap();
    assert_eq!(thing.colour, Some(Colour::Unknown("mauve".to_owned())));
    assert_eq!(serde_json::to_value(&thing).unwrap(), there);
    assert_eq!("mauve".parse::<Colour>().unwrap().as_str(), "mauve");
}

fn known_words_are_known() {
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

fn absent_null_and_a_value_are_three_things() {
    use golden_three_state::support::Change;
    use golden_three_state::types::{Part, Thing};
    let sent = |thing: &Thing| serde_json::to_string(thing).unwrap();
    let mut thing = Thing::new(None);
    assert_eq!(sent(&thing), r#"{"must":null}"#);
    thing.own = Change::Clear;
    thing.inherited = Change::Set(3);
    thing.camel_case = Change::Set(Part::new(1));
    assert_eq!(
        sent(&thing),
        r#"{"camelCase":{"id":1},"inherited":3,"must":null,"own":null}"#
    );
    let back: Thing = serde_json::from_str(&sent(&thing)).unwrap();
    assert_eq!(back, thing);
}

fn left_out_and_empty_are_two_things() {
    use golden_defaults::types::Thing;
    let mut thing = Thing::new();
    assert_eq!(serde_json::to_string(&thing).unwrap(), "{}");
    thing.c = Some(Vec::new());
    assert_eq!(serde_json::to_string(&thing).unwrap(), r#"{"c":[]}"#);
}

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

fn answers_are_not_validated() {
    use golden_rules::types::{Answer, Name};
    let there = json!({"shared": "", "code": "abc", "count": -1, "list": ["", "", ""]});
    serde_json::from_value::<Answer>(there).unwrap();
    assert!("abc".parse::<Name>().is_ok());
    assert!("ABC".parse::<Name>().is_err());
}

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

fn paths_that_lead_elsewhere_are_refused() {
    use golden_shared_parameters::Client;
    use golden_shared_parameters::support::Error;
    let client = Client::new_with_client("http://127.0.0.1:1", reqwest::Client::new());
    for segment in ["", ".", ".."] {
        let mut call = pin!(client.get_thing(7, segment, "1", None));
        // It is refused before anything is sent, so that nothing has to be waited for.
        let answer = call.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(
            matches!(answer, Poll::Ready(Err(Error::Request(_)))),
            "{segment:?}"
        );
    }
}

fn operations() {
    let [get] = golden_shared_parameters::OPERATIONS else {
        panic!("one operation");
    };
    assert_eq!(
        (get.id, get.method, get.path, get.idempotent),
        ("get_thing", "GET", "/things/{thing_id}/{type}", true)
    );
}
