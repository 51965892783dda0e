//! A request on its way from a generated method to its call.
//!
//! The generated methods are no `async fn`s, and this takes what it is given behind `dyn` where it can:
//! each state machine and each instance of a generic function is time of every build.

use std::fmt::{Display, Write as _};

use progenitor_client::{ByteStream, QueryParam, ResponseValue};
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Body, Method, Request, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Runtime;
use crate::error::{Error, ErrorKind};
use crate::operation::{Operation, path_segment};
use crate::response::{decode, empty, stream};

/// A request that is being built. What is wrong with one of its parts is told by the call.
#[must_use = "nothing is sent before the call"]
pub struct RequestBuilder<'a> {
    runtime: &'a Runtime,
    http: &'a reqwest::Client,
    operation: &'static Operation<'static>,
    request: Result<Request, Error>,
}

impl Runtime {
    /// Begins the request of an operation. `path` has the values of its path's parameters, in the order
    /// in which they stand there.
    pub fn request<'a>(
        &'a self,
        http: &'a reqwest::Client,
        operation: &'static Operation<'static>,
        path: &[&dyn Display],
    ) -> RequestBuilder<'a> {
        let request = filled(operation.path, path).and_then(|path| {
            let method = Method::from_bytes(operation.method.as_bytes())
                .map_err(|error| unbuilt().with_source(error))?;
            Ok(Request::new(method, self.base().with_path(&path)))
        });
        RequestBuilder {
            runtime: self,
            http,
            operation,
            request,
        }
    }
}

#[allow(dead_code, reason = "documents change, and what they need of it")]
impl RequestBuilder<'_> {
    fn with(&mut self, change: impl FnOnce(&mut Request) -> Result<(), Error>) {
        if let Ok(request) = &mut self.request
            && let Err(error) = change(request)
        {
            self.request = Err(error);
        }
    }

    /// Sets what the answer may be.
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
                .map_err(|error| unbuilt().with_source(error))?;
            request.headers_mut().append(name, value.try_into()?);
            Ok(())
        });
    }

    /// Adds parameters to the query: a list as often as it has items, what is absent not at all.
    pub fn query(&mut self, parameters: &[(&str, &dyn QueryValue)]) {
        self.with(|request| {
            let url = request.url_mut();
            for (name, value) in parameters {
                value.append(name, url)?;
            }
            if url.query() == Some("") {
                url.set_query(None);
            }
            Ok(())
        });
    }

    /// Sends this as JSON.
    pub fn json(&mut self, body: &(impl Serialize + ?Sized)) {
        self.with(|request| put_json(request, body));
    }

    /// Sends this as the fields of a form.
    pub fn form_urlencoded(&mut self, body: &(impl Serialize + ?Sized)) {
        self.with(|request| {
            let body =
                serde_urlencoded::to_string(body).map_err(|error| unbuilt().with_source(error))?;
            put(request, "application/x-www-form-urlencoded", body.into());
            Ok(())
        });
    }

    /// Makes the call, and reads the answer as JSON.
    pub fn decode<T: DeserializeOwned>(
        self,
    ) -> impl Future<Output = Result<ResponseValue<T>, Error>> + Send {
        self.runtime
            .exec(self.http, self.request, self.operation, decode::<T>)
    }

    /// Makes the call. What the answer's body is does not matter.
    pub fn empty(self) -> impl Future<Output = Result<ResponseValue<()>, Error>> + Send {
        self.runtime
            .exec(self.http, self.request, self.operation, empty)
    }

    /// Makes the call, and gives the answer's body as a stream.
    pub fn stream(self) -> impl Future<Output = Result<ResponseValue<ByteStream>, Error>> + Send {
        self.runtime
            .exec(self.http, self.request, self.operation, stream)
    }
}

/// Gives a request this as JSON.
pub(crate) fn put_json(
    request: &mut Request,
    body: &(impl Serialize + ?Sized),
) -> Result<(), Error> {
    let body = serde_json::to_vec(body).map_err(|error| {
        Error::new(ErrorKind::InvalidRequest)
            .with_message("its body is no JSON")
            .with_source(error)
    })?;
    put(request, "application/json", body.into());
    Ok(())
}

fn put(request: &mut Request, content_type: &'static str, body: Body) {
    *request.body_mut() = Some(body);
    let content_type = HeaderValue::from_static(content_type);
    request.headers_mut().insert(CONTENT_TYPE, content_type);
}

/// What a parameter of a query may be.
pub trait QueryValue {
    /// Adds it to the query of a URL.
    fn append(&self, name: &str, url: &mut Url) -> Result<(), Error>;
}

