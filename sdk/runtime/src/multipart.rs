//! Multipart bodies: forms and other types.

mod head;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::Body;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, ErrorKind, Result};
use crate::json_value::to_value;
use crate::operation::Parameter;
use crate::parameters::{self, ParameterValue};
use crate::secret::collect;

/// A multipart body. The call returns the errors of all parts.
#[derive(Debug)]
pub struct Form {
    media_type: &'static str,
    parts: Result<Vec<Part>>,
    /// Whether the last part was null, and so has no headers.
    is_last_omitted: bool,
    /// Secrets in the form, which are redacted in messages.
    pub(crate) secrets: Vec<SecretString>,
}

#[derive(Debug)]
struct Part {
    name: String,
    file_name: Option<String>,
    media_type: Option<String>,
    headers: HeaderMap,
    body: Body,
}

/// A file as a part of a multipart form.
pub struct File {
    name: String,
    media_type: Option<String>,
    body: Body,
}

impl Form {
    /// Creates an empty form, `multipart/form-data`.
    pub fn new() -> Self {
        Self {
            media_type: "multipart/form-data",
            parts: Ok(Vec::new()),
            is_last_omitted: false,
            secrets: Vec::new(),
        }
    }

    /// Sets the media type, such as `multipart/related`, whose root is the first part. Only the parts of
    /// `multipart/form-data` have their name in `Content-Disposition`; those of others have it in
    /// `Content-ID`.
    #[must_use]
    pub fn with_media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = media_type;
        self
    }

    /// Adds a value. Lists and objects are JSON, and so is a string if the media type is JSON; another
    /// string is unchanged. Null is omitted.
    #[must_use]
    pub fn value(
        mut self,
        name: &'static str,
        media_type: Option<&str>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        let (part, secrets) = collect(|| value_part(name, media_type, value));
        self.secrets.extend(secrets);
        self.add(part)
    }

    /// Adds a value in the style of a parameter: as several parts if it is exploded.
    #[must_use]
    pub fn styled(mut self, parameter: &Parameter, value: &dyn ParameterValue) -> Self {
        let (pairs, secrets) = collect(|| parameters::pairs(parameter, value));
        self.secrets.extend(secrets);
        let parts = pairs.map(|pairs| {
            let parts = pairs.into_iter();
            parts.map(|(name, text)| Part::new(name, None, text.into()))
        });
        self.add(parts)
    }

    /// Adds a file. `media_type` is used if the file has none, and `application/octet-stream` if both
    /// have none.
    #[must_use]
    pub fn file(self, name: &'static str, media_type: Option<&str>, file: File) -> Self {
        let default = || media_type.unwrap_or("application/octet-stream").to_owned();
        let media_type = file.media_type.unwrap_or_else(default);
        let part = Part {
            file_name: Some(file.name),
            ..Part::new(name.to_owned(), Some(media_type), file.body)
        };
        self.add(Ok(Some(part)))
    }

    /// Adds a header to the part that was added last. `None` and null are not sent.
    #[must_use]
    pub fn header(mut self, header: &Parameter, value: &dyn ParameterValue) -> Self {
        if self.is_last_omitted {
            return self;
        }
        let (headers, secrets) = collect(|| parameters::header(header, value));
        self.secrets.extend(secrets);
        self.parts = self.parts.and_then(|mut parts| {
            let headers = headers?;
            if let Some(part) = parts.last_mut() {
                part.headers.extend(headers);
            }
            Ok(parts)
        });
        self
    }

    fn add(mut self, added: Result<impl IntoIterator<Item = Part>>) -> Self {
        self.parts = self.parts.and_then(|mut parts| {
            let before = parts.len();
            parts.extend(added?);
            self.is_last_omitted = parts.len() == before;
            Ok(parts)
        });
        self
    }

    /// Returns the media type and the body. A body without streamed files is in one piece and can
    /// be sent again on a retry.
    pub(crate) fn into_body(self) -> Result<(String, Body)> {
        let parts = self.parts?;
        let boundary = format!("{:032x}", fastrand::u128(..));
        let media_type = head::content_type(self.media_type, &boundary, parts.first());
        let naming = head::naming(self.media_type);
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let mut pieces = VecDeque::new();
        for part in parts {
            let number = numbers.entry(part.name.clone()).or_default();
            *number += 1;
            let head = head::head(&part, naming, *number)?;
            pieces.push_back(Body::from(format!("--{boundary}\r\n")));
            pieces.push_back(Body::from(head));
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

impl Part {
    fn new(name: String, media_type: Option<String>, body: Body) -> Self {
        Self {
            name,
            file_name: None,
            media_type,
            headers: HeaderMap::new(),
            body,
        }
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
        Value::String(text) if !media_type.is_some_and(head::is_json) => (text, None),
        Value::Array(_) | Value::Object(_) => (value.to_string(), Some("application/json")),
        other => (other.to_string(), None),
    };
    let media_type = media_type.or(default).map(str::to_owned);
    Ok(Some(Part::new(name.to_owned(), media_type, text.into())))
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
             filename=\"a %22b%22 é.txt\"\r\nContent-Type: application/octet-stream\r\n\r\ntext\r\n\
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
