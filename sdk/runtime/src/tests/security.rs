//! Services with several security schemes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::COOKIE;
use reqwest::{Body, Method};

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::credential_source::{
    CredentialFuture, CredentialRequest, CredentialSource, CredentialValue,
};
use crate::error::{Error, ErrorKind};
use crate::operation::{Operation, Parameter};
use crate::options::CallOptions;
use crate::retry::RetryPolicy;
use crate::security::{CredentialFormat, SecurityScheme};
use crate::server::Server;
use crate::service::ServiceInfo;
use crate::service_client::ServiceClient;
use crate::tests::responder::{Responder, response};
use crate::transport::Transport;

/// A client of a service with a security scheme of each kind.
#[derive(Clone, Debug)]
struct ManyClient(Client);

impl ServiceClient for ManyClient {
    const INFO: &'static ServiceInfo = &ServiceInfo {
        base_url: Some(Server::new("https://api.example")),
        schemes: &[
            SecurityScheme::header("header_key", "X-Key").variable("TEST_HEADER_KEY"),
            SecurityScheme::query("query_key", "key").variable("TEST_QUERY_KEY"),
            SecurityScheme::cookie("session", "sid"),
            SecurityScheme::http("login", CredentialFormat::Basic),
            SecurityScheme::http("token", CredentialFormat::AuthScheme("Bearer")),
        ],
        ..ServiceInfo::new("many", "test/1")
    };

    fn from_runtime(client: Client) -> Self {
        Self(client)
    }
}

static QUERY: Operation = Operation::new("query", "GET", "/things")
    .parameters(&[Parameter::query("q"), Parameter::cookie("theme")])
    .security(&[&["query_key"]]);
static SESSION: Operation = Operation::new("session", "GET", "/session")
    .parameters(&[Parameter::cookie("theme")])
    .security(&[&["session"]]);
static EITHER: Operation = Operation::new("either", "POST", "/either").security(&[
    &["header_key", "query_key"],
    &["login"],
    &["token", "session"],
]);
static OPTIONAL: Operation =
    Operation::new("optional", "POST", "/optional").security(&[&["token"], &[]]);
static UNKNOWN: Operation = Operation::new("unknown", "POST", "/unknown").security(&[&["other"]]);

/// The requests that a service has received: target, `X-Key`, `Authorization` and `Cookie`.
#[derive(Clone, Debug, Default)]
struct ReceivedRequests(Arc<Mutex<Vec<String>>>);

impl ReceivedRequests {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Returns a service that records its requests, and responds with this status.
    fn service(&self, respond: impl Fn(&str) -> u16 + Send + Sync + 'static) -> impl Transport {
        let received = self.clone();
        Responder(move |request: http::Request<Body>| {
            let mut text = request.uri().path_and_query().unwrap().to_string();
            for name in ["x-key", "authorization", "cookie"] {
                for value in request.headers().get_all(name) {
                    assert!(value.is_sensitive());
                    text.push_str(&format!(" {}", value.to_str().unwrap()));
                }
            }
            let status = respond(&text);
            received.0.lock().unwrap().push(text);
            async move { response(status, &[], "{}") }
        })
    }
}

fn builder(received: &ReceivedRequests) -> ClientBuilder<ManyClient> {
    ClientBuilder::new().transport(received.service(|_| 200))
}

fn build(builder: ClientBuilder<ManyClient>) -> Client {
    builder.build().unwrap().0
}

async fn call(client: &Client, operation: &'static Operation) -> Result<(), Error> {
    client.request(operation, &[]).empty().await.map(|_| ())
}

#[tokio::test]
async fn the_first_alternative_is_used_whose_credentials_are_there() {
    let received = ReceivedRequests::default();
    let all = build(
        builder(&received)
            .credential("1")
            .credential_for("query_key", "2 ü")
            .credential_for("session", "3")
            .basic_credential("ada", "4")
            .credential_for("token", "5"),
    );
    for (client, expected) in [
        (all.clone(), "/either?key=2%20%C3%BC 1"),
        (
            build(
                builder(&received)
                    .credential("1")
                    .basic_credential("ada", "4"),
            ),
            "/either Basic YWRhOjQ=",
        ),
        (
            build(
                builder(&received)
                    .credential_for("session", "3")
                    .credential_for("token", "5"),
            ),
            "/either Bearer 5 sid=3",
        ),
        (
            all.with_credential(&"6".into())
                .and_then(|client| client.with_credential_for("query_key", &"7".into()))
                .unwrap(),
            "/either?key=7 6",
        ),
    ] {
        call(&client, &EITHER).await.unwrap();
        assert_eq!(received.take(), [expected]);
    }
    call(&all, &OPTIONAL).await.unwrap();
    let raw = all.raw_request(Method::GET, "/raw?a=1");
    raw.send().await.unwrap();
    let other = build(builder(&received).credential_for("query_key", "2"));
    call(&other, &OPTIONAL).await.unwrap();
    let raw = other.raw_request(Method::GET, "/raw?a=1");
    raw.send().await.unwrap();
    assert_eq!(
        received.take(),
        [
            "/optional Bearer 5",
            "/raw?a=1 1",
            "/optional",
            "/raw?a=1&key=2"
        ]
    );
}

