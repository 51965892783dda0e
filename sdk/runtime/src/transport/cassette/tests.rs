//! Recordings and their replays.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use http::Response;
use reqwest::Body;
use serde_json::json;

use crate::client::Client;
use crate::error::{ErrorKind, Outcome};
use crate::operation::{Operation, Parameter};
use crate::options::CallOptions;
use crate::secret::Secret;
use crate::tests::TestClient;
use crate::transport::{
    CassetteError, RecordingTransport, ReplayTransport, Transport, TransportError, TransportFuture,
};

static GET: Operation = Operation::new("get", "GET", "/things/{thing}")
    .parameters(&[Parameter::path("thing"), Parameter::query("q")]);
static POST: Operation = Operation::new("post", "POST", "/things");

type TransportResult = Result<Response<Body>, TransportError>;

/// Responds to requests with the results of a function.
struct FakeService(Mutex<Respond>);

type Respond = Box<dyn FnMut(&http::Request<Body>) -> TransportResult + Send>;

impl std::fmt::Debug for FakeService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FakeService")
    }
}

impl Transport for FakeService {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let result = (self.0.lock().unwrap())(&request);
        Box::pin(std::future::ready(result))
    }
}

fn service(
    respond: impl FnMut(&http::Request<Body>) -> TransportResult + Send + 'static,
) -> FakeService {
    FakeService(Mutex::new(Box::new(respond)))
}

fn ok(body: impl Into<Body>) -> TransportResult {
    Ok(Response::new(body.into()))
}

