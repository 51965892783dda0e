//! What code calls that was generated before the emitter wrote [`Client::request`].

// removed when the emitter has switched

use std::fmt::Display;
use std::ops::Deref;

use progenitor_client::ResponseValue;
use reqwest::header::{ACCEPT, HeaderName, HeaderValue};
use reqwest::{Method, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::operation::{Operation, OperationRef, Parameter};
use crate::parameters::{ParameterValue, Query, write_segment};
use crate::request::RequestBuilder;

/// The inner value of generated clients.
#[derive(Clone, Debug)]
pub struct Runtime(Client);

impl From<Client> for Runtime {
    fn from(client: Client) -> Self {
        Self(client)
    }
}

impl Deref for Runtime {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

/// A request that is being built.
#[must_use = "nothing is sent before the call"]
#[derive(Debug)]
pub struct LegacyRequest {
    client: Client,
    operation: &'static Operation,
    request: Result<Request, Error>,
}

impl Runtime {
    /// Returns the HTTP client.
    pub fn http_client(&self) -> &reqwest::Client {
        self.0.http()
    }

    /// Returns a runtime with other options.
    pub fn with_options(&self, options: &crate::CallOptions) -> Self {
        Self(self.0.with_options(options))
    }

    /// Returns a runtime with another credential.
    ///
    /// # Errors
    /// [`ErrorKind::Config`] if the credential is empty or malformed.
    pub fn with_credential(&self, credential: &crate::SecretString) -> Result<Self, Error> {
        self.0.with_credential(credential).map(Self)
    }

    /// Starts a request. `path` are the values of the path parameters, in their order.
    pub fn request(
        &self,
        _: &reqwest::Client,
        operation: &'static Operation,
        path: &[&dyn Display],
    ) -> LegacyRequest {
        let request = fill(operation.path, path).and_then(|path| {
            let method = Method::from_bytes(operation.method.as_bytes())
                .map_err(|error| invalid().with_source(error))?;
            Ok(Request::new(method, self.0.base().with_path(&path)))
        });
        LegacyRequest {
            client: self.0.clone(),
            operation,
            request,
        }
    }
}

impl LegacyRequest {
    fn with(&mut self, change: impl FnOnce(&mut Request) -> Result<(), Error>) {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
    }

    /// Sets the header `Accept`.
    pub fn accept(&mut self, content_type: &'static str) {
        self.with(|request| {
            let content_type = HeaderValue::from_static(content_type);
            request.headers_mut().insert(ACCEPT, content_type);
            Ok(())
        });
    }

    /// Adds a header.
    pub fn header(&mut self, name: &str, value: &str) {
        self.with(|request| {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|error| invalid().with_source(error))?;
            let value = HeaderValue::from_str(value).map_err(|error| {
                Error::new(ErrorKind::InvalidRequest)
                    .with_message(format!("invalid value for header \"{name}\""))
                    .with_source(error)
            })?;
            request.headers_mut().append(name, value);
            Ok(())
        });
    }

    /// Adds query parameters.
    pub fn query(&mut self, parameters: &[(&'static str, &dyn ParameterValue)]) {
        self.with(|request| {
            let mut query = Query::default();
            for (name, value) in parameters {
                query.add(&Parameter::query(name), *value)?;
            }
            let url = request.url_mut();
            match url.query() {
                _ if query.0.is_empty() => {}
                Some(before) => url.set_query(Some(&format!("{before}&{}", query.0))),
                None => url.set_query(Some(&query.0)),
            }
            Ok(())
        });
    }

    /// Sends a JSON body.
    pub fn json(&mut self, body: &(impl Serialize + ?Sized)) {
        self.body(|request| request.json("application/json", body));
    }

    /// Sends a form.
    pub fn form_urlencoded(&mut self, body: &(impl Serialize + ?Sized)) {
        self.body(|request| request.form(body, &[]));
    }

    fn body(&mut self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) {
        let request = std::mem::replace(&mut self.request, Err(invalid()));
        let builder = RequestBuilder::new(
            self.client.clone(),
            OperationRef::Described(self.operation),
            request,
        );
        self.request = change(builder).into_request();
    }

    fn finish(self) -> RequestBuilder {
        RequestBuilder::new(
            self.client,
            OperationRef::Described(self.operation),
            self.request,
        )
    }

    /// Makes the call, and decodes the response as JSON.
    pub fn decode<T: DeserializeOwned + Send + 'static>(
        self,
    ) -> impl Future<Output = Result<ResponseValue<T>, Error>> + Send + use<T> {
        let call = self.finish().decode::<T>();
        async move {
            let (status, headers, value) = call.await?.into_parts();
            Ok(ResponseValue::new(value, status, headers))
        }
    }

    /// Makes the call, and returns the body as a stream.
    pub fn stream(
        self,
    ) -> impl Future<Output = Result<ResponseValue<progenitor_client::ByteStream>, Error>> + Send + use<>
    {
        let call = self.finish().bytes();
        async move {
            let (status, headers, value) = call.await?.into_parts();
            let body = futures_util::stream::once(std::future::ready(Ok(value)));
            let body = progenitor_client::ByteStream::new(Box::pin(body));
            Ok(ResponseValue::new(body, status, headers))
        }
    }

    /// Makes the call, and ignores the body.
    pub fn empty(self) -> impl Future<Output = Result<ResponseValue<()>, Error>> + Send + use<> {
        let call = self.finish().empty();
        async move {
            let (status, headers, value) = call.await?.into_parts();
            Ok(ResponseValue::new(value, status, headers))
        }
    }
}

fn fill(template: &'static str, values: &[&dyn Display]) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 16 * values.len());
    let mut values = values.iter();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(invalid)?;
        let value = values.next().ok_or_else(invalid)?.to_string();
        path.push_str(before);
        write_segment(&mut path, &Parameter::path(name), &value)?;
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

fn invalid() -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message("the request could not be built")
}
