//! Forms of parts.

use std::borrow::Cow;
use std::fmt;

use reqwest::multipart::Part;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};

/// A form of parts. The call returns errors in any part.
#[derive(Debug)]
pub struct Form(Result<reqwest::multipart::Form>);

/// A file as a part of a form.
pub struct File {
    name: String,
    media_type: Option<String>,
    body: reqwest::Body,
}

impl Form {
    /// Creates a form without parts.
    pub fn new() -> Self {
        Self(Ok(reqwest::multipart::Form::new()))
    }

    /// Adds a value: text as it is, lists and objects as JSON, nothing for null.
    #[must_use]
    pub fn value(
        self,
        name: &'static str,
        media_type: Option<&str>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.part(name, value_part(name, media_type, value))
    }

    /// Adds a file. `media_type` is used if the file has none of its own.
    #[must_use]
    pub fn file(self, name: &'static str, media_type: Option<&str>, file: File) -> Self {
        let part = Part::stream(file.body).file_name(file.name);
        let media_type = file.media_type.as_deref().or(media_type);
        self.part(name, with_media_type(part, name, media_type).map(Some))
    }

    fn part(self, name: &'static str, part: Result<Option<Part>>) -> Self {
        Self(self.0.and_then(|form| {
            Ok(match part? {
                Some(part) => form.part(Cow::Borrowed(name), part),
                None => form,
            })
        }))
    }

    pub(crate) fn into_reqwest(self) -> Result<reqwest::multipart::Form> {
        self.0
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl File {
    /// Creates a file of this name.
    pub fn new(name: impl Into<String>, body: impl Into<reqwest::Body>) -> Self {
        Self {
            name: name.into(),
            media_type: None,
            body: body.into(),
        }
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

fn value_part(
    name: &str,
    media_type: Option<&str>,
    value: &(impl Serialize + ?Sized),
) -> Result<Option<Part>> {
    let value = serde_json::to_value(value).map_err(|source| {
        invalid(format!("the field {name} cannot be serialized")).with_source(source)
    })?;
    let (text, default) = match value {
        Value::Null => return Ok(None),
        Value::String(text) => (text, None),
        Value::Array(_) | Value::Object(_) => (value.to_string(), Some("application/json")),
        other => (other.to_string(), None),
    };
    with_media_type(Part::text(text), name, media_type.or(default)).map(Some)
}

fn with_media_type(part: Part, name: &str, media_type: Option<&str>) -> Result<Part> {
    match media_type {
        Some(media_type) => part.mime_str(media_type).map_err(|_| {
            invalid(format!(
                "invalid media type \"{}\" of the field {name}",
                media_type.escape_debug()
            ))
        }),
        None => Ok(part),
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}
