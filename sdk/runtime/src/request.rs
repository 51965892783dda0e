//! Builds the request of an operation, and starts its call.

use std::fmt;

use bytes::Bytes;
use futures_util::FutureExt as _;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use reqwest::{Body, Method, Request};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::attempt::BodyMode;
use crate::call::{Call, Completed, ResponseContext, Success, execute};
use crate::client::Client;
use crate::decode::DecodeError;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::{Operation, OperationRef, Parameter};
use crate::parameters::{EncodedParameters, ParameterValue, Query};
use crate::response::{BufferedResponse, Response};
use crate::secret::collect;
use crate::stream::ByteStream;

/// A request of an operation. The call returns errors in any part of the request.
#[must_use = "nothing is sent before the call"]
pub struct RequestBuilder {
    client: Client,
    operation: OperationRef,
    request: Result<Request>,
    /// Secrets of the request, which are redacted in messages.
    secrets: Vec<SecretString>,
}

impl Client {
    /// Starts the request of an operation. `values` are the values of its parameters, in the same
    /// order.
    pub fn request(
        &self,
        operation: &'static Operation,
        values: &[&dyn ParameterValue],
    ) -> RequestBuilder {
        let (request, secrets) = collect(|| build(self, operation, values));
        RequestBuilder::new(
            self.clone(),
            OperationRef::Described(operation),
            request,
            secrets,
        )
    }
}

fn build(
    client: &Client,
    operation: &'static Operation,
    values: &[&dyn ParameterValue],
) -> Result<Request> {
    let encoded = EncodedParameters::new(operation, values)?;
    let method = Method::from_bytes(operation.method.as_bytes()).map_err(|source| {
        invalid(format!("invalid method {}", operation.method)).with_source(source)
    })?;
    let mut url = client.base().with_path(&encoded.path);
    if !encoded.query.0.is_empty() {
        url.set_query(Some(&encoded.query.0));
    }
    let mut request = Request::new(method, url);
    *request.headers_mut() = encoded.headers;
    if let Some(accept) = operation.accept {
        request.headers_mut().insert(ACCEPT, media_type(accept)?);
    }
    Ok(request)
}

impl RequestBuilder {
    pub(crate) fn new(
        client: Client,
        operation: OperationRef,
        request: Result<Request>,
        secrets: Vec<SecretString>,
    ) -> Self {
        Self {
            client,
            operation,
            request,
            secrets,
        }
    }

    pub(crate) fn with(mut self, change: impl FnOnce(&mut Request) -> Result<()>) -> Self {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
        self
    }

    /// Sends `body` as JSON of a media type.
    pub fn json(mut self, media_type: &'static str, body: &(impl Serialize + ?Sized)) -> Self {
        let (body, secrets) = collect(|| serde_json::to_vec(body));
        self.secrets.extend(secrets);
        match body {
            Ok(body) => self.body(media_type, body),
            Err(source) => self.with(|_| {
                Err(invalid("the body cannot be serialized as JSON").with_source(source))
            }),
        }
    }

    /// Sends the fields of `body` as an URL-encoded form. Lists are repeated and objects are written
    /// as JSON, except for the fields that `parameters` describe.
    pub fn form(
        mut self,
        body: &(impl Serialize + ?Sized),
        parameters: &'static [Parameter],
    ) -> Self {
        let (body, secrets) = collect(|| serde_json::to_value(body));
        self.secrets.extend(secrets);
        let form = body
            .map_err(|source| invalid("the body cannot be serialized").with_source(source))
            .and_then(|body| Query::form(&body, parameters));
        match form {
            Ok(form) => self.body("application/x-www-form-urlencoded", form.0),
            Err(error) => self.with(|_| Err(error)),
        }
    }

    /// Sends a multipart form.
    #[cfg(feature = "multipart")]
    pub fn multipart(mut self, mut form: crate::multipart::Form) -> Self {
        self.secrets.append(&mut form.secrets);
        self.with(|request| {
            let (media_type, body) = form.into_body()?;
            let media_type = HeaderValue::from_str(&media_type)
                .map_err(|source| invalid("invalid boundary").with_source(source))?;
            request.headers_mut().insert(CONTENT_TYPE, media_type);
            *request.body_mut() = Some(body);
            Ok(())
        })
    }