#[tokio::test]
async fn a_call_without_its_credentials_fails_before_it_is_sent() {
    let received = ReceivedRequests::default();
    let client = build(builder(&received).credential("1"));
    let error = call(&client, &EITHER).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert_eq!(
        error.message().unwrap(),
        "this operation needs the credential `header_key` and the credential `query_key`, or the \
         credential `login`, or the credential `token` and the credential `session`; the client \
         was built without it"
    );
    let error = call(&client, &UNKNOWN).await.unwrap_err();
    assert!(error.message().unwrap().contains("`other`"), "{error}");
    assert!(received.take().is_empty());
}

#[test]
fn wrong_configurations_are_errors() {
    let received = ReceivedRequests::default();
    for (builder, expected) in [
        (
            builder(&received).credential_for("canary", "1"),
            "unknown security scheme \"canary\"; the service has header_key, query_key, session, \
             login, token",
        ),
        (
            builder(&received).basic_credential("a:b", "canary"),
            "the user name must not contain a colon",
        ),
        (
            builder(&received).credential_for("login", "canary"),
            "the credential `login` is incomplete: expected a user name, a colon and a password",
        ),
        (
            builder(&received),
            "no credential is set; set one with `credential_for`: header_key, query_key, session, \
             login, token",
        ),
    ] {
        assert!(!format!("{builder:?}").contains("canary"));
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert_eq!(error.message(), Some(expected));
    }
    let client = build(builder(&received).credential("1"));
    client
        .with_credential_for("other", &"1".into())
        .unwrap_err();
    let variables = |name: &str| (name == "TEST_QUERY_KEY").then(|| "2".into());
    build(builder(&received).with_variables(variables).unwrap());
    let error = builder(&received).with_variables(|_| None).unwrap_err();
    let message = error.message().unwrap();
    assert!(message.contains("TEST_HEADER_KEY is not set"), "{message}");
}

#[tokio::test]
async fn headers_of_security_schemes_cannot_be_set() {
    let received = ReceivedRequests::default();
    let client = build(builder(&received).credential("1"));
    for (name, is_allowed) in [
        ("x-key", false),
        ("AUTHORIZATION", false),
        ("x-other", true),
    ] {
        let options = CallOptions::new().header(name, "canary").unwrap();
        let result = call(&client.with_options(&options), &OPTIONAL).await;
        assert_eq!(result.is_ok(), is_allowed, "{name}");
    }
}

#[tokio::test]
async fn a_cookie_joins_those_of_parameters_and_options() {
    let received = ReceivedRequests::default();
    let client = build(builder(&received).credential_for("session", "3"));
    let theme = |client: &Client, theme| client.request(&SESSION, &[&theme]).empty();
    theme(&client, Some("dark")).await.unwrap();
    theme(&client, None).await.unwrap();
    let options = CallOptions::new().header(COOKIE.as_str(), "own=1").unwrap();
    theme(&client.with_options(&options), None).await.unwrap();
    assert_eq!(
        received.take(),
        [
            "/session theme=dark; sid=3",
            "/session sid=3",
            "/session own=1; sid=3"
        ]
    );
}

/// A source whose value is the number of the fetch, or always the same.
#[derive(Clone, Debug)]
struct Numbered {
    scheme: &'static str,
    is_constant: bool,
    fetches: Arc<Mutex<u32>>,
}

impl Numbered {
    fn new(scheme: &'static str, is_constant: bool) -> Self {
        Self {
            scheme,
            is_constant,
            fetches: Arc::default(),
        }
    }

    fn fetches(&self) -> u32 {
        *self.fetches.lock().unwrap()
    }
}

impl CredentialSource for Numbered {
    fn describe(&self) -> String {
        format!("source of {}", self.scheme)
    }

    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a> {
        assert_eq!(request.scheme().id, self.scheme);
        let mut fetches = self.fetches.lock().unwrap();
        *fetches += 1;
        let number = if self.is_constant { 1 } else { *fetches };
        let value = match self.scheme {
            "login" => CredentialValue::basic("ada", format!("canary-{number}")),
            scheme => CredentialValue::new(format!("{scheme}-canary-{number}")),
        };
        Box::pin(std::future::ready(Ok(value)))
    }
}

