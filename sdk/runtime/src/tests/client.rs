//! Credentials and headers of a client.

use reqwest::header::{AUTHORIZATION, USER_AGENT};
use reqwest::{Method, Request};

use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::operation::{Operation, OperationRef};
use crate::options::CallOptions;
use crate::tests::{OpenClient, TestClient};

static SECURED: Operation = Operation::new("secured", "POST", "/a").security(&[&["key"]]);
static OPEN: Operation = Operation::new("open", "POST", "/a").security(&[]);
static OPTIONAL: Operation = Operation::new("optional", "POST", "/a").security(&[&["key"], &[]]);
static UNSPECIFIED: Operation = Operation::new("unspecified", "POST", "/a");

fn request(url: &str) -> Request {
    Request::new(Method::POST, url.parse().unwrap())
}

/// Adds to the request what an attempt would.
fn apply(
    client: &Client,
    request: &mut Request,
    operation: &'static Operation,
) -> Result<(), Error> {
    let alternative = client.check(request.url(), &OperationRef::Described(operation))?;
    client.apply(request, client.credentials(alternative, &[]));
    Ok(())
}

#[test]
fn only_requests_with_a_credential_get_it() {
    let client = TestClient::builder().credential("1$a").build().unwrap().0;
    for (operation, expected) in [
        (&SECURED, true),
        (&OPEN, false),
        (&OPTIONAL, true),
        (&UNSPECIFIED, true),
    ] {
        let mut request = request("https://api.example/a");
        apply(&client, &mut request, operation).unwrap();
        let headers = request.headers();
        assert_eq!(headers.contains_key(AUTHORIZATION), expected);
        assert!(headers.contains_key(USER_AGENT));
    }
}

#[test]
fn without_a_credential_operations_that_need_one_fail() {
    let client = TestClient::builder().without_credential().build().unwrap();
    let mut request = request("https://api.example/a");
    let error = apply(&client.0, &mut request, &SECURED).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let message = "this operation needs the API key; the client was built without it";
    assert_eq!(error.message(), Some(message));
    for operation in [&OPEN, &OPTIONAL, &UNSPECIFIED] {
        apply(&client.0, &mut request, operation).unwrap();
        assert!(!request.headers().contains_key(AUTHORIZATION));
    }
    let client = client.0.with_credential(&"1$a".into()).unwrap();
    apply(&client, &mut request, &SECURED).unwrap();
    client.with_credential(&"1\n".into()).unwrap_err();
}

#[test]
fn authorization_can_be_set_only_where_the_service_has_no_credential() {
    let options = CallOptions::new().header("authorization", "canary");
    let options = options.unwrap();
    let mut request = request("https://api.example/a");
    let open = OpenClient::builder().build().unwrap();
    let open = open.0.with_options(&options);
    apply(&open, &mut request, &UNSPECIFIED).unwrap();
    assert_eq!(request.headers()[AUTHORIZATION], "canary");
    assert!(!format!("{open:?} {request:?}").contains("canary"));
    open.with_credential(&"1$a".into()).unwrap_err();

    let client = TestClient::builder().credential("1$a").build().unwrap();
    let client = client.0.with_options(&options);
    let error = apply(&client, &mut request, &SECURED).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[test]
fn a_request_outside_the_base_url_is_rejected() {
    let client = TestClient::builder().credential("1$a").build().unwrap();
    let mut request = request("https://example.org/a");
    let error = apply(&client.0, &mut request, &OPEN).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}
