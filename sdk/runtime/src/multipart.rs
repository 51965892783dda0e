//! Multipart forms.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::Body;
use reqwest::header::HeaderValue;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::json_value::to_value;
use crate::secret::collect;

/// A multipart form. The call returns the errors of all parts.
#[derive(Debug)]
pub struct Form {
    parts: Result<Vec<Part>>,
    /// Secrets in the form, which are redacted in messages.
    pub(crate) secrets: Vec<SecretString>,
}

#[derive(Debug)]
struct Part {
    /// The headers, and the empty line after them.
    head: String,
    body: Body,
}

/// A file as a part of a multipart form.
pub struct File {
    name: String,
    media_type: Option<String>,
    body: Body,
}

impl Form {
    /// Creates an empty form.
    pub fn new() -> Self {
        Self {
            parts: Ok(Vec::new()),
            secrets: Vec::new(),
        }
    }

    /// Adds a value: a string unchanged, lists and objects as JSON. Null is omitted.
    #[must_use]
    pub fn value(
        mut self,
        name: &'static str,
        media_type: Option<&str>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let (part, secrets) = collect(|| value_part(name, media_type, value));
        self.secrets.extend(secrets);
        self.part(part)
    }

    /// Adds a file. `media_type` is used if the file has none.
    #[must_use]
    pub fn file(self, name: &'static str, media_type: Option<&str>, file: File) -> Self {
        let media_type = file.media_type.as_deref().or(media_type);
        let part = head(name, Some(&file.name), media_type).map(|head| Part {
            head,
            body: file.body,
        });
        self.part(part.map(Some))
    }

    fn part(mut self, part: Result<Option<Part>>) -> Self {
        self.parts = self.parts.and_then(|mut parts| {
            parts.extend(part?);
            Ok(parts)
        });
        self
    }

    /// Returns the media type and the body. A body without streamed files is in one piece and can
    /// be sent again on a retry.
    pub(crate) fn into_body(self) -> Result<(String, Body)> {
        let boundary = format!("{:032x}", fastrand::u128(..));
        let media_type = format!("multipart/form-data; boundary={boundary}");
        let mut pieces = VecDeque::new();
        for part in self.parts? {
            pieces.push_back(Body::from(format!("--{boundary}\r\n{}", part.head)));
            pieces.push_back(part.body);
            pieces.push_back(Body::from("\r\n"));
        }
        pieces.push_back(Body::from(format!("--{boundary}--\r\n")));
        let body = match pieces
            .iter()
            .map(Body::as_bytes)
            .collect::<Option<Vec<_>>>()
        {
            Some(bytes) => {
                let mut body = BytesMut::with_capacity(bytes.iter().map(|bytes| bytes.len()).sum());
                bytes.iter().for_each(|bytes| body.extend_from_slice(bytes));
                body.freeze().into()
            }
            None => Body::wrap(Pieces(pieces)),
        };
        Ok((media_type, body))
    }
}

/// Bodies that are sent one after the other.
struct Pieces(VecDeque<Body>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        while let Some(piece) = self.0.front_mut() {
            match Pin::new(piece).poll_frame(context) {
                Poll::Ready(None) => {
                    self.0.pop_front();
                }
                frame => return frame,
            }
        }
        Poll::Ready(None)
    }

    fn size_hint(&self) -> SizeHint {
        let sizes = self.0.iter().map(|piece| piece.size_hint().exact());
        match sizes.sum::<Option<u64>>() {
            Some(size) => SizeHint::with_exact(size),
            None => SizeHint::new(),
        }
    }
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl File {
    /// Creates a file with this name.
    pub fn new(name: impl Into<String>, body: impl Into<Body>) -> Self {
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
    let value = to_value(value).map_err(|source| {
        invalid(format!("the field {name} cannot be serialized")).with_source(source)
    })?;
    let (text, default) = match value {
        Value::Null => return Ok(None),
        Value::String(text) => (text, None),
        Value::Array(_) | Value::Object(_) => (value.to_string(), Some("application/json")),
        other => (other.to_string(), None),
    };
    Ok(Some(Part {
        head: head(name, None, media_type.or(default))?,
        body: text.into(),
    }))
}

/// Writes the headers of a part, as RFC 7578 specifies.
fn head(name: &str, file_name: Option<&str>, media_type: Option<&str>) -> Result<String> {
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", quote(name)?);
    if let Some(file_name) = file_name {
        head += &format!("; filename=\"{}\"", quote(file_name)?);
    }
    head += "\r\n";
    if let Some(media_type) = media_type {
        let value = HeaderValue::from_str(media_type).ok();
        let value = value.as_ref().and_then(|value| value.to_str().ok());
        let Some(value) = value.filter(|value| value.contains('/')) else {
            return Err(invalid(format!(
                "invalid media type \"{}\" of the field {name}",
                media_type.escape_debug()
            )));
        };
        head += &format!("Content-Type: {value}\r\n");
    }
    head += "\r\n";
    Ok(head)
}

/// Writes a name between quotes.
fn quote(name: &str) -> Result<String> {
    if name.contains(char::is_control) {
        return Err(invalid(format!(
            "invalid name \"{}\" of a part: it contains a line break or another control character",
            name.escape_debug()
        )));
    }
    Ok(name.replace('"', "%22"))
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}

#[cfg(test)]
mod tests {
    use http_body::Body as _;
    use reqwest::Body;

    use super::{File, Form};

    fn text(form: Form) -> String {
        let (media_type, body) = form.into_body().unwrap();
        let (_, boundary) = media_type.split_once("boundary=").unwrap();
        let body = std::str::from_utf8(body.as_bytes().unwrap()).unwrap();
        body.replace(boundary, "B")
    }

    #[test]
    fn parts_are_written_in_order() {
        let form = Form::new()
            .value("a", None, "1")
            .value("list", None, &[1, 2])
            .value("none", None, &None::<u8>)
            .file("file", None, File::new("a \"b\" é.txt", "text"))
            .file(
                "typed",
                Some("text/plain"),
                File::new("c", "").with_media_type("text/csv"),
            );
        assert_eq!(
            text(form),
            "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n\
             --B\r\nContent-Disposition: form-data; name=\"list\"\r\n\
             Content-Type: application/json\r\n\r\n[1,2]\r\n\
             --B\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"a %22b%22 é.txt\"\r\n\r\ntext\r\n\
             --B\r\nContent-Disposition: form-data; name=\"typed\"; filename=\"c\"\r\n\
             Content-Type: text/csv\r\n\r\n\r\n--B--\r\n"
        );
        assert_eq!(text(Form::new()), "--B--\r\n");
    }

    #[test]
    fn a_streamed_file_is_not_read_into_memory() {
        let chunks = futures_util::stream::iter(["a", "b"].map(Ok::<_, std::io::Error>));
        let file = File::new("a", Body::wrap_stream(chunks));
        let (_, body) = Form::new().file("file", None, file).into_body().unwrap();
        assert!(body.as_bytes().is_none());
        assert_eq!(body.size_hint().exact(), None);
    }

    #[test]
    fn names_and_media_types_are_validated() {
        for (name, media_type) in [("a\r\nb", None), ("a", Some("text")), ("a", Some("a/b\n"))] {
            let file = File::new(name, "");
            Form::new()
                .file("file", media_type, file)
                .into_body()
                .unwrap_err();
        }
    }
}
