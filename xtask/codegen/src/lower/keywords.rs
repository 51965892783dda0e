//! The keywords of a schema object.

use serde_json::Value;

/// Keywords that later stages and the generator understand, or that do not affect the data.
const KNOWN: [&str; 35] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "title",
    "type",
    "writeOnly",
    "xml",
    "const",
    "examples",
];

/// Returns whether later stages understand `keyword`.
pub(super) fn is_known(keyword: &str) -> bool {
    KNOWN.contains(&keyword) || keyword.starts_with("x-")
}

/// Returns the types that a format applies to.
pub(super) fn types_of_format(format: &str) -> &'static [&'static str] {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64"
        | "float" | "double" | "decimal" | "unix-time" => &["integer", "number"],
        _ => &["string"],
    }
}

/// Returns the kind of a value, with an article.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Returns the JSON Schema type of a value, `None` for null.
pub(super) fn type_name(value: &Value) -> Option<&'static str> {
    Some(match value {
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => return None,
    })
}
