//! Tests of requests and of their responses.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt as _;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Outcome};
use crate::list::{List, PageContent, Pagination};
use crate::operation::{Operation, Parameter};
use crate::options::CallOptions;
use crate::request::RequestBuilder;
use crate::retry::RetryPolicy;
use crate::tests::TestClient;

static PUT: Operation = Operation::new("put_thing", "PUT", "/a/{owner}/things/{thing}")
    .parameters(&[
        Parameter::path("owner"),
        Parameter::path("thing"),
        Parameter::header("x-pin"),
        Parameter::query("id"),
    ])
    .accept("application/json")
    .idempotent();

static POST: Operation = Operation::new("post", "POST", "/post");
static PATCH: Operation = Operation::new("patch", "PATCH", "/patch");
static GET: Operation = Operation::new("get", "GET", "/get");
static WITHHELD: Operation = Operation::new("withheld", "GET", "/get").withhold_errors();
static FOUND: Operation = Operation::new("found", "GET", "/get").success(&[(302, 302)]);

fn client(base_url: &str) -> Client {
    let builder = TestClient::builder().credential("1$a").base_url(base_url);
    builder.build().unwrap().0
}

/// Responds to each connection with the next of `responses`. Returns a client, and the requests.
async fn server(responses: &[&'static str]) -> (Client, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}/base/", listener.local_addr().unwrap()));
    let responses = responses.to_vec();
    let requests = tokio::spawn(async move {
        let mut requests = Vec::new();
        for response in responses {
            let (mut connection, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 64 * 1024];
            let length = connection.read(&mut request).await.unwrap();
            request.truncate(length);
            requests.push(String::from_utf8(request).unwrap());
            connection.write_all(response.as_bytes()).await.unwrap();
        }
        requests
    });
    (client, requests)
}

const EMPTY: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
const LIST: &str =
    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\nx-a: 1\r\n\r\n[1,2]";

async fn record_request(request: impl FnOnce(&Client) -> RequestBuilder) -> String {
    let (client, requests) = server(&[EMPTY]).await;
    request(&client).empty().await.unwrap();
    requests.await.unwrap().remove(0).to_ascii_lowercase()
}

#[tokio::test]
async fn parameters_and_headers_are_sent() {
    let request =
        record_request(|client| client.request(&PUT, &[&7, &"A/b ?", &"1", &[1, 2]])).await;
    assert!(
        request.starts_with("put /base/a/7/things/a%2fb%20%3f?id=1&id=2 http/1.1\r\n"),
        "{request}"
    );
    for header in [
        "accept: application/json\r\n",
        "x-pin: 1\r\n",
        "user-agent: test/1\r\n",
        "authorization: apikey 1$a\r\n",
        "content-length: 0\r\n",
    ] {
        assert!(request.contains(header), "{header} {request}");
    }
}

#[tokio::test]
async fn bodies_are_sent_with_their_media_type() {
    let fields = BTreeMap::from([("a", "1&2"), ("b", "")]);
    let requests = [
        (
            record_request(|client| {
                client
                    .request(&POST, &[])
                    .json("application/a+json", &json!({"a": 1}))
            })
            .await,
            "application/a+json",
            r#"{"a":1}"#,
        ),
        (
            record_request(|client| client.request(&POST, &[]).form(&fields, &[])).await,
            "application/x-www-form-urlencoded",
            "a=1%262&b=",
        ),
        (
            record_request(|client| client.request(&POST, &[]).body("text/plain", "x y")).await,
            "text/plain",
            "x y",
        ),
    ];
    for (request, media_type, body) in requests {
        assert!(
            request.contains(&format!("content-type: {media_type}\r\n")),
            "{request}"
        );
        assert!(request.ends_with(&format!("\r\n\r\n{body}")), "{request}");
    }
    for operation in [&POST, &PATCH] {
        let request = record_request(|client| client.request(operation, &[])).await;
        assert!(request.contains("content-length: 0\r\n"), "{request}");
    }
    let request = record_request(|client| client.request(&GET, &[])).await;
    assert!(!request.contains("content-length"), "{request}");
}

#[cfg(feature = "multipart")]
#[tokio::test]
async fn forms_of_parts_are_sent() {
    use crate::multipart::{File, Form};

    let form = Form::new()
        .value("text", None, "a b")
        .value("number", Some("text/plain"), &5)
        .value("none", None, &None::<u8>)
        .value("object", None, &json!({"a": [1]}))
        .file("file", Some("text/csv"), File::new("a.csv", "x,y"))
        .file(
            "image",
            Some("text/csv"),
            File::new("b", "z").with_media_type("image/png"),
        );
    let request = record_request(|client| client.request(&POST, &[]).multipart(form)).await;
    assert!(request.contains("content-type: multipart/form-data; boundary="));
    for part in [
        "name=\"text\"\r\n\r\na b\r\n",
        "name=\"number\"\r\ncontent-type: text/plain\r\n\r\n5\r\n",
        "name=\"object\"\r\ncontent-type: application/json\r\n\r\n{\"a\":[1]}\r\n",
        "name=\"file\"; filename=\"a.csv\"\r\ncontent-type: text/csv\r\n\r\nx,y\r\n",
        "name=\"image\"; filename=\"b\"\r\ncontent-type: image/png\r\n\r\nz\r\n",
    ] {
        assert!(request.contains(part), "{part} {request}");
    }
    assert!(!request.contains("\"none\""), "{request}");

    let form = Form::new().value("a", Some("no type"), "canary");
    let request = client("http://127.0.0.1:1").request(&POST, &[]);
    let error = request.multipart(form).empty().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(!error.to_string().contains("canary"));
}

#[tokio::test]
async fn errors_in_any_part_are_returned_by_the_call_and_nothing_is_sent() {
    let client = client("http://127.0.0.1:1");
    let key_is_no_text = BTreeMap::from([(vec![1], 1)]);
    let request = |values: &[&dyn crate::ParameterValue]| client.request(&PUT, values);
    for (request, message) in [
        (request(&[&7, &1, &"canary\n", &1]), "header \"x-pin\""),
        (
            request(&[&7, &1, &1, &key_is_no_text]),
            "query parameter \"id\"",
        ),
        (request(&[&7, &"..", &1, &1]), "path parameter \"thing\""),
        (request(&[&7]), "path parameter \"thing\""),
        (
            // A later valid value does not correct it.
            request(&[&7, &1, &1, &1])
                .json("a/b", &key_is_no_text)
                .json("a/b", &1),
            "cannot be serialized as JSON",
        ),
        (
            request(&[&7, &1, &1, &1]).form(&[1], &[]),
            "must be an object",
        ),
        (request(&[&7, &1, &1, &1]).json("a\n", &1), "media type"),
    ] {
        let error = request.empty().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.operation(), Some("put_thing"));
        assert!(error.to_string().contains(message), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
    }
}

#[tokio::test]
async fn a_response_is_decoded_by_each_method() {
    let (client, requests) = server(&[LIST; 6]).await;
    let get = || client.request(&GET, &[]);
    let response = get().decode::<Vec<u8>>().await.unwrap();
    assert_eq!((&*response, response.status().as_u16()), (&vec![1, 2], 200));
    assert_eq!(response.headers()["x-a"], "1");
    assert_eq!(get().text().await.unwrap().into_inner(), "[1,2]");
    assert_eq!(get().bytes().await.unwrap().into_inner(), "[1,2]");
    get().empty().await.unwrap();
    let length = get()
        .decode_with(|response| Ok(response.json::<Vec<u8>>()?.len()))
        .await
        .unwrap();
    assert_eq!(length.into_inner(), 2);
    let error = get().decode::<Vec<String>>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Applied, 1));
    assert_eq!(error.path(), Some("[0]"));
    assert_eq!(error.json::<Vec<u8>>().unwrap(), [1, 2]);
    requests.await.unwrap();
}

