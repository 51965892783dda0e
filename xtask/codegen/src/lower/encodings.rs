//! Prepares the `encoding` of bodies: resolves the headers of parts, and removes what does not apply.

use serde_json::{Map, Value, json};

use super::keyword_rewrites::is_file;
use crate::components;
use crate::diagnostic::Report;
use crate::media_type::essence;
use crate::pointer::{component, join, schema_name};
use crate::walk;

/// Maximum number of references that lead to one header.
const CHAIN: usize = 8;

/// Keywords of a style, which OpenAPI 3.0 has for URL-encoded forms only.
const STYLE: [&str; 3] = ["style", "explode", "allowReserved"];

pub(super) fn prepare(doc: &mut Value, report: &mut Report) {
    let headers = doc.pointer("/components/headers").cloned();
    let version = doc.get("openapi").and_then(Value::as_str);
    let mut preparation = EncodingPreparation {
        schemas: components::schemas(doc).clone(),
        headers: headers.unwrap_or_default(),
        is_3_0: version.is_some_and(|version| version.starts_with("3.0")),
        report,
    };
    if let Some(components) = doc.get_mut("components") {
        walk::each_mut(components, "requestBodies", "/components", &mut |b, at| {
            preparation.body(b, at);
        });
    }
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        if let Some(body) = operation.get_mut("requestBody") {
            preparation.body(body, &join(at, "requestBody"));
        }
    });
}

struct EncodingPreparation<'a> {
    schemas: Map<String, Value>,
    /// The headers of the components.
    headers: Value,
    is_3_0: bool,
    report: &'a mut Report,
}

impl EncodingPreparation<'_> {
    fn body(&mut self, body: &mut Value, at: &str) {
        walk::each_mut(body, "content", at, &mut |media, at| {
            let name = crate::pointer::unescape(at.rsplit('/').next().unwrap_or_default());
            let is_multipart = essence(&name).starts_with("multipart/");
            if is_multipart {
                self.files(media);
            }
            walk::entries_mut(media, "encoding", at, &mut |encoding, at| {
                let Some(map) = encoding.as_object_mut() else {
                    self.report.unsupported(
                        "encoding",
                        at,
                        "the encoding is not an object",
                        "Write an object, such as `{contentType: application/json}`.",
                    );
                    return;
                };
                if is_multipart && self.is_3_0 {
                    self.remove_style(map, at);
                }
                self.headers(map, at, is_multipart);
            });
        });
    }

    /// Writes the media types of files, which their schemas have, as those of the parts.
    fn files(&self, media: &mut Value) {
        let schema = media.get("schema").map(|schema| self.named(schema));
        let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
        let described = properties.into_iter().flatten().filter_map(|(name, part)| {
            let part = self.named(part);
            let part = part.get("items").map_or(part, |item| self.named(item));
            let is_encoded = part.get("contentEncoding").is_some_and(|it| it != "binary");
            let file = part.get("contentMediaType")?.as_str()?;
            (!is_encoded && is_file(file)).then(|| (name.clone(), json!(file)))
        });
        let described: Vec<(String, Value)> = described.collect();
        let empty = || json!({});
        let media = media.as_object_mut().filter(|_| !described.is_empty());
        let encodings = media.map(|media| media.entry("encoding").or_insert_with(empty));
        let Some(encodings) = encodings.and_then(Value::as_object_mut) else {
            return;
        };
        for (name, file) in described {
            let encoding = encodings.entry(name).or_insert_with(empty);
            if let Some(encoding) = encoding.as_object_mut() {
                encoding.entry("contentType").or_insert(file);
            }
        }
    }

    /// Returns the component that a schema refers to.
    fn named<'b>(&'b self, schema: &'b Value) -> &'b Value {
        let reference = schema.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(schema_name);
        let named = name.and_then(|name| self.schemas.get(&name));
        named.unwrap_or(schema)
    }

    fn remove_style(&mut self, encoding: &mut Map<String, Value>, at: &str) {
        for keyword in STYLE {
            if encoding.shift_remove(keyword).is_some() {
                self.report.note(
                    "encoding",
                    &join(at, keyword),
                    "ignored, as OpenAPI 3.0 says of all forms that are not URL-encoded",
                );
            }
        }
    }

    fn headers(&mut self, encoding: &mut Map<String, Value>, at: &str, is_multipart: bool) {
        let at = join(at, "headers");
        if !is_multipart {
            if encoding.shift_remove("headers").is_some() {
                let message = "ignored: the fields of a URL-encoded form have no headers";
                self.report.note("encoding", &at, message);
            }
            return;
        }
        let Some(headers) = encoding.get_mut("headers").and_then(Value::as_object_mut) else {
            return;
        };
        let own = std::mem::take(headers);
        for (name, header) in own {
            let at = join(&at, &name);
            if name.eq_ignore_ascii_case("content-type") {
                let message = "ignored: `contentType` says the media type of a part";
                self.report.note("encoding", &at, message);
                continue;
            }
            match self.resolve(header) {
                Some(header) => {
                    headers.insert(name, header);
                }
                None => self.report.unsupported(
                    "dangling-ref",
                    &at,
                    "the header of the part is not in this document: it is not sent",
                    "Write the header here, or bundle the documents into one file first.",
                ),
            }
        }
    }

    /// Returns the header that a header refers to.
    fn resolve(&self, mut header: Value) -> Option<Value> {
        for _ in 0..CHAIN {
            let Some(reference) = header.get("$ref").and_then(Value::as_str) else {
                return header.is_object().then_some(header);
            };
            header = self.headers.get(component(reference, "headers")?)?.clone();
        }
        None
    }
}
