//! Documents of several files.

use std::path::{Path, PathBuf};

use rolekit_codegen::diagnostic::{Policy, Severity};
use rolekit_codegen::pipeline::{self, Client, Source};
use rolekit_codegen::sources::{self, FileAccess};
use rolekit_codegen::{corpus, limits};
use serde_json::{Value, json};

/// Files in a temporary folder. The document is `api/openapi.yaml`.
struct Files(tempfile::TempDir);

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        let files_of = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            files_of.add(name, text);
        }
        files_of
    }

    fn add(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, allowed: &FileAccess) -> Source {
        let path = self.path("api/openapi.yaml");
        sources::read(&path, "api/openapi.yaml", allowed).unwrap()
    }

    fn value(&self) -> Value {
        let source = self.read(&FileAccess::Beside);
        let found: Vec<_> = source.bundled.diagnostics(&source.value).collect();
        assert!(found.is_empty(), "{found:?}");
        source.value
    }

    /// Generates the client of the document, and returns its diagnostics other than notes.
    fn client(&self, allowed: &FileAccess) -> (Option<Client>, Vec<String>) {
        let output = pipeline::run(self.read(allowed), None, Policy::Lenient, "");
        let diagnostics = output.diagnostics.iter();
        let diagnostics = diagnostics.filter(|d| d.severity > Severity::Note);
        let text = |d: &rolekit_codegen::diagnostic::Diagnostic| {
            format!("{} {}#{}: {}", d.rule, d.file, d.pointer, d.message)
        };
        (output.client, diagnostics.map(text).collect())
    }
}

/// Returns a document with this path item and these lines of components.
fn document(item: &str, components: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /a:\n    {item}\ncomponents:\n  {components}\n"
    )
}

/// Returns a path item with this schema in its response.
fn responding(schema: &str) -> String {
    format!(
        "get: {{operationId: a, responses: {{'200': {{description: '', content: {{application/json: {{schema: {schema}}}}}}}}}}}"
    )
}

fn refer(text: &str) -> String {
    responding(&format!("{{$ref: '{text}'}}"))
}

