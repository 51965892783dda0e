//! The media types that requests name.

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::document;

use crate::helpers;

/// Returns the code of the client of a document with this operation at `POST /a`.
fn code(operation: &str) -> String {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths: {{/a: {{post: {operation}}}}}\n\
         components: {{schemas: {{Photo: {{type: string, contentMediaType: image/jpeg}}}}}}\n"
    );
    let output = helpers::run("d", document::parse("d", &text).unwrap(), Policy::Lenient);
    output.client.unwrap().code
}

#[test]
fn a_file_is_not_asked_for_as_json() {
    let file = "{schema: {type: string, format: binary}}";
    for types in [
        ["application/json", "image/png"],
        ["image/png", "application/json"],
    ] {
        let content = types.map(|media| format!("{media}: {file}")).join(", ");
        let response = format!("{{description: '', content: {{{content}}}}}");
        let code = code(&format!("{{responses: {{'200': {response}}}}}"));
        assert!(code.contains(".accept(\"image/png\")"), "{code}");
    }
}

#[test]
fn a_multipart_body_that_is_described_as_bytes_is_a_form() {
    for schema in ["{type: string, format: binary}", "{type: string}", "{}"] {
        let body =
            format!("{{required: true, content: {{multipart/form-data: {{schema: {schema}}}}}}}");
        let code = code(&format!("{{requestBody: {body}, responses: {{}}}}"));
        assert!(
            code.contains("body: ::rolekit_runtime::multipart::Form"),
            "{schema}\n{code}"
        );
    }
}

#[test]
fn a_part_has_the_media_type_of_its_schema() {
    let properties = "png: {contentMediaType: image/png}, \
         list: {type: array, items: {$ref: '#/components/schemas/Photo'}}, \
         own: {type: string, contentMediaType: image/png}, \
         text: {type: string, contentEncoding: base64, contentMediaType: image/png}, \
         json: {type: string, contentMediaType: application/json}";
    let content = format!(
        "multipart/form-data: {{schema: {{type: object, properties: {{{properties}}}}}, \
         encoding: {{own: {{contentType: image/gif}}, list: {{headers: {{}}}}}}}}"
    );
    let code = code(&format!(
        "{{requestBody: {{content: {{{content}}}}}, responses: {{}}}}"
    ));
    for part in [
        r#".file("png", Some("image/png"), value)"#,
        r#".file("list", Some("image/jpeg"), value)"#,
        r#".file("own", Some("image/gif"), value)"#,
        r#".value("text", None, &value)"#,
        r#".value("json", None, &value)"#,
    ] {
        assert!(code.contains(part), "{part}\n{code}");
    }
}

#[test]
fn a_text_that_is_not_a_media_type_is_reported() {
    for (media, is_valid) in [
        ("application/json", true),
        ("Application/Problem+JSON; charset=utf-8", true),
        ("*/*", true),
        ("", false),
        ("json", false),
        ("text /plain", false),
        ("application/json\r\nX-Evil: 1", false),
    ] {
        let doc = serde_json::json!({
            "openapi": "3.0.3", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": {
                "requestBody": {"content": {media: {"schema": {"type": "object"}}}},
                "responses": {},
            }}},
        });
        let output = helpers::run("d", doc, Policy::Lenient);
        let found = output
            .diagnostics
            .iter()
            .find(|d| d.message.starts_with("not a media type"));
        assert_eq!(found.is_none(), is_valid, "{media:?}");
        let lines = found.map_or(2, |found| found.to_string().lines().count());
        assert_eq!(lines, 2, "{media:?}");
    }
}
