//! Gives each media type that is a sequence of items the schema of an item.
//!
//! OpenAPI 3.2 has `itemSchema` for it. In earlier versions a list describes its items, and another schema
//! each item.

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys::EVENTS;
use crate::media_type::{Kind, kind};
use crate::pointer::{join, schema_name, unescape};
use crate::walk;

/// The rule of the messages.
const RULE: &str = "stream";

/// Maximum number of schemas in each other that describe an event.
const DEPTH: usize = 8;

/// The fields of an event.
const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

pub(super) fn prepare(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    let mut preparation = Preparation {
        schemas: &schemas,
        report,
    };
    if let Some(components) = doc.get_mut("components") {
        for kind in ["requestBodies", "responses"] {
            walk::each_mut(components, kind, "/components", &mut |holder, at| {
                preparation.content(holder, at);
            });
        }
    }
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        if let Some(body) = operation.get_mut("requestBody") {
            preparation.content(body, &join(at, "requestBody"));
        }
        walk::each_mut(operation, "responses", at, &mut |response, at| {
            preparation.content(response, at);
        });
    });
}

struct Preparation<'a> {
    schemas: &'a Map<String, Value>,
    report: &'a mut Report,
}

impl Preparation<'_> {
    fn content(&mut self, holder: &mut Value, at: &str) {
        walk::each_mut(holder, "content", at, &mut |media, at| {
            let name = unescape(at.rsplit('/').next().unwrap_or_default());
            let kind = kind(&name, media);
            if let Some(media) = media.as_object_mut()
                && kind.is_stream()
            {
                self.media(media, kind, at);
            }
        });
    }

    fn media(&mut self, media: &mut Map<String, Value>, kind: Kind, at: &str) {
        let whole = media.shift_remove("schema");
        let is_given = media.contains_key("itemSchema");
        let item = match media.shift_remove("itemSchema") {
            Some(item) => item,
            None => match whole {
                Some(whole) => {
                    self.report
                        .moved(join(at, "itemSchema"), &join(at, "schema"));
                    self.item(whole)
                }
                None => return,
            },
        };
        let is_text = self.resolve(&item).get("type") == Some(&json!("string"));
        let item = match kind {
            Kind::Events if is_text => {
                self.report
                    .note(RULE, at, "a stream of events with their data as text");
                return;
            }
            Kind::Events => self.event(item, media, at),
            // The text is that of the whole body.
            _ if is_text && !is_given => {
                self.report
                    .note(RULE, at, "a stream of JSON values of any type");
                json!({})
            }
            _ => {
                self.report.note(RULE, at, "a stream of JSON values");
                item
            }
        };
        media.insert("itemSchema".to_owned(), item);
    }

    /// Returns the schema of an item of a body.
    fn item(&self, whole: Value) -> Value {
        let resolved = self.resolve(&whole);
        let is_list = match resolved.get("type") {
            Some(Value::Array(types)) => types.contains(&json!("array")),
            Some(kind) => kind == "array",
            None => resolved.get("items").is_some(),
        };
        match is_list {
            true => resolved.get("items").cloned().unwrap_or_else(|| json!({})),
            false => whole,
        }
    }

    /// Returns the schema of an event, and sets what it describes.
    fn event(&mut self, item: Value, media: &mut Map<String, Value>, at: &str) -> Value {
        if !self.is_event(&item, DEPTH) {
            media.insert(EVENTS.to_owned(), json!("data"));
            let message = "a stream of events; the schema is that of their data, which is JSON";
            self.report.note(RULE, at, message);
            return item;
        }
        let mut event = item.clone();
        let has_json = self.inline_data(&mut event, DEPTH);
        let mode = if has_json { "json" } else { "text" };
        media.insert(EVENTS.to_owned(), json!(mode));
        let message =
            format!("a stream of events as the schema describes them, with {mode} as data");
        self.report.note(RULE, at, message);
        match has_json {
            true => event,
            false => item,
        }
    }

    fn resolve<'b>(&'b self, mut schema: &'b Value) -> &'b Value {
        for _ in 0..DEPTH {
            let reference = schema.get("$ref").and_then(Value::as_str);
            match reference.and_then(|r| self.schemas.get(&schema_name(r)?)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    /// Returns whether a schema describes events: each of its properties is a field of an event.
    fn is_event(&self, schema: &Value, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let schema = self.resolve(schema);
        let properties = schema.get("properties").and_then(Value::as_object);
        let has_others = properties
            .is_some_and(|properties| properties.keys().any(|k| !FIELDS.contains(&k.as_str())));
        let has_data = properties.is_some_and(|p| p.contains_key("data"));
        let mut parts = parts(schema).peekable();
        let has_parts = parts.peek().is_some();
        !has_others && (has_data || has_parts && parts.all(|part| self.is_event(part, depth)))
    }

    /// Replaces data that is described as text with JSON in it by that JSON. Returns whether any data is
    /// JSON. What is replaced is inline, because the component may have other uses.
    fn inline_data(&self, schema: &mut Value, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let mut copy = self.resolve(schema).clone();
        let name = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name);
        if let (Some(name), Some(copy)) = (name, copy.as_object_mut()) {
            copy.entry("title").or_insert(json!(name));
        }
        let mut has_json = false;
        if let Some(data) = copy.pointer_mut("/properties/data") {
            let resolved = self.resolve(data);
            if let Some(content) = json_content(resolved) {
                *data = content;
                has_json = true;
            } else {
                has_json = resolved.get("type") != Some(&json!("string"));
            }
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in copy
                .get_mut(key)
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                has_json |= self.inline_data(part, depth);
            }
        }
        if has_json {
            *schema = copy;
        }
        has_json
    }
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let keys = ["allOf", "anyOf", "oneOf"].into_iter();
    keys.filter_map(|key| schema.get(key)?.as_array()).flatten()
}

/// Returns the schema of the JSON in a text.
fn json_content(schema: &Value) -> Option<Value> {
    let media = schema.get("contentMediaType").and_then(Value::as_str)?;
    let is_json = kind(media, &Value::Null) == Kind::Json && !media.contains('*');
    let content = schema.get("contentSchema").cloned();
    is_json.then(|| content.unwrap_or_else(|| json!({})))
}
