//! The words of a schema object: those that are understood, and what to do about the others.

/// Words that the later stages and the generator understand, or that say nothing about the data.
const KNOWN: [&str; 39] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
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
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "xml",
    "const",
    "examples",
    "contentEncoding",
];

/// Words that only say how a schema is to be read by a validator, or to its author.
pub(super) const SILENT: [&str; 2] = ["$comment", "$schema"];

/// Whether `keyword` is understood.
pub(super) fn is_known(keyword: &str) -> bool {
    KNOWN.contains(&keyword) || keyword.starts_with("x-")
}

/// What to do about a keyword that is not understood.
pub(super) fn advice(keyword: &str) -> String {
    match keyword {
        "prefixItems" | "contains" | "minContains" | "maxContains" | "unevaluatedItems" => {
            "Describe the list by `items` alone in an overlay."
        }
        "if" | "then" | "else" | "dependentSchemas" | "dependentRequired" => {
            "A type cannot depend on a value: remove the condition in an overlay, or write `oneOf`."
        }
        "patternProperties" | "propertyNames" | "unevaluatedProperties" => {
            "Describe the values by `additionalProperties` in an overlay."
        }
        "$defs" | "definitions" | "$id" | "$anchor" | "$dynamicRef" | "$dynamicAnchor" => {
            "Move the schema to `components.schemas` and refer to it there."
        }
        _ => "Check its spelling, or remove it in an overlay; own keywords begin with `x-`.",
    }
    .to_owned()
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
        | "float" | "double" | "decimal" => &["integer", "number"],
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
