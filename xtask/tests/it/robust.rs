//! Whatever a file holds, a run over it ends, soon and with little memory, in a diagnostic or a
//! client.

use std::time::Duration;

use proptest::prelude::*;
use rolekit_codegen::clock::Stopwatch;
use rolekit_codegen::diagnostic::{Diagnostic, Policy};
use rolekit_codegen::pipeline::{self, Source};
use rolekit_codegen::{document, limits, stack};
use serde_json::{Map, Value, json};

/// What any of these runs may take, in a build without optimisation on a busy machine.
const SOON: Duration = Duration::from_secs(120);

/// All stages but the printing, for both policies. Whether a client came out of the lenient run.
fn run(value: &Value) -> (bool, Vec<Diagnostic>) {
    let began = Stopwatch::start();
    let mut last = (false, Vec::new());
    for policy in [Policy::Strict, Policy::Lenient] {
        let source = Source {
            file: "d".to_owned(),
            value: value.clone(),
        };
        last = stack::with_large_stack(|| {
            let (draft, said) = pipeline::unformatted(source, None, policy);
            (draft.is_some(), said)
        });
        let told = last
            .1
            .iter()
            .any(|d| d.severity > rolekit_codegen::diagnostic::Severity::Note);
        assert!(last.0 || told, "no client, and no word of why");
    }
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    last
}

fn refusal(text: &str) -> Diagnostic {
    let began = Stopwatch::start();
    let refusal = document::parse("d", text).unwrap_err();
    assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    refusal
}

fn of(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A document whose one operation sends and answers the schema `A`.
fn around(schemas: Value) -> Value {
    let content = json!({"application/json": {"schema": of("A")}});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {
            "operationId": "a",
            "requestBody": {"content": content},
            "responses": {"200": {"description": "", "content": content}}
        }}},
        "components": {"schemas": schemas}
    })
}

#[test]
fn files_that_are_too_much_are_refused_with_the_limit() {
    let long = "x".repeat(100_000_000);
    for text in [format!("a: {long}"), format!("{{\"a\": \"{long}\"}}")] {
        let said = refusal(&text);
        assert_eq!(said.rule, "too-large");
        assert!(said.message.ends_with("the limit is 67108864"), "{said}");
    }
    let long = &long[..2_000_000];
    for text in [format!("a: {long}"), format!("{{\"a\": \"{long}\"}}")] {
        let said = refusal(&text).message;
        assert!(
            said.contains("a string of 2000000 bytes, the limit is 1048576"),
            "{said}"
        );
    }
    let many = format!("{{\"a\": [{}0]}}", "0,".repeat(2_100_000));
    let said = refusal(&many).message;
    assert!(said.contains("more than 2000000 values"), "{said}");
}

#[test]
fn nesting_has_an_end() {
    for text in [
        "[".repeat(10_000) + &"]".repeat(10_000),
        "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000),
        (0..10_000).map(|i| " ".repeat(i) + "a:\n").collect(),
        "- ".repeat(10_000) + "a",
    ] {
        refusal(&text);
    }
    // What is just let through goes through every stage.
    let mut nested = json!({"type": "string"});
    for i in 0..80 {
        nested = match i % 4 {
            0 => json!({"type": "array", "items": nested}),
            1 => json!({"anyOf": [nested, {"type": "integer"}]}),
            2 => json!({"allOf": [nested]}),
            _ => json!({"type": "object", "additionalProperties": nested}),
        };
    }
    run(&around(json!({"A": nested})));
}

#[test]
fn aliases_that_explode_are_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let arms = vec![format!("*a{}", i - 1); 10].join(", ");
        bomb.push_str(&format!("a{i}: &a{i} [{arms}]\n"));
    }
    assert!(refusal(&bomb).message.contains("400000"));
    let text = "y".repeat(1_000_000);
    let aliases = vec!["*s"; 19_000].join(", ");
    refusal(&format!("s: &s {text}\nl: [{aliases}]\n"));
}

#[test]
fn references_in_circles_have_an_end() {
    let object = |extra: Value| json!({"allOf": [extra, {"type": "object", "properties": {"x": {"type": "string"}}}]});
    for schemas in [
        json!({"A": of("A")}),
        json!({"A": of("B"), "B": of("A")}),
        json!({"A": {"allOf": [of("A")]}}),
        json!({"A": object(of("A"))}),
        json!({"A": object(of("B")), "B": object(of("A"))}),
        json!({"A": {"oneOf": [of("A")]}}),
        json!({"A": {"oneOf": [of("A"), {"type": "string"}]}}),
        json!({"A": {"anyOf": [of("B"), {"type": "string"}]}, "B": {"anyOf": [of("A"), {"type": "null"}]}}),
        json!({"A": {"anyOf": [of("A"), {"type": "null"}]}}),
        json!({"A": {"type": "array", "items": of("A")}}),
        json!({"A": {"type": "object", "additionalProperties": of("A")}}),
        json!({"A": {"type": "object", "properties": {"a": of("A")}, "required": ["a"]}}),
        json!({"A": {"not": of("A")}}),
        json!({"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A/properties/a"}}}}),
        json!({"A": {"oneOf": [of("B")], "discriminator": {"propertyName": "k"}}, "B": object(of("A"))}),
    ] {
        run(&around(schemas));
    }
    for (kind, at) in [
        ("parameters", "/paths/~1a/post/parameters"),
        ("responses", "/paths/~1a/post/responses/200"),
        ("requestBodies", "/paths/~1a/post/requestBody"),
        ("pathItems", "/paths/~1a"),
    ] {
        let mut doc = around(json!({"A": {"type": "string"}}));
        doc["paths"]["/a"]["post"]["parameters"] = json!([]);
        let circle = json!({"$ref": format!("#/components/{kind}/X")});
        doc["components"][kind] = json!({"X": circle});
        *doc.pointer_mut(at).unwrap() = match kind {
            "parameters" => json!([circle]),
            _ => circle,
        };
        run(&doc);
    }
}

