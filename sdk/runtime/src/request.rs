//! Builds the request of an operation, and starts its call.

use std::borrow::Borrow;
use std::fmt;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use reqwest::Body;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::attempt::BodyMode;
use crate::call::{Call, CallResponse, Success, execute};
use crate::call_request::{BodyContent, CallRequest, DescribedRequest, RequestBody, media_type};
use crate::client::Client;
use crate::decode::DecodeError;
use crate::error::{Error, ErrorKind, Result};
use crate::json_value::to_value;
use crate::operation::{Operation, OperationRef, Parameter};
use crate::options::CallOptions;
use crate::parameters::{ParameterContents, ParameterValue, Query};
use crate::response::{BufferedResponse, Response};
use crate::response_context::ResponseContext;
use crate::secret::collect;
use crate::stream::{ByteStream, ItemStream};

/// The request of an operation. Errors in any part of it are returned by the call.
///
/// A clone of a request whose body is a stream cannot be sent; its call returns
/// [`ErrorKind::InvalidRequest`].
#[must_use = "nothing is sent before the call"]
pub struct RequestBuilder {
    client: Client,
    operation: &'static Operation,
    parameters: ParameterContents,
    body: Option<RequestBody>,
    /// Secrets of the request, which are redacted in messages.
    secrets: Vec<SecretString>,
    /// The first error in any part.
    error: Option<Error>,
}

impl Client {
    /// Starts the request of an operation. `values` are the values of its first parameters, in their order.
    /// If there are more values than parameters, the call fails with [`ErrorKind::InvalidRequest`].
    pub fn request(
        &self,
        operation: &'static Operation,
        values: &[&dyn ParameterValue],
    ) -> RequestBuilder {
        let (parameters, secrets) = collect(|| ParameterContents::new(operation, values));
        let (parameters, error) = match parameters {
            Ok(parameters) => (parameters, None),
            Err(error) => (ParameterContents::default(), Some(error)),
        };
        let request = RequestBuilder {
            client: self.clone(),
            operation,
            parameters,
            body: None,
            secrets,
            error,
        };
        match operation.server {
            Some(position) => request.at_server(position),
            None => request,
        }
    }
}

impl RequestBuilder {
    pub(crate) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    #[cold]
    fn at_server(mut self, position: usize) -> Self {
        match self.client.at_server(position) {
            Ok(client) => self.client = client,
            Err(error) => self.fail(error),
        }
        self
    }

    /// Returns the client that sends the request.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sets the value of a parameter by its zero-based index. `None` removes it. If the operation has no
    /// parameter at the index, the call fails with [`ErrorKind::InvalidRequest`].
    pub fn set(mut self, index: usize, value: &dyn ParameterValue) -> Self {
        let (result, secrets) = collect(|| self.parameters.set(self.operation, index, value));
        self.secrets.extend(secrets);
        if let Err(error) = result {
            self.fail(error);
        }
        self
    }

    /// Sets the items of a list by the zero-based index of its parameter, in place of earlier ones. An
    /// empty list is not sent. An index out of range is an error as in [`set`](Self::set).
    pub fn set_items<T: Serialize>(
        mut self,
        index: usize,
        items: impl IntoIterator<Item = impl Borrow<T>>,
    ) -> Self {
        let (items, secrets) = collect(|| {
            let items = items.into_iter();
            let items = items.map(|item| to_value(item.borrow()));
            items.collect::<Result<Vec<Value>, _>>()
        });
        self.secrets.extend(secrets);
        match items {
            Ok(items) => self.set(index, &items),
            Err(source) => {
                let message =
                    format!("an item of the parameter at index {index} cannot be serialized");
                self.fail(invalid(message).with_source(source));
                self
            }
        }
    }

    /// Sets the items of a list of strings, like [`set_items`](Self::set_items).
    pub fn set_texts(self, index: usize, texts: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let texts = texts.into_iter();
        let texts = texts.map(|text| Value::from(text.as_ref()));
        self.set(index, &texts.collect::<Vec<Value>>())
    }

    /// Sets options for this call. Options that are not set are those of the client.
    pub fn options(mut self, options: &CallOptions) -> Self {
        self.client = self.client.with_options(options);
        self
    }

    /// Sends `body` as JSON of a media type.
    pub fn json(mut self, media_type: &'static str, body: &(impl Serialize + ?Sized)) -> Self {
        let (body, secrets) = collect(|| serde_json::to_vec(body));
        self.secrets.extend(secrets);
        self.set_json(media_type, body)
    }

    fn set_json(
        mut self,
        media_type: &'static str,
        body: Result<Vec<u8>, serde_json::Error>,
    ) -> Self {
        match body {
            Ok(body) => self.set_body(with_media_type(media_type, BodyContent::Bytes(body.into()))),
            Err(source) => {
                self.fail(invalid("the body cannot be serialized as JSON").with_source(source));
                self
            }
        }
    }

    /// Sends `items` as JSON values, one on each line.
    pub fn json_lines(self, media_type: &'static str, items: &[impl Serialize]) -> Self {
        self.json_items(media_type, "", items)
    }

