//! Documents with errors under the strict policy: the rule and the pointer of each error.

use rolekit_codegen::diagnostic::Policy;
use serde_json::{Value, json};

use crate::helpers;

/// Returns a document with these path items and schemas.
fn document(paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

/// Returns the rule and the pointer of each error.
fn errors(doc: Value) -> Vec<String> {
    let output = helpers::run("d.yaml", doc, Policy::Strict);
    assert!(output.client.is_none() || output.errors().next().is_none());
    output
        .errors()
        .map(|e| {
            assert!(!e.advice.is_empty(), "{e}");
            format!("{} {}", e.rule, e.pointer)
        })
        .collect()
}

#[test]
fn an_error_names_the_file_the_pointer_and_advice() {
    let doc = document(
        json!({}),
        json!({"A": {"type": "object", "properties": {"a/b": {"type": "array", "prefixItem": []}}}}),
    );
    let output = helpers::run("openapi/d.yaml", doc, Policy::Strict);
    let errors: Vec<String> = output.errors().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "error[unknown-keyword] openapi/d.yaml#/components/schemas/A/properties/a~1b/prefixItem: \
             unknown keyword `prefixItem`\n  \
             help: Check the spelling, or remove it in an overlay; extensions begin with `x-`."
        ]
    );
    assert!(output.client.is_none());
}

