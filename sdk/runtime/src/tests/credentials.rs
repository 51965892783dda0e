//! Credentials that change while clients are in use.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use http::Response;
use reqwest::{Body, Method};
use tokio::sync::Notify;

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::credential_source::{
    CredentialError, CredentialFuture, CredentialRequest, CredentialSource, CredentialValue,
    ReplaceableCredential, SharedCredential,
};
use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::page::{Page, Pages, Position};
use crate::retry::RetryPolicy;
use crate::tests::TestClient;
use crate::tests::responder::Stopwatch;
use crate::transport::{Transport, TransportFuture};

static POST: Operation = Operation::new("post", "POST", "/post");
static OPEN: Operation = Operation::new("open", "POST", "/open").security(&[]);

/// A service that accepts one credential, and records every credential that it receives.
#[derive(Clone, Debug)]
struct Door {
    accepted: Arc<Mutex<&'static str>>,
    received: Arc<Mutex<Vec<String>>>,
}

impl Door {
    fn new(accepted: &'static str) -> Self {
        Self {
            accepted: Arc::new(Mutex::new(accepted)),
            received: Arc::default(),
        }
    }

    fn accept(&self, credential: &'static str) {
        *self.accepted.lock().unwrap() = credential;
    }

    fn received(&self) -> Vec<String> {
        self.received.lock().unwrap().clone()
    }
}

impl Transport for Door {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let header = request.headers().get("authorization");
        let header = header.map_or("", |header| header.to_str().unwrap());
        self.received.lock().unwrap().push(header.to_owned());
        let is_open = request.uri().path() == "/open";
        let accepted = *self.accepted.lock().unwrap();
        let (status, body) = if header == format!("APIKey {accepted}") {
            (200, "{}".to_owned())
        } else if is_open {
            (401, "{}".to_owned())
        } else {
            (401, format!("{{\"message\": \"bad key {header}\"}}"))
        };
        let response = Response::builder().status(status).body(body.into());
        Box::pin(std::future::ready(Ok(response.unwrap())))
    }
}

/// A source that returns each of its values in turn, and then repeats the last one.
#[derive(Clone, Debug, Default)]
struct Values {
    values: Arc<Vec<Result<CredentialValue, CredentialError>>>,
    fetches: Arc<AtomicUsize>,
    /// Blocks each fetch until it is notified.
    gate: Option<Arc<Notify>>,
}

impl Values {
    fn new(values: impl IntoIterator<Item = Result<CredentialValue, CredentialError>>) -> Self {
        Self {
            values: Arc::new(values.into_iter().collect()),
            ..Self::default()
        }
    }

    fn secrets<const N: usize>(secrets: [&'static str; N]) -> Self {
        Self::new(secrets.map(|secret| Ok(CredentialValue::new(secret))))
    }

    fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }
}

impl CredentialSource for Values {
    fn describe(&self) -> String {
        "test source".to_owned()
    }

    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a> {
        assert_eq!(request.service(), "test");
        assert_eq!(request.scheme().label, Some("the API key"));
        let fetch = self.fetches.fetch_add(1, Ordering::SeqCst);
        let value = self.values[fetch.min(self.values.len() - 1)].clone();
        Box::pin(async move {
            if let Some(gate) = &self.gate {
                gate.notified().await;
            }
            value
        })
    }
}

fn builder(door: &Door) -> ClientBuilder<TestClient> {
    TestClient::builder().transport(door.clone())
}

fn client(door: &Door, source: impl Into<SharedCredential>) -> Client {
    let builder = builder(door).credential_source(source);
    builder.build().unwrap().0
}

async fn call(client: &Client) -> Result<(), Error> {
    let response = client.request(&POST, &[]).empty().await;
    response.map(|_| ())
}

#[tokio::test]
async fn a_credential_is_fetched_once_and_sent_with_its_scheme() {
    let door = Door::new("1$a");
    let source = Values::secrets(["1$a"]);
    let client = client(&door, source.clone());
    for _ in 0..3 {
        call(&client).await.unwrap();
    }
    assert_eq!(door.received(), ["APIKey 1$a"; 3]);
    assert_eq!(source.fetches(), 1);
    // An operation that takes no credential does not wait for one.
    let source = Values::secrets(["1$a"]);
    let client = self::client(&door, source.clone());
    client.request(&OPEN, &[]).empty().await.unwrap_err();
    assert_eq!(door.received()[3], "");
    assert_eq!(source.fetches(), 0);
}

