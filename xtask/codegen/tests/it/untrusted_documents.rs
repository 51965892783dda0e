//! Untrusted documents: the pipeline returns a client or a diagnostic, within limits of time and
//! memory, and never panics.

use std::time::Duration;

use proptest::prelude::*;
use rolekit_codegen::bundle::{self, FileReader, ReadError};
use rolekit_codegen::clock::Stopwatch;
use rolekit_codegen::diagnostic::{Diagnostic, Policy, Report, Severity};
use rolekit_codegen::pipeline::{self, Source};
use rolekit_codegen::pointer::join;
use rolekit_codegen::{document, limits, overlay, stack};
use serde_json::{Map, Value, json};

/// The longest that a run may take, in a build without optimisation on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Runs all stages up to `emit` with both policies. Returns whether the lenient run made a client, and its
/// diagnostics.
fn run(value: &Value) -> (bool, Vec<Diagnostic>) {
    let stopwatch = Stopwatch::start();
    let [_, lenient] = [Policy::Strict, Policy::Lenient].map(|policy| {
        let source = Source::new("d", value.clone());
        let (client, diagnostics) =
            stack::with_large_stack(|| pipeline::unformatted(source, None, policy));
        let is_explained = diagnostics.iter().any(|d| d.severity > Severity::Note);
        assert!(
            client.is_some() || is_explained,
            "no client and no diagnostic"
        );
        (client.is_some(), diagnostics)
    });
    assert!(
        stopwatch.elapsed() < TIME_LIMIT,
        "{:?}",
        stopwatch.elapsed()
    );
    lenient
}

