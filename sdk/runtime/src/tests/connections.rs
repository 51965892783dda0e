//! Tests of connections: when a request was not sent, and what a call requires.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use futures_util::FutureExt as _;
use reqwest::dns::{Name, Resolve, Resolving};

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::error::{ErrorKind, Outcome};
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::tests::OpenClient;
use crate::time::{Clock, Sleep, TokioClock};

static POST: Operation = Operation::new("post", "POST", "/post");
static GET: Operation = Operation::new("get", "GET", "/get");

fn build(builder: ClientBuilder<OpenClient>) -> Client {
    builder.build().unwrap().0
}

/// Never finds an address.
struct HangingResolver;

impl Resolve for HangingResolver {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_never_connected_was_not_sent_whichever_timeout_ends_it() {
    for (attempt, call, attempts) in [(30, 90, 3), (2, 90, 3), (30, 3, 1), (30, 7, 2)] {
        let client = build(
            OpenClient::builder()
                .base_url("http://localhost:1")
                .configure_http(|http| http.dns_resolver(Arc::new(HangingResolver)))
                .options(
                    CallOptions::new()
                        .attempt_timeout(Duration::from_secs(attempt))
                        .timeout(Duration::from_secs(call)),
                ),
        );
        for operation in [&GET, &POST] {
            for request in [
                client.request(operation, &[]),
                client.request(operation, &[]).body("text/plain", "a"),
            ] {
                let error = request.empty().await.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Timeout, "{error}");
                assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
                assert_eq!(error.attempts(), attempts, "{error}");
                assert!(error.is_retryable());
            }
        }
    }
}

/// Accepts `connections` connections, and responds to up to `requests` requests on each with a 204.
/// Returns the requests of each connection.
fn serve(connections: usize, requests: usize) -> (SocketAddr, JoinHandle<Vec<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = std::thread::spawn(move || {
        let threads: Vec<_> = (0..connections)
            .map(|_| {
                let (connection, _) = listener.accept().unwrap();
                std::thread::spawn(move || respond(connection, requests))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    (address, thread)
}

fn respond(mut connection: TcpStream, requests: usize) -> Vec<String> {
    let mut received = Vec::new();
    while received.len() < requests {
        let mut request = vec![0; 64 * 1024];
        let Ok(length @ 1..) = connection.read(&mut request) else {
            break;
        };
        request.truncate(length);
        received.push(String::from_utf8(request).unwrap());
        connection
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .unwrap();
    }
    received
}

#[tokio::test]
async fn a_creation_on_a_connection_that_the_peer_has_closed_is_sent_anew() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client =
        build(OpenClient::builder().base_url(format!("http://{}", listener.local_addr().unwrap())));
    for _ in 0..20 {
        let call = client.request(&POST, &[]).body("text/plain", "a").empty();
        let server = async {
            let (connection, _) = listener.accept().await.unwrap();
            let connection = connection.into_std().unwrap();
            connection.set_nonblocking(false).unwrap();
            // On another thread, so that the client sees the end of the connection before it goes on.
            let served = tokio::task::spawn_blocking(|| respond(connection, 1));
            assert_eq!(served.await.unwrap().len(), 1);
        };
        let (result, ()) = tokio::join!(call, server);
        result.unwrap();
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_client_can_be_used_in_another_runtime_while_its_first_one_is_idle_or_gone() {
    let (address, server) = serve(3, 2);
    let client = build(
        OpenClient::builder()
            .base_url(format!("http://{address}"))
            .connect_timeout(Duration::from_millis(100))
            // Not the timeout that ends the attempt on the idle connection.
            .options(CallOptions::new().timeout(Duration::from_secs(5))),
    );
    let post = || client.request(&POST, &[]).body("text/plain", "a").empty();
    let idle = runtime();
    idle.block_on(post()).unwrap();
    let gone = runtime();
    // The connection of the runtime that does not run is not used.
    gone.block_on(post()).unwrap();
    drop(gone);
    runtime().block_on(post()).unwrap();
    drop(client);
    drop(idle);
    let requests = server.join().unwrap();
    assert!(requests.iter().all(|connection| connection.len() == 1));
}

#[test]
fn a_call_without_a_runtime_or_timers_is_an_error() {
    let client = build(OpenClient::builder().base_url("http://127.0.0.1:1"));
    let outside = client.request(&GET, &[]).empty().now_or_never();
    let without_timers = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    for (error, message) in [
        (outside.unwrap().unwrap_err(), "no Tokio runtime"),
        (
            without_timers
                .block_on(client.request(&GET, &[]).empty())
                .unwrap_err(),
            "has no timers",
        ),
    ] {
        assert_eq!(error.kind(), ErrorKind::Config, "{error}");
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.to_string().contains(message), "{error}");
    }
    // Also if the clock needs no runtime.
    let client = build(OpenClient::builder().clock(StoppedClock));
    let error = client.request(&GET, &[]).empty().now_or_never().unwrap();
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config, "{error}");
    assert!(error.to_string().contains("no Tokio runtime"), "{error}");
}

/// A clock that needs no runtime.
#[derive(Debug)]
struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH
    }

    fn sleep(&self, _: Duration) -> Sleep {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn idle_connections_are_kept_as_the_options_say() {
    let builder = OpenClient::builder;
    for (builder, connections) in [
        (builder(), 1),
        (builder().pool_max_idle(0), 3),
        (builder().pool_idle_timeout(Duration::from_nanos(1)), 3),
    ] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let client = build(builder.base_url(format!("http://{}", listener.local_addr().unwrap())));
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&accepted);
        let server = tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::Relaxed);
                let connection = connection.into_std().unwrap();
                connection.set_nonblocking(false).unwrap();
                tokio::task::spawn_blocking(|| respond(connection, 3));
            }
        });
        for _ in 0..3 {
            client.request(&GET, &[]).empty().await.unwrap();
            // Until the connection is idle.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
        server.abort();
        assert_eq!(accepted.load(Ordering::Relaxed), connections);
    }
}