#[test]
fn schemas() {
    let at = "/components/schemas/A";
    for (schema, expected) in [
        (json!({"typo": 1}), vec!["unknown-keyword /typo"]),
        (
            json!({"if": {}, "then": {}}),
            vec!["condition /if", "condition /then"],
        ),
        (
            json!({"propertyNames": {}}),
            vec!["unchecked /propertyNames"],
        ),
        (json!({"pattern": "(?P<x"}), vec!["pattern /pattern"]),
        (json!({"minLength": -1}), vec!["keyword-value /minLength"]),
        (json!({"enum": [{}, []]}), vec!["enum /enum"]),
        (
            json!({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
            vec!["required-either /anyOf"],
        ),
        (
            json!({"allOf": [{"type": "string"}, {"type": "array"}]}),
            vec!["all-of "],
        ),
        (
            json!({"prefixItems": [{"type": "string"}, {"type": "integer"}]}),
            vec!["prefix-items /prefixItems"],
        ),
        (
            json!({"patternProperties": {"a": {"type": "string"}, "b": {"type": "integer"}}}),
            vec!["pattern-properties /patternProperties"],
        ),
        (json!(false), vec!["boolean-schema "]),
        (json!({"oneOf": [{"type": "string"}, false]}), vec![]),
        (
            json!({"type": "number", "format": "decimal"}),
            vec!["wide-number /format"],
        ),
        (
            json!({"type": "integer", "enum": [3e38, 1]}),
            vec!["wide-integer /enum"],
        ),
        (
            json!({"type": "integer", "minimum": 1e20}),
            vec!["wide-integer /minimum"],
        ),
        (
            json!({"type": "integer", "minimum": 10_000_000_000_000_000_000_u64}),
            vec![],
        ),
        (json!({"type": "string", "maxLength": 1e20}), vec![]),
        (
            json!({"type": "string", "anyOf": [{"format": "uuid"}, {"format": "email"}]}),
            vec![],
        ),
        (
            json!({
                "allOf": [
                    {"oneOf": [{"type": "object", "properties": {"a": {}}}, {"type": "string"}]},
                    {"type": "object", "properties": {"b": {}}},
                ],
            }),
            vec![],
        ),
        (json!(3), vec!["not-a-schema "]),
        (json!({"type": "text"}), vec!["type /type"]),
        (json!({"not": {"type": "string"}}), vec!["not /not"]),
        (
            json!({"$ref": "#/components/schemas/Nowhere"}),
            vec!["dangling-ref /$ref"],
        ),
        (json!({"$ref": "other.yaml#/A"}), vec!["dangling-ref /$ref"]),
        (json!({"$ref": "#/components/schemas/A"}), vec!["circular "]),
        (
            json!({"discriminator": {"mapping": {}}}),
            vec!["discriminator /discriminator"],
        ),
        (json!({"type": "integer", "exclusiveMinimum": true}), vec![]),
        (
            json!({"x-rust-name": "not a name"}),
            vec!["rust-name /x-rust-name"],
        ),
        (
            json!({"type": "string", "x-rust-type": "not a path"}),
            vec!["rust-type /x-rust-type"],
        ),
        (
            json!({"type": "integer", "x-operation-ids": true}),
            vec!["operation-ids /x-operation-ids"],
        ),
        (
            json!({"type": "string", "x-operation-ids": "all"}),
            vec!["operation-ids /x-operation-ids"],
        ),
        // There is none in the document.
        (
            json!({"items": {"type": "string", "x-operation-ids": true}}),
            vec!["operation-ids /items/x-operation-ids"],
        ),
        (
            json!({"type": "array", "items": {"x-rust-type": 3}}),
            vec!["rust-type /items/x-rust-type"],
        ),
        (
            json!({"properties": {"a": {"type": "string", "x-rust-type": "<A as B>::C"}}}),
            vec!["rust-type /properties/a/x-rust-type"],
        ),
    ] {
        let expected: Vec<String> = expected
            .iter()
            .map(|e| e.replacen(' ', &format!(" {at}"), 1))
            .collect();
        assert_eq!(
            errors(document(json!({}), json!({"A": schema}))),
            expected,
            "{schema}"
        );
    }
}

#[test]
fn names_of_types() {
    let schemas = json!({"A": {"x-rust-name": "B"}, "B": {}});
    assert_eq!(
        errors(document(json!({}), schemas)),
        ["rust-name /components/schemas/B"]
    );
}

#[test]
fn operations() {
    let ok = json!({"200": {"description": "", "content": {"application/json": {"schema": {"type": "string"}}}}});
    let at = "/paths/~1a/post";
    for (operation, expected) in [
        (
            json!({"operationId": "a", "response": ok, "responses": ok}),
            vec!["unknown-field /response"],
        ),
        (
            json!({"operationId": "a", "responses": {"99": {"description": ""}}}),
            vec!["status /responses/99"],
        ),
        (
            json!({"operationId": "a", "responses": ok, "parameters": [{"in": "body", "name": "b", "schema": {}}]}),
            vec!["parameter-location /parameters/0"],
        ),
        (
            json!({"operationId": "a", "responses": ok, "parameters": [{"in": "header", "name": "a b", "schema": {}}]}),
            vec!["header-parameter /parameters/0"],
        ),
        (
            json!({"operationId": "a", "responses": ok, "parameters": [{"in": "path", "name": "x", "required": true, "schema": {}}]}),
            vec!["path-parameter "],
        ),
        (
            json!({"operationId": "a", "responses": ok, "parameters": [{"$ref": "#/components/parameters/X"}]}),
            vec!["dangling-ref /parameters/0"],
        ),
        (
            json!({"operationId": "a", "responses": {"200": {"$ref": "#/components/responses/X"}}}),
            vec!["dangling-ref /responses/200"],
        ),
    ] {
        let expected: Vec<String> = expected
            .iter()
            .map(|e| e.replacen(' ', &format!(" {at}"), 1))
            .collect();
        let doc = document(json!({"/a": {"post": operation}}), json!({}));
        assert_eq!(errors(doc), expected, "{operation}");
    }
}

#[test]
fn types_on_parameters() {
    let parameter = |name: &str| json!({"in": "query", "name": name, "schema": {"type": "string"}, "x-rust-type": "A"});
    let item = json!({
        "parameters": [parameter("a")],
        "get": {"operationId": "a", "parameters": [parameter("b")], "responses": {"200": {"description": ""}}}
    });
    assert_eq!(
        errors(document(json!({"/a": item}), json!({}))),
        [
            "rust-type /paths/~1a/parameters/0/x-rust-type",
            "rust-type /paths/~1a/get/parameters/0/x-rust-type"
        ]
    );
}

#[test]
fn paths() {
    let operation = json!({"operationId": "a", "responses": {"200": {"description": ""}}});
    for (path, item, expected) in [
        (
            "/a",
            json!({"$ref": "other.yaml"}),
            "path-item-ref /paths/~1a",
        ),
        (
            "/a",
            json!({"fetch": operation}),
            "unknown-field /paths/~1a/fetch",
        ),
    ] {
        assert_eq!(errors(document(json!({path: item}), json!({}))), [expected]);
    }
}

#[test]
fn versions() {
    for version in ["2.0", "3.3.0", "", "4.0.0"] {
        assert_eq!(errors(json!({"openapi": version})), ["version /openapi"]);
    }
    assert_eq!(errors(json!([])), ["version /openapi"]);
    for version in [json!("1.2"), json!("2.1"), json!(3), json!({})] {
        assert_eq!(errors(json!({"swagger": version})), ["version /swagger"]);
    }
}

#[test]
fn pointers_into_a_swagger_document() {
    let unknown = json!({"type": "string", "odd": 1});
    let field = json!({"name": "f", "in": "formData", "type": "string", "odd": 1});
    let query = json!({"name": "q", "in": "query", "type": "string", "format": 1});
    let body = json!({"name": "b", "in": "body", "schema": unknown});
    let doc = json!({
        "swagger": "2.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "parameters": [{"$ref": "#/parameters/B"}, query],
                "post": {"operationId": "a", "parameters": [query],
                    "responses": {"200": {"description": "", "schema": unknown}, "400": {"$ref": "#/responses/E"}}},
            },
            "/b": {"post": {"operationId": "b", "parameters": [query, field], "responses": {}}},
        },
        "parameters": {"B": body},
        "responses": {"E": {"description": "", "schema": unknown}},
        "definitions": {"A": unknown},
    });
    assert_eq!(
        errors(doc),
        [
            "unknown-field /paths/~1b/post/parameters/1/odd",
            "unknown-keyword /definitions/A/odd",
            "unknown-keyword /responses/E/schema/odd",
            "keyword-value /paths/~1a/post/parameters/0/format",
            "unknown-keyword /parameters/B/schema/odd",
            "unknown-keyword /paths/~1a/post/responses/200/schema/odd",
            "keyword-value /paths/~1b/post/parameters/0/format",
            "keyword-value /paths/~1a/parameters/1/format",
        ]
    );
}