#[test]
fn every_object_can_be_in_another_file() {
    let root = "
openapi: 3.1.0
info: {$ref: info.yaml}
paths:
  $ref: 'paths/all.json'
components:
  schemas:
    $ref: schemas/index.yaml
  securitySchemes:
    key: {$ref: 'security.yaml#/key'}
security: [{key: []}]
";
    let all = r##"{
  "/users/{id}": {"$ref": "users/item.yaml#/user"},
  "/users": {
    "parameters": {"$ref": "../parameters.yaml#/lists/common"},
    "get": {"$ref": "./users/list.yaml"},
    "post": {
      "operationId": "create",
      "requestBody": {"$ref": "../bodies.yaml#/New%20User"},
      "responses": {"$ref": "../responses.yaml#/create"},
      "callbacks": {"done": {"$ref": "../callbacks.yaml"}}
    }
  }
}"##;
    let files = Files::new(&[
        ("api/openapi.yaml", root),
        (
            "api/info.yaml",
            "{title: t, version: '1', description: {$ref: intro.md}}",
        ),
        ("api/intro.md", "Some *text*: with a colon."),
        ("api/paths/all.json", all),
        (
            "api/paths/users/item.yaml",
            "user:\n  parameters: [{$ref: '../../parameters.yaml#/id'}]\n  get:\n    operationId: get\n    responses: {'200': {$ref: '../../responses.yaml#/user'}}\n",
        ),
        (
            "api/paths/users/list.yaml",
            "operationId: list\nparameters: [{$ref: '#/x-own/limit'}]\nresponses:\n  '200':\n    description: ''\n    headers: {X-Total: {$ref: '../../headers.yaml#/total'}}\n    links: {next: {$ref: '../../links.yaml'}}\n    content:\n      application/json:\n        schema: {type: array, items: {$ref: ../../schemas/user.yaml}}\n        examples: {one: {$ref: ../../example.yaml}}\nx-own: {limit: {name: limit, in: query, schema: {type: integer}}}\n",
        ),
        (
            "api/parameters.yaml",
            "id: {name: id, in: path, required: true, schema: {$ref: 'schemas/index.yaml#/Id'}}\nlists: {common: [{$ref: '#/trace'}]}\ntrace: {name: trace, in: header, schema: {type: string}}\n",
        ),
        (
            "api/bodies.yaml",
            "New User: {required: true, content: {application/json: {schema: {$ref: 'schemas/user.yaml'}}}}\n",
        ),
        (
            "api/responses.yaml",
            "user: {description: '', content: {application/json: {schema: {$ref: './schemas/user.yaml#'}}}}\ncreate: {'201': {$ref: '#/user'}}\n",
        ),
        (
            "api/callbacks.yaml",
            "'{$request.body#/url}': {post: {responses: {'200': {description: ''}}}}\n",
        ),
        ("api/headers.yaml", "total: {schema: {type: integer}}\n"),
        ("api/links.yaml", "operationId: get\n"),
        (
            "api/example.yaml",
            "value: [{$ref: not-a-reference.yaml}]\n",
        ),
        (
            "api/security.yaml",
            "key: {type: apiKey, in: header, name: X-Key}\n",
        ),
        (
            "api/schemas/index.yaml",
            "User: {$ref: './user.yaml'}\nId: {type: string, maxLength: 9}\n",
        ),
        (
            "api/schemas/user.yaml",
            "type: object\nproperties:\n  id: {$ref: 'index.yaml#/Id'}\n  friends: {type: array, items: {$ref: '#'}}\n  address: {$ref: '#/$defs/Address'}\n  $ref: {type: string}\n$defs: {Address: {type: object, properties: {street: {type: string}}}}\n",
        ),
    ]);
    let doc = files.value();
    let text = doc.to_string();
    assert_eq!(text.matches(".yaml").count(), 1, "{text}");
    let reference = |at: &str| doc.pointer(at).unwrap()["$ref"].as_str().unwrap();
    for (at, target) in [
        (
            "/paths/~1users~1{id}/parameters/0",
            "#/components/parameters/id",
        ),
        (
            "/paths/~1users~1{id}/get/responses/200",
            "#/components/responses/user",
        ),
        (
            "/paths/~1users/get/parameters/0",
            "#/components/parameters/limit",
        ),
        (
            "/paths/~1users/post/requestBody",
            "#/components/requestBodies/New_User",
        ),
        (
            "/paths/~1users/parameters/0",
            "#/components/parameters/trace",
        ),
        (
            "/paths/~1users/post/responses/201",
            "#/components/responses/user",
        ),
        (
            "/paths/~1users/post/callbacks/done",
            "#/components/callbacks/callbacks",
        ),
        (
            "/paths/~1users/get/responses/200/headers/X-Total",
            "#/components/headers/total",
        ),
        (
            "/paths/~1users/get/responses/200/links/next",
            "#/components/links/links",
        ),
        (
            "/components/responses/user/content/application~1json/schema",
            "#/components/schemas/User",
        ),
        (
            "/components/parameters/id/schema",
            "#/components/schemas/Id",
        ),
        (
            "/components/schemas/User/properties/id",
            "#/components/schemas/Id",
        ),
        (
            "/components/schemas/User/properties/friends/items",
            "#/components/schemas/User",
        ),
        (
            "/components/schemas/User/properties/address",
            "#/components/schemas/Address",
        ),
    ] {
        assert_eq!(reference(at), target, "{at}");
        assert!(doc.pointer(&target[1..]).is_some(), "{target}");
    }
    assert_eq!(
        doc["components"]["schemas"]["User"]["properties"]["$ref"],
        json!({"type": "string"})
    );
    assert_eq!(doc["components"]["securitySchemes"]["key"]["name"], "X-Key");
    assert_eq!(doc["info"]["description"], "Some *text*: with a colon.");
    let (client, diagnostics) = files.client(&FileAccess::Beside);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let client = client.unwrap();
    assert_eq!(client.ir.operations.len(), 3);
    assert!(client.code.contains("pub struct User"), "{}", client.code);
}

#[test]
fn one_target_is_one_component_and_names_are_stable() {
    let files = |first: &str, second: &str| {
        Files::new(&[
            (
                "api/openapi.yaml",
                &document(
                    &responding(&format!(
                        "{{oneOf: [{{$ref: '{first}'}}, {{$ref: '{second}'}}]}}"
                    )),
                    "schemas: {Taken: {type: string}}",
                ),
            ),
            (
                "api/a/Error.yaml",
                "{type: object, required: [a], properties: {a: {type: string}, t: {$ref: ../Taken.yaml}}}",
            ),
            (
                "api/b/Error.yaml",
                "{type: object, required: [b], properties: {b: {$ref: '../a/./Error.yaml'}}}",
            ),
            ("api/Taken.yaml", "type: integer"),
        ])
    };
    let names = |files: &Files| -> Vec<String> {
        let doc = files.value();
        let schemas = doc["components"]["schemas"].as_object().unwrap();
        let mut names: Vec<String> = schemas.keys().cloned().collect();
        names.sort();
        names
    };
    let forwards = files("a/Error.yaml", "b/Error.yaml");
    let expected = ["Error_a_Error", "Error_b_Error", "Taken", "Taken_Taken"];
    assert_eq!(names(&forwards), expected);
    assert_eq!(
        names(&files("./b/Error.yaml", "b/../a/Error.yaml")),
        expected
    );
    assert!(forwards.client(&FileAccess::Beside).0.is_some());
}