/// A folder that is removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let name = format!("rolekit-cassettes-{:016x}", fastrand::u64(..));
        Self(std::env::temp_dir().join(name))
    }

    fn file(&self) -> PathBuf {
        self.0.join("cassette.json")
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn client(transport: impl Transport) -> Client {
    let builder = TestClient::builder().credential("17$credential-canary");
    builder.transport(transport).build().unwrap().0
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Returns an error with its sources.
fn describe(error: &dyn std::error::Error) -> String {
    let source = error.source();
    source.map_or_else(String::new, describe) + &format!(" < {error}")
}

/// Makes calls on a recording of a service and then on its replay, and compares the results.
async fn round_trip<T: PartialEq + std::fmt::Debug>(
    service: FakeService,
    calls: impl AsyncFn(&Client) -> T,
) -> (T, String) {
    let folder = Folder::new();
    let recording = RecordingTransport::new(service, folder.file());
    let recorded = calls(&client(recording.clone())).await;
    recording.finish().unwrap();
    let replay = ReplayTransport::open(folder.file()).unwrap();
    let replayed = calls(&client(replay.clone())).await;
    assert_eq!(recorded, replayed);
    replay.finish().unwrap();
    (recorded, text(&folder.file()))
}

#[tokio::test(start_paused = true)]
async fn bodies_are_replayed_byte_for_byte() {
    let bodies: [&'static [u8]; 9] = [
        b"",
        b"text\r\n\"quoted\"",
        b"\x00\xff\xfe binary",
        b"\xef\xbb\xbf{}",
        b"{\"a\":[1,2.5,null],\"b\":\"\xc3\xa9\"}",
        b"[1.10,1e400,0.1]",
        b"{\"a\":1,\"a\":2}",
        b"\"\\u0061\"",
        b"{\"a\": 1",
    ];
    let mut responses = bodies.into_iter();
    let service = service(move |_| ok(Bytes::from_static(responses.next().unwrap())));
    let calls = async |client: &Client| {
        let mut received = Vec::new();
        for _ in bodies {
            let request = client.request(&GET, &[&"a", &None::<String>]);
            received.push(request.bytes().await.unwrap().into_inner());
        }
        received
    };
    let (received, file) = round_trip(service, calls).await;
    assert_eq!(received, bodies);
    for readable in [
        "\"quoted\\\"",
        "\"json\": {",
        "\"base64\": \"AP/+IGJpbmFyeQ==\"",
        "é",
    ] {
        assert!(file.contains(readable), "{readable} {file}");
    }
}

#[tokio::test(start_paused = true)]
async fn streams_statuses_headers_and_retries_are_replayed() {
    let mut count = 0;
    let service = service(move |_| {
        count += 1;
        let response = match count {
            1 => Response::builder()
                .status(503)
                .header("retry-after", "7")
                .body(Body::from("busy")),
            2 => Response::builder()
                .header("x-a", "1")
                .header("x-a", "2")
                .body(Body::wrap_stream(stream::iter((0..3).map(|index| {
                    Ok::<_, std::io::Error>(Bytes::from(format!("{index}")))
                })))),
            3 => Response::builder()
                .status(404)
                .body(r#"{"message":"no such thing"}"#.into()),
            _ => Response::builder().body(Body::wrap_stream(stream::iter([
                Ok(Bytes::from_static(b"begun")),
                Err(std::io::Error::other("the connection broke")),
            ]))),
        };
        Ok(response.unwrap())
    });
    let calls = async |client: &Client| {
        let get = || client.request(&GET, &[&"a", &Some("x y")]);
        let response = get().stream().await.unwrap();
        let values = response.headers().get_all("x-a").iter();
        let values: Vec<_> = values
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        let mut stream = response.into_inner();
        let mut body = Vec::new();
        while let Some(piece) = stream.try_next().await.unwrap() {
            body.extend_from_slice(&piece);
        }
        let error = get().empty().await.unwrap_err();
        let api = (error.status(), error.message().map(str::to_owned));
        let mut stream = client
            .request(&POST, &[])
            .stream()
            .await
            .unwrap()
            .into_inner();
        assert_eq!(stream.try_next().await.unwrap().unwrap(), "begun");
        let error = stream.try_next().await.unwrap_err();
        assert!(
            describe(&error).contains("the connection broke"),
            "{error:?}"
        );
        (values, body, api, error.kind())
    };
    let ((values, body, (status, message), kind), file) = round_trip(service, calls).await;
    assert_eq!(
        (values.join(","), body.as_slice()),
        ("1,2".to_owned(), b"012".as_slice())
    );
    assert_eq!(
        (status.unwrap().as_u16(), message.as_deref()),
        (404, Some("no such thing"))
    );
    assert_eq!(kind, ErrorKind::Transport);
    assert!(file.contains("\"query\": \"q=x%20y\""), "{file}");
}

#[tokio::test(start_paused = true)]
async fn errors_are_replayed_with_their_kind() {
    let mut count = 0;
    let service = service(move |_| {
        count += 1;
        Err(match count {
            1 => TransportError::connect("refused"),
            2 => TransportError {
                is_timeout: true,
                ..TransportError::connect("slow")
            },
            3 => TransportError::not_sent("the stream was refused"),
            4 => TransportError {
                is_timeout: true,
                ..TransportError::new("slow")
            },
            _ => TransportError::new("reset"),
        })
    });
    let once = CallOptions::new().retry(crate::retry::RetryPolicy::never());
    let calls = async |client: &Client| {
        let client = client.with_options(&once);
        let mut errors = Vec::new();
        for _ in 0..5 {
            let error = client.request(&POST, &[]).empty().await.unwrap_err();
            errors.push((error.kind(), error.outcome(), describe(&error)));
        }
        errors
    };
    let (errors, _) = round_trip(service, calls).await;
    let outcomes: Vec<_> = errors
        .iter()
        .map(|(kind, outcome, _)| (*kind, *outcome))
        .collect();
    assert_eq!(outcomes[0], (ErrorKind::Connect, Outcome::NotSent));
    assert_eq!(outcomes[1], (ErrorKind::Timeout, Outcome::NotSent));
    assert_eq!(outcomes[2], (ErrorKind::Transport, Outcome::NotSent));
    assert_eq!(outcomes[3].1, Outcome::Unknown);
    assert_eq!(outcomes[4], (ErrorKind::Transport, Outcome::Unknown));
    assert!(errors[4].2.contains("reset"));
}

/// Never bodies.
#[derive(Debug)]
struct Silence;

impl Transport for Silence {
    fn send(&self, _: http::Request<Body>) -> TransportFuture {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_timed_out_times_out_again() {
    let folder = Folder::new();
    let once = CallOptions::new()
        .retry(crate::retry::RetryPolicy::never())
        .attempt_timeout(Duration::from_secs(3));
    let recording = RecordingTransport::new(Silence, folder.file());
    let call = async |transport: Arc<dyn Transport>| {
        let client = client(transport).with_options(&once);
        client.request(&POST, &[]).empty().await.unwrap_err().kind()
    };
    assert_eq!(call(Arc::new(recording.clone())).await, ErrorKind::Timeout);
    recording.finish().unwrap();
    let replay = ReplayTransport::open(folder.file()).unwrap();
    assert_eq!(call(Arc::new(replay.clone())).await, ErrorKind::Timeout);
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn compressed_bodies_are_recorded_as_text() {
    use std::io::Write as _;

    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let mut bodies = vec![
        gzip(r#"{"password":"response-canary"}"#),
        b"not gzip, response-canary".to_vec(),
    ]
    .into_iter();
    let service = service(move |_| {
        let response = Response::builder().header("content-encoding", "gzip");
        Ok(response.body(bodies.next().unwrap().into()).unwrap())
    });
    let calls = async |client: &Client| {
        let post = || client.request(&POST, &[]);
        let first = post().bytes().await.unwrap();
        (
            first.len() > 10,
            post().bytes().await.unwrap_err().outcome(),
        )
    };
    let (_, file) = round_trip(service, calls).await;
    assert!(
        file.contains("\"password\": \"REDACTED\"") && !file.contains("canary"),
        "{file}"
    );
}

#[tokio::test(start_paused = true)]
async fn requests_that_differ_from_the_recording_are_reported() {
    let folder = Folder::new();
    let recording = RecordingTransport::new(service(|_| ok("{}")), folder.file());
    let post = async |client: &Client, body: serde_json::Value| {
        client
            .request(&POST, &[])
            .json("application/json", &body)
            .empty()
            .await
    };
    let recorder = client(recording.clone());
    post(&recorder, json!({"name": "a", "list": [1, 2]}))
        .await
        .unwrap();
    recorder
        .request(&GET, &[&"x", &Some("1")])
        .empty()
        .await
        .unwrap();
    recording.finish().unwrap();

    let open = || ReplayTransport::open(folder.file()).unwrap();
    // Any order of different requests; an equal one once.
    let replay = open();
    let client_of = |replay: &ReplayTransport| client(replay.clone());
    client_of(&replay)
        .request(&GET, &[&"x", &Some("1")])
        .empty()
        .await
        .unwrap();
    post(&client_of(&replay), json!({"list": [1, 2], "name": "a"}))
        .await
        .unwrap();
    replay.finish().unwrap();
    let error = post(&client_of(&replay), json!({"list": [1, 2], "name": "a"}))
        .await
        .unwrap_err();
    assert!(
        describe(&error).contains("POST /things was not recorded so often"),
        "{error:?}"
    );
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(replay.finish().is_err());

    // What differs, and what is left over.
    let replay = open();
    let error = post(&client_of(&replay), json!({"name": "a", "list": [1, 3]}))
        .await
        .unwrap_err();
    let expected = "POST /things was not recorded: the nearest is POST /things (exchange 1), which \
                    differs in the body at /list/1";
    assert!(describe(&error).contains(expected), "{}", describe(&error));
    let get = client_of(&replay)
        .request(&GET, &[&"x", &Some("2")])
        .empty();
    let error = get.await.unwrap_err();
    let expected = "GET /things/x?q=2 was not recorded: the nearest is GET /things/x?q=1 (exchange 2), \
                    which differs in the query";
    assert!(describe(&error).contains(expected), "{}", describe(&error));
    let report = describe(&replay.finish().unwrap_err());
    for expected in [
        "differs in the body at /list/1",
        expected,
        "exchange 1 was not requested: POST /things",
        "exchange 2 was not requested: GET /things/x?q=1",
    ] {
        assert!(report.contains(expected), "{expected}: {report}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_is_replaced_only_by_a_complete_recording() {
    let folder = Folder::new();
    let recording = RecordingTransport::new(service(|_| ok("first")), folder.file());
    client(recording.clone())
        .request(&POST, &[])
        .empty()
        .await
        .unwrap();
    recording.finish().unwrap();
    let first = text(&folder.file());

    // One that is not finished, one in progress, one whose response is being read.
    let recording = RecordingTransport::new(Silence, folder.file());
    let silent = client(recording.clone());
    let mut call = Box::pin(silent.request(&POST, &[]).empty());
    assert!(call.as_mut().now_or_never().is_none());
    let error: CassetteError = recording.finish().unwrap_err();
    assert!(
        error.to_string().contains("POST /things is in progress"),
        "{error}"
    );
    let recording = RecordingTransport::new(service(|_| ok("second")), folder.file());
    let stream = client(recording.clone())
        .request(&POST, &[])
        .stream()
        .await
        .unwrap();
    recording.finish().unwrap_err();
    assert_eq!(text(&folder.file()), first);
    // The rest is not read.
    drop(stream);
    recording.finish().unwrap();
    assert!(text(&folder.file()).contains("the body was not read to its end"));

    // The folder cannot be written, because it is a file.
    let blocked = folder.file().join("cassette.json");
    let recording = RecordingTransport::new(service(|_| ok("third")), &blocked);
    let error = recording.finish().unwrap_err();
    assert!(error.to_string().contains("cannot write"), "{error}");
    assert_eq!(folder.names(), ["cassette.json"]);
}

#[test]
fn a_file_that_is_no_recording_is_refused() {
    let folder = Folder::new();
    std::fs::create_dir_all(&folder.0).unwrap();
    let exchange = |response: &str| {
        let request = r#"{"method":"GET","path":"/"}"#;
        format!(r#"{{"version":1,"exchanges":[{{"request":{request},"response":{response}}}]}}"#)
    };
    for (content, expected) in [
        ("{".to_owned(), "EOF"),
        (r#"{"version":2,"exchanges":[]}"#.to_owned(), "version is 2"),
        (
            r#"{"version":1,"exchanges":[],"more":1}"#.to_owned(),
            "unknown field",
        ),
        (
            r#"{"version":1,"exchanges":[{"request":{"method":"GET","path":"/"}}]}"#.to_owned(),
            "no variant",
        ),
        (exchange(r#"{"status":1000}"#), "invalid status"),
        (
            exchange(r#"{"status":200,"headers":{"a b":"c"}}"#),
            "header name",
        ),
        (
            exchange(r#"{"status":200,"body":{"base64":"!"}}"#),
            "Invalid symbol",
        ),
    ] {
        std::fs::write(folder.file(), &content).unwrap();
        let error = ReplayTransport::open(folder.file()).unwrap_err();
        assert!(
            describe(&error).contains(expected),
            "{content}: {}",
            describe(&error)
        );
    }
    let error = ReplayTransport::open(folder.0.join("missing")).unwrap_err();
    assert!(error.to_string().contains("missing"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn no_secret_is_in_the_file() {
    let mut count = 0;
    let service = service(move |request| {
        count += 1;
        let response = match count {
            1 => Response::builder()
                .header("set-cookie", "session=cookie-canary")
                .header("location", "/next?token=location-canary&a=typed-canary")
                .body(Body::from(
                    json!({
                        "token": "made-canary",
                        "echo": "typed-canary and 17$credential-canary, option-canary",
                        "escaped": "caller/named\"canary",
                        "nested": [{"refreshUrl": "https://x/?k=url-canary"}],
                        "jwt-less": "eyJhbGciOiJub25lIn0.eyJqd3QiOiJjYW5hcnkifQ.c2lnbmF0dXJl",
                    })
                    .to_string(),
                )),
            // Uses what the first response contained.
            2 => {
                assert!(request.uri().path().contains("made-canary"));
                Response::builder().body(Body::from("data: {\"secret\": \"event-canary"))
            }
            _ => {
                return Err(TransportError::new(
                    "no response to GET /things/made-canary?q=typed-canary",
                ));
            }
        };
        Ok(response.unwrap())
    });
    let folder = Folder::new();
    let options = CallOptions::new().header("x-own", "option-canary").unwrap();
    let options = options.retry(crate::retry::RetryPolicy::never());
    let recording =
        RecordingTransport::new(service, folder.file()).redact_fields(["refresh_url", "answer"]);
    let client = client(recording.clone()).with_options(&options);
    let calls = async |client: &Client| {
        let body = json!({"pin": 123_454_321, "answer": "caller/named\"canary"});
        let typed = Secret::from("typed-canary");
        let body = (typed, body);
        let made = client
            .request(&POST, &[])
            .json("application/json", &body)
            .bytes()
            .await
            .unwrap();
        let made: serde_json::Value = serde_json::from_slice(&made).unwrap();
        let token = made["token"].as_str().unwrap().to_owned();
        let query = Some("typed-canary".to_owned());
        for _ in 0..2 {
            let call = client.request(&GET, &[&token, &query]).bytes();
            let _ = call.await;
        }
        let form = [("password", "form-canary"), ("name", "a")];
        let form: std::collections::BTreeMap<_, _> = form.into_iter().collect();
        let _ = client.request(&POST, &[]).form(&form, &[]).empty().await;
        #[cfg(feature = "multipart")]
        {
            let form = crate::multipart::Form::new()
                .value("password", None, "part-canary")
                .value("name", None, "b");
            let _ = client.request(&POST, &[]).multipart(form).empty().await;
        }
    };
    calls(&client).await;
    recording.finish().unwrap();
    let file = text(&folder.file());
    for secret in ["canary", "123454321", "eyJ", "named"] {
        assert!(!file.contains(secret), "{secret}: {file}");
    }
    assert!(file.contains("name=a&password=REDACTED"), "{file}");

    // The redacted requests are recognized, also with other secrets.
    let replay = ReplayTransport::open(folder.file()).unwrap();
    calls(&self::client(replay.clone()).with_options(&options)).await;
    replay.finish().unwrap();
}
