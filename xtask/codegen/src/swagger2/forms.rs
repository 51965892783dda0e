//! Converts the parameters that are a request body: one `body`, or the fields of a form.

use serde_json::{Map, Value, json};

use super::collections::{self, ListLocation};
use super::context::{BodyDirection, ConversionContext};
use super::fields::{self, BODY, ITEMS, PARAMETER};
use super::parameters::SwaggerParameter;
use super::schemas;
use crate::media_type::essence;
use crate::pointer::join;

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Returns the request body of an operation at `at` that consumes `media`, if it has one.
pub(super) fn body(
    parameters: &[SwaggerParameter],
    media: &[String],
    at: &str,
    context: &mut ConversionContext<'_>,
) -> Option<Value> {
    let bodies = parameters.iter().filter(|p| p.text("in") == "body");
    let forms = parameters.iter().filter(|p| p.text("in") == "formData");
    let (bodies, forms): (Vec<_>, Vec<_>) = (bodies.collect(), forms.collect());
    let to = join(at, "requestBody");
    let Some((first, others)) = bodies.split_first() else {
        return (!forms.is_empty()).then(|| form(&forms, media, &to, at, context));
    };
    for other in others.iter().chain(&forms) {
        context.report.unsupported(
            "body",
            &other.from,
            "an operation has one body: this parameter is left out",
            "Remove it or the other body in an overlay.",
        );
    }
    Some(plain(first, media, &to, at, context))
}

/// Converts a parameter `body`.
fn plain(
    parameter: &SwaggerParameter,
    media: &[String],
    to: &str,
    at: &str,
    context: &mut ConversionContext<'_>,
) -> Value {
    let from = &parameter.from;
    context.moves.add(to, from);
    let map = parameter.value.as_object().cloned().unwrap_or_default();
    let map = body_schema(map, from, context);
    let mut map = fields::known(&map, from, &BODY, context.report);
    for key in ["name", "in", "example", "examples"] {
        map.shift_remove(key);
    }
    let schema = map.shift_remove("schema").map(|mut schema| {
        schemas::convert(&mut schema, &join(from, "schema"), context);
        schema
    });
    let assumed;
    let media = if media.is_empty() {
        assumed = [context.assumed_media_type(at, BodyDirection::Request)];
        &assumed[..]
    } else {
        media
    };
    let mut content = Map::new();
    for media in media {
        let entry = match &schema {
            Some(schema) => json!({"schema": schema}),
            None => json!({}),
        };
        let to = join(&join(to, "content"), media);
        context.moves.add(join(&to, "schema"), join(from, "schema"));
        context.moves.add(to, from);
        content.insert(media.clone(), entry);
    }
    map.insert("content".to_owned(), Value::Object(content));
    Value::Object(map)
}

/// Moves the keywords of a body without a schema into one.
fn body_schema(
    map: Map<String, Value>,
    from: &str,
    context: &mut ConversionContext<'_>,
) -> Map<String, Value> {
    if map.contains_key("schema") || !map.contains_key("type") {
        return map;
    }
    let message = "the type of a body is not part of Swagger 2.0: read as that of its schema";
    context
        .report
        .note("not-in-2.0", &join(from, "type"), message);
    let (schema, mut map): (Map<_, _>, Map<_, _>) =
        map.into_iter().partition(|(key, _)| ITEMS.has(key));
    map.insert("schema".to_owned(), Value::Object(schema));
    map
}

/// Returns the media type of a form.
fn form_media(
    has_file: bool,
    media: &[String],
    at: &str,
    context: &mut ConversionContext<'_>,
) -> &'static str {
    let lists = |name: &str| media.iter().any(|media| essence(media) == name);
    let chosen = if has_file || (lists(MULTIPART) && !lists(FORM)) {
        MULTIPART
    } else {
        FORM
    };
    let others: Vec<&str> = media
        .iter()
        .map(String::as_str)
        .filter(|media| essence(media) != chosen)
        .collect();
    if !lists(chosen) {
        let reason = match has_file {
            true => "a file needs it",
            false => "a form needs a media type of forms",
        };
        let message = format!("`consumes` does not list {chosen}: sent, because {reason}");
        context.report.note("media-type", at, message);
    } else if !others.is_empty() {
        let message = format!("the form is sent as {chosen}, not as {}", others.join(", "));
        context.report.note("media-type", at, message);
    }
    chosen
}

/// Reports `allowEmptyValue` of a field.
fn empty_value(schema: &Map<String, Value>, from: &str, context: &mut ConversionContext<'_>) {
    let (rule, at) = ("allow-empty-value", join(from, "allowEmptyValue"));
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => {
            context
                .report
                .note(rule, &at, "an empty string is sent as an empty value")
        }
        _ => context.report.unsupported(
            rule,
            &at,
            "the type of the field has no empty value",
            "Describe it as a string in an overlay.",
        ),
    }
}

/// Converts the parameters of a form.
fn form(
    parameters: &[&SwaggerParameter],
    media: &[String],
    to: &str,
    at: &str,
    context: &mut ConversionContext<'_>,
) -> Value {
    let has_file = parameters.iter().any(|parameter| {
        let items = parameter.value.get("items");
        collections::is_file(&parameter.value) || items.is_some_and(collections::is_file)
    });
    let chosen = form_media(has_file, media, at, context);
    let location = match chosen {
        MULTIPART => ListLocation::Multipart,
        _ => ListLocation::Query,
    };
    let to_media = join(&join(to, "content"), chosen);
    let properties_at = format!("{to_media}/schema/properties");
    let (mut properties, mut encoding) = (Map::new(), Map::new());
    let mut required: Vec<&str> = Vec::new();
    for parameter in parameters {
        let (name, from) = (parameter.text("name"), &parameter.from);
        let map = parameter.value.as_object();
        let Some(map) = map.filter(|_| !name.is_empty() && !properties.contains_key(name)) else {
            context.report.unsupported(
                "form-field",
                from,
                "a field of a form needs a `name` of its own; left out",
                "Correct it in an overlay.",
            );
            continue;
        };
        let converted = collections::convert(map, from, &PARAMETER, location, context);
        let mut schema = converted.schema;
        if converted.rest.get("allowEmptyValue") == Some(&json!(true)) {
            empty_value(&schema, from, context);
        }
        for (key, value) in converted.rest {
            // What is not about the place of the parameter.
            if ["deprecated", "description"].contains(&key.as_str()) || key.starts_with("x-") {
                schema.insert(key, value);
            } else if key == "required" && value == json!(true) {
                required.push(name);
            }
        }
        if let Some((style, explode)) = converted.style {
            let written = json!({"style": style, "explode": explode});
            encoding.insert(name.to_owned(), written);
        }
        context.moves.add(join(&properties_at, name), from);
        properties.insert(name.to_owned(), Value::Object(schema));
    }
    for to in [to, &to_media, &join(&to_media, "schema")] {
        context.moves.add(to, join(at, "parameters"));
    }
    let is_required = !required.is_empty();
    let mut schema = json!({"type": "object", "properties": properties});
    if is_required {
        schema["required"] = json!(required);
    }
    let mut entry = json!({"schema": schema});
    if !encoding.is_empty() {
        entry["encoding"] = Value::Object(encoding);
    }
    let mut content = Map::new();
    content.insert(chosen.to_owned(), entry);
    json!({"required": is_required, "content": content})
}
