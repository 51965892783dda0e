//! Typed views of the objects of a normalised document.
//!
//! A field of the wrong type is treated as missing.

use serde_json::Value;

use crate::extension_keys;
use crate::media_type::{self, MediaKind};

/// The keywords of schemas that limit numbers, lengths and patterns.
pub(crate) const CONSTRAINTS: [&str; 12] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
];

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn trimmed<'a>(value: &'a Value, key: &str) -> &'a str {
    text(value, key).unwrap_or_default().trim()
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn entries<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value
        .get(key)
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// Returns the types that a keyword applies to; empty if it applies to every type.
pub(crate) fn types_of(keyword: &str) -> &'static [&'static str] {
    match keyword {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" => &["string"],
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            &["integer", "number"]
        }
        "items" | "minItems" | "maxItems" | "uniqueItems" => &["array"],
        "properties"
        | "required"
        | "additionalProperties"
        | "minProperties"
        | "maxProperties"
        | "propertyNames" => &["object"],
        _ => &[],
    }
}

/// Returns whether a keyword describes a schema without restricting its values.
pub(crate) fn is_annotation(keyword: &str) -> bool {
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

/// An operation.
#[derive(Clone, Copy)]
pub(crate) struct OperationObject<'a>(pub(crate) &'a Value);

impl<'a> OperationObject<'a> {
    /// Returns the `operationId`, empty if it is missing.
    pub(crate) fn id(self) -> &'a str {
        text(self.0, "operationId").unwrap_or_default()
    }

    /// Returns the tags that are not empty.
    pub(crate) fn tags(self) -> impl Iterator<Item = &'a str> {
        let tags = list(self.0, "tags").filter_map(Value::as_str);
        tags.map(str::trim).filter(|tag| !tag.is_empty())
    }

    /// Returns `x-rust-resource`.
    pub(crate) fn resource(self) -> Option<&'a str> {
        text(self.0, extension_keys::RESOURCE)
    }

    /// Returns `x-rust-method`.
    pub(crate) fn method(self) -> Option<&'a str> {
        text(self.0, extension_keys::METHOD)
    }

    /// Returns summary and description, if they are not empty.
    pub(crate) fn docs(self) -> impl Iterator<Item = &'a str> {
        let docs = [trimmed(self.0, "summary"), trimmed(self.0, "description")];
        docs.into_iter().filter(|text| !text.is_empty())
    }

    pub(crate) fn is_deprecated(self) -> bool {
        flag(self.0, "deprecated") == Some(true)
    }

    /// Returns `x-idempotent`.
    pub(crate) fn idempotent(self) -> Option<bool> {
        flag(self.0, "x-idempotent")
    }

    /// Returns `x-withhold-errors`.
    pub(crate) fn withhold_errors(self) -> Option<bool> {
        flag(self.0, "x-withhold-errors")
    }

    pub(crate) fn parameters(self) -> impl Iterator<Item = ParameterObject<'a>> {
        list(self.0, "parameters").map(ParameterObject)
    }

    pub(crate) fn body(self) -> Option<RequestBodyObject<'a>> {
        self.0.get("requestBody").map(RequestBodyObject)
    }

    /// Returns the responses by status, without extensions.
    pub(crate) fn responses(self) -> impl Iterator<Item = (&'a str, ResponseObject<'a>)> {
        let responses =
            entries(self.0, "responses").filter(|(status, _)| !status.starts_with("x-"));
        responses.map(|(status, response)| (status.as_str(), ResponseObject(response)))
    }
}

/// A parameter.
#[derive(Clone, Copy)]
pub(crate) struct ParameterObject<'a>(pub(crate) &'a Value);

impl<'a> ParameterObject<'a> {
    pub(crate) fn name(self) -> Option<&'a str> {
        text(self.0, "name")
    }

    /// Returns `x-rust-name`.
    pub(crate) fn rust_name(self) -> Option<&'a str> {
        text(self.0, "x-rust-name")
    }

    /// Returns `in`.
    pub(crate) fn location(self) -> Option<&'a str> {
        text(self.0, "in")
    }

    pub(crate) fn style(self) -> Option<&'a str> {
        text(self.0, "style")
    }

    pub(crate) fn explode(self) -> Option<bool> {
        flag(self.0, "explode")
    }

    pub(crate) fn allows_reserved(self) -> bool {
        flag(self.0, "allowReserved") == Some(true)
    }

    pub(crate) fn allows_empty_value(self) -> bool {
        flag(self.0, "allowEmptyValue") == Some(true)
    }

    pub(crate) fn is_required(self) -> bool {
        flag(self.0, "required") == Some(true)
    }

    pub(crate) fn description(self) -> &'a str {
        trimmed(self.0, "description")
    }

    pub(crate) fn schema(self) -> Option<&'a Value> {
        self.0.get("schema")
    }

    /// Returns the first entry of `content`.
    pub(crate) fn content(self) -> Option<MediaType<'a>> {
        content(self.0).next()
    }
}

/// A request body.
#[derive(Clone, Copy)]
pub(crate) struct RequestBodyObject<'a>(&'a Value);

