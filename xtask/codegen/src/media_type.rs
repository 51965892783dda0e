//! The serialization of a media type.

use serde_json::Value;

/// The serialization of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MediaKind {
    /// JSON of a type.
    Json,
    /// A multipart form.
    Multipart,
    /// A URL-encoded form.
    Form,
    /// JSON values, one on each line.
    JsonLines,
    /// JSON values, each after a record separator.
    JsonSequence,
    /// Server-sent events.
    Events,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl MediaKind {
    /// Returns whether it is a sequence of items, which a client reads as they arrive.
    pub(crate) fn is_stream(self) -> bool {
        matches!(self, Self::JsonLines | Self::JsonSequence | Self::Events)
    }
}

/// Returns a media type without its parameters.
pub(crate) fn essence(media: &str) -> String {
    let essence = media.split(';').next().unwrap_or("");
    essence.trim().to_ascii_lowercase()
}

/// Returns how the client reads or writes `body`, an entry of `content`.
pub(crate) fn kind(media: &str, body: &Value) -> MediaKind {
    let schema = body.get("schema");
    let of = |key: &str| schema.and_then(|s| s.get(key)).and_then(Value::as_str);
    let binary = of("format") == Some("binary")
        || of("contentMediaType").is_some_and(|m| m.starts_with("application/octet"));
    match essence(media).as_str() {
        "text/event-stream" => MediaKind::Events,
        // Only the client knows the boundary.
        other if other.starts_with("multipart/") => MediaKind::Multipart,
        _ if binary => MediaKind::Bytes,
        "application/json" | "text/json" => MediaKind::Json,
        "application/json-lines"
        | "application/jsonl"
        | "application/jsonlines"
        | "application/ndjson"
        | "application/stream+json"
        | "application/x-json-stream"
        | "application/x-jsonl"
        | "application/x-jsonlines"
        | "application/x-ndjson" => MediaKind::JsonLines,
        "application/json-seq" => MediaKind::JsonSequence,
        other if other.ends_with("+json-seq") => MediaKind::JsonSequence,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        "*/*" | "application/*" => match (schema, of("type")) {
            (None, _) | (_, Some("string")) => MediaKind::Bytes,
            _ => MediaKind::Json,
        },
        other if other.ends_with("+json") => MediaKind::Json,
        other if other.starts_with("text/") => MediaKind::Text,
        _ => MediaKind::Bytes,
    }
}
