//! Documents with mistakes that real ones have: each is reported, and costs only what uses it.

use rolekit_codegen::diagnostic::{Policy, Severity};
use rolekit_codegen::document;
use rolekit_codegen::sources::{self, FileAccess};

use crate::helpers;

/// Generates the client of this document under both policies. Returns how many operations the lenient
/// run has, and its diagnostics other than notes. What is unsupported is an error of the strict run.
fn run(text: &str) -> (usize, Vec<String>) {
    let text = format!("openapi: 3.1.0\n{text}");
    let doc = document::parse("d", &text).unwrap();
    let lenient = helpers::run("d", doc.clone(), Policy::Lenient);
    let reported: Vec<String> = lenient
        .diagnostics
        .iter()
        .filter(|d| d.severity > Severity::Note)
        .map(|d| format!("{} {}", d.rule, d.pointer))
        .collect();
    let operations = lenient.client.map(|client| client.ir.operations.len());
    let strict = helpers::run("d", doc, Policy::Strict);
    assert_eq!(strict.client.is_some(), reported.is_empty(), "{reported:?}");
    for error in strict.errors() {
        let found = format!("{} {}", error.rule, error.pointer);
        assert!(reported.contains(&found), "{error}\n{reported:?}");
        assert!(!error.advice.is_empty(), "{error}");
    }
    (
        operations.unwrap_or_else(|| panic!("no client: {reported:?}")),
        reported,
    )
}

