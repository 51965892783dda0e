//! Converts responses.

use serde_json::{Map, Value, json};

use super::collections::{self, ListLocation};
use super::context::{BodyDirection, ConversionContext};
use super::fields::{self, HEADER, RESPONSE};
use super::schemas;
use crate::media_type::essence;
use crate::pointer::{join, percent_decoded};

/// The media type of an error with a schema that the media types of the operation cannot express.
const ERROR_MEDIA: &str = "application/json";

/// Converts the responses that operations share.
pub(super) fn shared(responses: &Value, context: &mut ConversionContext<'_>) -> Value {
    let media = context.common_media_types(BodyDirection::Response);
    let Some(responses) = responses.as_object() else {
        return responses.clone();
    };
    let converted = responses.iter().map(|(name, response)| {
        let from = join("/responses", name);
        let to = join("/components/responses", name);
        (name.clone(), convert(response, &from, &to, &media, context))
    });
    Value::Object(converted.collect())
}

/// Converts the responses of an operation. `media` are the media types that it lists itself.
pub(super) fn of_operation(
    responses: &Value,
    at: &str,
    media: Option<&[String]>,
    context: &mut ConversionContext<'_>,
) -> Value {
    let common = context.common_media_types(BodyDirection::Response);
    let Some(responses) = responses.as_object() else {
        return responses.clone();
    };
    let mut out = Map::new();
    for (status, response) in responses {
        let at = join(at, status);
        if status.starts_with("x-") {
            out.insert(status.clone(), response.clone());
            continue;
        }
        let (mut response, mut from) = (response, at.clone());
        let reference = response.get("$ref").and_then(Value::as_str);
        // A shared response has the media types of the document.
        if let (Some(_), Some(pointer)) = (media, reference.and_then(|r| r.strip_prefix('#'))) {
            let pointer = percent_decoded(pointer);
            if let Some(target) = context.source.pointer(&pointer) {
                (response, from) = (target, pointer);
            }
        }
        let media = media.unwrap_or(&common);
        out.insert(
            status.clone(),
            convert(response, &from, &at, media, context),
        );
    }
    Value::Object(out)
}

fn convert(
    response: &Value,
    from: &str,
    to: &str,
    media: &[String],
    context: &mut ConversionContext<'_>,
) -> Value {
    let Some(map) = response.as_object() else {
        return response.clone();
    };
    context.moves.add(to, from);
    let mut out = fields::known(map, from, &RESPONSE, context.report);
    let examples = out.shift_remove("examples");
    let examples = examples.as_ref().and_then(Value::as_object);
    if let Some(mut schema) = out.shift_remove("schema") {
        let is_file = schema.get("type") == Some(&json!("file"));
        let is_error = !to
            .rsplit('/')
            .next()
            .is_some_and(|status| status.starts_with('2'));
        schemas::convert(&mut schema, &join(from, "schema"), context);
        let mut media = media.to_vec();
        // The media types of an operation are often those of its success only.
        let named = examples.into_iter().flatten().map(|(media, _)| media);
        let named: Vec<String> = named.filter(|name| name.contains('/')).cloned().collect();
        media.extend(named);
        if is_error
            && !media.is_empty()
            && is_structured(&schema)
            && !media.iter().any(|m| has_structure(m))
        {
            let message = format!(
                "{} has no objects: assumed to be {ERROR_MEDIA}",
                media.join(", ")
            );
            context.report.note("media-type", from, message);
            media = vec![ERROR_MEDIA.to_owned()];
        }
        if media.is_empty() {
            media.push(match is_file {
                true => "application/octet-stream".to_owned(),
                false => context.assumed_media_type(from, BodyDirection::Response),
            });
        }
        let mut content = Map::new();
        for media in media {
            let to = join(&join(to, "content"), &media);
            context.moves.add(join(&to, "schema"), join(from, "schema"));
            context.moves.add(to, from);
            let example = examples.and_then(|examples| examples.get(&media));
            let mut entry = json!({"schema": schema});
            if let Some(example) = example {
                entry["example"] = example.clone();
            }
            content.insert(media, entry);
        }
        out.insert("content".to_owned(), Value::Object(content));
    }
    if let Some(Value::Object(headers)) = out.get_mut("headers") {
        for (name, header) in headers {
            let Value::Object(map) = header else { continue };
            let from = join(&join(from, "headers"), name);
            let converted = collections::convert(map, &from, &HEADER, ListLocation::Text, context);
            *map = converted.rest;
            map.insert("schema".to_owned(), Value::Object(converted.schema));
        }
    }
    Value::Object(out)
}

/// Returns whether a schema describes objects or lists.
fn is_structured(schema: &Value) -> bool {
    let ty = schema.get("type").and_then(Value::as_str);
    ty.is_some_and(|ty| ["array", "object"].contains(&ty))
        || ["$ref", "allOf", "properties"]
            .iter()
            .any(|key| schema.get(key).is_some())
}

/// Returns whether bodies of a media type may be objects.
fn has_structure(media: &str) -> bool {
    let essence = essence(media);
    ["json", "xml", "yaml", "*", "form", "msgpack", "cbor"]
        .iter()
        .any(|word| essence.contains(word))
}
