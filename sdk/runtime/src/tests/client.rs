//! Credentials and headers of a client.

use reqwest::header::{AUTHORIZATION, USER_AGENT};
use reqwest::{Method, Request};

use crate::error::ErrorKind;
use crate::options::CallOptions;
use crate::tests::{OpenClient, TestClient};

fn request(url: &str) -> Request {
    Request::new(Method::POST, url.parse().unwrap())
}

#[test]
fn only_requests_with_a_credential_get_it() {
    let client = TestClient::builder().credential("1$a").build().unwrap();
    for with_credential in [true, false] {
        let mut request = request("https://api.example/a");
        client.0.check(&request, with_credential).unwrap();
        client.0.apply_headers(&mut request, with_credential, None);
        let headers = request.headers();
        assert_eq!(headers.contains_key(AUTHORIZATION), with_credential);
        assert!(headers.contains_key(USER_AGENT));
    }
}

#[test]
fn without_a_credential_operations_that_need_one_fail() {
    let client = TestClient::builder().without_credential().build().unwrap();
    let mut request = request("https://api.example/a");
    let error = client.0.check(&request, true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    client.0.check(&request, false).unwrap();
    client.0.apply_headers(&mut request, true, None);
    assert!(!request.headers().contains_key(AUTHORIZATION));
    let client = client.0.with_credential(&"1$a".into()).unwrap();
    client.check(&request, true).unwrap();
    client.with_credential(&"1\n".into()).unwrap_err();
}

#[test]
fn authorization_can_be_set_only_where_the_service_has_no_credential() {
    let options = CallOptions::new().header("authorization", "canary");
    let options = options.unwrap();
    let mut request = request("https://api.example/a");
    let open = OpenClient::builder().build().unwrap();
    let open = open.0.with_options(&options);
    open.check(&request, true).unwrap();
    open.apply_headers(&mut request, true, None);
    assert_eq!(request.headers()[AUTHORIZATION], "canary");
    assert!(!format!("{open:?} {request:?}").contains("canary"));
    open.with_credential(&"1$a".into()).unwrap_err();

    let client = TestClient::builder().credential("1$a").build().unwrap();
    let client = client.0.with_options(&options);
    let error = client.check(&request, true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
}

#[test]
fn a_request_outside_the_base_url_is_rejected() {
    let client = TestClient::builder().credential("1$a").build().unwrap();
    let request = request("https://example.org/a");
    let error = client.0.check(&request, false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}
