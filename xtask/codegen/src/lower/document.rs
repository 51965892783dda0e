//! Lowers the objects of a document that are not schemas.

use serde_json::{Map, Value, json};

use super::fields::{self, remove_unknown};
use super::keywords::kind as type_of;
use super::schema;
use crate::diagnostic::Report;
use crate::media_type::{MediaKind, essence, kind};
use crate::pointer::{join, unescape};
use crate::walk;

const DOCUMENT: [&str; 8] = [
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "tags",
    "externalDocs",
];
const COMPONENTS: [&str; 9] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
];
const ITEM: [&str; 14] = [
    "summary",
    "description",
    "servers",
    "parameters",
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
    walk::ADDITIONAL,
];
const OPERATION: [&str; 12] = [
    "tags",
    "summary",
    "description",
    "externalDocs",
    "operationId",
    "parameters",
    "requestBody",
    "responses",
    "callbacks",
    "deprecated",
    "security",
    "servers",
];
const PARAMETER: [&str; 13] = [
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];
const BODY: [&str; 3] = ["description", "content", "required"];
const RESPONSE: [&str; 5] = ["summary", "description", "headers", "content", "links"];
const MEDIA: [&str; 8] = [
    "description",
    "schema",
    "itemSchema",
    "example",
    "examples",
    "encoding",
    "prefixEncoding",
    "itemEncoding",
];

pub(super) fn lower(doc: &mut Value, report: &mut Report) {
    let Some(root) = doc.as_object_mut() else {
        return;
    };
    if root.shift_remove("webhooks").is_some() {
        report.note(
            "no-client-part",
            "/webhooks",
            "removed: it does not describe requests that a client sends",
        );
    }
    if let Some(dialect) = root.shift_remove("jsonSchemaDialect") {
        schema::dialect(&dialect, "/jsonSchemaDialect", report);
    }
    remove_unknown(root, "", &DOCUMENT, report);
    objects(root, "", &["info", "paths", "components"], report);
    if !root.contains_key("paths") {
        root.insert("paths".to_owned(), json!({}));
        report.note("no-paths", "", "`paths` is missing: assumed to be empty");
    }
    fields::check(doc, report);
    let Some(root) = doc.as_object_mut() else {
        return;
    };
    info(root, report);
    if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
        let kinds = ["schemas", "responses", "parameters", "requestBodies"];
        objects(components, "/components", &kinds, report);
        // The passes before have inlined the path items and the media types.
        let unused = [
            "examples",
            "links",
            "callbacks",
            "headers",
            "pathItems",
            "mediaTypes",
        ];
        for key in unused {
            components.shift_remove(key);
        }
        remove_unknown(components, "/components", &COMPONENTS, report);
    }
    if let Some(components) = doc.get_mut("components") {
        let at = "/components";
        walk::each_mut(components, "parameters", at, &mut |p, at| {
            parameter(p, at, report);
        });
        walk::each_mut(components, "requestBodies", at, &mut |b, at| {
            body(b, at, report);
        });
        walk::each_mut(components, "responses", at, &mut |r, at| {
            response(r, at, report);
        });
    }
    walk::items_mut(doc, &mut |_, item, at| {
        let Some(map) = item.as_object_mut() else {
            report.unsupported(
                "path-item",
                at,
                "the path item is not an object",
                "Write an object with one entry per method.",
            );
            *item = json!({});
            return;
        };
        remove_unknown(map, at, &ITEM, report);
        fields::servers(item, at, report);
        walk::list_mut(item, "parameters", at, &mut |p, at| {
            parameter(p, at, report)
        });
        walk::item_operations_mut(item, at, &mut |_, operation, at| {
            self::operation(operation, at, report);
        });
    });
}

fn info(root: &mut Map<String, Value>, report: &mut Report) {
    let info = root
        .entry("info")
        .or_insert_with(|| json!({"title": "", "version": ""}));
    let Some(info) = info.as_object_mut() else {
        return;
    };
    info.shift_remove("summary");
    info.shift_remove("license");
    for key in ["title", "version"] {
        let text = match info.get(key) {
            Some(Value::String(_)) => continue,
            Some(number @ Value::Number(_)) => number.to_string(),
            _ => String::new(),
        };
        let message = match info.get(key) {
            Some(Value::Number(_)) => format!("a number instead of a string: read as `{text}`"),
            Some(_) => "not a string: assumed to be empty".to_owned(),
            None => "missing: assumed to be empty".to_owned(),
        };
        report.note("info", &join("/info", key), message);
        info.insert(key.to_owned(), json!(text));
    }
}

