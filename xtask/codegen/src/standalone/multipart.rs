//! Forms of parts.

// Not every form has parts of every kind.
#![allow(dead_code)]

use reqwest::multipart::{Form, Part};
use serde::Serialize;
use serde_json::Value;

use crate::wire::Unsendable;

/// A file that is sent as a part of a form.
#[derive(Debug)]
pub struct File {
    name: String,
    media: Option<String>,
    body: reqwest::Body,
}

impl File {
    /// A file of this name.
    pub fn new(name: impl Into<String>, body: impl Into<reqwest::Body>) -> Self {
        Self {
            name: name.into(),
            media: None,
            body: body.into(),
        }
    }

    /// With this media type.
    pub fn with_media_type(mut self, media: impl Into<String>) -> Self {
        self.media = Some(media.into());
        self
    }
}

fn typed(part: Part, name: &str, media: Option<&str>) -> Result<Part, Unsendable> {
    match media {
        Some(media) => part
            .mime_str(media)
            .map_err(|_| Unsendable(format!("`{name}`: {media:?} is no media type"))),
        None => Ok(part),
    }
}

/// Adds a file.
pub(crate) fn file(
    form: Form,
    name: &'static str,
    media: Option<&str>,
    file: File,
) -> Result<Form, Unsendable> {
    let part = Part::stream(file.body).file_name(file.name);
    let media = file.media.as_deref().or(media);
    Ok(form.part(name, typed(part, name, media)?))
}

/// Adds a value: a text as it is, a structure as JSON, nothing for null.
pub(crate) fn value<T: Serialize + ?Sized>(
    form: Form,
    name: &'static str,
    media: Option<&str>,
    value: &T,
) -> Result<Form, Unsendable> {
    let value =
        serde_json::to_value(value).map_err(|e| Unsendable(format!("`{name}`: {e}")))?;
    let (text, usual) = match value {
        Value::Null => return Ok(form),
        Value::String(text) => (text, None),
        Value::Array(_) | Value::Object(_) => (value.to_string(), Some("application/json")),
        other => (other.to_string(), None),
    };
    let part = Part::text(text);
    Ok(form.part(name, typed(part, name, media.or(usual))?))
}