#[tokio::test]
async fn a_proxy_that_is_set_is_used() {
    let (address, server) = serve(1, 1);
    let client = build(
        OpenClient::builder()
            .base_url("http://127.0.0.1:1/base")
            .configure_http(move |http| {
                http.proxy(reqwest::Proxy::all(format!("http://{address}")).unwrap())
            }),
    );
    client.request(&GET, &[]).empty().await.unwrap();
    let requests = server.join().unwrap();
    assert!(requests[0][0].starts_with("GET http://127.0.0.1:1/base/get HTTP/1.1\r\n"));
}

/// Runs itself in a process with a proxy, because tests share their environment.
#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
async fn errors_name_the_proxy_of_the_environment() {
    const PROXY: &str = "http://me:canary@127.0.0.1:1";
    if std::env::var("HTTPS_PROXY").as_deref() != Ok(PROXY) {
        let name = "tests::connections::errors_name_the_proxy_of_the_environment";
        let test = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env("HTTPS_PROXY", PROXY)
            .env_remove("https_proxy")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&test.stdout);
        assert!(
            test.status.success() && output.contains("1 passed"),
            "{output}"
        );
        return;
    }
    let once = CallOptions::new().retry(crate::retry::RetryPolicy::never());
    let url = "https://api.example";
    let client = build(OpenClient::builder().base_url(url).options(once.clone()));
    let error = client.request(&GET, &[]).empty().await.unwrap_err();
    let expected = "get: connection failed (host api.example; proxy 127.0.0.1:1; attempts 1)";
    assert_eq!(error.to_string(), expected);
    assert!(!format!("{error:?} {error:#?}").contains("canary"));
    // Not known, or none.
    for builder in [
        OpenClient::builder()
            .base_url(url)
            .configure_http(|http| http.no_proxy()),
        OpenClient::builder().base_url("http://127.0.0.1:1"),
    ] {
        let client = build(builder.options(once.clone()));
        let error = client.request(&GET, &[]).empty().await.unwrap_err();
        assert_eq!(error.proxy(), None);
    }
}

#[tokio::test]
async fn a_fragment_is_no_other_resource() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        for response in [
            "HTTP/1.1 302 Found\r\nlocation: /other#part\r\ncontent-length: 0\r\n",
            "HTTP/1.1 204 No Content\r\n",
            "HTTP/1.1 204 No Content\r\n",
        ] {
            let (mut connection, _) = listener.accept().unwrap();
            let _ = connection.read(&mut [0; 1024]).unwrap();
            let response = format!("{response}connection: close\r\n\r\n");
            connection.write_all(response.as_bytes()).unwrap();
        }
    });
    let client = build(OpenClient::builder().base_url(format!("http://{address}")));
    client.request(&GET, &[]).empty().await.unwrap();
    let request = client.raw_request(reqwest::Method::GET, "/get#part");
    request.send().await.unwrap();
    server.join().unwrap();
}