#[test]
fn circles_across_files_are_one_type_each() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            &document(&refer("tree.yaml#/Tree"), "schemas: {}"),
        ),
        (
            "api/tree.yaml",
            "Tree: {type: object, properties: {leaves: {type: array, items: {$ref: 'leaf.yaml'}}}}",
        ),
        (
            "api/leaf.yaml",
            "{type: object, properties: {tree: {$ref: 'tree.yaml#/Tree'}, root: {$ref: 'openapi.yaml#/paths/~1a/get/responses/200/content/application~1json/schema'}}}",
        ),
    ]);
    let doc = files.value();
    assert_eq!(
        doc["components"]["schemas"]["leaf"]["properties"]["tree"]["$ref"],
        "#/components/schemas/Tree"
    );
    let (client, diagnostics) = files.client(&FileAccess::Beside);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert!(client.unwrap().code.contains("pub struct Leaf"));
}

#[test]
fn references_that_only_lead_to_each_other_are_reported() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            &document("$ref: 'a.yaml'", "schemas: {A: {$ref: 'x.yaml#/x'}}"),
        ),
        ("api/a.yaml", "{$ref: 'b.yaml'}"),
        ("api/x.yaml", "{x: {$ref: '#/y'}, y: {$ref: './x.yaml#/x'}}"),
        ("api/b.yaml", "{$ref: './a.yaml'}"),
    ]);
    let (client, diagnostics) = files.client(&FileAccess::Beside);
    assert!(client.is_some(), "{diagnostics:?}");
    let circular =
        |d: &&String| d.starts_with("external-ref") && d.ends_with("leads back to itself");
    assert_eq!(
        diagnostics.iter().filter(circular).count(),
        2,
        "{diagnostics:?}"
    );
}

#[test]
fn a_reference_without_a_target_costs_only_what_uses_it() {
    let root = "
openapi: 3.0.3
info: {title: t, version: '1'}
x-webhooks: {$ref: none.yaml}
webhooks: {a: {$ref: hook.yaml}}
paths:
  /whole: {get: {operationId: whole, callbacks: {a: {b: {$ref: none.yaml}}}, responses: {'200': {description: ''}}}}
  /item: {$ref: 'none.yaml'}
  /schema: {get: {operationId: schema, responses: {'200': {description: '', content: {application/json: {schema: {$ref: 'parts.yaml#/None'}}}}}}}
  /parameter: {get: {operationId: parameter, parameters: [{$ref: 'parts.yaml#/P'}], responses: {'200': {description: ''}}}}
  /remote: {get: {operationId: remote, responses: {'200': {description: '', content: {application/json: {schema: {$ref: 'https://example.com/a.yaml#/A'}}}}}}}
  /invalid: {get: {operationId: invalid, responses: {'200': {description: '', content: {application/json: {schema: {$ref: 'invalid.yaml'}}}}}}}
  /example: {get: {operationId: example, responses: {'200': {description: '', content: {application/json: {schema: {type: string}, examples: {a: {$ref: 'none.yaml'}}}}}}}}
  /outside: {get: {operationId: outside, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '../shared/outside.yaml'}}}}}}}
  /folder: {get: {operationId: folder, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '.'}}}}}}}