fn parse_error(text: &str) -> Diagnostic {
    let stopwatch = Stopwatch::start();
    let error = document::parse("d", text).unwrap_err();
    assert!(
        stopwatch.elapsed() < TIME_LIMIT,
        "{:?}",
        stopwatch.elapsed()
    );
    error
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Returns a document with one operation, whose request and response are of the schema `A`.
fn document_of(schemas: Value) -> Value {
    let content = json!({"application/json": {"schema": reference("A")}});
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
fn large_files_and_strings_are_errors_that_name_the_limit() {
    let long = "x".repeat(100_000_000);
    for text in [format!("a: {long}"), format!("{{\"a\": \"{long}\"}}")] {
        let error = parse_error(&text);
        assert_eq!(error.rule, "too-large");
        assert!(error.message.ends_with("the limit is 67108864"), "{error}");
    }
    let long = &long[..2_000_000];
    for text in [format!("a: {long}"), format!("{{\"a\": \"{long}\"}}")] {
        let error = parse_error(&text).message;
        assert!(
            error.contains("a string of 2000000 bytes, the limit is 1048576"),
            "{error}"
        );
    }
    let many = format!("{{\"a\": [{}0]}}", "0,".repeat(2_100_000));
    let error = parse_error(&many).message;
    assert!(error.contains("more than 2000000 values"), "{error}");
}

#[test]
fn deep_nesting_is_an_error() {
    for text in [
        "[".repeat(10_000) + &"]".repeat(10_000),
        "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000),
        (0..10_000).map(|i| " ".repeat(i) + "a:\n").collect(),
        "- ".repeat(10_000) + "a",
    ] {
        parse_error(&text);
    }
    // Every stage handles nesting below the limit.
    let mut nested = json!({"type": "string"});
    for i in 0..80 {
        nested = match i % 4 {
            0 => json!({"type": "array", "items": nested}),
            1 => json!({"anyOf": [nested, {"type": "integer"}]}),
            2 => json!({"allOf": [nested]}),
            _ => json!({"type": "object", "additionalProperties": nested}),
        };
    }
    run(&document_of(json!({"A": nested})));
}

#[test]
fn aliases_that_expand_exponentially_are_errors() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for i in 1..12 {
        let aliases = vec![format!("*a{}", i - 1); 10].join(", ");
        bomb.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
    }
    let error = parse_error(&bomb).message;
    assert!(error.contains("RecordedAnchorEvents"), "{error}");
    let (items, aliases) = ("x, ".repeat(10_000), "*a, ".repeat(1_000));
    let error = parse_error(&format!("a: &a [{items}]\nl: [{aliases}]\n")).message;
    assert!(error.contains("more than 2000000 values"), "{error}");
    let text = "y".repeat(1_000_000);
    let aliases = vec!["*s"; 19_000].join(", ");
    let error = parse_error(&format!("s: &s {text}\nl: [{aliases}]\n")).message;
    assert!(error.contains("ScalarBytes"), "{error}");
}

#[test]
fn circular_references_end() {
    let object = |extra: Value| json!({"allOf": [extra, {"type": "object", "properties": {"x": {"type": "string"}}}]});
    for schemas in [
        json!({"A": reference("A")}),
        json!({"A": reference("B"), "B": reference("A")}),
        json!({"A": {"allOf": [reference("A")]}}),
        json!({"A": object(reference("A"))}),
        json!({"A": object(reference("B")), "B": object(reference("A"))}),
        json!({"A": {"oneOf": [reference("A")]}}),
        json!({"A": {"oneOf": [reference("A"), {"type": "string"}]}}),
        json!({"A": {"anyOf": [reference("B"), {"type": "string"}]}, "B": {"anyOf": [reference("A"), {"type": "null"}]}}),
        json!({"A": {"anyOf": [reference("A"), {"type": "null"}]}}),
        json!({"A": {"type": "array", "items": reference("A")}}),
        json!({"A": {"type": "object", "additionalProperties": reference("A")}}),
        json!({"A": {"type": "object", "properties": {"a": reference("A")}, "required": ["a"]}}),
        json!({"A": {"not": reference("A")}}),
        json!({"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A/properties/a"}}}}),
        json!({"A": {
            "additionalProperties": {"oneOf": [{"properties": {"a": {}}}, reference("A")], "minimum": 1},
            "oneOf": [{"properties": {"b": {}}}, {"properties": {"c": {}}}, {"type": "array"}],
        }}),
        json!({"A": {"oneOf": [reference("B")], "discriminator": {"propertyName": "k"}}, "B": object(reference("A"))}),
    ] {
        run(&document_of(schemas));
    }
    for (kind, at) in [
        ("parameters", "/paths/~1a/post/parameters"),
        ("responses", "/paths/~1a/post/responses/200"),
        ("requestBodies", "/paths/~1a/post/requestBody"),
        ("pathItems", "/paths/~1a"),
    ] {
        let mut doc = document_of(json!({"A": {"type": "string"}}));
        doc["paths"]["/a"]["post"]["parameters"] = json!([]);
        let circular = json!({"$ref": format!("#/components/{kind}/X")});
        doc["components"][kind] = json!({"X": circular});
        *doc.pointer_mut(at).unwrap() = match kind {
            "parameters" => json!([circular]),
            _ => circular,
        };
        run(&doc);
    }
}

/// A search visits each schema once, however many refer to it.
/// Returns a document whose one response is the component `A`.
fn with_schemas(schemas: Value) -> Value {
    let mut doc = valid();
    doc["components"]["schemas"] = schemas;
    doc["paths"]["/a"]["get"] = json!({
        "operationId": "get_a",
        "responses": {"200": {"description": "", "content": {"application/json": {"schema": {
            "$ref": "#/components/schemas/A"
        }}}}},
    });
    doc
}

#[test]
fn a_union_of_any_value_and_its_own_schema_ends() {
    let (_, others) = run(&with_schemas(json!({"A": {"type": "string"}})));
    // `prefixItems` does not apply to objects, so the alternative is the component itself.
    let (has_client, diagnostics) = run(&with_schemas(json!({"A": {"properties": {"kind": {
        "oneOf": [{}, {"$ref": "#/components/schemas/A"}], "prefixItems": []
    }}}})));
    assert!(has_client && diagnostics.len() < others.len() + 10);
}