    /// Sends `items` as JSON values, each after a record separator, as RFC 7464 specifies.
    pub fn json_sequence(self, media_type: &'static str, items: &[impl Serialize]) -> Self {
        self.json_items(media_type, "\x1e", items)
    }

    fn json_items(
        mut self,
        media_type: &'static str,
        start: &str,
        items: &[impl Serialize],
    ) -> Self {
        let (body, secrets) = collect(|| {
            let mut body = Vec::new();
            for item in items {
                body.extend_from_slice(start.as_bytes());
                serde_json::to_writer(&mut body, item)?;
                body.push(b'\n');
            }
            Ok(body)
        });
        self.secrets.extend(secrets);
        self.set_json(media_type, body)
    }

    /// Sends the fields of `body` as an URL-encoded form. Lists are repeated and objects are written
    /// as JSON, except for the fields that `parameters` describe.
    pub fn form(
        mut self,
        body: &(impl Serialize + ?Sized),
        parameters: &'static [Parameter],
    ) -> Self {
        let (body, secrets) = collect(|| to_value(body));
        self.secrets.extend(secrets);
        let form = body
            .map_err(|source| invalid("the body cannot be serialized").with_source(source))
            .and_then(|body| Query::form(&body, parameters));
        match form {
            Ok(form) => self.body("application/x-www-form-urlencoded", form.0),
            Err(error) => {
                self.fail(error);
                self
            }
        }
    }

    /// Sends a multipart form.
    #[cfg(feature = "multipart")]
    pub fn multipart(mut self, mut form: crate::multipart::Form) -> Self {
        self.secrets.append(&mut form.secrets);
        let body = form.into_body().and_then(|(media_type, body)| {
            let media_type = reqwest::header::HeaderValue::from_str(&media_type)
                .map_err(|source| invalid("invalid boundary").with_source(source))?;
            let content = body.into();
            Ok(RequestBody {
                media_type,
                content,
            })
        });
        self.set_body(body)
    }

    /// Sends `body` with a media type.
    pub fn body(self, media_type: &'static str, body: impl Into<Body>) -> Self {
        self.set_body(with_media_type(media_type, body.into().into()))
    }

    fn set_body(mut self, body: Result<RequestBody>) -> Self {
        match body {
            Ok(body) => self.body = Some(body),
            Err(error) => self.fail(error),
        }
        self
    }

    /// Returns the value of a parameter by its zero-based index. `None` if it is not set or not a scalar,
    /// or the index is out of range.
    pub fn scalar(&self, index: usize) -> Option<&str> {
        self.parameters.scalar(index)
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    fn call(self, body: BodyMode) -> Call {
        Call {
            request: match self.error {
                Some(error) => Err(error),
                None => {
                    DescribedRequest::new(self.operation, &self.parameters, self.body, |path| {
                        self.client.base().with_path(path)
                    })
                    .map(CallRequest::Described)
                }
            },
            client: self.client,
            operation: OperationRef::Described(self.operation),
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

    /// Makes the call, and returns the body as text, as [`BufferedResponse::decode_text`] decodes it.
    pub fn text(self) -> impl Future<Output = Result<Response<String>>> + Send + 'static {
        self.decode_with(BufferedResponse::decode_text)
    }

    /// Makes the call, and returns the body.
    pub fn bytes(self) -> impl Future<Output = Result<Response<Bytes>>> + Send + 'static {
        self.decode_with(|response| Ok(response.bytes().clone()))
    }

    /// Makes the call, and ignores the body. A retried deletion that finds nothing, after an attempt
    /// that may have been applied, succeeds with the status 404.
    pub fn empty(self) -> impl Future<Output = Result<Response<()>>> + Send + 'static {
        self.decode_with(|_| Ok(())).map(deleted_without_value)
    }

    /// Makes the call like [`empty`](Self::empty), but fails if there is a body and
    /// `is_described` returns false for the status: the body may be of another type.
    pub fn empty_if(
        self,
        is_described: fn(u16) -> bool,
    ) -> impl Future<Output = Result<Response<()>>> + Send + 'static {
        let response = execute(self.call(BodyMode::Buffered)).map(move |result| {
            let (response, context) = buffered(result?)?;
            if response.bytes().is_empty() || is_described(response.status().as_u16()) {
                return Ok(response.with_value(()));
            }
            let error = DecodeError::new(
                "expected no response body: the document does not describe the status as a success",
            );
            Err(context.decode_error(&response, error))
        });
        response.map(deleted_without_value)
    }

    /// Makes the call of a deletion, and decodes the body as JSON. A retry that finds nothing, after an
    /// attempt that may have been applied, succeeds with `None` and the status 404.
    pub fn decode_deleted<T: DeserializeOwned + 'static>(
        self,
    ) -> impl Future<Output = Result<Response<Option<T>>>> + Send + 'static {
        self.decode_with(|response| response.json::<T>().map(Some))
            .map(deleted)
    }

    /// Makes the call, and returns the body as a stream. The timeout of the attempt ends with the
    /// headers, and the size of the body is not limited.
    pub fn stream(self) -> impl Future<Output = Result<Response<ByteStream>>> + Send + 'static {
        execute(self.call(BodyMode::Streamed)).map(|result| {
            let CallResponse { response, context } = result?;
            Ok(match response {
                Success::Streamed(response) => ByteStream::response(response, context),
                Success::Buffered(response) => {
                    let body = response.bytes().clone();
                    response.with_value(ByteStream::from(body))
                }
            })
        })
    }
}