";
    let files = Files::new(&[
        ("api/openapi.yaml", root),
        ("api/parts.yaml", "P: {$ref: 'deeper.yaml#/P'}\n"),
        ("api/deeper.yaml", "A: {type: string}\n"),
        ("api/invalid.yaml", "a: [\n"),
        ("api/hook.yaml", "post: {$ref: none.yaml}\n"),
        (
            "shared/outside.yaml",
            "type: object\nproperties: {a: {type: string}}\n",
        ),
    ]);
    let (client, diagnostics) = files.client(&FileAccess::Beside);
    let client = client.unwrap();
    let ids: Vec<&str> = client
        .ir
        .operations
        .iter()
        .map(|o| o.path.as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "/whole", "/schema", "/remote", "/invalid", "/example", "/outside", "/folder"
        ]
    );
    let text = diagnostics.join("\n");
    for expected in [
        "external-ref api/openapi.yaml#/paths/~1item/$ref: `none.yaml`: the file none.yaml cannot be read: it does not exist",
        "external-ref api/openapi.yaml#/paths/~1schema/get/responses/200/content/application~1json/schema/$ref: `parts.yaml#/None`: parts.yaml has no `/None`",
        "external-ref api/openapi.yaml#/paths/~1parameter/get/parameters/0/$ref: `parts.yaml#/P`: deeper.yaml has no `/P`",
        "`https://example.com/a.yaml#/A`: references to other hosts are not fetched",
        "`invalid.yaml`: the file invalid.yaml cannot be read: ",
        "`../shared/outside.yaml`: the file is outside the folder of the document",
        "`.`: the file cannot be read: not a file",
        "path-item-ref api/openapi.yaml#/paths/~1item",
        "dangling-ref api/openapi.yaml#/paths/~1schema/get/responses/200",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    for unused in ["~1example", "webhooks", "hook.yaml", "~1whole"] {
        assert!(!text.contains(unused), "{unused}\n{text}");
    }
    for allowed in [FileAccess::Anywhere, FileAccess::Below(files.path(""))] {
        let (_, diagnostics) = files.client(&allowed);
        assert!(
            !diagnostics.join("\n").contains("outside"),
            "{diagnostics:?}"
        );
    }
    let output = pipeline::run(files.read(&FileAccess::Beside), None, Policy::Strict, "");
    assert!(output.client.is_none());
    assert!(output.errors().any(|e| e.rule == "external-ref"));
}

#[test]
fn an_overlay_can_replace_a_reference_without_a_target() {
    let files = Files::new(&[(
        "api/openapi.yaml",
        &document(&refer("none.yaml"), "schemas: {}"),
    )]);
    let overlay = json!({"overlay": "1.0.0", "actions": [
        {"target": "$..schema", "description": "It does not exist.", "update": {"$ref": "#/components/schemas/A"}},
        {"target": "$.components.schemas", "description": "New.", "update": {"A": {"type": "string"}}},
    ]});
    let overlay = Some(Source::new("overlay.yaml", overlay));
    let output = pipeline::run(files.read(&FileAccess::Beside), overlay, Policy::Strict, "");
    assert!(output.client.is_some(), "{:?}", output.diagnostics);
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_folder_is_outside() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            &document(&refer("link.yaml"), "schemas: {}"),
        ),
        ("secret.yaml", "type: string"),
    ]);
    std::os::unix::fs::symlink(files.path("secret.yaml"), files.path("api/link.yaml")).unwrap();
    let (_, diagnostics) = files.client(&FileAccess::Beside);
    assert!(
        diagnostics[0].ends_with("the file is outside the folder of the document"),
        "{diagnostics:?}"
    );
    let (_, diagnostics) = files.client(&FileAccess::Anywhere);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

#[test]
fn messages_of_all_stages_name_the_file() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            &document("$ref: 'paths/a.yaml#/item'", "schemas: {}"),
        ),
        (
            "api/paths/a.yaml",
            "item:\n  get:\n    operationId: a\n    parameters: [{$ref: '../p.yaml', x-a: 1}]\n    responses:\n      '200': {description: '', content: {application/json: {schema: {type: object, properties: {x: {$ref: '../schemas/x.yaml#/X'}}}}}}\n",
        ),
        (
            "api/p.yaml",
            "{name: p, in: query, wrong: 1, schema: {type: string}}",
        ),
        (
            "api/schemas/x.yaml",
            "X: {type: object, properties: {y: {type: string, contentSchemas: {}}}}",
        ),
    ]);
    let (_, diagnostics) = files.client(&FileAccess::Beside);
    assert_eq!(
        diagnostics,
        [
            "unknown-field api/p.yaml#/wrong: unknown field `wrong`",
            "unknown-keyword api/schemas/x.yaml#/X/properties/y/contentSchemas: unknown keyword `contentSchemas`",
        ]
    );
}