#[test]
fn alternatives_that_overlap_at_each_level_end() {
    let schemas = json!({
        "A": {"oneOf": [{"properties": {"b": {"$ref": "#/components/schemas/B"}}}]},
        "B": {
            "anyOf": [{}, {"allOf": [{"$ref": "#/components/schemas/A"}]}],
            "oneOf": [{"allOf": [{"properties": {"b": {"required": ["b"]}}}]}],
        },
    });
    assert!(run(&with_schemas(schemas)).0);
}

#[test]
fn merged_copies_of_a_schema_within_itself_end() {
    for schemas in [
        json!({"A": {"properties": {"a": {
            "allOf": [{"oneOf": [{}, {"$ref": "#/components/schemas/A"}], "items": {}}], "required": ["b"]
        }}}}),
        json!({
            "A": {"additionalProperties": {"allOf": [
                {"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}
            ]}},
            "B": {"anyOf": [{"properties": {"a": {"minProperties": 7}, "b": {"minProperties": 29}}}]},
        }),
        json!({"A": {
            "anyOf": [{"allOf": [{"$ref": "#/components/schemas/A"}]}, {}],
            "allOf": [{"allOf": [{"$ref": "#/components/schemas/A"}, {"pattern": "^a$"}]}],
        }}),
        json!({"A": {
            "oneOf": [{"oneOf": [{"$ref": "#/components/schemas/A"}, {}], "const": "b"}],
            "allOf": [{"allOf": [{"$ref": "#/components/schemas/A"}]}],
        }}),
    ] {
        assert!(run(&with_schemas(schemas)).0);
    }
}

#[test]
fn bounds_of_any_size_are_read() {
    for limit in [
        json!(3e300),
        json!(-3e300),
        json!(u64::MAX),
        json!(i64::MIN),
    ] {
        for bound in ["exclusiveMinimum", "exclusiveMaximum", "minimum", "maximum"] {
            run(&with_schemas(
                json!({"A": {"type": "integer", bound: limit}}),
            ));
        }
    }
}

#[test]
fn conditions_that_lead_back_to_their_schema_end() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    for keyword in ["then", "else"] {
        let schemas = json!({
            "A": {"type": "object", "properties": {
                "f": {"type": "object", keyword: reference("B")},
                "own": {"type": "object", keyword: reference("A")},
            }},
            "B": {"type": "object", "properties": {
                "g": {"type": "object", keyword: reference("A")},
                "then": {"type": "string"},
            }},
        });
        assert!(run(&with_schemas(schemas)).0);
    }
}

#[test]
fn schemas_that_all_refer_to_each_other_end() {
    let name = |i: usize| format!("A{i}");
    let all: Map<String, Value> = (0..24).map(|i| (name(i), reference(&name(i)))).collect();
    let union: Vec<Value> = (0..24).map(|i| reference(&format!("U{i}"))).collect();
    let mut schemas = Map::new();
    for i in 0..24 {
        schemas.insert(name(i), json!({"type": "object", "properties": all}));
        let mut parts = union.clone();
        parts.push(reference(&name(i)));
        schemas.insert(format!("U{i}"), json!({"anyOf": parts}));
    }
    let mut doc = document_of(Value::Object(schemas));
    let post = &mut doc["paths"]["/a"]["post"];
    let parts =
        json!({"type": "object", "properties": {"a": reference("A0"), "u": reference("U0")}});
    post["requestBody"] = json!({"content": {"multipart/form-data": {"schema": parts}}});
    post["parameters"] = json!([
        {"name": "deep", "in": "query", "style": "deepObject", "explode": true, "schema": reference("A0")},
        {"name": "flat", "in": "query", "schema": reference("A0")},
    ]);
    run(&doc);
}

