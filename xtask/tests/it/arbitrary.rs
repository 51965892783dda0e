//! Whatever is thrown at the stages, they say what is wrong with it.

use proptest::prelude::*;
use rolekit_codegen::diagnostic::{Policy, Report};
use rolekit_codegen::pipeline::{self, NormalizedDocument};
use rolekit_codegen::{build_ir, document, overlay};
use serde_json::{Map, Value, json};

/// Words that the stages look for, so that the values are not only noise to them.
const WORDS: [&str; 44] = [
    "openapi",
    "info",
    "paths",
    "components",
    "schemas",
    "parameters",
    "responses",
    "requestBody",
    "content",
    "application/json",
    "schema",
    "type",
    "string",
    "integer",
    "object",
    "array",
    "null",
    "enum",
    "const",
    "anyOf",
    "oneOf",
    "allOf",
    "properties",
    "required",
    "items",
    "$ref",
    "#/components/schemas/A",
    "A",
    "additionalProperties",
    "nullable",
    "default",
    "examples",
    "exclusiveMinimum",
    "description",
    "x-rust-name",
    "/a/{b}",
    "get",
    "patch",
    "operationId",
    "200",
    "in",
    "path",
    "name",
    "b",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..6)
                .prop_map(|entries| Value::from(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn prepare(doc: Value) {
    for policy in [Policy::Strict, Policy::Lenient] {
        let mut report = Report::new("a", policy);
        if let Some(document) = pipeline::prepare(doc.clone(), &mut report) {
            let NormalizedDocument {
                doc,
                types,
                described,
            } = document;
            build_ir::build(&doc, types, described, &mut report);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_as_a_document(value in value()) {
        prepare(value);
    }

    #[test]
    fn any_value_in_each_place(a in value(), b in value(), c in value(), d in value()) {
        prepare(json!({
            "openapi": "3.1.0",
            "info": a,
            "paths": {"/a/{b}": {"parameters": [c], "patch": b, "get": {
                "operationId": "x", "parameters": [d], "requestBody": a, "responses": {"200": b}
            }}},
            "components": {"schemas": {"A": c, "B": d}, "responses": a, "parameters": b},
        }));
    }

    #[test]
    fn any_value_as_an_overlay(doc in value(), actions in prop::collection::vec(value(), 0..4)) {
        let mut doc = doc;
        let mut report = Report::new("o", Policy::Strict);
        overlay::apply(&mut doc, &json!({"overlay": "1.0.0", "actions": actions}), &mut report);
    }

    #[test]
    fn any_text_as_a_file(text in "\\PC{0,200}", yaml in "[a-c:\\-\\[\\]{}&*!|>'\" \n0-9#,?]{0,120}") {
        let _ = document::parse("a", &text);
        let _ = document::parse("a", &yaml);
    }
}