#[test]
fn rejections() {
    for list in [
        json!({}),
        json!(["503"]),
        json!([{"status": 503}]),
        json!([{"status": 200, "code": "a"}]),
        json!([{"status": 503, "code": 17}]),
    ] {
        let mut doc = document(json!({}), json!({}));
        doc["x-rejections"] = list;
        assert_eq!(errors(doc), ["invalid-rejection /x-rejections"]);
    }
}

#[test]
fn pages_and_names_of_methods() {
    let page = json!({"type": "object", "properties": {
        "items": {"type": "array", "items": {"type": "string"}},
        "word": {"type": "string"},
        "part": {"type": "number"},
    }});
    let operation = |extensions: Value| {
        let mut operation = json!({
            "operationId": "list_things",
            "parameters": [
                {"in": "query", "name": "offset", "schema": {"type": "integer"}},
                {"in": "header", "name": "limit", "schema": {"type": "integer"}},
            ],
            "responses": {"200": {
                "description": "d",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}},
            }},
        });
        for (key, value) in extensions.as_object().unwrap() {
            operation[key] = value.clone();
        }
        document(
            json!({"/things": {"get": operation}}),
            json!({"Page": page}),
        )
    };
    assert!(
        errors(operation(
            json!({"x-pagination": {"offset": "offset", "items": "items"}})
        ))
        .is_empty()
    );
    for pagination in [
        json!("offset"),
        json!({}),
        json!({"offset": 1, "items": "items"}),
        json!({"offset": "offset", "cursor": "offset", "items": "items"}),
        json!({"offset": "skip", "items": "items"}),
        json!({"offset": "limit", "items": "items"}),
        json!({"offset": "offset"}),
        json!({"offset": "offset", "items": "word"}),
        json!({"offset": "offset", "items": "none"}),
        json!({"offset": "offset", "items": "items", "count": "word"}),
        json!({"cursor": "offset", "items": "items", "next": "part"}),
        json!({"offset": "offset", "items": "items", "page_size": 5}),
        json!({"offset": "offset", "items": "items", "page_size": 5, "limit": "limit"}),
        json!({"offset": "offset", "items": "items", "size": 5}),
        json!({"offset": "offset", "read": "crate::read"}),
        json!({"offset": "offset", "read": "not a path", "item": "#/components/schemas/Page"}),
        json!({"offset": "offset", "read": "crate::read", "item": "Page"}),
    ] {
        let found = errors(operation(json!({"x-pagination": pagination.clone()})));
        assert_eq!(
            found,
            ["pagination /paths/~1things/get/x-pagination"],
            "{pagination}"
        );
    }
    for (key, name) in [
        ("x-rust-method", "listAll"),
        ("x-rust-method", "move"),
        ("x-rust-resource", "Things"),
        ("x-rust-resource", "a b"),
    ] {
        let found = errors(operation(json!({key: name})));
        assert_eq!(found, [format!("rust-name /paths/~1things/get/{key}")]);
    }
    let mut doc = document(json!({}), json!({}));
    doc["tags"] = json!([{"name": "Things", "x-rust-resource": "The Things"}]);
    assert_eq!(errors(doc), ["rust-name /tags/0/x-rust-resource"]);
    let mut doc = document(json!({}), json!({}));
    doc["tags"] = json!([{"name": "Things", "x-rust-feature": "the things"}]);
    assert_eq!(errors(doc), ["feature /tags/0/x-rust-feature"]);
}

