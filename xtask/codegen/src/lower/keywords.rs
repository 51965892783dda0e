//! The words of a schema object: those that are understood, and what to do about the others.

use serde_json::Value;

/// Words that the later stages and the generator understand, or that say nothing about the data.
const KNOWN: [&str; 34] = [
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
    "readOnly",
    "required",
    "title",
    "type",
    "writeOnly",
    "xml",
    "const",
    "examples",
];

/// Whether `keyword` is understood.
pub(super) fn is_known(keyword: &str) -> bool {
    KNOWN.contains(&keyword) || keyword.starts_with("x-")
}

/// The types that a keyword says something about; none where it is about every type.
pub(super) fn types_of(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" => &["string"],
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            &["integer", "number"]
        }
        "items" | "minItems" | "maxItems" | "uniqueItems" => &["array"],
        "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" => {
            &["object"]
        }
        _ => &[],
    }
}

/// The types that a format is for.
pub(super) fn types_of_format(format: &str) -> &'static [&'static str] {
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64"
        | "float" | "double" | "decimal" | "unix-time" => &["integer", "number"],
        _ => &["string"],
    }
}

/// Words that describe a schema without narrowing it.
pub(super) fn is_annotation(keyword: &str) -> bool {
    keyword.starts_with("x-")
        || [
            "default",
            "deprecated",
            "description",
            "example",
            "externalDocs",
            "nullable",
            "readOnly",
            "title",
            "writeOnly",
            "xml",
        ]
        .contains(&keyword)
}

/// The name of the type of a value.
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
