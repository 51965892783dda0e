//! Reports unknown fields of the objects that describe the document, servers, tags, credentials, forms and
//! headers. `document` has those of paths and operations.

use serde_json::{Map, Value};

use crate::diagnostic::Report;
use crate::pointer::join;
use crate::walk;

const INFO: [&str; 7] = [
    "title",
    "summary",
    "description",
    "termsOfService",
    "contact",
    "license",
    "version",
];
const CONTACT: [&str; 3] = ["name", "url", "email"];
const LICENSE: [&str; 3] = ["name", "identifier", "url"];
const EXTERNAL_DOCS: [&str; 2] = ["description", "url"];
const TAG: [&str; 6] = [
    "name",
    "summary",
    "description",
    "externalDocs",
    "parent",
    "kind",
];
const SERVER: [&str; 4] = ["url", "name", "description", "variables"];
const VARIABLE: [&str; 3] = ["enum", "default", "description"];
const SCHEME: [&str; 10] = [
    "type",
    "description",
    "name",
    "in",
    "scheme",
    "bearerFormat",
    "flows",
    "openIdConnectUrl",
    "oauth2MetadataUrl",
    "deprecated",
];
const FLOWS: [&str; 5] = [
    "implicit",
    "password",
    "clientCredentials",
    "authorizationCode",
    "deviceAuthorization",
];
const FLOW: [&str; 5] = [
    "authorizationUrl",
    "deviceAuthorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "scopes",
];
const FLAG_RULE: &str = "keyword-value";
/// Fields of operations, parameters, bodies and encodings that are booleans.
const FLAGS: [&str; 5] = [
    "allowEmptyValue",
    "allowReserved",
    "deprecated",
    "explode",
    "required",
];
const ENCODING: [&str; 8] = [
    "contentType",
    "headers",
    "style",
    "explode",
    "allowReserved",
    "encoding",
    "prefixEncoding",
    "itemEncoding",
];
const HEADER: [&str; 11] = [
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "content",
    "example",
    "examples",
];

/// Removes and reports fields that are not in `known`.
pub(super) fn remove_unknown(
    map: &mut Map<String, Value>,
    at: &str,
    known: &[&str],
    report: &mut Report,
) {
    for key in unknown(map, known) {
        report.unsupported(
            "unknown-field",
            &join(at, &key),
            format!("unknown field `{key}`"),
            "Check the spelling, or remove it in an overlay; extensions begin with `x-`.",
        );
        map.shift_remove(&key);
    }
}

/// Notes fields that are not in `known`, of an object that says nothing about requests.
fn note_unknown(value: &Value, at: &str, known: &[&str], report: &mut Report) {
    for key in value
        .as_object()
        .map(|map| unknown(map, known))
        .into_iter()
        .flatten()
    {
        report.note(
            "unknown-field",
            &join(at, &key),
            format!("unknown field `{key}`: ignored, because the object does not affect requests"),
        );
    }
}

pub(super) fn unknown(map: &Map<String, Value>, known: &[&str]) -> Vec<String> {
    let keys = map
        .keys()
        .filter(|k| !known.contains(&k.as_str()) && !k.starts_with("x-"));
    keys.cloned().collect()
}

/// Reports unknown fields of the parts of the document outside of `paths`.
pub(super) fn check(doc: &mut Value, report: &mut Report) {
    for (pointer, known) in [
        ("/info", &INFO[..]),
        ("/info/contact", &CONTACT),
        ("/info/license", &LICENSE),
        ("/externalDocs", &EXTERNAL_DOCS),
    ] {
        if let Some(value) = doc.pointer(pointer) {
            note_unknown(value, pointer, known, report);
        }
    }
    walk::list_mut(doc, "tags", "", &mut |tag, at| {
        note_unknown(tag, at, &TAG, report);
        external_docs(tag, at, report);
    });
    servers(doc, "", report);
    if let Some(components) = doc.get_mut("components") {
        let at = "/components";
        walk::each_mut(components, "securitySchemes", at, &mut |scheme, at| {
            security_scheme(scheme, at, report);
        });
    }
}

fn remove_unknown_of(value: &mut Value, at: &str, known: &[&str], report: &mut Report) {
    if let Some(map) = value.as_object_mut() {
        remove_unknown(map, at, known, report);
    }
}

/// Reports unknown fields of the servers of a document, a path or an operation.
pub(super) fn servers(holder: &mut Value, at: &str, report: &mut Report) {
    walk::list_mut(holder, "servers", at, &mut |server, at| {
        remove_unknown_of(server, at, &SERVER, report);
        walk::each_mut(server, "variables", at, &mut |variable, at| {
            remove_unknown_of(variable, at, &VARIABLE, report);
        });
    });
}

/// Notes unknown fields of the `externalDocs` of an object.
pub(super) fn external_docs(holder: &Value, at: &str, report: &mut Report) {
    if let Some(docs) = holder.get("externalDocs") {
        note_unknown(docs, &join(at, "externalDocs"), &EXTERNAL_DOCS, report);
    }
}

fn security_scheme(scheme: &mut Value, at: &str, report: &mut Report) {
    if scheme.get("$ref").is_some() {
        return;
    }
    remove_unknown_of(scheme, at, &SCHEME, report);
    if let Some(flows) = scheme.get_mut("flows") {
        // The caller obtains the token.
        note_unknown(flows, &join(at, "flows"), &FLOWS, report);
    }
    walk::each_mut(scheme, "flows", at, &mut |flow, at| {
        note_unknown(flow, at, &FLOW, report);
    });
}

/// Reports unknown fields of the `encoding` of a form.
pub(super) fn encoding(media: &mut Value, at: &str, report: &mut Report) {
    walk::each_mut(media, "encoding", at, &mut |encoding, at| {
        remove_unknown_of(encoding, at, &ENCODING, report);
        if let Some(map) = encoding.as_object_mut() {
            flags(map, at, report);
        }
    });
}

/// Notes that the headers of a response have no types.
pub(super) fn headers(response: &mut Value, at: &str, report: &mut Report) {
    walk::each_mut(response, "headers", at, &mut |header, at| {
        if header.get("$ref").is_none() {
            note_unknown(header, at, &HEADER, report);
        }
    });
    if response.get("headers").is_some() {
        report.note(
            "headers",
            &join(at, "headers"),
            "not typed: the response has all headers as text",
        );
    }
}

/// Reads flags that are written as texts, as YAML 1.1 has them, and removes other values.
pub(super) fn flags(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    for key in FLAGS {
        let Some(value) = map.get(key).filter(|value| !value.is_boolean()) else {
            continue;
        };
        let text = value.as_str().map(str::to_ascii_lowercase);
        let flag = match text.as_deref() {
            Some("true" | "yes" | "on") => Some(true),
            Some("false" | "no" | "off") => Some(false),
            _ => None,
        };
        let at = join(at, key);
        match flag {
            Some(flag) => {
                let message = format!("{value} is not a boolean: read as `{flag}`");
                report.note(FLAG_RULE, &at, message);
                map.insert(key.to_owned(), Value::Bool(flag));
            }
            None => {
                let message = format!("{value} is not a boolean: ignored");
                report.unsupported(FLAG_RULE, &at, message, "Write `true` or `false`.");
                map.shift_remove(key);
            }
        }
    }
}
