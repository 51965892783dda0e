//! Converts path items and operations.

use serde_json::{Map, Value, json};

use super::context::{BodyDirection, ConversionContext};
use super::fields::{self, OPERATION, PATH_ITEM};
use super::parameters::{self, SwaggerParameter};
use super::{forms, responses, servers};
use crate::pointer::{join, percent_decoded};

/// The methods of a path item.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// Converts the paths.
pub(super) fn paths(paths: &Value, context: &mut ConversionContext<'_>) -> Value {
    let Some(paths) = paths.as_object() else {
        return paths.clone();
    };
    let mut out = Map::new();
    for (path, item) in paths {
        let item = match path.starts_with("x-") {
            true => item.clone(),
            false => path_item(item, &join("/paths", path), context),
        };
        out.insert(path.clone(), item);
    }
    Value::Object(out)
}

fn path_item(item: &Value, at: &str, context: &mut ConversionContext<'_>) -> Value {
    let Some(own) = item.as_object() else {
        return item.clone();
    };
    let mut map = fields::known(own, at, &PATH_ITEM, context.report);
    // Its target may be anywhere, so that it is converted here.
    let reference = own.get("$ref").and_then(Value::as_str);
    let pointer = reference
        .and_then(|r| r.strip_prefix('#'))
        .map(percent_decoded);
    let target = pointer.as_ref().and_then(|p| context.source.pointer(p));
    if let (Some(pointer), Some(Value::Object(target))) = (&pointer, target) {
        map.shift_remove("$ref");
        context.moves.add(at, pointer);
        for (key, value) in fields::known(target, pointer, &PATH_ITEM, context.report) {
            map.entry(key).or_insert(value);
        }
    }
    let from = |key: &str| match &pointer {
        Some(pointer) if !own.contains_key(key) => pointer.clone(),
        _ => at.to_owned(),
    };
    let holder = Value::Object(map.clone());
    let shared = parameters::list(&holder, &from("parameters"), context);
    let (bodies, shared): (Vec<_>, Vec<_>) =
        shared.into_iter().partition(SwaggerParameter::is_body);
    for method in METHODS {
        let Some(value) = map.get(method) else {
            continue;
        };
        let (from, to) = (join(&from(method), method), join(at, method));
        let converted = operation(value, &bodies, &from, &to, context);
        map.insert(method.to_owned(), converted);
    }
    if map.get("parameters").is_some_and(Value::is_array) {
        let converted = parameters::convert_list(&shared, &join(at, "parameters"), context);
        map.insert("parameters".to_owned(), converted);
    }
    Value::Object(map)
}

/// Converts an operation. `bodies` are the parameters of its path item that are in the body.
fn operation(
    value: &Value,
    bodies: &[SwaggerParameter],
    from: &str,
    to: &str,
    context: &mut ConversionContext<'_>,
) -> Value {
    let Some(map) = value.as_object() else {
        return value.clone();
    };
    context.moves.add(to, from);
    let mut map = fields::known(map, from, &OPERATION, context.report);
    let own = parameters::list(value, from, context);
    let (mut own_bodies, rest): (Vec<_>, Vec<_>) =
        own.into_iter().partition(SwaggerParameter::is_body);
    let is_same = |a: &SwaggerParameter, b: &SwaggerParameter| {
        a.text("in") == b.text("in") && (a.text("in") == "body" || a.text("name") == b.text("name"))
    };
    let inherited = bodies.iter();
    let inherited: Vec<SwaggerParameter> = inherited
        .filter(|body| !own_bodies.iter().any(|own| is_same(own, body)))
        .cloned()
        .collect();
    own_bodies.extend(inherited);
    let consumes = context.media_types(value, from, BodyDirection::Request);
    let produces = context.own_media_types(value, from, BodyDirection::Response);
    for key in ["consumes", "produces"] {
        map.shift_remove(key);
    }
    if map.get("parameters").is_some_and(Value::is_array) {
        let list = parameters::convert_list(&rest, &join(to, "parameters"), context);
        map.insert("parameters".to_owned(), list);
    }
    if let Some(body) = forms::body(&own_bodies, &consumes, to, context) {
        map.insert("requestBody".to_owned(), body);
    }
    if let Some(described) = map.get("responses") {
        let at = join(to, "responses");
        let from = join(from, "responses");
        context.moves.add(&at, &from);
        let converted = responses::of_operation(described, &from, produces.as_deref(), context);
        map.insert("responses".to_owned(), converted);
    }
    if let Some(schemes) = map.shift_remove("schemes")
        && let Some(url) = servers::of_operation(&schemes, &join(from, "schemes"), context)
    {
        map.insert("servers".to_owned(), json!([{"url": url}]));
        context
            .moves
            .add(join(to, "servers"), join(from, "schemes"));
    }
    Value::Object(map)
}
