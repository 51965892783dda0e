//! Calls from code that is not async.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;

use crate::blocking::run;
use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::Operation;
use crate::tests::OpenClient;

static GET: Operation = Operation::new("get", "GET", "/get");

/// A server that responds to all requests, and counts them and its connections.
#[derive(Clone, Debug, Default)]
struct TestServer {
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

impl TestServer {
    /// Starts a server, which lives as long as the process, and returns a client of it.
    fn start() -> (OpenClient, Self) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let client = OpenClient::builder().base_url(url).build().unwrap();
        let server = Self::default();
        let counted = server.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                counted.connections.fetch_add(1, Ordering::SeqCst);
                let requests = Arc::clone(&counted.requests);
                std::thread::spawn(move || {
                    let mut request = vec![0; 64 * 1024];
                    while matches!(connection.read(&mut request), Ok(1..)) {
                        requests.fetch_add(1, Ordering::SeqCst);
                        connection
                            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
                            .unwrap();
                    }
                });
            }
        });
        (client, server)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn call(client: &OpenClient) -> Result<(), Error> {
    let response = run(client.0.request(&GET, &[]).empty())?;
    assert_eq!(response.status(), 204);
    Ok(())
}

fn assert_is_refused(result: Result<(), Error>) {
    let error = result.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Config, Outcome::NotSent)
    );
    assert!(error.to_string().contains("spawn_blocking"), "{error}");
}

#[test]
fn a_call_works_without_a_runtime_and_keeps_its_connection() {
    let (client, server) = TestServer::start();
    // A connection returns to the pool in the background, so the next call may need another.
    for calls in 1..=100 {
        call(&client).unwrap();
        assert_eq!(server.requests(), calls);
        if server.connections() < calls {
            return;
        }
    }
    panic!("no connection was used twice");
}

#[test]
fn several_threads_make_calls_at_the_same_time() {
    let (client, server) = TestServer::start();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..5).for_each(|_| call(&client).unwrap()));
        }
    });
    assert_eq!(server.requests(), 40);
}

#[tokio::test]
async fn a_call_works_on_threads_that_may_block() {
    let (client, server) = TestServer::start();
    let blocking = client.clone();
    let task = tokio::task::spawn_blocking(move || call(&blocking));
    task.await.unwrap().unwrap();
    // A thread that knows the runtime, but is not one of its own.
    let runtime = tokio::runtime::Handle::current();
    let thread = std::thread::spawn(move || {
        let _entered = runtime.enter();
        call(&client)
    });
    thread.join().unwrap().unwrap();
    assert_eq!(server.requests(), 2);
}

#[test]
fn async_code_gets_an_error_and_goes_on() {
    let client = OpenClient::builder().build().unwrap();
    let runtimes = [
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap(),
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build()
            .unwrap(),
    ];
    for runtime in runtimes {
        runtime.block_on(async {
            assert_is_refused(call(&client));
            let client = client.clone();
            let task = tokio::spawn(async move {
                assert_is_refused(call(&client));
                tokio::task::yield_now().await;
                assert_is_refused(call(&client));
            });
            task.await.unwrap();
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_worker_that_gives_its_tasks_away_may_block() {
    let (client, server) = TestServer::start();
    let task = tokio::spawn(async move { tokio::task::block_in_place(|| call(&client)) });
    task.await.unwrap().unwrap();
    assert_eq!(server.requests(), 1);
}

#[test]
fn futures_may_borrow_and_need_not_be_sent() {
    let numbers = Rc::new(vec![1_u32, 2, 3]);
    let sum = run(async {
        let double = |number: &u32| std::future::ready(Ok::<_, Error>(number * 2));
        let doubled = join_all(numbers.iter().map(double)).await;
        doubled.into_iter().sum::<Result<u32, Error>>()
    });
    assert_eq!(sum.unwrap(), 12);
    // Other errors too.
    let error: Box<dyn std::error::Error> = run(async { Err::<(), _>("no".into()) }).unwrap_err();
    assert_eq!(error.to_string(), "no");
}
