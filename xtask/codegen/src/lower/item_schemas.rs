//! Gives each media type that is a sequence of items the schema of an item.
//!
//! OpenAPI 3.2 has `itemSchema` for it. In earlier versions a list describes its items, and another schema
//! each item.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys::EVENTS;
use crate::limits::MAX_CHAIN;
use crate::media_type::{MediaKind, kind};
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
    let mut preparation = ItemSchemaPreparation {
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

struct ItemSchemaPreparation<'a> {
    schemas: &'a Map<String, Value>,
    report: &'a mut Report,
}

impl ItemSchemaPreparation<'_> {
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

    fn media(&mut self, media: &mut Map<String, Value>, kind: MediaKind, at: &str) {
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
            MediaKind::Events if is_text => {
                self.report
                    .note(RULE, at, "a stream of events with their data as text");
                return;
            }
            MediaKind::Events => self.event(item, media, at),
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
        let mut data = EventData::default();
        self.inline_data(&mut event, None, &[], DEPTH, &mut data);
        self.check_id(&event, &join(at, "itemSchema"), DEPTH);
        let (mode, text) = match (data.has_json(), data.has_text()) {
            (true, false) => (json!("json"), "json as data".to_owned()),
            (true, true) => data.mode().unwrap_or_else(|| {
                self.report.unsupported(
                    RULE,
                    at,
                    "data that is text is read as JSON if it is JSON: its type is not known by `event`",
                    "Give each alternative with other data an `event` that is constant.",
                );
                (json!("json"), "json or text as data".to_owned())
            }),
            (false, _) => (json!("text"), "text as data".to_owned()),
        };
        media.insert(EVENTS.to_owned(), mode);
        let message = format!("a stream of events as the schema describes them, with {text}");
        self.report.note(RULE, at, message);
        match data.has_json() {
            true => event,
            false => item,
        }
    }

    /// Reports the id of an event that is described as another type than a string.
    fn check_id(&mut self, schema: &Value, at: &str, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let schema = self.resolve(schema).clone();
        let id = schema.pointer("/properties/id").map(|id| self.resolve(id));
        let kind = id.and_then(|id| id.get("type"));
        let is_text = |kind: &Value| kind == "string";
        if let Some(kind) = kind
            && !is_text(kind)
            && !kind
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(is_text))
        {
            self.report.unsupported(
                RULE,
                &join(&join(at, "properties"), "id"),
                "the id of an event is a string: the client does not read it as another type",
                "Describe it as a string in an overlay.",
            );
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            let parts = schema.get(key).and_then(Value::as_array);
            for (index, part) in parts.into_iter().flatten().enumerate() {
                self.check_id(part, &join(&join(at, key), index), depth);
            }
        }
    }

    fn resolve<'b>(&'b self, mut schema: &'b Value) -> &'b Value {
        for _ in 0..MAX_CHAIN {
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

    /// Replaces data that is described as text with JSON in it by that JSON. What is replaced is inline,
    /// because the component may have other uses. `outer` is the data that a schema around this one
    /// describes, and `outer_names` are the types of events there.
    fn inline_data(
        &self,
        schema: &mut Value,
        outer: Option<&Value>,
        outer_names: &[String],
        depth: usize,
        found: &mut EventData,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let mut copy = self.resolve(schema).clone();
        let name = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(schema_name);
        let names = match self.event_names(&copy) {
            names if names.is_empty() => outer_names.to_vec(),
            names => names,
        };
        let Some(fields) = copy.as_object_mut() else {
            return;
        };
        if let Some(name) = name {
            fields.entry("title").or_insert(json!(name));
        }
        let is_union = ["anyOf", "oneOf"]
            .iter()
            .any(|key| fields.contains_key(*key));
        let own = fields.get("properties").and_then(|p| p.get("data"));
        let mut data = own.map(|data| self.resolve(data).clone());
        // The alternatives describe the same data further.
        if let (Some(outer), Some(data)) = (outer.and_then(Value::as_object), &mut data)
            && let Some(data) = data.as_object_mut()
        {
            for (key, value) in outer {
                data.entry(key).or_insert_with(|| value.clone());
            }
        }
        let data = data.or_else(|| outer.cloned());
        if is_union {
            if let Some(properties) = fields.get_mut("properties").and_then(Value::as_object_mut) {
                properties.shift_remove("data");
            }
        } else if let Some(data) = &data {
            let content = json_content(data);
            let list = match content.is_some() || !is_text(data) {
                true => &mut found.json,
                false => &mut found.text,
            };
            list.push(names.clone());
            if content.is_some() || outer.is_some() {
                let properties = fields.entry("properties").or_insert_with(|| json!({}));
                if let Some(properties) = properties.as_object_mut() {
                    let content = content.unwrap_or_else(|| data.clone());
                    properties.insert("data".to_owned(), content);
                }
            }
        }
        let outer = data.as_ref().filter(|_| is_union);
        for key in ["allOf", "anyOf", "oneOf"] {
            let parts = fields.get_mut(key).and_then(Value::as_array_mut);
            for part in parts.into_iter().flatten() {
                let outer = outer.filter(|_| key != "allOf");
                self.inline_data(part, outer, &names, depth, found);
            }
        }
        *schema = copy;
    }

    /// Returns the values that the type of an event may have, if it is not any.
    fn event_names(&self, schema: &Value) -> Vec<String> {
        let all = schema.get("allOf").and_then(Value::as_array);
        let all = all.into_iter().flatten().map(|part| self.resolve(part));
        let mut events = [schema].into_iter().chain(all);
        let event = events.find_map(|part| part.pointer("/properties/event"));
        let event = event.map(|event| self.resolve(event));
        let values = event.and_then(|event| match (event.get("const"), event.get("enum")) {
            (Some(value), _) => Some(vec![value.clone()]),
            (None, values) => values?.as_array().cloned(),
        });
        let values = values.unwrap_or_default();
        values
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    }
}

/// The types of the events whose data is JSON, and of those whose data is text, by alternative. None if an
/// alternative is of any type.
#[derive(Debug, Default)]
struct EventData {
    json: Vec<Vec<String>>,
    text: Vec<Vec<String>>,
}

impl EventData {
    fn has_json(&self) -> bool {
        !self.json.is_empty()
    }

    fn has_text(&self) -> bool {
        !self.text.is_empty()
    }

    /// Returns which events have JSON as their data, and a description; `None` if their types do not say it.
    fn mode(&self) -> Option<(Value, String)> {
        let names =
            |list: &[Vec<String>]| -> BTreeSet<String> { list.iter().flatten().cloned().collect() };
        let has_any = |list: &[Vec<String>]| list.iter().any(Vec::is_empty);
        let (json, text) = (names(&self.json), names(&self.text));
        if !json.is_disjoint(&text) || has_any(&self.json) && has_any(&self.text) {
            return None;
        }
        let (key, names, other) = match has_any(&self.json) {
            true => ("text", text, "json"),
            false => ("json", json, "text"),
        };
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let list = list.join(", ");
        let message = format!("{key} as data in events of the type {list}, and {other} in others");
        Some((json!({key: names}), message))
    }
}

/// Returns whether data is described as a string.
fn is_text(data: &Value) -> bool {
    let is_string = |kind: &Value| kind == "string" || kind == "null";
    match (data.get("type"), data.get("const"), data.get("enum")) {
        (Some(Value::Array(kinds)), ..) => kinds.iter().all(is_string),
        (Some(kind), ..) => kind == "string",
        (None, Some(value), _) => value.is_string(),
        (None, None, Some(Value::Array(values))) => values.iter().all(Value::is_string),
        _ => false,
    }
}

fn parts(schema: &Value) -> impl Iterator<Item = &Value> {
    let keys = ["allOf", "anyOf", "oneOf"].into_iter();
    keys.filter_map(|key| schema.get(key)?.as_array()).flatten()
}

/// Returns the schema of the JSON in a text.
fn json_content(schema: &Value) -> Option<Value> {
    let media = schema.get("contentMediaType").and_then(Value::as_str)?;
    let is_json = kind(media, &Value::Null) == MediaKind::Json && !media.contains('*');
    let content = schema.get("contentSchema").cloned();
    is_json.then(|| content.unwrap_or_else(|| json!({})))
}
