//! Values that are to be encoded.

use serde_json::Value;

use super::value::{ParameterValue, Scalar};
use crate::error::{Error, ErrorKind};
use crate::operation::{Parameter, ParameterLocation};

/// A value to be encoded: a scalar as text, or a list or an object.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Absent,
    Scalar(String),
    List(Vec<Value>),
    Object(serde_json::Map<String, Value>),
}

/// Reads a value.
pub(super) fn content(parameter: &Parameter, value: &dyn ParameterValue) -> Result<Content, Error> {
    if !parameter.json {
        let mut text = String::new();
        match value.scalar(&mut text) {
            Scalar::Written => return Ok(Content::Scalar(text)),
            Scalar::Absent => return Ok(Content::Absent),
            Scalar::Other => {}
        }
    }
    let value = value
        .json()
        .map_err(|source| invalid(parameter, "cannot be serialized").with_source(source))?;
    Ok(match value {
        Value::Null if parameter.json => Content::Absent,
        // An absent value is a scalar, so this is a float.
        Value::Null => return Err(invalid(parameter, "expected a finite number")),
        value if parameter.json => Content::Scalar(value.to_string()),
        Value::Array(items) => Content::List(items),
        Value::Object(entries) => Content::Object(entries),
        scalar => Content::Scalar(text(&scalar)),
    })
}

/// Returns the error of a value that cannot be sent.
pub(super) fn invalid(parameter: &Parameter, reason: &str) -> Error {
    let location = match parameter.location {
        ParameterLocation::Path => "path parameter",
        ParameterLocation::Query => "query parameter",
        ParameterLocation::QueryString => "the query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "invalid value for {location} \"{}\": {reason}",
        parameter.name
    ))
}

/// Returns a value as text, and a structure as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The entries of an object that are present.
pub(super) fn present(
    entries: &serde_json::Map<String, Value>,
) -> impl Iterator<Item = (&String, &Value)> + '_ {
    entries.iter().filter(|(_, value)| !value.is_null())
}
