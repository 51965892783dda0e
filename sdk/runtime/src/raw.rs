//! Requests to endpoints that the document does not describe.

use std::fmt;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, Request, StatusCode, Url};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::attempt::BodyMode;
use crate::call::Call;
use crate::call_request::{CallRequest, set_content_length};
use crate::client::Client;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::operation::{OperationRef, RawOperation};
use crate::options::parse_header;
use crate::request::buffer;
use crate::response::BufferedResponse;
use crate::response_context::ResponseContext;
use crate::secret::collect;

/// A request to an endpoint that the document does not describe. It uses the same credential,
/// retries, timeouts, limits and traces as any other call. Obtained from [`Client::raw_request`].
///
/// Its path, headers and body may contain secrets that a service repeats, so errors omit the
/// service's message; [`Error::body`] contains it.
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest {
    client: Client,
    template: String,
    idempotent: bool,
    method: Method,
    /// The errors of any part are returned by `send`.
    request: Result<Request>,
    /// Secrets of the request, which are redacted in messages.
    secrets: Vec<SecretString>,
}

impl Client {
    /// Starts a request to an endpoint that the document does not describe. The path begins with a
    /// slash, and its parameters must be percent-encoded.
    pub fn raw_request(&self, method: Method, path: &str) -> RawRequest {
        let url = if path.starts_with('/') {
            Url::parse(&format!("{}{path}", self.base_url()))
                .map_err(|_| invalid("the path is not valid in a URL"))
        } else {
            Err(invalid("the path must begin with a slash"))
        };
        RawRequest {
            client: self.clone(),
            // The path may contain secrets, so it is not traced.
            template: String::new(),
            idempotent: false,
            secrets: texts_of_path(path),
            method: method.clone(),
            request: url.map(|url| {
                let mut request = Request::new(method, url);
                let accept = HeaderValue::from_static("application/json");
                request.headers_mut().insert(ACCEPT, accept);
                request
            }),
        }
    }
}

impl RawRequest {
    fn with(mut self, change: impl FnOnce(&mut Request) -> Result<()>) -> Self {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.secrets.extend(likely_secret(value));
        self.with(|request| {
            request.url_mut().query_pairs_mut().append_pair(name, value);
            Ok(())
        })
    }

    /// Sends `body` as JSON.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        let (body, secrets) = collect(|| serde_json::to_vec(body));
        self.secrets.extend(secrets);
        match body {
            Ok(body) => self.body("application/json", body),
            Err(source) => self.with(|_| {
                Err(invalid("the body cannot be serialized as JSON").with_source(source))
            }),
        }
    }

    /// Sends `body` with a media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        if let Ok(value) = serde_json::from_slice(&body) {
            collect_texts(&value, &mut self.secrets);
        }
        self.with(|request| {
            let (name, value) = parse_header(CONTENT_TYPE.as_str(), media_type)?;
            request.headers_mut().insert(name, value);
            *request.body_mut() = Some(body.into());
            Ok(())
        })
    }

    /// Sets a header. Its value is treated as a secret.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.secrets.push(value.into());
        self.with(|request| {
            let (name, value) = parse_header(name, value)?;
            request.headers_mut().insert(name, value);
            Ok(())
        })
    }

    /// Marks the request as idempotent: it is retried even if an earlier attempt may have been
    /// applied. Reads are always idempotent.
    pub fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets the path with the names of its parameters in braces, for traces. The path itself is not
    /// traced, because it may contain secrets.
    pub fn template(mut self, template: &str) -> Self {
        template.clone_into(&mut self.template);
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    /// Those of any other call, and [`ErrorKind::InvalidRequest`] or [`ErrorKind::Config`] if a part
    /// of the request is invalid or its URL is not below the base URL.
    pub async fn send(self) -> Result<RawResponse> {
        let operation = OperationRef::Raw(Box::new(RawOperation {
            template: self.template,
            idempotent: self.idempotent,
        }));
        let mut request = self.request;
        if let Ok(request) = &mut request {
            set_content_length(request);
        }
        let call = Call {
            client: self.client,
            operation,
            request: request.map(CallRequest::Raw),
            secrets: self.secrets,
            body: BodyMode::Buffered,
        };
        let (response, context) = buffer(call).await?;
        context.finish();
        Ok(RawResponse {
            response,
            context: Some(context),
        })
    }
}

/// Minimum length of the strings in a path, a query or a body that are redacted. A raw request does
/// not mark its secrets, and short strings are usually names.
const MIN_TEXT: usize = 6;

/// How many texts of a body are redacted.
const MAX_TEXTS: usize = 200;

fn likely_secret(text: &str) -> Option<SecretString> {
    (text.len() >= MIN_TEXT).then(|| text.into())
}

fn texts_of_path(path: &str) -> Vec<SecretString> {
    path.split(['/', '?', '&', '='])
        .filter_map(likely_secret)
        .collect()
}

/// Collects the strings in a body.
fn collect_texts(value: &Value, texts: &mut Vec<SecretString>) {
    if texts.len() >= MAX_TEXTS {
        return;
    }
    match value {
        Value::String(text) => texts.extend(likely_secret(text)),
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Value::Object(members) => members.values().for_each(|item| collect_texts(item, texts)),
        _ => {}
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("template", &self.template)
            .field("idempotent", &self.idempotent)
            .finish_non_exhaustive()
    }
}

/// The successful response to a [`RawRequest`], with its body in memory.
#[derive(Debug)]
pub struct RawResponse {
    response: BufferedResponse,
    /// The call; `None` for a response of a test.
    context: Option<ResponseContext>,
}

impl RawResponse {
    /// Creates a response, for tests.
    #[cfg(feature = "test-util")]
    pub fn from_parts(status: StatusCode, headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        Self {
            response: BufferedResponse::new(status, headers, body.into()),
            context: None,
        }
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the body, decompressed.
    pub fn body(&self) -> &Bytes {
        self.response.bytes()
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], with the JSON path of the value that could not be decoded.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        self.response.json().map_err(|error| match &self.context {
            Some(context) => context.decode_error(&self.response, error),
            None => Error::new(ErrorKind::Decode)
                .with_status(self.status())
                .with_outcome(Outcome::Applied)
                .with_message(error.message)
                .with_path(error.path)
                .with_body(self.body().clone()),
        })
    }
}
