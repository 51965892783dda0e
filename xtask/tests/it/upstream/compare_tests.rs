//! Tests of the comparison.

use serde_json::{Value, json};

use super::compare::documents;

fn document() -> Value {
    json!({
        "openapi": "3.1.0",
        "servers": [{"url": "https://example.com", "description": "words"}],
        "security": [{"key": []}],
        "paths": {"/a/{id}": {
            "parameters": [{"in": "path", "name": "id", "required": true, "schema": {"type": "integer"}}],
            "get": {
                "tags": ["t"], "operationId": "a", "summary": "words",
                "parameters": [
                    {"in": "query", "name": "limit", "schema": {
                        "type": "integer", "exclusiveMinimum": 0, "maximum": 10, "default": 5,
                    }},
                    {"$ref": "#/components/parameters/Order"},
                ],
                "responses": {"200": {"description": "words", "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Tree"}},
                }}},
            },
            "post": {
                "tags": ["t"], "operationId": "b",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Leaf"}}}},
                "responses": {"204": {"description": "words"}},
            },
        }},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Authorization"}},
            "parameters": {"Order": {"in": "query", "name": "order", "schema": {"$ref": "#/components/schemas/Order"}}},
            "schemas": {
                "Order": {"type": "string", "enum": ["asc", "desc"]},
                "Tree": {
                    "type": "object", "required": ["leaf"], "title": "words",
                    "properties": {
                        "leaf": {"anyOf": [{"$ref": "#/components/schemas/Leaf"}, {"type": "null"}], "default": null},
                        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                        "title": {"type": "string", "maxLength": 5},
                        "more": {"type": "object", "additionalProperties": {"type": "string"}},
                    },
                },
                "Leaf": {
                    "type": "object", "additionalProperties": false,
                    "properties": {"size": {"type": "integer", "format": "int64", "minimum": 0}},
                },
            },
        },
    })
}

/// Returns the differences from a document in which `at` is `value`, or missing.
fn differences(at: &str, value: Option<Value>) -> Vec<String> {
    let ours = document();
    let mut theirs = document();
    let (parent, key) = at.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    let parent = theirs.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Array(list), Some(value)) => list[key.parse::<usize>().unwrap()] = value,
        (Value::Array(list), None) => drop(list.remove(key.parse().unwrap())),
        (Value::Object(map), Some(value)) => drop(map.insert(key, value)),
        (Value::Object(map), None) => drop(map.shift_remove(&key).unwrap()),
        (other, _) => panic!("{other}"),
    }
    documents(&ours, &theirs, &|_| true)
        .into_iter()
        .map(|d| format!("{}: {}", d.pointer, d.what))
        .collect()
}

#[test]
fn a_document_does_not_differ_from_itself() {
    let document = document();
    assert!(documents(&document, &document, &|_| true).is_empty());
}

#[test]
fn every_kind_of_difference_is_reported() {
    let get = "/paths/~1a~1{id}/get";
    let post = "/paths/~1a~1{id}/post";
    let schemas = "/components/schemas";
    for (at, value, expected) in [
        ("/servers".to_owned(), Some(json!([])), "/servers: [{"),
        (
            "/components/securitySchemes/key/in".to_owned(),
            Some(json!("query")),
            "/components/securitySchemes/key/in: `header`, upstream `query`",
        ),
        (
            get.to_owned(),
            None,
            "/paths/~1a~1{id}/get: the operation is not upstream",
        ),
        (
            "/paths/~1b".to_owned(),
            Some(json!({"put": {"operationId": "c", "responses": {}}})),
            "/paths/~1b/put: the operation is upstream only",
        ),
        (
            format!("{get}/operationId"),
            Some(json!("z")),
            "/paths/~1a~1{id}/get/operationId: `a`, upstream `z`",
        ),
        (
            format!("{get}/tags"),
            Some(json!(["t", "u"])),
            "/paths/~1a~1{id}/get/tags: `u` is upstream only",
        ),
        (
            format!("{get}/security"),
            Some(json!([])),
            "/paths/~1a~1{id}/get/security: absent, upstream []",
        ),
        (
            format!("{get}/deprecated"),
            Some(json!(true)),
            "/paths/~1a~1{id}/get/deprecated: false, upstream true",
        ),
        (
            format!("{get}/parameters/0"),
            None,
            "/paths/~1a~1{id}/get/parameters/query limit: the parameter is not upstream",
        ),
        (
            format!("{get}/parameters/0/required"),
            Some(json!(true)),
            "/paths/~1a~1{id}/get/parameters/query limit/required: false, upstream true",
        ),
        (
            format!("{get}/parameters/0/style"),
            Some(json!("spaceDelimited")),
            "/paths/~1a~1{id}/get/parameters/query limit/style: absent, upstream `spaceDelimited`",
        ),
        (
            format!("{get}/parameters/0/schema/default"),
            Some(json!(6)),
            "/paths/~1a~1{id}/get/parameters/query limit/schema/default: 5, upstream 6",
        ),
        (
            "/paths/~1a~1{id}/parameters/0/schema/type".to_owned(),
            Some(json!("string")),
            "/paths/~1a~1{id}/get/parameters/path id/schema/type: `integer`, upstream `string`",
        ),
        (
            format!("{schemas}/Order/enum"),
            Some(json!(["desc", "none"])),
            "/components/schemas/Order/enum: `asc` is not upstream",
        ),
        (
            format!("{post}/requestBody"),
            None,
            "/paths/~1a~1{id}/post/requestBody: the body is not upstream",
        ),
        (
            format!("{post}/requestBody/required"),
            Some(json!(true)),
            "/paths/~1a~1{id}/post/requestBody/required: false, upstream true",
        ),
        (
            format!("{post}/responses/204"),
            None,
            "/paths/~1a~1{id}/post/responses/204: the response is not upstream",
        ),
        (
            format!("{post}/responses/400"),
            Some(json!({"description": "words"})),
            "/paths/~1a~1{id}/post/responses/400: the response is upstream only",
        ),
        (
            format!("{get}/responses/200/content"),
            Some(json!({})),
            "/paths/~1a~1{id}/get/responses/200/content/application~1json: \
             the content type is not upstream",
        ),
        (
            format!("{schemas}/Tree/required"),
            Some(json!(["leaf", "title"])),
            "/components/schemas/Tree/required: `title` is upstream only",
        ),
        (
            format!("{schemas}/Tree/properties/leaf/anyOf/1"),
            None,
            "/components/schemas/Tree/properties/leaf: null is not upstream",
        ),
        (
            format!("{schemas}/Tree/properties/leaf/default"),
            None,
            "/components/schemas/Tree/properties/leaf/default: null, upstream absent",
        ),
        (
            format!("{schemas}/Tree/properties/title"),
            None,
            "/components/schemas/Tree/properties/title: the property is not upstream",
        ),
        (
            format!("{schemas}/Tree/properties/new"),
            Some(json!({})),
            "/components/schemas/Tree/properties/new: the property is upstream only",
        ),
        (
            format!("{schemas}/Tree/properties/children/items"),
            Some(json!({"type": "string"})),
            "/components/schemas/Tree/type: `object`, upstream `string`",
        ),
        (
            format!("{schemas}/Tree/properties/more/additionalProperties/type"),
            Some(json!("integer")),
            "/components/schemas/Tree/properties/more/additionalProperties/type: \
             `string`, upstream `integer`",
        ),
        (
            format!("{schemas}/Leaf/additionalProperties"),
            Some(json!(true)),
            "/components/schemas/Leaf/additionalProperties: false, upstream true",
        ),
        (
            format!("{schemas}/Leaf/properties/size/format"),
            Some(json!("int32")),
            "/components/schemas/Leaf/properties/size/format: `int64`, upstream `int32`",
        ),
        (
            format!("{schemas}/Leaf/properties/size/minimum"),
            Some(json!(1)),
            "/components/schemas/Leaf/properties/size/minimum: 0, upstream 1",
        ),
    ] {
        let found_differences = differences(&at, value);
        let found = found_differences
            .iter()
            .any(|line| line.starts_with(expected));
        assert!(found, "{at}: {found_differences:?}");
    }
}