fn operation(operation: &mut Value, at: &str, report: &mut Report) {
    let Some(map) = operation.as_object_mut() else {
        report.unsupported(
            "operation",
            at,
            "the operation is not an object",
            "Write an object with `responses`.",
        );
        *operation = json!({"responses": {}});
        return;
    };
    remove_unknown(map, at, &OPERATION, report);
    fields::flags(map, at, report);
    fields::external_docs(&Value::Object(map.clone()), at, report);
    if map.shift_remove("callbacks").is_some() {
        report.note(
            "no-client-part",
            &join(at, "callbacks"),
            "removed: it does not describe requests that a client sends",
        );
    }
    objects(map, at, &["requestBody", "responses"], report);
    if !map.get("responses").is_some_and(Value::is_object) {
        map.insert("responses".to_owned(), json!({}));
    }
    fields::servers(operation, at, report);
    walk::list_mut(operation, "parameters", at, &mut |p, at| {
        parameter(p, at, report);
    });
    if let Some(b) = operation.get_mut("requestBody") {
        body(b, &join(at, "requestBody"), report);
    }
    walk::each_mut(operation, "responses", at, &mut |r, at| {
        response(r, at, report);
    });
}

fn parameter(parameter: &mut Value, at: &str, report: &mut Report) {
    if let Some(map) = referring(parameter, at, report) {
        remove_unknown(map, at, &PARAMETER, report);
        fields::flags(map, at, report);
        map.shift_remove("example");
        map.shift_remove("examples");
        media(parameter, at, report);
    }
}

fn body(body: &mut Value, at: &str, report: &mut Report) {
    if let Some(map) = referring(body, at, report) {
        remove_unknown(map, at, &BODY, report);
        fields::flags(map, at, report);
        let content = map.get("content").and_then(Value::as_object);
        if content.is_none_or(Map::is_empty) {
            report.unsupported(
                "no-content",
                at,
                "the body has no `content`: the method takes none",
                "Add its media type and schema in an overlay.",
            );
        }
        media(body, at, report);
    }
}

fn response(response: &mut Value, at: &str, report: &mut Report) {
    if let Some(map) = referring(response, at, report) {
        remove_unknown(map, at, &RESPONSE, report);
        if map.shift_remove("links").is_some() {
            report.note(
                "no-client-part",
                &join(at, "links"),
                "removed: it does not describe requests that a client sends",
            );
        }
        fields::headers(response, at, report);
        if let Some(map) = response.as_object_mut() {
            map.shift_remove("headers");
        }
        media(response, at, report);
    } else if !response.is_object() {
        report.unsupported(
            "not-an-object",
            at,
            format!(
                "{} is not a response: no body is described",
                type_of(response)
            ),
            OBJECT,
        );
        *response = json!({"description": ""});
    }
}

fn media(holder: &mut Value, at: &str, report: &mut Report) {
    if let Some(holder) = holder.as_object_mut() {
        objects(holder, at, &["content"], report);
    }
    walk::each_mut(holder, "content", at, &mut |media, at| {
        let name = unescape(at.rsplit('/').next().unwrap_or(""));
        let without_effect: &[&str] = match kind(&name, &json!({})) {
            MediaKind::Multipart => &[],
            MediaKind::Form => &["prefixEncoding", "itemEncoding"],
            _ => &["encoding", "prefixEncoding", "itemEncoding"],
        };
        fields::encoding(media, at, report);
        if let Some(map) = media.as_object_mut() {
            remove_unknown(map, at, &MEDIA, report);
            map.shift_remove("example");
            map.shift_remove("examples");
            for key in without_effect {
                if map.shift_remove(*key).is_some() {
                    let message = format!("removed: `{}` has no parts to encode", essence(&name));
                    report.note("encoding", &join(at, key), message);
                }
            }
        }
    });
}

/// Returns the object, unless it is a reference. Keywords beside `$ref` are removed.
fn referring<'a>(
    value: &'a mut Value,
    at: &str,
    report: &mut Report,
) -> Option<&'a mut Map<String, Value>> {
    let map = value.as_object_mut()?;
    if let Some(reference) = map.get("$ref").cloned() {
        let known = ["$ref", "summary", "description"];
        for key in fields::unknown(map, &known) {
            report.note(
                "reference-sibling",
                &join(at, key),
                "removed: a reference has no fields of its own in OpenAPI",
            );
        }
        map.clear();
        map.insert("$ref".to_owned(), reference);
        return None;
    }
    Some(map)
}

const OBJECT: &str = "Write an object, or change it in an overlay.";

/// Removes and reports fields whose value is not an object. Null is the same as no value.
fn objects(map: &mut Map<String, Value>, at: &str, keys: &[&str], report: &mut Report) {
    for key in keys {
        let Some(value) = map.get(*key).filter(|value| !value.is_object()) else {
            continue;
        };
        let message = format!("{} is not an object: ignored", type_of(value));
        let at = join(at, key);
        match value {
            Value::Null => report.note("not-an-object", &at, message),
            _ => report.unsupported("not-an-object", &at, message, OBJECT),
        }
        map.shift_remove(*key);
    }
}
