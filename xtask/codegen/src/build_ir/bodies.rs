//! The body of a request.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::context::{Context, resolve};
use crate::components;
use crate::ir::{Body, BodyContent, FormField, ParameterStyle, Part, TypeHints};
use crate::media_type::Kind;
use crate::names::{is_identifier, snake};
use crate::openapi::MediaType;
use crate::pointer::join;

impl Context<'_> {
    /// Returns the body, if there is one.
    pub(super) fn body(&mut self) -> Option<Body> {
        let body = self.value.body()?;
        let media = body.content()?;
        let at = join(&join(&join(self.at, "requestBody"), "content"), media.name);
        let any = json!({});
        let schema = media.schema().unwrap_or(&any);
        let content = match media.kind() {
            // Only the caller knows the format of structured text.
            Kind::Text => BodyContent::Text,
            Kind::Bytes => BodyContent::Bytes,
            Kind::Json => BodyContent::Json(self.requests.add(schema)),
            Kind::Form => BodyContent::Form(self.requests.add_not_null(schema), form_fields(media)),
            Kind::Multipart => BodyContent::Multipart(self.parts(schema, media, &at)),
        };
        let name = match &content {
            _ if !media.name.contains('*') => media.name,
            BodyContent::Json(_) => "application/json",
            BodyContent::Text => "text/plain",
            _ => "application/octet-stream",
        };
        Some(Body {
            required: body.is_required(),
            media: name.to_owned(),
            content,
            description: body.description().to_owned(),
        })
    }

    /// Returns the parts of a multipart form; `None` if its schema does not list them.
    fn parts(&mut self, schema: &Value, entry: MediaType<'_>, at: &str) -> Option<Vec<Part>> {
        let mut fields = Fields {
            hints: self.hints,
            properties: BTreeMap::new(),
            required: BTreeSet::new(),
        };
        let complete = fields.collect(self.doc, schema, "", 0);
        if !complete || fields.properties.is_empty() {
            self.report.note(
                "multipart",
                at,
                "the parts are not listed; the method takes any form",
            );
            return None;
        }
        let mut used_names = BTreeSet::new();
        let mut out = Vec::new();
        for (name, schema) in &fields.properties {
            let own = resolve(self.doc, schema);
            let is = |schema: &Value, kind: &str| schema.get("type") == Some(&json!(kind));
            let item = own.get("items").filter(|_| is(own, "array"));
            let one = item.unwrap_or(schema);
            let media = entry
                .encodings()
                .find(|(property, _)| property == name)
                .and_then(|(_, encoding)| encoding.media_type())
                // The caller chooses one of several media types.
                .filter(|media| !media.contains([',', '*']));
            let is_file = is_file(resolve(self.doc, one), media);
            let mut field = snake(name);
            if !is_identifier(&field) {
                field = format!("part_{}", out.len());
            }
            while !used_names.insert(field.clone()) {
                field.push('_');
            }
            let description = schema.get("description").and_then(Value::as_str);
            out.push(Part {
                name: name.clone(),
                field,
                required: fields.required.contains(name),
                list: item.is_some(),
                ty: (!is_file).then(|| self.requests.add_not_null(one)),
                media: media.map(str::to_owned),
                description: description.unwrap_or_default().trim().to_owned(),
            });
        }
        Some(out)
    }
}

/// Returns the fields of a URL-encoded form that are not written in the default way.
pub(super) fn form_fields(media: MediaType<'_>) -> Vec<FormField> {
    media
        .encodings()
        .filter_map(|(name, encoding)| {
            let style = match encoding.style()? {
                "form" => ParameterStyle::Form,
                "spaceDelimited" => ParameterStyle::SpaceDelimited,
                "pipeDelimited" => ParameterStyle::PipeDelimited,
                "deepObject" => ParameterStyle::DeepObject,
                _ => return None,
            };
            Some(FormField {
                name: name.to_owned(),
                style,
                explode: encoding.explode().unwrap_or(style.default_explode()),
            })
        })
        .collect()
}

fn is_file(schema: &Value, media: Option<&str>) -> bool {
    let text = media.is_some_and(|m| m.starts_with("text/plain") || m.contains("json"));
    let format = schema.get("format").and_then(Value::as_str);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => format == Some("binary") || (media.is_some() && !text),
        // A part without a schema is a file.
        None => schema
            .as_object()
            .is_some_and(|s| s.keys().all(|k| k == "description" || k == "nullable")),
        _ => false,
    }
}

/// The fields of an object and of its `allOf`, by their names in JSON.
struct Fields<'a> {
    hints: &'a TypeHints,
    properties: BTreeMap<String, Value>,
    required: BTreeSet<String>,
}

impl Fields<'_> {
    /// Adds the fields of `schema`, which is in `component`; returns whether these are all.
    fn collect(&mut self, doc: &Value, schema: &Value, component: &str, depth: usize) -> bool {
        if depth > 16 || schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
            return false;
        }
        let wire = |name: &str| self.hints.wire_name(component, name).to_owned();
        let required = schema.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        let required: Vec<String> = required.map(wire).collect();
        let properties = schema.get("properties").and_then(Value::as_object);
        let properties: Vec<(String, Value)> = properties
            .into_iter()
            .flatten()
            .map(|(name, property)| (wire(name), property.clone()))
            .collect();
        self.required.extend(required);
        self.properties.extend(properties);
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            if !self.collect(doc, part, component, depth + 1) {
                return false;
            }
        }
        let name = schema.get("$ref").and_then(Value::as_str);
        let Some(name) = name.and_then(crate::pointer::schema_name) else {
            return true;
        };
        let target = components::schemas(doc).get(&name);
        target.is_some_and(|target| self.collect(doc, target, &name, depth + 1))
    }
}