#[test]
fn diagnostics_of_moved_parts_point_to_their_origin() {
    let doc = document(
        json!({}),
        json!({"A": {
            "x-rust-name": "B", "type": "object",
            "properties": {"p": {"type": "string", "enum": ["x-y", "x_y"]}}
        }}),
    );
    let output = helpers::run("d.yaml", doc, Policy::Strict);
    let found = output.diagnostics.iter().find(|d| d.rule == "enum-names");
    assert_eq!(
        found.map(|d| d.pointer.as_str()),
        Some("/components/schemas/A/properties/p/enum")
    );
}

#[test]
fn alternatives_that_contain_themselves() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let alternatives = json!([
        reference("MyThing"),
        reference("Thing"),
        reference("Option")
    ]);
    let schemas = json!({
        "MyThing": {"type": "object"},
        "Thing": {"type": "string"},
        "Option": {"oneOf": [
            {"oneOf": alternatives, "prefixItems": []}, {"enum": []}, true
        ]},
    });
    // A union that contains itself has the same alternatives again.
    assert_eq!(errors(document(json!({}), schemas)), [""; 0]);
}

#[test]
fn security() {
    let with = |security: Value, schemes: Value| {
        let mut doc = document(
            json!({"/a": {"get": {
                "operationId": "a",
                "security": security,
                "responses": {"204": {"description": ""}},
            }}}),
            json!({}),
        );
        doc["components"]["securitySchemes"] = schemes;
        errors(doc)
    };
    let at = "/components/securitySchemes/b~1c";
    for scheme in [
        json!({}),
        json!(3),
        json!({"type": "apikey", "in": "header", "name": "X-Key"}),
        json!({"type": "apiKey", "in": "body", "name": "key"}),
        json!({"type": "apiKey", "in": "query"}),
        json!({"type": "apiKey", "in": "header", "name": "X Key"}),
        json!({"type": "apiKey", "in": "header", "name": "Host"}),
        json!({"type": "apiKey", "in": "cookie", "name": "a=b"}),
        json!({"type": "http"}),
        json!({"type": "http", "scheme": "bearer token"}),
        json!({"type": "http", "scheme": "Digest"}),
        json!({"$ref": "#/components/securitySchemes/none"}),
        json!({"$ref": "#/components/securitySchemes/b~1c"}),
    ] {
        let found = with(json!([{"b/c": []}]), json!({"b/c": scheme}));
        assert_eq!(found, [format!("security-scheme {at}")], "{scheme}");
    }
    let valid = json!({"key": {"type": "http", "scheme": "bearer"}});
    for (security, expected) in [
        (json!([{"key": []}, {}]), vec![]),
        (json!([]), vec![]),
        (json!([{"key": [], "a/b": []}]), vec!["/0/a~1b"]),
        (json!([{}, {"none": []}]), vec!["/1/none"]),
        (json!([["key"]]), vec!["/0"]),
        (json!({"key": []}), vec![""]),
    ] {
        let expected: Vec<String> = expected
            .into_iter()
            .map(|rest| format!("security-requirement /paths/~1a/get/security{rest}"))
            .collect();
        assert_eq!(with(security, valid.clone()), expected);
    }
    let found = with(json!([]), json!([]));
    assert_eq!(found, ["security-scheme /components/securitySchemes"]);
    let mut doc = document(
        json!({"/a": {"get": {"operationId": "a", "responses": {"204": {"description": ""}}}}}),
        json!({}),
    );
    doc["security"] = json!([{"none": []}]);
    assert_eq!(errors(doc), ["security-requirement /security/0/none"]);
}

#[test]
fn lists_that_go_backwards_in_time() {
    for (pagination, expected) in [
        (
            json!({"until": "le", "limit": "limit", "page_size": 99, "read": "crate::read", "item": "#/components/schemas/A"}),
            0,
        ),
        // The time of each item is known to a function only, and the size of a page decides which
        // item starts the next.
        (json!({"until": "le", "limit": "limit", "page_size": 99}), 1),
        (
            json!({"until": "le", "read": "crate::read", "item": "#/components/schemas/A"}),
            1,
        ),
        (json!({"offset": "limit", "until": "le"}), 1),
        (json!({"limit": "limit", "page_size": 99}), 1),
    ] {
        let parameter =
            |name: &str| json!({"in": "query", "name": name, "schema": {"type": "integer"}});
        let response = json!({
            "description": "",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}},
        });
        let list = json!({
            "operationId": "list",
            "x-pagination": pagination,
            "parameters": [parameter("le"), parameter("limit")],
            "responses": {"200": response},
        });
        let schemas = json!({"A": {"type": "object", "properties": {"id": {"type": "integer"}}}});
        let found = errors(document(json!({"/a": {"get": list}}), schemas));
        assert_eq!(
            found,
            vec!["pagination /paths/~1a/get/x-pagination"; expected],
            "{pagination}"
        );
    }
}