#[test]
fn a_renamed_schema_is_reported_once() {
    let ours = document();
    let theirs = document()
        .to_string()
        .replace("schemas/Leaf", "schemas/Blade");
    let theirs = theirs.replace("\"Leaf\"", "\"Blade\"");
    let theirs: Value = serde_json::from_str(&theirs).unwrap();
    let found: Vec<_> = documents(&ours, &theirs, &|_| true).into_iter().collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pointer, "/components/schemas/Leaf");
    assert_eq!(found[0].what, "upstream names the schema Blade");
}

#[test]
fn one_of_and_any_of_are_reported_once_and_their_alternatives_compared() {
    let at = "/components/schemas/Leaf/properties/size";
    let alternatives =
        |text: &str| json!([{"type": "integer"}, {"type": "string", "format": text}]);
    let mut ours = document();
    ours["components"]["schemas"]["Leaf"]["properties"]["size"] =
        json!({"anyOf": alternatives("a")});
    let mut theirs = document();
    theirs["components"]["schemas"]["Leaf"]["properties"]["size"] =
        json!({"oneOf": alternatives("b")});
    let found: Vec<_> = documents(&ours, &theirs, &|_| true)
        .into_iter()
        .map(|d| (d.pointer.replace(at, ""), d.what))
        .collect();
    let expected = [
        ("/anyOf", "anyOf, upstream oneOf"),
        ("/anyOf/1/format", "`a`, upstream `b`"),
    ];
    assert_eq!(found, expected.map(|(p, w)| (p.to_owned(), w.to_owned())));
}

#[test]
fn descriptions_and_equivalent_schemas_do_not_differ() {
    let leaf = "/components/schemas/Tree/properties/leaf";
    let same = [
        (
            "/info".to_owned(),
            json!({"title": "words", "version": "2"}),
        ),
        (
            "/paths/~1a~1{id}/get/description".to_owned(),
            json!("other words"),
        ),
        (
            "/paths/~1a~1{id}/get/x-codeSamples".to_owned(),
            json!([{"lang": "words"}]),
        ),
        (
            "/paths/~1a~1{id}/get/parameters/0/required".to_owned(),
            json!(false),
        ),
        (
            "/paths/~1a~1{id}/get/parameters/0/schema/maximum".to_owned(),
            json!(10.0),
        ),
        (
            "/components/schemas/Order/enum".to_owned(),
            json!(["desc", "asc"]),
        ),
        (
            "/components/schemas/Order/examples".to_owned(),
            json!(["asc"]),
        ),
        (
            leaf.to_owned(),
            json!({"$ref": "#/components/schemas/Leaf", "nullable": true, "default": null}),
        ),
        (
            leaf.to_owned(),
            json!({
                "type": ["object", "null"], "additionalProperties": false, "default": null,
                "properties": {"size": {"type": "integer", "format": "int64", "minimum": 0}},
            }),
        ),
    ];
    for (at, value) in same {
        assert_eq!(differences(&at, Some(value)), Vec::<String>::new(), "{at}");
    }
}