    /// Sends `body` with a media type.
    pub fn body(self, media_type: &'static str, body: impl Into<Body>) -> Self {
        let body = body.into();
        self.with(|request| {
            let headers = request.headers_mut();
            headers.insert(CONTENT_TYPE, self::media_type(media_type)?);
            *request.body_mut() = Some(body);
            Ok(())
        })
    }

    fn call(mut self, body: BodyMode) -> Call {
        if let Ok(request) = &mut self.request
            && request.body().is_none()
            && [Method::POST, Method::PUT, Method::PATCH].contains(request.method())
        {
            let headers = request.headers_mut();
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Call {
            client: self.client,
            operation: self.operation,
            request: self.request,
            secrets: self.secrets,
            body,
        }
    }

    /// Makes the call, and decodes the body as JSON.
    pub fn decode<T: DeserializeOwned + 'static>(
        self,
    ) -> impl Future<Output = Result<Response<T>>> + Send + 'static {
        self.decode_with(BufferedResponse::json::<T>)
    }

    /// Makes the call, and decodes the response with `decode`.
    pub fn decode_with<T: 'static>(
        self,
        decode: fn(&BufferedResponse) -> Result<T, DecodeError>,
    ) -> impl Future<Output = Result<Response<T>>> + Send + 'static {
        execute(self.call(BodyMode::Buffered)).map(move |result| {
            let (response, context) = buffered(result?)?;
            match decode(&response) {
                Ok(value) => Ok(response.with_value(value)),
                Err(error) => Err(context.decode_error(&response, error)),
            }
        })
    }

    /// Makes the call, and returns the body as text. Invalid UTF-8 is replaced.
    pub fn text(self) -> impl Future<Output = Result<Response<String>>> + Send + 'static {
        self.decode_with(|response| Ok(response.text().into_owned()))
    }

    /// Makes the call, and returns the body.
    pub fn bytes(self) -> impl Future<Output = Result<Response<Bytes>>> + Send + 'static {
        self.decode_with(|response| Ok(response.bytes().clone()))
    }

    /// Makes the call, and ignores the body.
    pub fn empty(self) -> impl Future<Output = Result<Response<()>>> + Send + 'static {
        self.decode_with(|_| Ok(()))
    }

    /// Makes the call, and returns the body as a stream. The timeout of the attempt ends with the
    /// headers, and the size of the body is not limited.
    pub fn stream(self) -> impl Future<Output = Result<Response<ByteStream>>> + Send + 'static {
        execute(self.call(BodyMode::Streamed)).map(|result| {
            let Completed { response, context } = result?;
            Ok(match response {
                Success::Streamed(response) => ByteStream::response(response, context),
                Success::Buffered(response) => {
                    let body = response.bytes().clone();
                    response.with_value(ByteStream::from(body))
                }
            })
        })
    }

    /// Makes the call, and returns the response with its body in memory.
    pub(crate) fn send(
        self,
    ) -> impl Future<Output = Result<(BufferedResponse, ResponseContext)>> + Send + 'static {
        execute(self.call(BodyMode::Buffered)).map(|result| buffered(result?))
    }
}

fn buffered(completed: Completed) -> Result<(BufferedResponse, ResponseContext)> {
    let Completed { response, context } = completed;
    match response {
        Success::Buffered(response) => Ok((response, context)),
        // Only `stream` asks for a streamed body.
        Success::Streamed(_) => Err(invalid("the response was streamed")),
    }
}

fn media_type(media_type: &'static str) -> Result<HeaderValue> {
    HeaderValue::from_maybe_shared(Bytes::from_static(media_type.as_bytes()))
        .map_err(|source| invalid(format!("invalid media type {media_type}")).with_source(source))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("operation", &self.operation.id())
            .field("template", &self.operation.template())
            .finish_non_exhaustive()
    }
}
