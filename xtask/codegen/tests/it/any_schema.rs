//! Every schema gets a type under the lenient policy.

use proptest::prelude::*;
use rolekit_codegen::diagnostic::{Policy, Severity};
use rolekit_codegen::pipeline::{self, Source};
use serde_json::{Map, Value, json};

fn name() -> impl Strategy<Value = String> {
    let names = [
        "a", "aB", "a_b", "A-B", "type", "kind", "extra", "", "2x", "self", "é", "x y",
    ];
    prop::sample::select(names.to_vec()).prop_map(str::to_owned)
}

fn component() -> impl Strategy<Value = String> {
    let names = [
        "A", "a", "Thing", "thing", "Option", "My-Thing", "MyThing", "Nowhere",
    ];
    prop::sample::select(names.to_vec()).prop_map(str::to_owned)
}

fn plain() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..300).prop_map(Value::from),
        prop::sample::select(vec![0.5, -1.0, 3e300, 1e19]).prop_map(Value::from),
        name().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!({"kind": "a"})),
    ]
}

fn kind() -> impl Strategy<Value = Value> {
    let kinds = [
        "string", "integer", "number", "boolean", "array", "object", "null", "odd",
    ];
    let kind = prop::sample::select(kinds.to_vec());
    prop_oneof![
        8 => kind.clone().prop_map(Value::from),
        2 => prop::collection::vec(kind, 0..4).prop_map(Value::from),
    ]
}

/// A keyword that contains no schema, and a value for it.
fn rule() -> impl Strategy<Value = (String, Value)> {
    let word = |words: &'static [&'static str]| {
        prop::sample::select(words.to_vec()).prop_map(str::to_owned)
    };
    let counts = &[
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
    ];
    let bounds = &[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ];
    let flags = &[
        "nullable",
        "uniqueItems",
        "readOnly",
        "exclusiveMinimum",
        "additionalProperties",
    ];
    let formats = [
        "int32",
        "uint64",
        "double",
        "date-time",
        "uuid",
        "binary",
        "ipv4",
        "odd",
    ];
    prop_oneof![
        6 => ("type".prop_map(String::from), kind()),
        2 => (word(counts), (-1i64..40).prop_map(Value::from)),
        2 => (word(bounds), plain()),
        2 => (word(flags), any::<bool>().prop_map(Value::from)),
        2 => ("enum".prop_map(String::from), prop::collection::vec(plain(), 0..5).prop_map(Value::from)),
        1 => (word(&["const", "default", "example", "title", "description"]), plain()),
        1 => ("format".prop_map(String::from), prop::sample::select(formats.to_vec()).prop_map(Value::from)),
        1 => ("pattern".prop_map(String::from), prop::sample::select(vec!["^a$", "(", "\\d+"]).prop_map(Value::from)),
        2 => ("required".prop_map(String::from), prop::collection::vec(name(), 0..3).prop_map(Value::from)),
        1 => ("discriminator".prop_map(String::from), Just(json!({"propertyName": "kind", "mapping": {"x": "A"}}))),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let object = |rules: Vec<(String, Value)>| Value::Object(rules.into_iter().collect());
    let leaf = prop_oneof![
        6 => prop::collection::vec(rule(), 0..4).prop_map(object),
        3 => component().prop_map(|name| json!({"$ref": format!("#/components/schemas/{name}")})),
        1 => any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 48, 4, move |inner| {
        let fields = prop::collection::vec((name(), inner.clone()), 0..4)
            .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>()));
        let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
        let one = [
            "items",
            "additionalProperties",
            "not",
            "if",
            "then",
            "propertyNames",
        ];
        let many = ["allOf", "anyOf", "oneOf", "prefixItems"];
        let maps = ["properties", "properties", "patternProperties", "$defs"];
        let word = prop_oneof![
            2 => (prop::sample::select(one.to_vec()), inner),
            3 => (prop::sample::select(many.to_vec()), list),
            4 => (prop::sample::select(maps.to_vec()), fields),
        ];
        (
            prop::collection::vec(word, 1..4),
            prop::collection::vec(rule(), 0..3),
        )
            .prop_map(|(words, rules)| {
                let words = words.into_iter().map(|(k, v)| (k.to_owned(), v));
                Value::Object(words.chain(rules).collect())
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64,
        failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_schema_gives_types(
        schemas in prop::collection::vec((component(), schema()), 1..5),
        sent in any::<bool>(),
    ) {
        let schemas: Map<String, Value> = schemas.into_iter().collect();
        let all: Vec<Value> = schemas
            .keys()
            .map(|name| json!({"$ref": format!("#/components/schemas/{name}")}))
            .collect();
        let all = json!({"content": {"application/json": {"schema": {
            "type": "array", "items": {"type": "object", "properties": {"all": {"oneOf": all}}}
        }}}});
        let mut operation = json!({"operationId": "op", "responses": {"200": {"description": ""}}});
        if sent {
            operation["requestBody"] = all;
        } else {
            operation["responses"]["200"]["content"] = all["content"].clone();
        }
        let doc = json!({
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": operation}},
            "components": {"schemas": schemas},
        });
        let source = Source::new("d", doc);
        let (client, diagnostics) = pipeline::unformatted(source, None, Policy::Lenient);
        let errors: Vec<String> = diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .map(ToString::to_string)
            .collect();
        prop_assert!(client.is_some() && errors.is_empty(), "{}", errors.join("\n"));
    }
}