#[tokio::test]
async fn after_a_401_the_credentials_of_the_attempt_are_fetched_again() {
    let received = ReceivedRequests::default();
    let header = Numbered::new("header_key", true);
    let query = Numbered::new("query_key", false);
    let login = Numbered::new("login", false);
    let accepts = |text: &str| {
        if text.contains("key=query_key-canary-2") {
            200
        } else {
            401
        }
    };
    let client = build(
        ClientBuilder::new()
            .transport(received.service(accepts))
            .credential_source(header.clone())
            .credential_source_for("query_key", query.clone())
            .credential_source_for("login", login.clone())
            .options(CallOptions::new().retry(RetryPolicy::never())),
    );
    call(&client, &EITHER).await.unwrap();
    assert_eq!(
        received.take(),
        [
            "/either?key=query_key-canary-1 header_key-canary-1",
            "/either?key=query_key-canary-2 header_key-canary-1",
        ]
    );
    assert_eq!(
        (header.fetches(), query.fetches(), login.fetches()),
        (2, 2, 0)
    );
    // The only credential of this attempt is unchanged.
    let session = Numbered::new("session", true);
    let client = build(
        ClientBuilder::new()
            .transport(received.service(accepts))
            .credential_source_for("session", session.clone())
            .credential_source_for("login", login.clone()),
    );
    let error = client.request(&SESSION, &[&None::<&str>]).empty().await;
    let error = error.unwrap_err();
    assert_eq!((error.is_unauthorized(), error.attempts()), (true, 1));
    call(&client, &EITHER).await.unwrap_err();
    assert_eq!((session.fetches(), login.fetches()), (2, 2));
    assert_eq!(
        received.take(),
        [
            "/session sid=session-canary-1",
            "/either Basic YWRhOmNhbmFyeS0x",
            "/either Basic YWRhOmNhbmFyeS0y",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn the_sources_of_an_alternative_share_the_time_of_the_call() {
    /// A source that never returns.
    #[derive(Debug)]
    struct Hanging;

    impl CredentialSource for Hanging {
        fn describe(&self) -> String {
            "hanging source".to_owned()
        }

        fn fetch<'a>(&'a self, _: &'a CredentialRequest) -> CredentialFuture<'a> {
            Box::pin(std::future::pending())
        }
    }

    let received = ReceivedRequests::default();
    let client = build(
        builder(&received)
            .credential_source(Numbered::new("header_key", true))
            .credential_source_for("query_key", Hanging)
            .options(CallOptions::new().timeout(Duration::from_secs(8))),
    );
    let error = call(&client, &EITHER).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let message = "no credential from hanging source within 8 s, the timeout of the call";
    assert_eq!(error.message(), Some(message));
    assert!(received.take().is_empty());
}

#[tokio::test]
async fn a_redirect_gets_the_credential_once_and_only_below_the_base_url() {
    let received = Arc::new(Mutex::new(Vec::new()));
    let targets = [
        "/next?key=query-canary&a=1",
        "?b=2",
        "https://other.example/",
    ];
    let recorded = Arc::clone(&received);
    let transport = Responder(move |request: http::Request<Body>| {
        let mut received = recorded.lock().unwrap();
        let result = response(302, &[("location", targets[received.len()])], "");
        received.push(request.uri().to_string());
        async move { result }
    });
    let client = build(
        ClientBuilder::new()
            .transport(transport)
            .credential_for("query_key", "query-canary"),
    );
    let error = client.request(&QUERY, &[&Some("x"), &None::<&str>]).empty();
    let error = error.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirect);
    assert!(!format!("{error} {error:?}").contains("canary"));
    assert_eq!(
        *received.lock().unwrap(),
        [
            "https://api.example/things?q=x&key=query-canary",
            "https://api.example/next?a=1&key=query-canary",
            "https://api.example/next?b=2&key=query-canary",
        ]
    );
}

/// Returns an error with its sources, in both formats.
fn print(error: &dyn std::error::Error) -> String {
    let source = error.source().map_or_else(String::new, print);
    format!("{error} {error:?} {source}")
}

#[tokio::test]
async fn credentials_are_redacted_in_messages() {
    let texts = [
        "bad key query%2dcanary%2B1 in /things?key=query-canary%2B1",
        "bad session sid=session-canary",
        "bad login Basic YWRhOnBhc3N3b3JkLWNhbmFyeQ== of ada:password-canary, password-canary",
        "bad header Token header-canary or header-canary",
    ];
    let transport = Responder(move |_| async move {
        let body = serde_json::json!({ "message": texts.join("; ") });
        response(400, &[], body.to_string())
    });
    let client = build(
        ClientBuilder::new()
            .transport(transport)
            .credential("Token header-canary")
            .credential_for("query_key", "query-canary+1")
            .credential_for("session", "session-canary")
            .basic_credential("ada", "password-canary"),
    );
    let error = client.request(&QUERY, &[&Some("x"), &None::<&str>]).empty();
    let error = error.await.unwrap_err();
    assert_eq!(
        error.message().unwrap(),
        "bad key [redacted] in /things?key=[redacted]; bad session sid=[redacted]; bad login Basic \
         [redacted] of [redacted], [redacted]; bad header [redacted] or [redacted]"
    );
    let printed = format!("{client:?} {:?}", client.request(&QUERY, &[]));
    assert!(!printed.contains("canary"), "{printed}");
}

/// Collects the names and values of all spans and events.
#[derive(Clone, Debug, Default)]
struct Traces(Arc<Mutex<String>>);

impl tracing::field::Visit for Traces {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let mut text = self.0.lock().unwrap();
        text.push_str(&format!("{}={value:?} ", field.name()));
    }
}

impl tracing::Subscriber for Traces {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut self.clone());
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn a_key_in_the_url_is_in_no_error_and_no_trace_of_the_http_client() {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let responses = [
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            // Incomplete, before and in the body.
            "HTTP/1.1 20",
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\nconnection: close\r\n\r\n{}",
        ];
        responses.map(|response| {
            let (mut connection, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let length = connection.read(&mut request).unwrap();
            connection.write_all(response.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        })
    });
    let client = build(
        ClientBuilder::new()
            .base_url(url)
            .credential_for("query_key", "query-canary")
            .options(CallOptions::new().retry(RetryPolicy::never())),
    );
    let traces = Traces::default();
    let guard = tracing::subscriber::set_default(traces.clone());
    let request = || client.request(&QUERY, &[&Some("x"), &None::<&str>]);
    request().empty().await.unwrap();
    let mut errors = vec![request().empty().await.unwrap_err()];
    errors.push(request().empty().await.unwrap_err());
    let requests = server.join().unwrap();
    // Nothing listens any more.
    errors.push(request().empty().await.unwrap_err());
    drop(guard);
    for request in requests {
        assert!(request.starts_with("GET /things?q=x&key=query-canary HTTP/1.1"));
    }
    for error in errors {
        assert!(!print(&error).contains("canary"), "{}", print(&error));
    }
    let traces = traces.0.lock().unwrap();
    assert!(traces.contains("url.template=\"/things\""), "{traces}");
    assert!(!traces.contains("canary"), "{traces}");
}

#[cfg(feature = "test-util")]
#[tokio::test]
async fn a_key_in_the_url_is_not_in_a_cassette() {
    use crate::transport::{RecordingTransport, ReplayTransport, TransportError};

    let folder = std::env::temp_dir().join(format!("rolekit-security-{:016x}", fastrand::u64(..)));
    let path = folder.join("cassette.json");
    let service = Responder(|request: http::Request<Body>| async move {
        let target = request.uri().path_and_query().unwrap().to_string();
        if target.contains("q=fail") {
            return Err(TransportError::new(format!("no response to {target}")));
        }
        Ok(http::Response::new(target.into()))
    });
    let calls = async |transport: Arc<dyn Transport>, key: &str| {
        let client = build(
            ClientBuilder::new()
                .transport(transport)
                .credential("header-canary")
                .credential_for("query_key", key)
                .credential_for("session", "session-canary")
                .options(CallOptions::new().retry(RetryPolicy::never())),
        );
        for q in ["x", "fail"] {
            let request = client.request(&QUERY, &[&Some(q), &None::<&str>]);
            let _ = request.empty().await;
        }
        call(&client, &EITHER).await.unwrap();
        let raw = client.raw_request(Method::GET, "/raw");
        raw.send().await.unwrap();
        let session = client.request(&SESSION, &[&Some("dark")]);
        session.empty().await.unwrap();
    };
    let recording = RecordingTransport::new(service, &path);
    calls(Arc::new(recording.clone()), "query/canary").await;
    recording.finish().unwrap();
    let file = std::fs::read_to_string(&path).unwrap();
    for secret in ["canary", "2Fcanary"] {
        assert!(!file.contains(secret), "{file}");
    }
    assert!(file.contains("\"query\": \"q=x&key=REDACTED\""), "{file}");
    // The redacted requests are recognized, also with another key.
    let replay = ReplayTransport::open(&path).unwrap();
    calls(Arc::new(replay.clone()), "other/canary").await;
    replay.finish().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}