impl<T: Serialize> QueryValue for T {
    fn append(&self, name: &str, url: &mut Url) -> Result<(), Error> {
        let mut pairs = url.query_pairs_mut();
        QueryParam::new(name, self)
            .serialize(serde_urlencoded::Serializer::new(&mut pairs))
            .map_err(|error| unbuilt().with_source(error))?;
        Ok(())
    }
}

/// The path of an operation with its parameters filled in.
fn filled(template: &'static str, values: &[&dyn Display]) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 16 * values.len());
    let mut values = values.iter();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(unbuilt)?;
        let value = values.next().ok_or_else(unbuilt)?.to_string();
        path.push_str(before);
        // Writing to a `String` does not fail.
        let _ = write!(path, "{}", path_segment(name, &value)?);
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

fn unbuilt() -> Error {
    Error::new(ErrorKind::InvalidRequest).with_message("the request could not be built")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use reqwest::Request;
    use serde_json::json;

    use super::RequestBuilder;
    use crate::testing::TestClient as Client;
    use crate::{ErrorKind, Operation, Outcome, Secret};

    const OPERATION: Operation<'static> = Operation {
        id: "put_thing",
        method: "PUT",
        path: "/a/{owner}/things/{thing}",
        idempotent: true,
        anonymous: false,
    };

    fn client() -> Client {
        let builder = Client::builder().credential("1$a");
        builder.base_url("https://host/base/").build().unwrap()
    }

    fn begun<'a>(client: &'a Client, path: &[&dyn std::fmt::Display]) -> RequestBuilder<'a> {
        client.runtime.request(&client.http, &OPERATION, path)
    }

    fn made(change: impl FnOnce(&mut RequestBuilder<'_>)) -> Request {
        let client = client();
        let mut builder = begun(&client, &[&7, &"a/b ?"]);
        change(&mut builder);
        builder.request.unwrap()
    }

    #[test]
    fn a_path_is_filled_in_the_order_of_its_parameters() {
        let request = made(|_| {});
        assert_eq!(request.method(), "PUT");
        let url = "https://host/base/a/7/things/a%2Fb%20%3F";
        assert_eq!(request.url().as_str(), url);
    }

    #[test]
    fn a_query_has_what_is_there() {
        let absent: Option<&str> = None;
        let secret = Secret::from("s&t");
        let request = made(|request| {
            request.query(&[("none", &absent), ("pin", &Some(&secret))]);
            request.query(&[("id", &vec![1, 2]), ("all", &true)]);
        });
        assert_eq!(request.url().query(), Some("pin=s%26t&id=1&id=2&all=true"));
        let request = made(|request| request.query(&[("none", &absent)]));
        assert_eq!(request.url().query(), None);
    }

    #[test]
    fn a_body_says_what_it_is() {
        let fields = BTreeMap::from([("a", "1&2"), ("b", "")]);
        for (request, content_type, body) in [
            (
                made(|request| request.json(&json!({"a": 1}))),
                "application/json",
                r#"{"a":1}"#,
            ),
            (
                made(|request| request.form_urlencoded(&fields)),
                "application/x-www-form-urlencoded",
                "a=1%262&b=",
            ),
        ] {
            assert_eq!(request.headers()["content-type"], content_type);
            let sent = request.body().and_then(reqwest::Body::as_bytes);
            assert_eq!(sent, Some(body.as_bytes()));
        }
        let request = made(|request| {
            request.accept("application/json");
            request.header("X-Pin", "1");
            request.header("x-pin", "2");
        });
        assert_eq!(request.headers()["accept"], "application/json");
        let pins: Vec<_> = request.headers().get_all("x-pin").iter().collect();
        assert_eq!(pins, ["1", "2"]);
        assert!(request.body().is_none());
    }

    #[tokio::test]
    async fn the_call_tells_what_is_wrong_with_a_part_and_sends_nothing() {
        let client = client();
        let unwritable = BTreeMap::from([(vec![1], 1)]);
        let mut in_header = begun(&client, &[&7, &1]);
        in_header.header("x-pin", "canary\n");
        // What comes after does not make it good.
        in_header.header("x-pin", "1");
        let mut in_body = begun(&client, &[&7, &1]);
        in_body.json(&unwritable);
        let mut in_query = begun(&client, &[&7, &1]);
        in_query.query(&[("a", &unwritable)]);
        for (builder, message) in [
            (in_header, "the value of a header"),
            (in_body, "is no JSON"),
            (in_query, "could not be built"),
            (begun(&client, &[&7, &".."]), "`thing`"),
            (begun(&client, &[&7]), "could not be built"),
        ] {
            let error = builder.empty().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert_eq!(error.operation(), Some("put_thing"));
            assert!(error.to_string().contains(message), "{error}");
            assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        }
    }
}