#[test]
fn long_chains_and_large_enums_are_errors_that_name_the_limit() {
    let chain = |length: usize, step: fn(Value) -> Value| {
        let mut schemas = Map::new();
        for i in 0..length {
            let name = if i == 0 {
                "A".to_owned()
            } else {
                format!("A{i}")
            };
            schemas.insert(name, step(reference(&format!("A{}", i + 1))));
        }
        schemas.insert(format!("A{length}"), json!({"type": "object"}));
        document_of(Value::Object(schemas))
    };
    for step in [
        (|next| next) as fn(Value) -> Value,
        |next| json!({"allOf": [next, {"type": "object", "properties": {"x": {"type": "string"}}}]}),
    ] {
        let (has_client, diagnostics) = run(&chain(3_000, step));
        assert!(!has_client);
        assert!(
            diagnostics
                .iter()
                .any(|d| d.rule == "limit" && d.message.contains("100")),
            "{diagnostics:?}"
        );
        run(&chain(limits::MAX_CHAIN - 1, step));
    }
    // A chain of properties may be long.
    run(&chain(
        1_000,
        |next| json!({"type": "object", "properties": {"x": next}, "required": ["x"]}),
    ));
    // A repeated reference does not double the work at every step.
    run(&chain(60, |next| json!({"allOf": [next.clone(), next]})));
    run(&chain(30, |next| json!({"oneOf": [next.clone(), next]})));
    let branches: Vec<Value> = (0..8)
        .map(|i| {
            let branch = |j| json!({"type": "object", "properties": {format!("p{i}x{j}"): {"type": "string"}}});
            json!({"oneOf": (0..8).map(branch).collect::<Vec<_>>()})
        })
        .collect();
    run(&document_of(json!({"A": {"allOf": branches}})));
    let values: Vec<String> = (0..=limits::MAX_ENTRIES).map(|i| format!("v{i}")).collect();
    let (has_client, diagnostics) = run(&document_of(
        json!({"A": {"type": "string", "enum": values}}),
    ));
    assert!(!has_client);
    assert!(
        diagnostics
            .iter()
            .any(|d| d.message.ends_with("the limit is 10000"))
    );
}

#[test]
fn unknown_versions_are_errors() {
    let info = json!({"title": "t", "version": "1"});
    for (doc, is_known) in [
        (json!({"openapi": "3.0.0", "info": info, "paths": {}}), true),
        (json!({"openapi": "3.1.1", "info": info, "paths": {}}), true),
        (json!({"openapi": "3.2.0", "info": info, "paths": {}}), true),
        (json!({"swagger": "2.0", "info": info, "paths": {}}), true),
        (json!({"swagger": 2.0, "info": info, "paths": {}}), true),
        (json!({"swagger": "1.2", "info": info, "paths": {}}), false),
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
        let (has_client, diagnostics) = run(&doc);
        assert_eq!(has_client, is_known, "{doc}: {diagnostics:?}");
        assert!(
            is_known || diagnostics.iter().any(|d| d.rule == "version"),
            "{doc}: {diagnostics:?}"
        );
    }
}

/// Documents of the versions that are converted.
const OTHER_VERSIONS: [&str; 2] = [
    include_str!("../behaviour/documents/openapi-3-2.yaml"),
    include_str!("../behaviour/documents/swagger.yaml"),
];

/// Returns the pointers of all values in `value`.
fn pointers(value: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let mut waiting = vec![(value, String::new())];
    while let Some((value, at)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                waiting.extend(map.iter().map(|(key, value)| (value, join(&at, key))));
            }
            Value::Array(list) => {
                let items = list.iter().enumerate();
                waiting.extend(items.map(|(i, value)| (value, join(&at, i))));
            }
            _ => {}
        }
        pointers.push(at);
    }
    pointers
}

/// A document with many constructs.
const VALID: &str = include_str!("../changes/base.yaml");

fn valid() -> Value {
    document::parse("base.yaml", VALID).unwrap()
}