#[test]
fn schemas_without_measure_are_refused_with_the_limit() {
    let chain = |length: usize, step: fn(Value) -> Value| {
        let mut schemas = Map::new();
        for i in 0..length {
            let name = if i == 0 {
                "A".to_owned()
            } else {
                format!("A{i}")
            };
            schemas.insert(name, step(of(&format!("A{}", i + 1))));
        }
        schemas.insert(format!("A{length}"), json!({"type": "object"}));
        around(Value::Object(schemas))
    };
    for step in [
        (|next| next) as fn(Value) -> Value,
        |next| json!({"allOf": [next, {"type": "object", "properties": {"x": {"type": "string"}}}]}),
    ] {
        let (client, said) = run(&chain(3_000, step));
        assert!(!client);
        assert!(
            said.iter()
                .any(|d| d.rule == "limit" && d.message.contains("100")),
            "{said:?}"
        );
        run(&chain(limits::MAX_CHAIN - 1, step));
    }
    // Through properties a chain may be long.
    run(&chain(
        1_000,
        |next| json!({"type": "object", "properties": {"x": next}, "required": ["x"]}),
    ));
    // Twice the same is not twice the work at every step.
    run(&chain(60, |next| json!({"allOf": [next.clone(), next]})));
    run(&chain(30, |next| json!({"oneOf": [next.clone(), next]})));
    let arms: Vec<Value> = (0..8)
        .map(|i| {
            let arm = |j| json!({"type": "object", "properties": {format!("p{i}x{j}"): {"type": "string"}}});
            json!({"oneOf": (0..8).map(arm).collect::<Vec<_>>()})
        })
        .collect();
    run(&around(json!({"A": {"allOf": arms}})));
    let values: Vec<String> = (0..=limits::MAX_ENTRIES).map(|i| format!("v{i}")).collect();
    let (client, said) = run(&around(json!({"A": {"type": "string", "enum": values}})));
    assert!(!client);
    assert!(
        said.iter()
            .any(|d| d.message.ends_with("the limit is 10000"))
    );
}

#[test]
fn only_known_versions_are_taken() {
    let info = json!({"title": "t", "version": "1"});
    for (doc, taken) in [
        (json!({"openapi": "3.0.0", "info": info, "paths": {}}), true),
        (json!({"openapi": "3.1.1", "info": info, "paths": {}}), true),
        (json!({"swagger": "2.0", "info": info, "paths": {}}), false),
        (json!({"openapi": "2.0", "info": info, "paths": {}}), false),
        (
            json!({"openapi": "4.0.0", "info": info, "paths": {}}),
            false,
        ),
        (json!({"openapi": 3.1, "info": info, "paths": {}}), false),
        (
            json!({"openapi": ["3.1.0"], "info": info, "paths": {}}),
            false,
        ),
        (json!([]), false),
        (json!("3.1.0"), false),
        (Value::Null, false),
    ] {
        let (client, said) = run(&doc);
        assert_eq!(client, taken, "{doc}: {said:?}");
        assert!(
            taken || said.iter().any(|d| d.rule == "version"),
            "{doc}: {said:?}"
        );
    }
}

/// Every place of a value, as pointers.
fn places(value: &Value) -> Vec<String> {
    let mut out = Vec::new();
    let mut waiting = vec![(value, String::new())];
    while let Some((value, at)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                waiting.extend(
                    map.iter()
                        .map(|(k, v)| (v, rolekit_codegen::pointer::join(&at, k))),
                );
            }
            Value::Array(list) => {
                let items = list.iter().enumerate();
                waiting.extend(items.map(|(i, v)| (v, rolekit_codegen::pointer::join(&at, i))));
            }
            _ => {}
        }
        out.push(at);
    }
    out
}

/// A document with something of everything.
fn sound() -> Value {
    document::parse(
        "base.yaml",
        include_str!("../../codegen/tests/changes/base.yaml"),
    )
    .unwrap()
}

fn wrong() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(-1)),
        Just(json!(1e300)),
        Just(json!("")),
        Just(json!("#/components/schemas/Book")),
        Just(json!([])),
        Just(json!([null, 1, "a", {}])),
        Just(json!({})),
        Just(json!({"$ref": "#/components/schemas/Book"})),
        Just(json!({"$ref": 1, "type": ["a", null], "allOf": {}, "properties": []})),
        Just(json!({"type": ["string", "integer", "null"], "enum": [null, 1, "a"]})),
        "\\PC{0,12}".prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_document_with_wrong_types_in_places(
        spots in prop::collection::vec((any::<prop::sample::Index>(), wrong()), 1..5)
    ) {
        let mut doc = sound();
        for (index, wrong) in spots {
            let places = places(&doc);
            let place = index.get(&places);
            if let Some(value) = doc.pointer_mut(place) {
                *value = wrong;
            }
        }
        run(&doc);
    }

    #[test]
    fn a_sound_document_cut_off(at in any::<prop::sample::Index>(), json in any::<bool>()) {
        let text = match json {
            true => sound().to_string(),
            false => include_str!("../../codegen/tests/changes/base.yaml").to_owned(),
        };
        let mut end = at.index(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if let Ok(value) = document::parse("d", &text[..end]) {
            run(&value);
        }
    }
}
