//! Converts parameters of the path, the query and headers.

use serde_json::{Map, Value, json};

use super::collections::{self, ListLocation};
use super::context::ConversionContext;
use super::fields::PARAMETER;
use crate::pointer::{join, percent_decoded};

/// Maximum number of references that lead to one parameter.
const CHAIN: usize = 8;

/// A parameter of the document.
#[derive(Clone)]
pub(super) struct SwaggerParameter {
    pub(super) value: Value,
    /// Its pointer before the conversion.
    pub(super) from: String,
}

impl SwaggerParameter {
    pub(super) fn text(&self, key: &str) -> &str {
        let value = self.value.get(key).and_then(Value::as_str);
        value.unwrap_or_default()
    }

    /// Returns whether it is a part of the request body.
    pub(super) fn is_body(&self) -> bool {
        ["body", "formData"].contains(&self.text("in"))
    }
}

/// Returns the parameters of a list. A reference to a shared parameter stays, unless it is a body.
pub(super) fn list(
    holder: &Value,
    at: &str,
    context: &ConversionContext<'_>,
) -> Vec<SwaggerParameter> {
    let at = join(at, "parameters");
    let entries = holder.get("parameters").and_then(Value::as_array);
    let entries = entries.into_iter().flatten().enumerate();
    entries
        .map(|(i, value)| resolve(value, join(&at, i), context.source))
        .collect()
}

fn resolve(value: &Value, from: String, source: &Value) -> SwaggerParameter {
    let own = SwaggerParameter {
        value: value.clone(),
        from,
    };
    let mut found = own.clone();
    for _ in 0..CHAIN {
        let Some(pointer) = found.text("$ref").strip_prefix('#') else {
            break;
        };
        let pointer = percent_decoded(pointer);
        let Some(target) = source.pointer(&pointer) else {
            return own;
        };
        found = SwaggerParameter {
            value: target.clone(),
            from: pointer,
        };
    }
    let is_shared = own.text("$ref").starts_with("#/parameters/");
    match is_shared && !found.is_body() {
        true => own,
        false => found,
    }
}

/// Converts a list of parameters that are not bodies. `at` is the pointer of the list.
pub(super) fn convert_list(
    parameters: &[SwaggerParameter],
    at: &str,
    context: &mut ConversionContext<'_>,
) -> Value {
    let converted = parameters
        .iter()
        .enumerate()
        .map(|(i, parameter)| convert(parameter, &join(at, i), context));
    converted.collect()
}

/// Converts the parameters that operations share. Bodies are converted where they are used.
pub(super) fn shared(parameters: &Value, context: &mut ConversionContext<'_>) -> Value {
    let Some(parameters) = parameters.as_object() else {
        return parameters.clone();
    };
    let mut out = Map::new();
    for (name, value) in parameters {
        let parameter = SwaggerParameter {
            value: value.clone(),
            from: join("/parameters", name),
        };
        if !parameter.is_body() {
            let to = join("/components/parameters", name);
            out.insert(name.clone(), convert(&parameter, &to, context));
        }
    }
    Value::Object(out)
}

fn convert(parameter: &SwaggerParameter, to: &str, context: &mut ConversionContext<'_>) -> Value {
    let Some(map) = parameter.value.as_object() else {
        return parameter.value.clone();
    };
    let from = &parameter.from;
    context.moves.add(to, from);
    if map.contains_key("$ref") {
        return parameter.value.clone();
    }
    let location = match parameter.text("in") {
        "path" | "header" => ListLocation::Text,
        _ => ListLocation::Query,
    };
    let converted = collections::convert(map, from, &PARAMETER, location, context);
    let mut out = converted.rest;
    if let Some((style, explode)) = converted.style {
        out.insert("style".to_owned(), json!(style));
        out.insert("explode".to_owned(), json!(explode));
    }
    if !converted.schema.is_empty() {
        context.moves.add(join(to, "schema"), from);
        out.insert("schema".to_owned(), Value::Object(converted.schema));
    }
    Value::Object(out)
}