#[tokio::test]
async fn a_refused_credential_is_refreshed_and_the_request_sent_again() {
    let door = Door::new("1$new");
    let source = Values::secrets(["1$old", "1$new"]);
    let client = client(&door, source.clone());
    let client = client.with_options(&CallOptions::new().retry(RetryPolicy::never()));
    call(&client).await.unwrap();
    assert_eq!(door.received(), ["APIKey 1$old", "APIKey 1$new"]);
    call(&client).await.unwrap();
    assert_eq!(source.fetches(), 2);
}

#[tokio::test]
async fn a_second_401_is_returned() {
    let door = Door::new("1$third");
    let source = Values::secrets(["1$first", "1$second", "1$third"]);
    let client = client(&door, source.clone());
    let error = call(&client).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 2));
    assert_eq!(source.fetches(), 2);
    // The next call fetches the third value.
    call(&client).await.unwrap();
    assert_eq!(source.fetches(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_unchanged_credential_is_not_sent_again_nor_fetched_for_30_s() {
    let door = Door::new("1$new");
    let source = Values::secrets(["1$old", "1$old", "1$new"]);
    let client = client(&door, source.clone());
    for _ in 0..3 {
        let error = call(&client).await.unwrap_err();
        assert_eq!((error.is_unauthorized(), error.attempts()), (true, 1));
    }
    assert_eq!(door.received().len(), 3);
    assert_eq!(source.fetches(), 2);
    tokio::time::advance(Duration::from_secs(30)).await;
    call(&client).await.unwrap();
    assert_eq!(source.fetches(), 3);
}

#[tokio::test]
async fn calls_and_clients_share_one_fetch() {
    let door = Door::new("1$new");
    let gate = Arc::new(Notify::new());
    let source = Values {
        gate: Some(Arc::clone(&gate)),
        ..Values::secrets(["1$old", "1$new"])
    };
    let shared = SharedCredential::new(source.clone());
    let clients = [client(&door, shared.clone()), client(&door, shared)];
    let calls = join_all((0..20).map(|call| self::call(&clients[call % 2])));
    let open = async {
        for fetch in 1..=2 {
            while source.fetches() < fetch {
                tokio::task::yield_now().await;
            }
            gate.notify_one();
        }
    };
    let (results, ()) = tokio::join!(calls, open);
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(source.fetches(), 2);
    let received = door.received();
    assert_eq!(received.len(), 40);
    assert_eq!(
        received.iter().filter(|key| *key == "APIKey 1$new").count(),
        20
    );
}

#[tokio::test]
async fn a_fetch_survives_the_call_that_began_it() {
    let door = Door::new("1$a");
    let gate = Arc::new(Notify::new());
    let source = Values {
        gate: Some(Arc::clone(&gate)),
        ..Values::secrets(["1$a"])
    };
    let client = client(&door, source.clone());
    let first = tokio::spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    while source.fetches() == 0 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn({
        let client = client.clone();
        async move { call(&client).await }
    });
    tokio::task::yield_now().await;
    first.abort();
    first.await.unwrap_err();
    gate.notify_one();
    second.await.unwrap().unwrap();
    assert_eq!(source.fetches(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_takes_too_long_ends_with_the_call() {
    let door = Door::new("1$a");
    let source = Values {
        gate: Some(Arc::default()),
        ..Values::secrets(["1$a"])
    };
    let client = client(&door, source.clone());
    let client = client.with_options(&CallOptions::new().timeout(Duration::from_secs(8)));
    let started = Stopwatch::start();
    for fetches in 1..=2 {
        let error = call(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let message = error.message().unwrap();
        assert_eq!(
            message,
            "no credential from test source within 8 s, the timeout of the call"
        );
        // It was cancelled, and the next call starts another one.
        assert_eq!(source.fetches(), fetches);
    }
    assert_eq!(started.elapsed().as_secs(), 16);
    assert!(door.received().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_value_is_fetched_again_when_its_time_has_passed() {
    let door = Door::new("1$a");
    let value = CredentialValue::new("1$a").valid_for(Duration::from_secs(60));
    let source = Values::new([Ok(value)]);
    let client = client(&door, source.clone());
    for (seconds, fetches) in [(0, 1), (59, 1), (1, 2), (59, 2), (1, 3)] {
        tokio::time::advance(Duration::from_secs(seconds)).await;
        call(&client).await.unwrap();
        assert_eq!(source.fetches(), fetches);
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_a_source_are_returned_and_retried_if_transient() {
    let door = Door::new("1$a");
    let reason = CredentialError::new("is locked").with_source(std::io::Error::other("busy"));
    let source = Values::new([Err(reason.clone())]);
    let error = call(&client(&door, source.clone())).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Credential, Outcome::NotSent)
    );
    assert_eq!(error.message(), Some("test source: is locked"));
    assert!(
        error
            .to_string()
            .starts_with("post: cannot obtain the credential: test source")
    );
    assert!(!error.is_retryable());
    let cause = std::error::Error::source(&error).unwrap();
    assert_eq!(cause.to_string(), "busy");
    assert_eq!(source.fetches(), 1);

    let source = Values::new([Err(reason.transient()), Ok(CredentialValue::new("1$a"))]);
    call(&client(&door, source.clone())).await.unwrap();
    assert_eq!(source.fetches(), 2);
}

#[tokio::test]
async fn a_refresh_that_fails_is_in_the_error() {
    let door = Door::new("1$new");
    let source = Values::new([
        Ok(CredentialValue::new("1$old")),
        Err(CredentialError::new("is locked")),
    ]);
    let error = call(&client(&door, source)).await.unwrap_err();
    assert!(error.is_unauthorized());
    let cause = std::error::Error::source(&error).unwrap();
    assert_eq!(
        cause.to_string(),
        "cannot obtain the credential: test source: is locked"
    );
}

#[tokio::test]
async fn a_malformed_value_is_an_error_without_the_value() {
    let door = Door::new("1$a");
    for value in ["canary\n", "canary a", "APIKey ", ""] {
        let error = call(&client(&door, Values::secrets([value])))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credential);
        assert_eq!(error.outcome(), Outcome::NotSent);
        let message = error.message().unwrap();
        assert!(
            message.starts_with("test source: the API key is "),
            "{message}"
        );
        assert!(!format!("{error:?}").contains("canary"));
    }
    assert!(door.received().is_empty());
}

#[tokio::test]
async fn a_replaced_credential_takes_effect_everywhere() {
    let door = Door::new("1$old");
    let key = ReplaceableCredential::new("1$old");
    let client = client(&door, key.clone());
    let other = client.with_options(&CallOptions::new());
    call(&client).await.unwrap();
    call(&other).await.unwrap();
    let mut pages = Pages::new(None, {
        let client = client.clone();
        move |start| {
            let client = client.clone();
            async move {
                call(&client).await?;
                let mut page = Page::whole(vec![1]);
                page.next = match start {
                    None => Some(Position::Offset(1)),
                    Some(Position::Offset(1)) => Some(Position::Offset(2)),
                    _ => None,
                };
                Ok(page)
            }
        }
    });
    pages.try_next().await.unwrap().unwrap();
    door.accept("1$new");
    key.replace("1$new");
    pages.try_next().await.unwrap().unwrap();
    call(&client).await.unwrap();
    call(&other).await.unwrap();
    // No attempt was made with the old one.
    let expected = [["APIKey 1$old"; 3], ["APIKey 1$new"; 3]].concat();
    assert_eq!(door.received(), expected);
    let text = format!("{client:?} {key:?} {pages:?}");
    assert!(!text.contains("1$"), "{text}");
}

#[tokio::test]
async fn current_and_replaced_credentials_are_redacted() {
    let door = Door::new("1$accepted");
    let key = ReplaceableCredential::new("APIKey 1$first-canary");
    let client = client(&door, key.clone());
    let error = call(&client).await.unwrap_err();
    assert_eq!(error.message(), Some("bad key APIKey [redacted]"));
    key.replace("1$second-canary");
    let error = call(&client).await.unwrap_err();
    assert_eq!(error.message(), Some("bad key APIKey [redacted]"));
    let text = client.sanitize("first-canary, second-canary, APIKey");
    assert_eq!(text, "[redacted], [redacted], APIKey");
}

#[tokio::test]
async fn a_body_that_was_streamed_is_not_sent_again() {
    let door = Door::new("1$new");
    let source = Values::secrets(["1$old", "1$new"]);
    let client = client(&door, source.clone());
    let body = Body::wrap_stream(futures_util::stream::iter([Ok::<_, std::io::Error>("a")]));
    let request = client.request(&POST, &[]).body("text/plain", body);
    let error = request.empty().await.unwrap_err();
    assert_eq!((error.is_unauthorized(), error.attempts()), (true, 1));
    assert_eq!(source.fetches(), 1);
    // The credential is refreshed by the next call.
    call(&client).await.unwrap();
}

#[tokio::test]
async fn raw_requests_and_other_credentials_obey_too() {
    let door = Door::new("1$new");
    let client = client(&door, Values::secrets(["1$old", "1$new"]));
    let raw = client.raw_request(Method::POST, "/post");
    raw.send().await.unwrap();
    // A fixed credential replaces the source, and is never refreshed.
    let fixed = client.with_credential(&"1$fixed".into()).unwrap();
    let error = call(&fixed).await.unwrap_err();
    assert_eq!((error.is_unauthorized(), error.attempts()), (true, 1));
}

#[cfg(unix)]
mod command {
    use std::time::{Duration, Instant, SystemTime};

    use super::{Door, Outcome, builder, call, client};
    use crate::credential_source::CommandCredential;
    use crate::error::{Error, ErrorKind};
    use crate::options::CallOptions;
    use crate::retry::RetryPolicy;
    use crate::time::{Clock, Sleep, TokioClock};

    fn shell(script: &str) -> CommandCredential {
        CommandCredential::new("sh").args(["-c", script])
    }

    async fn fail(source: CommandCredential) -> Error {
        assert!(!format!("{source:?}").contains("canary"));
        let door = Door::new("1$a");
        let error = call(&client(&door, source)).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(door.received().is_empty());
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{error:?}"
        );
        error
    }

    #[tokio::test]
    async fn the_output_of_a_program_is_the_credential() {
        let door = Door::new("1$a b".split_once(' ').unwrap().0);
        let source = CommandCredential::new("echo").arg(" 1$a ");
        call(&client(&door, source)).await.unwrap();
        // Without a shell, nothing is expanded.
        let source = CommandCredential::new("echo").arg("$HOME;1");
        call(&client(&door, source)).await.unwrap_err();
        assert_eq!(door.received()[1], "APIKey $HOME;1");
    }

    #[tokio::test]
    async fn a_program_that_fails_is_an_error_without_its_output() {
        for (script, reason) in [
            (
                "echo canary; echo canary >&2; exit 3",
                "exited with status 3",
            ),
            ("kill -9 $$", "ended by a signal"),
            (":", "printed nothing"),
            ("printf 'canary\\377'", "its output is not UTF-8"),
            (
                "yes canary | head -c 100000",
                "printed more than 65536 bytes",
            ),
        ] {
            let error = fail(shell(script)).await;
            assert_eq!(error.kind(), ErrorKind::Credential);
            let expected = format!("program \"sh\": {reason}");
            assert_eq!(error.message(), Some(expected.as_str()));
        }
        let error = fail(CommandCredential::new("/rolekit/no-program").arg("canary")).await;
        let message = error.message().unwrap();
        assert_eq!(message, "program \"/rolekit/no-program\": cannot be run");
    }

    const TIMEOUT: Duration = Duration::from_secs(7);

    /// A clock on which the timeout of the program passes at once.
    #[derive(Debug)]
    struct Hasty;

    impl Clock for Hasty {
        fn now(&self) -> Instant {
            TokioClock.now()
        }

        fn system_time(&self) -> SystemTime {
            TokioClock.system_time()
        }

        fn sleep(&self, duration: Duration) -> Sleep {
            if duration == TIMEOUT {
                return Box::pin(std::future::ready(()));
            }
            TokioClock.sleep(duration)
        }
    }

    #[tokio::test]
    async fn a_program_that_takes_too_long_is_ended() {
        let source = shell("exec sleep 300").timeout(TIMEOUT);
        let options = CallOptions::new().retry(RetryPolicy::never());
        let builder = builder(&Door::new("1$a")).credential_source(source);
        let client = builder.clock(Hasty).options(options).build().unwrap().0;
        let error = call(&client).await.unwrap_err();
        assert_eq!(
            error.message(),
            Some("program \"sh\": no output within 7 s")
        );
        assert!(error.is_retryable());
        // The runtime of this test waits for the thread, which waits for the program.
    }

    #[tokio::test(start_paused = true)]
    async fn paused_time_does_not_end_a_program() {
        let door = Door::new("1$a");
        let source = shell("sleep 0.2; echo '1$a'");
        call(&client(&door, source)).await.unwrap();
    }
}