impl RequestBuilder {
    /// Makes the call, and converts the status and the body, which is a stream as that of
    /// [`stream`](Self::stream).
    pub fn stream_with<T: 'static>(
        self,
        read: fn(u16, ByteStream) -> T,
    ) -> impl Future<Output = Result<Response<T>>> + Send + 'static {
        self.stream().map(move |result| {
            result.map(|response| {
                let status = response.status().as_u16();
                response.map(|body| read(status, body))
            })
        })
    }

    /// Makes the call, and returns the body as a stream of the items that `read` reads from it, such as
    /// [`ByteStream::json_lines`]. The timeout of the attempt ends with the headers.
    pub fn items<T: 'static>(
        self,
        read: fn(ByteStream) -> ItemStream<T>,
    ) -> impl Future<Output = Result<Response<ItemStream<T>>>> + Send + 'static {
        self.stream()
            .map(move |result| result.map(|response| response.map(read)))
    }
}

impl Clone for RequestBuilder {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            operation: self.operation,
            parameters: self.parameters.clone(),
            body: self.body.clone(),
            secrets: self.secrets.clone(),
            error: self.error.clone(),
        }
    }
}

/// The future of the value of a response.
pub type ValueFuture<T> = BoxFuture<'static, Result<T>>;

/// Returns the value of the response of a call.
pub fn value<T: 'static>(
    call: impl Future<Output = Result<Response<T>>> + Send + 'static,
) -> ValueFuture<T> {
    Box::pin(call.map(|response| response.map(Response::into_inner)))
}

/// Defines the request of an operation: the type, `options`, `send`, and `IntoFuture`, whose future
/// returns the value of the response. `send` names the type of the value, and the method of
/// [`RequestBuilder`] that makes the call.
///
/// ```
/// # mod operations {
/// rolekit_runtime::request! {
///     /// A request of `GET /things`.
///     pub struct ListThings;
///     /// Sends the request.
///     fn send(self) -> Vec<String> {
///         decode()
///     }
/// }
/// # }
/// ```
#[macro_export]
macro_rules! request {
    (
        $(#[$about:meta])*
        pub struct $name:ident;
        $(#[$send_doc:meta])*
        fn send(self $(,)?) -> $value:ty {
            $call:ident($($argument:expr)?)
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before `send`"]
        pub struct $name {
            pub(crate) request: $crate::RequestBuilder,
        }

        impl $name {
            /// Sets options for this call. Options that are not set are those of the client.
            #[inline]
            pub fn options(mut self, options: &$crate::CallOptions) -> Self {
                self.request = self.request.options(options);
                self
            }

            $(#[$send_doc])*
            #[inline]
            pub fn send(
                self,
            ) -> impl Future<Output = $crate::Result<$crate::Response<$value>>> + Send + use<> {
                self.request.$call($($argument)?)
            }
        }

        impl IntoFuture for $name {
            type Output = $crate::Result<$value>;
            type IntoFuture = $crate::ValueFuture<$value>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                $crate::value(self.send())
            }
        }
    };
}

/// Makes a call, and returns the response with its body in memory.
pub(crate) async fn buffer(call: Call) -> Result<(BufferedResponse, ResponseContext)> {
    buffered(execute(call).await?)
}

fn deleted_without_value(result: Result<Response<()>>) -> Result<Response<()>> {
    deleted(result.map(|response| response.map(Some))).map(|response| response.map(drop))
}

/// Replaces the error of a deletion that an earlier attempt has made.
fn deleted<T>(result: Result<Response<Option<T>>>) -> Result<Response<Option<T>>> {
    result.or_else(|error| match error.status() {
        Some(status) if error.is_already_deleted() => {
            Ok(Response::new(status, HeaderMap::new(), None))
        }
        _ => Err(error),
    })
}

fn buffered(completed: CallResponse) -> Result<(BufferedResponse, ResponseContext)> {
    let CallResponse { response, context } = completed;
    match response {
        Success::Buffered(response) => Ok((response, context)),
        // Only `stream` asks for a streamed body.
        Success::Streamed(_) => Err(invalid("the response was streamed")),
    }
}

fn with_media_type(media_type: &'static str, content: BodyContent) -> Result<RequestBody> {
    Ok(RequestBody {
        media_type: self::media_type(media_type)?,
        content,
    })
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message(message)
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("operation", &self.operation.id)
            .field("template", &self.operation.path)
            .finish_non_exhaustive()
    }
}