#[cfg(feature = "http2")]
mod http2 {

    use h2::Reason;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::{GET, POST, build};
    use crate::client::Client;
    use crate::error::{ErrorKind, Outcome};
    use crate::tests::OpenClient;

    /// Accepts connections, and resets the first streams with these reasons. Later ones get 204.
    /// Returns a client, and the task that counts the streams.
    async fn client(reasons: &[Reason]) -> (Client, tokio::task::JoinHandle<usize>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut reasons = Vec::from(reasons).into_iter();
        let server = tokio::spawn(async move {
            let (connection, _) = listener.accept().await.unwrap();
            let mut connection = h2::server::handshake(connection).await.unwrap();
            let mut streams = 0;
            while let Some(stream) = connection.accept().await {
                let Ok((_, mut respond)) = stream else { break };
                streams += 1;
                match reasons.next() {
                    Some(reason) => respond.send_reset(reason),
                    None => {
                        let response = http::Response::builder().status(204).body(()).unwrap();
                        respond.send_response(response, true).unwrap();
                    }
                }
            }
            streams
        });
        let client = build(
            OpenClient::builder()
                .base_url(format!("http://{address}"))
                .configure_http(|http| http.http2_prior_knowledge()),
        );
        (client, server)
    }

    #[tokio::test]
    async fn a_creation_on_a_refused_stream_is_sent_again() {
        let (client, server) = client(&[Reason::REFUSED_STREAM]).await;
        client
            .request(&POST, &[])
            .body("text/plain", "a")
            .empty()
            .await
            .unwrap();
        client.request(&GET, &[]).empty().await.unwrap();
        drop(client);
        assert_eq!(server.await.unwrap(), 3);
    }

    #[tokio::test]
    async fn a_creation_on_a_stream_that_is_reset_is_not_sent_again() {
        let (client, server) = client(&[Reason::INTERNAL_ERROR]).await;
        let error = client.request(&POST, &[]).empty().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
        drop(client);
        assert_eq!(server.await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_creation_above_the_last_stream_of_a_peer_that_goes_away_is_sent_again() {
        const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        /// The last stream is 0, without an error.
        const GO_AWAY: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        const PREFACE: usize = 24;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            connection.write_all(&SETTINGS).await.unwrap();
            connection.read_exact(&mut [0; PREFACE]).await.unwrap();
            loop {
                let mut head = [0; 9];
                connection.read_exact(&mut head).await.unwrap();
                let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
                let mut payload = vec![0; usize::try_from(length).unwrap()];
                connection.read_exact(&mut payload).await.unwrap();
                // The headers of the request.
                if head[3] == 1 {
                    break;
                }
            }
            connection.write_all(&GO_AWAY).await.unwrap();
            drop(connection);
            let (connection, _) = listener.accept().await.unwrap();
            let mut connection = h2::server::handshake(connection).await.unwrap();
            let (_, mut respond) = connection.accept().await.unwrap().unwrap();
            let response = http::Response::builder().status(204).body(()).unwrap();
            respond.send_response(response, true).unwrap();
            while connection.accept().await.is_some() {}
        });
        let client = build(
            OpenClient::builder()
                .base_url(format!("http://{address}"))
                .configure_http(|http| http.http2_prior_knowledge()),
        );
        client.request(&POST, &[]).empty().await.unwrap();
        drop(client);
        server.await.unwrap();
    }

    #[tokio::test]
    async fn a_creation_that_the_peer_took_before_it_went_away_is_not_sent_again() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (connection, _) = listener.accept().await.unwrap();
            let mut connection = h2::server::handshake(connection).await.unwrap();
            let (request, _respond) = connection.accept().await.unwrap().unwrap();
            assert_eq!(request.method(), "POST");
            connection.abrupt_shutdown(Reason::NO_ERROR);
            while connection.accept().await.is_some() {}
        });
        let client = build(
            OpenClient::builder()
                .base_url(format!("http://{address}"))
                .configure_http(|http| http.http2_prior_knowledge()),
        );
        let error = client.request(&POST, &[]).empty().await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.attempts()),
            (Outcome::Unknown, 1),
            "{error:?}"
        );
        server.await.unwrap();
    }
}