fn invalid_value() -> impl Strategy<Value = Value> {
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

/// Words that the stages read. Random values made of them get further than other ones.
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

/// Files `0.yaml` to `2.yaml`.
struct Memory(Vec<Value>);

impl FileReader for Memory {
    fn read(&mut self, path: &str, _limit: u64) -> Result<(Value, u64), ReadError> {
        let index = path
            .strip_suffix(".yaml")
            .and_then(|stem| stem.parse::<usize>().ok());
        let value = index.and_then(|index| self.0.get(index));
        let missing = ReadError::Unreadable("it does not exist".to_owned());
        value.map(|value| (value.clone(), 1)).ok_or(missing)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_whose_files_refer_to_each_other(
        references in prop::collection::vec((0..3usize, any::<prop::sample::Index>(), 0..4usize, any::<prop::sample::Index>(), any::<bool>()), 1..12)
    ) {
        let mut files = vec![valid(); 3];
        for (file, from, to, target, is_sole) in references {
            let targets = pointers(files.get(to).unwrap_or(&json!({})));
            let text = format!("{to}.yaml#{}", target.get(&targets));
            let places = pointers(&files[file]);
            let place: &String = from.get(&places);
            if let Some(value) = files[file].pointer_mut(place) {
                *value = match is_sole {
                    true => json!({"$ref": text}),
                    false => json!({"$ref": text, "description": "beside", "properties": {"x": {"$ref": "1.yaml"}}}),
                };
            }
        }
        let (value, bundled) = bundle::bundle(files[0].clone(), "0.yaml", "d", &mut Memory(files));
        let found: Vec<Diagnostic> = bundled.diagnostics(&value).collect();
        prop_assert!(found.iter().all(|d| !d.message.is_empty() && !d.advice.is_empty()));
        run(&value);
    }

    #[test]
    fn a_document_with_replaced_values(
        replacements in prop::collection::vec((any::<prop::sample::Index>(), invalid_value()), 1..5)
    ) {
        let mut doc = valid();
        for (index, replacement) in replacements {
            let pointers = pointers(&doc);
            let pointer: &String = index.get(&pointers);
            if let Some(value) = doc.pointer_mut(pointer) {
                *value = replacement;
            }
        }
        run(&doc);
    }

    #[test]
    fn a_document_of_another_version_with_replaced_values(
        text in prop::sample::select(&OTHER_VERSIONS[..]),
        replacements in prop::collection::vec((any::<prop::sample::Index>(), invalid_value()), 1..8)
    ) {
        let mut doc = document::parse("d", text).unwrap();
        for (index, replacement) in replacements {
            let pointers = pointers(&doc);
            let pointer: &String = index.get(&pointers);
            if let Some(value) = doc.pointer_mut(pointer) {
                *value = replacement;
            }
        }
        run(&doc);
    }

    #[test]
    fn a_truncated_document(at in any::<prop::sample::Index>(), json in any::<bool>()) {
        let text = match json {
            true => valid().to_string(),
            false => VALID.to_owned(),
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_as_a_document(value in value()) {
        run(&value);
    }

    #[test]
    fn any_values_within_a_document(a in value(), b in value(), c in value(), d in value()) {
        run(&json!({
            "openapi": "3.1.0",
            "info": a,
            "paths": {"/a/{b}": {"parameters": [c], "patch": b, "get": {
                "operationId": "x", "parameters": [d], "requestBody": a, "responses": {"200": b}
            }}},
            "components": {"schemas": {"A": c, "B": d}, "responses": a, "parameters": b},
        }));
    }

    #[test]
    fn any_values_within_a_swagger_document(a in value(), b in value(), c in value(), d in value()) {
        run(&json!({
            "swagger": "2.0",
            "info": a,
            "host": b, "schemes": c, "basePath": d, "consumes": a, "produces": b,
            "paths": {"/a/{b}": {"parameters": [c, {"name": "f", "in": "formData", "type": a}], "patch": b, "get": {
                "operationId": "x", "parameters": [d, {"name": "q", "in": "query", "items": b, "type": "array"}],
                "schemes": a, "responses": {"200": {"schema": b, "headers": c, "examples": d}}
            }}},
            "definitions": {"A": c, "B": d}, "responses": a, "parameters": b, "securityDefinitions": c,
        }));
    }

    #[test]
    fn any_values_as_an_overlay(doc in value(), actions in prop::collection::vec(value(), 0..4)) {
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