#[test]
fn mappings_of_discriminators_are_references_too() {
    let pets = "
Pet:
  oneOf: [{$ref: 'cat.yaml'}, {$ref: '#/Dog'}, {$ref: '#/components/schemas/Bird'}]
  discriminator: {propertyName: kind, mapping: {cat: cat.yaml, dog: './pets.yaml#/Dog', bird: Bird}}
Dog: {type: object, required: [kind], properties: {kind: {type: string}, bark: {type: boolean}}}
components: {schemas: {Bird: {type: object, required: [kind], properties: {kind: {type: string}}}}}
";
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            &document(&refer("pets.yaml#/Pet"), "schemas: {Dog: {type: string}}"),
        ),
        ("api/pets.yaml", pets),
        (
            "api/cat.yaml",
            "{type: object, required: [kind], properties: {kind: {type: string}}}",
        ),
    ]);
    let doc = files.value();
    assert_eq!(
        doc["components"]["schemas"]["Pet"]["discriminator"]["mapping"],
        json!({
            "cat": "#/components/schemas/cat",
            "dog": "#/components/schemas/Dog_pets",
            "bird": "#/components/schemas/Bird",
        })
    );
    // Without a mapping, the tag is the name that the component has in its file.
    files.add(
        "api/pets.yaml",
        &pets.replace(
            ", mapping: {cat: cat.yaml, dog: './pets.yaml#/Dog', bird: Bird}",
            "",
        ),
    );
    assert_eq!(
        files.value()["components"]["schemas"]["Pet"]["discriminator"]["mapping"],
        json!({"Dog": "#/components/schemas/Dog_pets"})
    );
}

#[test]
fn anchors_and_identifiers_are_targets() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            &document(&refer("defs.yaml#/A"), "schemas: {}"),
        ),
        (
            "api/defs.yaml",
            "A: {type: object, properties: {b: {$ref: '#b'}, c: {$ref: 'https://example.com/c.json'}}}\nB: {$anchor: b, type: string}\nC: {$id: 'https://example.com/c.json', type: integer}\n",
        ),
    ]);
    let properties = &files.value()["components"]["schemas"]["A"]["properties"];
    assert_eq!(properties["b"]["$ref"], "#/components/schemas/B");
    assert_eq!(properties["c"]["$ref"], "#/components/schemas/C");
}

#[test]
fn a_declared_uri_is_not_the_base_of_references() {
    for (uri, severity) in [
        ("https://example.com/v1/defs.json", Severity::Note),
        ("other/defs.yaml", Severity::Unsupported),
    ] {
        let files = Files::new(&[
            (
                "api/openapi.yaml",
                &document(&refer("a/defs.yaml#/A"), "schemas: {}"),
            ),
            (
                "api/a/defs.yaml",
                &format!("$id: {uri}\nA: {{$ref: b.yaml}}\n"),
            ),
            ("api/a/b.yaml", "type: string"),
        ]);
        let source = files.read(&FileAccess::Beside);
        let found: Vec<_> = source.bundled.diagnostics(&source.value).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].severity, severity);
        assert_eq!(
            (found[0].rule, found[0].pointer.as_str()),
            ("base-uri", "/$id")
        );
        assert_eq!(found[0].file, "api/a/defs.yaml");
    }
}

#[test]
fn files_of_swagger_become_definitions() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            "swagger: '2.0'\npaths: {/a: {$ref: a.yaml}}\ndefinitions: {User: {$ref: user.yaml}}\n",
        ),
        (
            "api/a.yaml",
            "get: {parameters: [{$ref: 'p.yaml#/limit'}], responses: {200: {schema: {$ref: user.yaml}}}}",
        ),
        (
            "api/p.yaml",
            "limit: {name: limit, in: query, type: integer}",
        ),
        ("api/user.yaml", "type: object"),
    ]);
    let doc = files.value();
    let get = &doc["paths"]["/a"]["get"];
    assert_eq!(get["parameters"][0]["$ref"], "#/parameters/limit");
    assert_eq!(
        get["responses"]["200"]["schema"]["$ref"],
        "#/definitions/User"
    );
    assert_eq!(doc["definitions"]["User"], json!({"type": "object"}));
}

