//! The parts of a multipart body.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::context::{Context, resolve};
use super::fields::Fields;
use super::forms::{RULE, is_json};
use super::parameters;
use crate::ir::{Parameter, Part};
use crate::media_type::essence;
use crate::names::{is_identifier, snake};
use crate::openapi::{self, Encoding, MediaType};
use crate::pointer::join;

impl Context<'_> {
    /// Returns the parts of a multipart body in document order; `None` if its schema does not list them.
    pub(super) fn parts(
        &mut self,
        schema: &Value,
        entry: MediaType<'_>,
        at: &str,
    ) -> Option<Vec<Part>> {
        let is_form = essence(entry.name) == "multipart/form-data";
        if !is_form {
            self.report.note(
                "multipart",
                at,
                "the parts have their names in `Content-ID`, which OpenAPI does not say",
            );
        }
        let Some(fields) = Fields::of(self.doc, self.hints, schema) else {
            self.report.note(
                "multipart",
                at,
                "the parts are not listed; the method takes any form",
            );
            return None;
        };
        let mut used_names = BTreeSet::new();
        let mut out = Vec::new();
        for (name, schema) in &fields.properties {
            if name.contains(char::is_control) {
                self.report.unsupported(
                    "multipart",
                    at,
                    format!(
                        "a call with the part `{}` fails: RFC 7578 has no name with a line break or \
                         another control character",
                        name.escape_debug()
                    ),
                    "Correct the name in an overlay.",
                );
            }
            let mut encodings = entry.encodings();
            let encoding = encodings.find(|(property, _)| property == name);
            let encoding = encoding.map(|(_, encoding)| encoding);
            let at = join(&join(at, "encoding"), name);
            let required = fields.required.contains(name);
            let mut part = self.part(name, schema, encoding, is_form, &at);
            part.field = field_name(name, &format!("part_{}", out.len()), &mut used_names);
            part.required = required;
            if let Some(encoding) = encoding {
                part.headers = self.part_headers(&part, encoding, &at, &mut used_names);
            }
            out.push(part);
        }
        for (name, _) in entry.encodings() {
            if !fields.properties.contains_key(name) {
                let at = join(&join(at, "encoding"), name);
                self.report
                    .note(RULE, &at, "ignored: the form has no such property");
            }
        }
        Some(out)
    }

    /// Returns a part without its field and headers.
    fn part(
        &mut self,
        name: &str,
        schema: &Value,
        encoding: Option<Encoding<'_>>,
        is_form: bool,
        at: &str,
    ) -> Part {
        let own = resolve(self.doc, schema);
        let is_list = own.get("type").is_some_and(|kind| kind == "array");
        let item = own.get("items").filter(|_| is_list);
        let one = item.unwrap_or(schema);
        let media = encoding
            .and_then(Encoding::media_type)
            // The caller chooses one of several media types.
            .filter(|media| !media.contains([',', '*']));
        let is_file = is_file(resolve(self.doc, one), media);
        let mut style = None;
        if let Some(encoding) = encoding.filter(|encoding| encoding.has_style() && !is_file) {
            if is_form {
                style = Some(self.styled(name, encoding, Some(schema), at));
            } else {
                let message = "the style is ignored: only `multipart/form-data` has one";
                self.report.note(RULE, at, message);
            }
        }
        let is_json = media.is_none_or(is_json);
        if !is_json && style.is_none() && !is_file && self.is_object(one) {
            self.report_media(media.unwrap_or_default(), &join(at, "contentType"));
        }
        let is_sent = is_json || !self.is_object(one);
        let description = schema.get("description").and_then(Value::as_str);
        Part {
            name: name.to_owned(),
            field: String::new(),
            required: false,
            list: item.is_some(),
            ty: (!is_file).then(|| self.requests.add_not_null(one)),
            media: media.filter(|_| is_sent || is_file).map(str::to_owned),
            style,
            headers: Vec::new(),
            description: description.unwrap_or_default().trim().to_owned(),
        }
    }

    fn part_headers(
        &mut self,
        part: &Part,
        encoding: Encoding<'_>,
        at: &str,
        used_names: &mut BTreeSet<String>,
    ) -> Vec<Parameter> {
        let mut out = Vec::new();
        for (name, header) in encoding.headers() {
            let at = join(&join(at, "headers"), name);
            let mut header = header.clone();
            header["name"] = json!(name);
            header["in"] = json!("header");
            let header = openapi::Parameter(&header);
            let Some(mut header) = parameters::read(header, &at, self.requests, self.report) else {
                continue;
            };
            let wanted = format!("{}_{name}", part.field);
            let other = format!("{}_header_{}", part.field, out.len());
            header.argument = field_name(&wanted, &other, used_names);
            header.required &= part.required;
            out.push(header);
        }
        out
    }
}

/// Returns a free name of a field: the first one that is an identifier.
fn field_name(wanted: &str, other: &str, used_names: &mut BTreeSet<String>) -> String {
    let mut field = snake(wanted);
    if !is_identifier(&field) {
        other.clone_into(&mut field);
    }
    while !used_names.insert(field.clone()) {
        field.push('_');
    }
    field
}

fn is_file(schema: &Value, media: Option<&str>) -> bool {
    let is_text = media.is_some_and(|media| {
        let essence = essence(media);
        essence.starts_with("text/")
            || is_json(media)
            || essence == "application/xml"
            || essence.ends_with("+xml")
    });
    let format = schema.get("format").and_then(Value::as_str);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => format == Some("binary") || (media.is_some() && !is_text),
        // A part without a schema is a file.
        None => {
            let is_annotation = |key: &String| key == "description" || key == "nullable";
            let mut keys = schema.as_object().map(|schema| schema.keys());
            !is_text && keys.as_mut().is_some_and(|keys| keys.all(is_annotation))
        }
        _ => false,
    }
}