const USES: &str = "
paths:
  /whole: {get: {operationId: whole, responses: {'204': {description: ''}}}}
  /uses: {get: {operationId: uses, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
components:
  schemas:
    A: {type: object, properties: {x: {$ref: '#/components/schemas/X'}, y: {type: string}}}
";

#[test]
fn a_component_that_is_no_schema() {
    for value in ["text", "3", "[{type: string}]", "null", "''"] {
        let (operations, reported) = run(&format!("{USES}    X: {value}\n"));
        assert_eq!(operations, 2);
        assert_eq!(reported, ["not-a-schema /components/schemas/X"], "{value}");
    }
    for (value, at) in [
        ("{type: array, items: null}", "/items"),
        (
            "{type: object, properties: {a: [x], b: {type: string}}}",
            "/properties/a",
        ),
        ("{anyOf: [text, {type: string}]}", "/anyOf/0"),
        ("{additionalProperties: 3}", "/additionalProperties"),
    ] {
        let (_, reported) = run(&format!("{USES}    X: {value}\n"));
        let rule = if at == "/additionalProperties" {
            "keyword-value"
        } else {
            "not-a-schema"
        };
        assert_eq!(reported, [format!("{rule} /components/schemas/X{at}")]);
    }
}

#[test]
fn parts_that_are_no_objects() {
    let operation = "get: {operationId: a, responses: {'204': {description: ''}}}";
    for (text, expected) in [
        ("info: text\npaths: {/a: {GET}}", "not-an-object /info"),
        (
            "paths: {/a: {GET}}\ncomponents: []",
            "not-an-object /components",
        ),
        (
            "paths: {/a: {GET}}\ncomponents: {schemas: [], parameters: null}",
            "not-an-object /components/schemas",
        ),
        ("paths: {/a: {GET}, /b: text}", "path-item /paths/~1b"),
        ("paths: {/a: {GET, put: []}}", "operation /paths/~1a/put"),
        (
            "paths: {/a: {get: {operationId: a, responses: []}}}",
            "not-an-object /paths/~1a/get/responses",
        ),
        (
            "paths: {/a: {get: {operationId: a, responses: {200: ok}}}}",
            "not-an-object /paths/~1a/get/responses/200",
        ),
        (
            "paths: {/a: {get: {operationId: a, responses: {200: {description: '', content: [x]}}}}}",
            "not-an-object /paths/~1a/get/responses/200/content",
        ),
        (
            "paths: {/a: {put: {operationId: a, requestBody: [], responses: {204: {description: ''}}}}}",
            "not-an-object /paths/~1a/put/requestBody",
        ),
        (
            "paths: {/a: {put: {operationId: a, requestBody: {description: ''}, responses: {204: {description: ''}}}}}",
            "no-content /paths/~1a/put/requestBody",
        ),
        (
            "paths: {/a: {get: {operationId: a, parameters: [null], responses: {204: {description: ''}}}}}",
            "parameter /paths/~1a/get/parameters/0",
        ),
    ] {
        let (operations, reported) = run(&text.replace("GET", operation));
        assert!(operations >= 1, "{text}");
        assert_eq!(reported, [expected], "{text}");
    }
    for text in [
        "paths: {}",
        "paths: null",
        "x-a: 1",
        "info: null\npaths: {/a: null}",
    ] {
        run(text);
    }
}

#[test]
fn references_without_a_target() {
    let (operations, reported) = run("
security: [{none: []}]
paths:
  /whole: {get: {operationId: whole, security: [], responses: {'204': {description: ''}}}}
  /parameter: {get: {operationId: p, parameters: [{$ref: '#/components/parameters/N'}], responses: {'204': {description: ''}}}}
  /body: {put: {operationId: b, requestBody: {$ref: '#/components/requestBodies/N'}, responses: {'204': {description: ''}}}}
  /response: {get: {operationId: r, responses: {'200': {$ref: '#/components/responses/N'}}}}
  /item: {$ref: '#/components/pathItems/N'}
  /schema: {get: {operationId: s, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/U'}}}}}}}
components:
  schemas:
    U: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: k, mapping: {a: A, n: N}}}
    A: {type: object, required: [k], properties: {k: {type: string}, n: {$ref: '#/components/schemas/N'}}}
    B: {type: object, required: [k], properties: {k: {type: string}}}
");
    assert_eq!(operations, 3);
    assert_eq!(
        reported,
        [
            "path-item-ref /paths/~1item",
            "dangling-ref /components/schemas/U/discriminator/mapping/n",
            "dangling-ref /components/schemas/A/properties/n/$ref",
            "dangling-ref /paths/~1parameter/get/parameters/0",
            "dangling-ref /paths/~1body/put/requestBody",
            "dangling-ref /paths/~1response/get/responses/200",
            "security-requirement /security/0/none",
        ]
    );
}

#[test]
fn paths_and_their_parameters() {
    let (operations, reported) = run("
paths:
  a: {get: {operationId: a, responses: {'204': {description: ''}}}}
  /b#c: {get: {operationId: b, responses: {'204': {description: ''}}}}
  /e/{f: {get: {operationId: e, responses: {'204': {description: ''}}}}
  /g/{undeclared}: {get: {operationId: g, responses: {'204': {description: ''}}}}
  /h/{ i }: {get: {operationId: h, parameters: [{name: i, in: path, schema: {type: integer}}], responses: {'204': {description: ''}}}}
  /j: {get: {operationId: j, parameters: [{name: elsewhere, in: path, required: true, schema: {type: string}}], responses: {'204': {description: ''}}}}
  /k: {get: {operationId: k, parameters: [{name: q, in: query}, {name: api-version, in: query, required: true, schema: {type: string}}], responses: {'204': {description: ''}}}}
");
    assert_eq!(operations, 6);
    assert_eq!(
        reported,
        [
            "path /paths/~1b#c",
            "path /paths/~1e~1{f/get",
            "path-parameter /paths/~1j/get",
        ]
    );
}

#[test]
fn operations_without_a_name_of_their_own() {
    let text = "
paths:
  /a: {get: {operationId: same, responses: {}}, put: {operationId: same}, post: {operationId: 7}, delete: {}}
  /b: {get: {operationId: Same}}
";
    let names = |text: &str| {
        let doc = document::parse("d", &format!("openapi: 3.0.3{text}")).unwrap();
        let client = helpers::client("d", doc);
        let operations = client.ir.operations.into_iter();
        let mut names: Vec<String> = operations.map(|o| o.name).collect();
        names.sort();
        names
    };
    assert_eq!(
        names(text),
        ["delete_a", "get_b", "post_a", "put_a", "same"]
    );
    assert_eq!(run(text), (5, Vec::new()));
}

#[test]
fn schemas_with_invalid_keywords() {
    for (schema, expected) in [
        ("{type: any}", Some("type")),
        ("{type: [string, any]}", Some("type")),
        ("{type: string, required: true}", Some("required")),
        ("{type: string, required: false}", None),
        (
            "{type: object, required: [1, true, a, a], properties: {1: {type: string}, true: {}, a: {}}}",
            None,
        ),
        (
            "{type: object, required: [{}], properties: {a: {}}}",
            Some("required"),
        ),
        ("{type: string, enum: [a, b, a]}", None),
        ("{type: string, enum: a}", Some("keyword-value")),
        (
            "{type: object, properties: {1: {type: string}, true: {type: string}}}",
            None,
        ),
        ("{type: object, properties: [a]}", Some("keyword-value")),
        ("{type: integer, minimum: '1'}", Some("keyword-value")),
        (
            "{$ref: '#/components/schemas/A', description: a, nullable: true, example: {}}",
            None,
        ),
    ] {
        let (operations, reported) = run(&format!("{USES}    X: {schema}\n"));
        assert_eq!(operations, 2);
        let rules: Vec<&str> = reported
            .iter()
            .filter_map(|d| d.split(' ').next())
            .collect();
        assert_eq!(rules, Vec::from_iter(expected), "{schema}: {reported:?}");
    }
}

#[test]
fn bodies_without_a_schema() {
    let (operations, reported) = run("
paths:
  /a: {get: {operationId: a, responses: {200: {description: '', content: {application/json: {example: {a: 1}}}}}}}
  /b: {get: {operationId: b, responses: {200: {description: '', content: {application/json: null}}}}}
  /c: {get: {operationId: c, responses: {200: {description: '', content: {application/json: {schema: null}}}}}}
  /d: {put: {operationId: d, requestBody: {content: {application/json: {example: 1}}}}}
");
    assert_eq!(operations, 4);
    assert_eq!(
        reported,
        ["not-a-schema /paths/~1c/get/responses/200/content/application~1json/schema"]
    );
}

/// Returns components of this kind that refer to each other, in a chain that ends with `last`.
fn chain(kind: &str, last: &str) -> String {
    let links = (0..40).map(|i| format!("    C{i}: {{$ref: '#/components/{kind}/C{}'}}\n", i + 1));
    format!("  {kind}:\n{}    C40: {last}\n", links.collect::<String>())
}

#[test]
fn long_chains_of_references() {
    let components = [
        (
            "parameters",
            "{name: q, in: query, schema: {$ref: '#/components/schemas/C0'}}",
        ),
        (
            "requestBodies",
            "{content: {multipart/form-data: {schema: {$ref: '#/components/schemas/C0'}, encoding: {a: {headers: {X-A: {$ref: '#/components/headers/C0'}}}}}}}",
        ),
        (
            "responses",
            "{description: '', content: {application/json: {schema: {type: integer}}}}",
        ),
        ("headers", "{schema: {type: integer}}"),
        (
            "pathItems",
            "{get: {operationId: item, responses: {'204': {description: ''}}}}",
        ),
        ("securitySchemes", "{type: http, scheme: bearer}"),
        ("schemas", "{type: object, properties: {a: {type: string}}}"),
    ];
    let components: String = components.map(|(kind, last)| chain(kind, last)).concat();
    let text = format!(
        "openapi: 3.1.0
paths:
  /a:
    put:
      operationId: put
      security: [{{C0: []}}]
      parameters: [{{$ref: '#/components/parameters/C0'}}]
      requestBody: {{$ref: '#/components/requestBodies/C0'}}
      responses: {{'200': {{$ref: '#/components/responses/C0'}}}}
  /item: {{$ref: '#/components/pathItems/C0'}}
components:
{components}"
    );
    let output = helpers::run("d", document::parse("d", &text).unwrap(), Policy::Strict);
    let reported: Vec<_> = output.errors().map(ToString::to_string).collect();
    let client = output.client.unwrap_or_else(|| panic!("{reported:?}"));
    assert_eq!(client.ir.operations.len(), 2);
    let without_spaces: String = client.code.split_whitespace().collect();
    for part in [
        "pubstructPutForm",
        "puba_x_a:::std::option::Option<i64>",
        "SecurityScheme::http(\"C0\"",
        "fnsend(self)->i64",
    ] {
        assert!(without_spaces.contains(part), "{part}\n{}", client.code);
    }
}

#[test]
fn references_that_lead_back_to_themselves() {
    let circle = |kind: &str| {
        format!(
            "  {kind}: {{A: {{$ref: '#/components/{kind}/B'}}, B: {{$ref: '#/components/{kind}/A'}}}}\n"
        )
    };
    let kinds = [
        "parameters",
        "requestBodies",
        "responses",
        "securitySchemes",
    ];
    let text = format!(
        "openapi: 3.1.0
paths:
  /a: {{get: {{parameters: [{{$ref: '#/components/parameters/A'}}], responses: {{}}}}}}
  /b: {{put: {{requestBody: {{$ref: '#/components/requestBodies/A'}}, responses: {{}}}}}}
  /c: {{get: {{responses: {{'200': {{$ref: '#/components/responses/A'}}}}}}}}
components:
{}",
        kinds.map(circle).concat()
    );
    let output = helpers::run("d", document::parse("d", &text).unwrap(), Policy::Lenient);
    let reported = output
        .diagnostics
        .iter()
        .filter(|d| d.severity > Severity::Note);
    let reported: Vec<_> = reported.map(|d| d.message.as_str()).collect();
    let back = reported
        .iter()
        .filter(|m| m.contains("leads back to itself"))
        .count();
    let schemes = reported
        .iter()
        .filter(|m| m.contains("does not lead to a security scheme"));
    assert_eq!((back, schemes.count()), (3, 2), "{reported:#?}");
}

#[test]
fn flags_that_are_not_booleans() {
    let text = "
paths:
  /a:
    put:
      operationId: a
      deprecated: yes
      parameters:
        - {name: p, in: query, required: 'true', explode: 'off', schema: {type: array, items: {type: string}}}
        - {name: q, in: query, required: 1, schema: {type: string}}
      requestBody:
        required: 'yes'
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {l: {type: array, items: {type: string}}}}
            encoding: {l: {explode: 'False'}}
      responses: {'204': {description: ''}}
";
    let (_, reported) = run(text);
    assert_eq!(
        reported,
        ["keyword-value /paths/~1a/put/parameters/1/required"]
    );
    let doc = document::parse("d", &format!("openapi: 3.0.3{text}")).unwrap();
    let code = helpers::run("d", doc, Policy::Lenient).client.unwrap().code;
    for part in [
        "Parameter::query(\"p\").explode(false)",
        "Parameter::query(\"l\").explode(false)",
        "body: &types::ABody",
    ] {
        assert!(code.contains(part), "{part}\n{code}");
    }
}

#[test]
fn a_definition_is_referred_to_by_its_bare_name() {
    let text = "
swagger: '2.0'
info: {title: t, version: '1'}
paths: {/a: {get: {responses: {200: {description: '', schema: {$ref: A}}}}}}
definitions: {A: {type: object, properties: {b: {$ref: B}}}, B: {type: object, properties: {c: {type: string}}}}
";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("api.yaml");
    std::fs::write(&path, text).unwrap();
    let source = sources::read(&path, "api.yaml", &FileAccess::Beside).unwrap();
    let output = helpers::run_source(source, Policy::Strict);
    assert_eq!(output.errors().count(), 0);
    let names = output.diagnostics.iter().filter(|d| d.rule == "ref-name");
    let names: Vec<_> = names.map(|d| d.pointer.as_str()).collect();
    let response = "/paths/~1a/get/responses/200/schema/$ref";
    assert_eq!(names, ["/definitions/A/properties/b/$ref", response]);
    assert!(
        output
            .client
            .unwrap()
            .code
            .contains("fn send(self) -> types::A")
    );
}