#[tokio::test]
async fn a_stream_is_read_as_it_arrives() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(&format!("http://{}", listener.local_addr().unwrap()));
    let (go_on, wait) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let _ = connection.read(&mut [0; 1024]).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nx-a: 1\r\n\r\nab";
        connection.write_all(head.as_bytes()).await.unwrap();
        wait.await.unwrap();
        connection.write_all(b"cd").await.unwrap();
    });
    let response = client.request(&GET, &[]).stream().await.unwrap();
    assert_eq!(response.headers()["x-a"], "1");
    let mut stream = response.into_inner();
    assert_eq!(stream.next().await.unwrap().unwrap(), "ab");
    go_on.send(()).unwrap();
    server.await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap(), "cd");
    let error = stream.try_next().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!((error.operation(), error.attempts()), (Some("get"), 1));
    assert_eq!(error.status().unwrap(), 200);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn messages_that_may_repeat_secrets_are_withheld() {
    const DENIED: &str = "HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 20\r\n\r\n\
                          {\"message\":\"canary\"}";
    let (client, requests) = server(&[DENIED; 3]).await;
    let error = client.request(&GET, &[]).empty().await.unwrap_err();
    assert_eq!(error.message(), Some("canary"));
    let withheld = client.request(&WITHHELD, &[]).empty().await.unwrap_err();
    let raw = client
        .raw_request(Method::GET, "/a")
        .send()
        .await
        .unwrap_err();
    for error in [withheld, raw] {
        assert!(!format!("{error} {error:?}").contains("canary"));
        assert_eq!(error.json::<Value>().unwrap()["message"], "canary");
    }
    requests.await.unwrap();
}

#[tokio::test]
async fn an_operation_can_have_other_statuses_of_success() {
    const REDIRECT: &str = "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\n\
                            location: https://example.org/\r\n\r\n";
    let (client, requests) = server(&[REDIRECT; 3]).await;
    let found = client.request(&FOUND, &[]).empty().await.unwrap();
    assert_eq!(found.status(), 302);
    assert_eq!(found.headers()["location"], "https://example.org/");
    client.request(&FOUND, &[]).stream().await.unwrap();
    let error = client.request(&GET, &[]).empty().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    requests.await.unwrap();
}