#[test]
fn copies_are_limited_in_number_and_depth() {
    // Each file has ten copies of the next.
    let files = Files::new(&[(
        "api/openapi.yaml",
        "openapi: 3.1.0\npaths: {/a: {$ref: '0.yaml'}}\n",
    )]);
    for i in 0..12 {
        let copies: Vec<String> = (0..10)
            .map(|n| format!("c{n}: {{$ref: '{}.yaml'}}", i + 1))
            .collect();
        files.add(
            &format!("api/{i}.yaml"),
            &format!("servers: {{{}}}\n", copies.join(", ")),
        );
    }
    files.add("api/12.yaml", "a: 1\n");
    let (client, diagnostics) = files.client(&FileAccess::Beside);
    assert!(client.is_none());
    assert!(
        diagnostics[0].contains(&limits::MAX_BUNDLED_VALUES.to_string()),
        "{diagnostics:?}"
    );
    // Each file is nested in the one before.
    for i in 0..200 {
        files.add(
            &format!("api/{i}.yaml"),
            &format!("servers: {{a: {{$ref: '{}.yaml'}}}}\n", i + 1),
        );
    }
    let (client, diagnostics) = files.client(&FileAccess::Beside);
    assert!(client.is_none());
    assert!(
        diagnostics[0].contains("nested deeper than 96"),
        "{diagnostics:?}"
    );
}

#[test]
fn a_corpus_has_the_roots_only() {
    let files = Files::new(&[
        (
            "api/openapi.yaml",
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {$ref: 'users.yaml#/paths/~1a'}}\ncomponents: {schemas: {A: {$ref: common.yaml#/components/schemas/A}}}\n",
        ),
        (
            "api/users.yaml",
            "openapi: 3.1.0\npaths: {/a: {get: {responses: {'200': {$ref: 'openapi.yaml#/components/responses/R'}}}}}\n",
        ),
        (
            "api/common.yaml",
            "openapi: 3.1.0\npaths: {}\ncomponents: {schemas: {A: {type: string}}}\n",
        ),
        ("api/part.yaml", "type: string\n"),
        (
            "other/openapi.yaml",
            "openapi: 3.1.0\npaths: {/b: {get: {responses: {'200': {$ref: '../api/openapi.yaml#/components/responses/R'}}}}}\n",
        ),
    ]);
    let found = corpus::documents(files.0.path(), u64::MAX).unwrap();
    let names: Vec<&Path> = found
        .iter()
        .map(|path| path.strip_prefix(files.0.path()).unwrap())
        .collect();
    assert_eq!(
        names,
        [
            Path::new("api/openapi.yaml"),
            Path::new("other/openapi.yaml")
        ]
    );
}

#[test]
fn the_uri_of_the_document_is_not_another_host() {
    let own = "https://example.com/api/openapi.yaml";
    let item = format!(
        "get: {{operationId: a, responses: {{'200': {{$ref: '{own}#/components/responses/R'}}}}}}"
    );
    let components = "responses: {R: {description: '', content: {application/json: {schema: {$ref: 'parts.yaml#/A'}}}}}";
    let root = document(&item, components).replace("3.1.0", &format!("3.2.0\n$self: {own}"));
    let parts = format!(
        "A: {{type: array, items: {{$ref: '{own}#/components/responses/R/content/application~1json/schema'}}}}"
    );
    let files = Files::new(&[("api/openapi.yaml", &root), ("api/parts.yaml", &parts)]);
    let (client, reported) = files.client(&FileAccess::Beside);
    assert_eq!(reported, [""; 0]);
    assert!(client.unwrap().code.contains("fn send(self) -> types::A"));
}

#[test]
fn a_reference_to_a_file_that_cannot_be_read_names_the_file() {
    let root = document(&refer("parts/a.yaml#/A"), "schemas: {}");
    let files = Files::new(&[
        ("api/openapi.yaml", &root),
        (
            "api/parts/a.yaml",
            "A: {$ref: '#/B'}\nB: {$ref: 'none.yaml'}",
        ),
    ]);
    let (_, reported) = files.client(&FileAccess::Beside);
    assert!(
        reported[0].ends_with(
            "`parts/a.yaml#/A`: the file parts/none.yaml cannot be read: it does not exist"
        ),
        "{reported:?}"
    );
}

#[test]
fn a_chain_of_references_is_not_a_circle() {
    let root = document(&refer("parts.yaml#/S0"), "schemas: {}");
    let parts: String = (0..100)
        .map(|i| format!("S{i}: {{$ref: '#/S{}'}}\n", i + 1))
        .collect();
    let files = Files::new(&[("api/openapi.yaml", &root), ("api/parts.yaml", &parts)]);
    let (_, reported) = files.client(&FileAccess::Beside);
    let message = "more than 64 references lead to its target";
    assert!(reported[0].contains(message), "{reported:?}");
}
