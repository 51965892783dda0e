//! The serialization of a media type.

use serde_json::Value;

/// The media type of a stream of events.
pub(crate) const EVENTS: &str = "text/event-stream";

/// The serialization of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// JSON of a type.
    Json,
    /// A multipart form.
    Multipart,
    /// A URL-encoded form.
    Form,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// Returns a media type without its parameters.
pub(crate) fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or("");
    essence.trim().to_ascii_lowercase()
}

/// Returns how the client reads or writes `body`, an entry of `content`.
pub(crate) fn kind(media: &str, body: &Value) -> Kind {
    let schema = body.get("schema");
    let of = |key: &str| schema.and_then(|s| s.get(key)).and_then(Value::as_str);
    let binary = of("format") == Some("binary")
        || of("contentMediaType").is_some_and(|m| m.starts_with("application/octet"));
    match essence(media).as_str() {
        _ if binary => Kind::Bytes,
        "application/json" | "text/json" => Kind::Json,
        // Lines of JSON are not one JSON value.
        "application/json-seq" | "application/jsonl" | "application/stream+json" => Kind::Bytes,
        "application/x-www-form-urlencoded" => Kind::Form,
        EVENTS => Kind::Bytes,
        "*/*" | "application/*" => match (schema, of("type")) {
            (None, _) | (_, Some("string")) => Kind::Bytes,
            _ => Kind::Json,
        },
        other if other.ends_with("+json") => Kind::Json,
        other if other.starts_with("multipart/") => Kind::Multipart,
        other if other.starts_with("text/") => Kind::Text,
        _ => Kind::Bytes,
    }
}