#[test]
fn futures_of_calls_are_small_and_can_be_sent() {
    fn check(future: impl Future + Send + 'static) {
        assert!(size_of_val(&future) <= 64, "{}", size_of_val(&future));
    }
    let client = client("http://127.0.0.1:1");
    check(client.request(&GET, &[]).decode::<Value>());
    check(client.request(&GET, &[]).empty());
    check(client.request(&GET, &[]).stream());
}

#[tokio::test]
async fn a_request_can_be_cloned_and_sent_several_times() {
    let (client, requests) = server(&[EMPTY, EMPTY]).await;
    let request = client.request(&PUT, &[&7, &"a", &"pin"]);
    let request = request.json("application/json", &[1]);
    request.clone().set(3, &[1, 2]).empty().await.unwrap();
    request.set(2, &"other").empty().await.unwrap();
    let requests = requests.await.unwrap();
    assert!(requests[0].starts_with("PUT /base/a/7/things/a?id=1&id=2 "));
    assert!(requests[1].starts_with("PUT /base/a/7/things/a HTTP"));
    for (request, pin) in requests.iter().zip(["pin", "other"]) {
        assert!(request.ends_with("\r\n\r\n[1]"), "{request}");
        assert!(request.contains(&format!("x-pin: {pin}\r\n")), "{request}");
    }
}

#[tokio::test]
async fn only_the_original_of_a_request_sends_a_stream() {
    let (client, requests) = server(&[EMPTY]).await;
    let stream = futures_util::stream::iter([Ok::<_, std::io::Error>("ab")]);
    let request = client
        .request(&POST, &[])
        .body("text/plain", reqwest::Body::wrap_stream(stream));
    let error = request.clone().empty().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    request.empty().await.unwrap();
    assert!(requests.await.unwrap()[0].contains("transfer-encoding: chunked"));
}

#[tokio::test]
async fn a_request_keeps_its_first_error() {
    let client = client("http://127.0.0.1:1");
    let request = client.request(&PUT, &[&7, &"a", &"line\nbreak"]);
    let request = request.set(9, &1).set(2, &"\u{7f}");
    for request in [request.clone(), request] {
        let error = request.empty().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let expected = "put_thing has 4 parameters, and none at index 9";
        assert_eq!(error.message(), Some(expected));
    }
}

#[tokio::test]
async fn a_retried_deletion_that_finds_nothing_succeeds() {
    static DELETE: Operation = Operation::new("delete", "DELETE", "/things").idempotent();
    const CUT: &str = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{";
    const NOT_FOUND: &str = "HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n";
    let options = CallOptions::new().retry(RetryPolicy::default().max_backoff(Duration::ZERO));
    let (client, _) = server(&[CUT, NOT_FOUND]).await;
    let deleted = client.request(&DELETE, &[]).options(&options);
    let deleted = deleted.empty().await.unwrap();
    assert_eq!(deleted.status(), 404);
    let (client, _) = server(&[CUT, NOT_FOUND]).await;
    let deleted = client.request(&DELETE, &[]).options(&options);
    let deleted = deleted.decode_deleted::<Value>();
    assert_eq!(deleted.await.unwrap().into_inner(), None);
    let (client, _) = server(&["HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1"]).await;
    let deleted = client.request(&DELETE, &[]).decode_deleted::<Value>();
    assert_eq!(deleted.await.unwrap().into_inner(), Some(json!(1)));
    for first in [
        NOT_FOUND,
        "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
    ] {
        let (client, _) = server(&[first]).await;
        let error = client.request(&DELETE, &[]).empty().await.unwrap_err();
        assert!(error.is_not_found() && !error.is_already_deleted());
    }
}

#[tokio::test]
async fn the_error_of_a_page_that_cannot_be_read_has_its_body() {
    static PAGINATION: Pagination = Pagination::by_offset(0, "");
    static LIST: Operation =
        Operation::new("list", "GET", "/get").parameters(&[Parameter::query("offset")]);
    // Any body can be decoded; the function reads the items.
    let read = |body: Value| {
        serde_json::from_value::<Vec<u8>>(body)
            .map(PageContent::whole)
            .map_err(|_| Error::new(ErrorKind::Decode).with_message("expected numbers"))
    };
    let bodies = ["[1,\"a\"]"; 2];
    let responses = bodies.map(|body| {
        let length = body.len();
        let head = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length:";
        &*Box::leak(format!("{head} {length}\r\n\r\n{body}").into_boxed_str())
    });
    let (client, _) = server(&responses).await;
    let list = List::new(client.request(&LIST, &[]), &PAGINATION, read);
    let error = list.clone().page().await.unwrap_err();
    assert_eq!(error.body(), bodies[0].as_bytes());
    assert_eq!(error.operation(), Some("list"));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    let items = list.lenient().page().await.unwrap().items;
    assert_eq!(items[0].as_ref().unwrap(), &1);
    assert_eq!(items[1].as_ref().unwrap_err().path(), Some("[1]"));
}
