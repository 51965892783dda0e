//! The body of a call.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::super::media::{self, Kind};
use super::resolve;
use super::shapes::Shapes;
use crate::diagnostic::Report;
use crate::names::{is_identifier, snake};
use crate::plan::{Body, BodyContent, Field, Part, Style};
use crate::pointer::join;

/// Plans the body, where there is one.
pub(super) fn plan(
    doc: &Value,
    renamed: &[Field],
    value: &Value,
    at: &str,
    shapes: &mut Shapes,
    report: &mut Report,
) -> Option<Body> {
    let body = value.get("requestBody")?;
    let at = join(&join(at, "requestBody"), "content");
    let content = body.get("content").and_then(Value::as_object);
    let (media, entry) = content.and_then(|c| c.iter().next())?;
    let at = join(&at, media);
    let any = json!({});
    let schema = entry.get("schema").unwrap_or(&any);
    let kind = match media::kind(media, entry) {
        // A text with a structure has to be built by whoever knows that structure.
        Kind::Text => BodyContent::Text,
        Kind::Bytes => BodyContent::Bytes,
        Kind::Json => BodyContent::Json(shapes.add(schema)),
        Kind::Form => BodyContent::Form(shapes.add_present(schema), encodings(entry)),
        Kind::Multipart => {
            BodyContent::Multipart(parts(doc, renamed, schema, entry, &at, shapes, report))
        }
    };
    let wildcard = media.contains('*');
    let media = match &kind {
        BodyContent::Json(_) if wildcard => "application/json",
        BodyContent::Text if wildcard => "text/plain",
        _ if wildcard => "application/octet-stream",
        _ => media,
    };
    Some(Body {
        required: body.get("required") == Some(&Value::Bool(true)),
        media: media.to_owned(),
        content: kind,
        description: body
            .get("description")
            .and_then(Value::as_str)
            .unwrap_or("")
            .trim()
            .to_owned(),
    })
}

/// How the fields of a form are written that are not written as usual.
fn encodings(entry: &Value) -> Vec<(String, Style, bool)> {
    let entries = entry.get("encoding").and_then(Value::as_object);
    entries
        .into_iter()
        .flatten()
        .filter_map(|(name, encoding)| {
            let style = match encoding.get("style").and_then(Value::as_str)? {
                "form" => Style::Form,
                "spaceDelimited" => Style::Space,
                "pipeDelimited" => Style::Pipe,
                "deepObject" => Style::Deep,
                _ => return None,
            };
            let explode = encoding.get("explode").and_then(Value::as_bool);
            Some((name.clone(), style, explode.unwrap_or(style == Style::Form)))
        })
        .collect()
}

/// The parts of a form; none where its schema does not list them.
fn parts(
    doc: &Value,
    renamed: &[Field],
    schema: &Value,
    entry: &Value,
    at: &str,
    shapes: &mut Shapes,
    report: &mut Report,
) -> Option<Vec<Part>> {
    let mut fields = Fields {
        renamed,
        properties: BTreeMap::new(),
        required: BTreeSet::new(),
    };
    let plain = fields.collect(doc, schema, "", 0);
    if !plain || fields.properties.is_empty() {
        report.note(
            "multipart",
            at,
            "the parts are not listed; any form is taken",
        );
        return None;
    }
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    for (name, schema) in &fields.properties {
        let own = resolve(doc, schema);
        let is = |schema: &Value, kind: &str| schema.get("type") == Some(&json!(kind));
        let item = own.get("items").filter(|_| is(own, "array"));
        let one = item.map_or(schema, |item| item);
        let target = resolve(doc, one);
        let media = entry
            .get("encoding")
            .and_then(|e| e.get(name)?.get("contentType")?.as_str())
            // Of several media types the caller chooses.
            .filter(|media| !media.contains([',', '*']));
        let file = is_file(target, media);
        let mut field = snake(name);
        if !is_identifier(&field) {
            field = format!("part_{}", out.len());
        }
        while !taken.insert(field.clone()) {
            field.push('_');
        }
        let text = |schema: &Value| schema.get("description")?.as_str().map(str::to_owned);
        out.push(Part {
            name: name.clone(),
            field,
            required: fields.required.contains(name),
            list: item.is_some(),
            shape: (!file).then(|| shapes.add_present(one)),
            media: media.map(str::to_owned),
            description: text(schema).unwrap_or_default().trim().to_owned(),
        });
    }
    Some(out)
}

fn is_file(schema: &Value, media: Option<&str>) -> bool {
    let text = media.is_some_and(|m| m.starts_with("text/plain") || m.contains("json"));
    let format = schema.get("format").and_then(Value::as_str);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => format == Some("binary") || (media.is_some() && !text),
        // No schema at all is bytes in a part of a form.
        None => schema
            .as_object()
            .is_some_and(|s| s.keys().all(|k| k == "description" || k == "nullable")),
        _ => false,
    }
}

/// The fields of an object, those that `allOf` brings in among them, by their names on the wire.
struct Fields<'a> {
    renamed: &'a [Field],
    properties: BTreeMap<String, Value>,
    required: BTreeSet<String>,
}

impl Fields<'_> {
    /// Whether they are all; `schema` is of this component.
    fn collect(&mut self, doc: &Value, schema: &Value, component: &str, depth: usize) -> bool {
        if depth > 16 || schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
            return false;
        }
        let wire = |name: &str| {
            let own = |f: &&Field| f.component == component && f.name == name;
            let renamed = self.renamed.iter().find(own);
            renamed.map_or(name, |f| &f.wire).to_owned()
        };
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
        let arms = schema.get("allOf").and_then(Value::as_array);
        for arm in arms.into_iter().flatten() {
            if !self.collect(doc, arm, component, depth + 1) {
                return false;
            }
        }
        let name = schema.get("$ref").and_then(Value::as_str);
        let Some(name) = name.and_then(crate::pointer::schema_name) else {
            return true;
        };
        let target = doc
            .pointer("/components/schemas")
            .and_then(|s| s.get(&name));
        target.is_some_and(|target| self.collect(doc, target, &name, depth + 1))
    }
}
