//! The parts of a multipart body.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::context::{IrContext, resolve};
use super::fields::FormFields;
use super::forms::{RULE, accepts_json, is_json};
use super::parameters;
use super::unions::{self, Visited};
use crate::diagnostic::Report;
use crate::ir::{Parameter, Part};
use crate::media_type::essence;
use crate::names::{is_identifier, snake};
use crate::openapi::{self, Encoding, MediaType};
use crate::pointer::join;

impl IrContext<'_> {
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
        let Some(fields) = FormFields::of(self.doc, self.hints, schema) else {
            self.report.note(
                "multipart",
                at,
                "the parts are not listed; the method takes any form",
            );
            return None;
        };
        if fields.is_open {
            self.report.unsupported(
                "multipart",
                at,
                "further parts, which `additionalProperties` describes, cannot be sent",
                "List them in an overlay, or remove `properties`: the method takes any form then.",
            );
        }
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
        let described = encoding.and_then(Encoding::media_type);
        // The caller chooses one of several media types.
        let media = described.filter(|media| !media.contains([',', '*']));
        let PartShape {
            one,
            is_list,
            is_file,
        } = shape(self.doc, schema, media, at, self.report);
        // A file without a media type has the first that fits.
        let first = described.filter(|_| is_file).into_iter();
        let mut first = first.flat_map(|media| media.split(',').map(str::trim));
        let media = media.or_else(|| first.find(|media| !media.contains('*')));
        let mut style = None;
        if let Some(encoding) = encoding.filter(|encoding| encoding.has_style()) {
            if is_form && !is_file {
                style = Some(self.styled(name, encoding, Some(schema), at));
            } else {
                let message = match is_file {
                    true => "the style is ignored: a file has none",
                    false => "the style is ignored: only `multipart/form-data` has one",
                };
                self.report.note(RULE, at, message);
            }
        }
        let is_structured = !is_file && self.is_structured(one);
        let mut choices = described.into_iter().flat_map(|media| media.split(','));
        let is_json = described.is_none() || choices.any(|media| accepts_json(media.trim()));
        if !is_json && style.is_none() && is_structured {
            self.report_media(described.unwrap_or_default(), &join(at, "contentType"));
        }
        if is_structured && has_file(self.doc, one, &mut Visited::new()) {
            self.report.unsupported(
                "multipart",
                at,
                "the part is JSON, and a file in it is a string of the JSON",
                "Describe the file as a part of its own in an overlay, if the service reads it so.",
            );
        }
        let is_sent = is_json || !is_structured;
        let description = schema.get("description").and_then(Value::as_str);
        Part {
            name: name.to_owned(),
            field: String::new(),
            required: false,
            list: is_list,
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
            let header = openapi::ParameterObject(&header);
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

/// What a part is: a value or a file, or several of them, each in a part of its own.
struct PartShape<'a> {
    one: &'a Value,
    is_list: bool,
    is_file: bool,
}

fn shape<'a>(
    doc: &'a Value,
    schema: &'a Value,
    media: Option<&str>,
    at: &str,
    report: &mut Report,
) -> PartShape<'a> {
    let of = |schema: &'a Value| {
        let own = resolve(doc, schema);
        let is_list = own.get("type").is_some_and(|kind| kind == "array");
        let item = own.get("items").filter(|_| is_list);
        let one = item.unwrap_or(schema);
        PartShape {
            one,
            is_list: item.is_some(),
            is_file: is_file(resolve(doc, one), media),
        }
    };
    let shapes = unions::alternatives(doc, schema).into_iter().map(of);
    let shapes: Vec<PartShape<'_>> = shapes.collect();
    if shapes.len() < 2 {
        return of(schema);
    }
    let list = shapes.iter().find(|it| it.is_list);
    let files = shapes.iter().filter(|it| it.is_file).count();
    if files > 0 {
        if files < shapes.len() {
            let message = "the method takes a file; a text is a file with that content";
            report.note("multipart", at, message);
        }
        return PartShape {
            one: schema,
            is_list: list.is_some(),
            is_file: true,
        };
    }
    if let Some(list) = list {
        if shapes.iter().all(|it| is_same(doc, it.one, list.one)) {
            let is_list = true;
            return PartShape { is_list, ..*list };
        }
        report.unsupported(
            "multipart",
            at,
            "the part is a value or a list of other values: a list is JSON in one part",
            "Describe one of them in an overlay.",
        );
    }
    PartShape {
        one: schema,
        is_list: false,
        is_file: false,
    }
}

/// Returns whether two schemas have the same values.
fn is_same(doc: &Value, a: &Value, b: &Value) -> bool {
    let bare = |schema| {
        let schema = resolve(doc, schema)
            .as_object()
            .cloned()
            .unwrap_or_default();
        let texts = ["description", "title"];
        let keywords = schema.into_iter();
        keywords
            .filter(|(key, _)| !texts.contains(&key.as_str()))
            .collect::<serde_json::Map<_, _>>()
    };
    bare(a) == bare(b)
}

/// Returns whether a value may have a file in it.
fn has_file(doc: &Value, schema: &Value, visited: &mut Visited) -> bool {
    let mut alternatives = unions::alternatives(doc, schema).into_iter();
    alternatives.any(|it| {
        if !visited.insert(it) {
            return false;
        }
        let properties = it.get("properties").and_then(Value::as_object);
        let inner = properties.into_iter().flatten().map(|(_, inner)| inner);
        let mut inner = inner.chain(it.get("items"));
        it.get("format").is_some_and(|format| format == "binary")
            || inner.any(|inner| has_file(doc, inner, visited))
    })
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
        Some("string") => match format {
            Some("binary") => true,
            // Encoded bytes are text.
            Some("byte" | "base64") => false,
            _ => media.is_some() && !is_text,
        },
        // A part without a schema is a file.
        None => {
            let is_annotation = |key: &String| key == "description" || key == "nullable";
            let mut keys = schema.as_object().map(|schema| schema.keys());
            !is_text && keys.as_mut().is_some_and(|keys| keys.all(is_annotation))
        }
        _ => false,
    }
}