impl<'a> RequestBodyObject<'a> {
    pub(crate) fn is_required(self) -> bool {
        flag(self.0, "required") == Some(true)
    }

    pub(crate) fn description(self) -> &'a str {
        trimmed(self.0, "description")
    }

    /// Returns the media type that `normalise` selected.
    pub(crate) fn content(self) -> Option<MediaType<'a>> {
        content(self.0).next()
    }
}

/// A response.
#[derive(Clone, Copy)]
pub(crate) struct ResponseObject<'a>(&'a Value);

impl<'a> ResponseObject<'a> {
    /// Returns the media type that `normalise` selected, and a stream beside it.
    pub(crate) fn content(self) -> impl Iterator<Item = MediaType<'a>> {
        content(self.0)
    }
}

fn content(value: &Value) -> impl Iterator<Item = MediaType<'_>> {
    entries(value, "content").map(|(name, value)| MediaType { name, value })
}

/// An entry of `content`.
#[derive(Clone, Copy)]
pub(crate) struct MediaType<'a> {
    /// The media type.
    pub(crate) name: &'a str,
    value: &'a Value,
}

impl<'a> MediaType<'a> {
    /// Returns how the client reads or writes it.
    pub(crate) fn kind(self) -> MediaKind {
        media_type::kind(self.name, self.value)
    }

    pub(crate) fn schema(self) -> Option<&'a Value> {
        self.value.get("schema")
    }

    /// Returns the schema of each item of a stream.
    pub(crate) fn item_schema(self) -> Option<&'a Value> {
        self.value.get("itemSchema")
    }

    /// Returns what the schema of a stream of events describes.
    pub(crate) fn events(self) -> Option<Events> {
        let value = self.value.get(extension_keys::EVENTS)?;
        let names = |key| {
            let names = value.get(key)?.as_array()?.iter();
            Some(names.filter_map(Value::as_str).map(str::to_owned).collect())
        };
        Some(match (value.as_str(), names("json"), names("text")) {
            (Some("data"), ..) => Events::Data,
            (Some("json"), ..) => Events::Json,
            (None, Some(json), _) => Events::JsonOf(json),
            (None, _, Some(text)) => Events::JsonExcept(text),
            _ => Events::Text,
        })
    }

    /// Returns the `encoding` of each property.
    pub(crate) fn encodings(self) -> impl Iterator<Item = (&'a str, Encoding<'a>)> {
        entries(self.value, "encoding").map(|(name, value)| (name.as_str(), Encoding(value)))
    }
}

/// What the schema of a stream of events describes.
#[derive(Clone, Debug)]
pub(crate) enum Events {
    /// Their data, which is JSON.
    Data,
    /// Whole events, whose data is JSON.
    Json,
    /// Whole events, whose data is JSON only in events of these types.
    JsonOf(Vec<String>),
    /// Whole events, whose data is text in events of these types, and JSON in others.
    JsonExcept(Vec<String>),
    /// Whole events, whose data is text.
    Text,
}

/// How a property of a form is encoded.
#[derive(Clone, Copy)]
pub(crate) struct Encoding<'a>(&'a Value);

impl<'a> Encoding<'a> {
    pub(crate) fn media_type(self) -> Option<&'a str> {
        text(self.0, "contentType")
    }

    pub(crate) fn style(self) -> Option<&'a str> {
        text(self.0, "style")
    }

    pub(crate) fn explode(self) -> Option<bool> {
        flag(self.0, "explode")
    }

    pub(crate) fn allow_reserved(self) -> Option<bool> {
        flag(self.0, "allowReserved")
    }

    /// Returns whether it has a style, which replaces the media type.
    pub(crate) fn has_style(self) -> bool {
        self.style().is_some() || self.explode().is_some() || self.allow_reserved().is_some()
    }

    /// Returns the headers by name.
    pub(crate) fn headers(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        entries(self.0, "headers")
    }
}

/// A tag of the document.
#[derive(Clone, Copy)]
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    /// The summary, or else the name.
    pub(crate) title: &'a str,
    pub(crate) description: &'a str,
    /// `x-rust-resource`.
    pub(crate) resource: Option<&'a str>,
    /// `x-rust-feature`.
    pub(crate) feature: Option<&'a str>,
}

/// Returns the tags that the document lists with a name.
pub(crate) fn tags(doc: &Value) -> impl Iterator<Item = Tag<'_>> {
    let tags = list(doc, "tags").map(|tag| Tag {
        name: trimmed(tag, "name"),
        title: match trimmed(tag, "summary") {
            "" => trimmed(tag, "name"),
            summary => summary,
        },
        description: trimmed(tag, "description"),
        resource: text(tag, extension_keys::RESOURCE),
        feature: text(tag, extension_keys::FEATURE),
    });
    tags.filter(|tag| !tag.name.is_empty())
}

/// Returns the URLs of the servers.
pub(crate) fn servers(doc: &Value) -> impl Iterator<Item = &str> {
    list(doc, "servers").filter_map(|server| text(server, "url"))
}
