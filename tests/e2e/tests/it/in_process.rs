//! The sandbox in process: no socket, no runtime of its own, and what a connection tells.

use std::fmt::Write as _;
use std::time::Duration;

use rolekit::gcore::{self, AssignRole, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::{CallOptions, ErrorKind, Outcome, RetryPolicy, Transport as _};
use rolekit_e2e::clock::{self, Stopwatch};
use rolekit_e2e::fixture::{Call, Fixture, Network, System};
use rolekit_e2e::process;
use rolekit_sandbox::faults::{CannedResponse, ConnectionFault, Framing};
use rolekit_sandbox::{Fault, Sandbox};

fn client(sandbox: &Sandbox) -> gcore::Client {
    let server = sandbox.gcore();
    gcore::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .transport(server.transport())
        .build()
        .unwrap()
}

/// Makes a user a user of project 100.
fn assign(user: i64) -> AssignRole {
    let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    AssignRole::new(UserId::new(user), Role::User).scope(scope)
}

async fn start() -> Sandbox {
    Sandbox::builder().in_process().start().await.unwrap()
}

/// Sends a request for the users by the transport alone, and returns the response with its body unread.
async fn get_users(sandbox: &Sandbox) -> reqwest::Response {
    let server = sandbox.gcore();
    let url = format!("{}/cloud/v1/users", server.base_url());
    let request = reqwest::Client::new()
        .get(url)
        .header("authorization", format!("APIKey {}", server.api_key()))
        .build()
        .unwrap();
    let sent = server.transport().send(request.try_into().unwrap());
    sent.await.unwrap().into()
}

/// Returns the open file descriptors of this process that are sockets.
#[cfg(target_os = "linux")]
fn sockets() -> Vec<String> {
    let descriptors = std::fs::read_dir("/proc/self/fd").unwrap();
    let targets = descriptors.filter_map(|entry| std::fs::read_link(entry.unwrap().path()).ok());
    let targets = targets.map(|target| target.to_string_lossy().into_owned());
    targets
        .filter(|target| target.starts_with("socket:"))
        .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_calls_open_no_socket() {
    process::isolated("in_process::a_hundred_calls_open_no_socket", || {
        // Without I/O, a call that needed a socket would panic.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let before = sockets();
            let sandbox = start().await;
            let client = client(&sandbox);
            let started = Stopwatch::start();
            for _ in 0..25 {
                let assignments = client.role_assignments();
                let made = assignments.create(&assign(777)).await.unwrap();
                assert_eq!(assignments.list().page().await.unwrap().items.len(), 1);
                assert_eq!(client.users().list().page().await.unwrap().items.len(), 3);
                assignments.delete(made.id).await.unwrap();
                assert_eq!(sockets(), before);
            }
            println!("100 calls in {:?}", started.elapsed());
            assert_eq!(sandbox.gcore().request_count(), 100);
            assert_eq!(sandbox.gcore().connections().open, 0);
            assert_eq!(sockets(), before);
        });
        // That a socket would be seen.
        let _listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        assert_eq!(sockets().len(), 1);
    });
}

#[test]
fn clients_of_several_runtimes_share_a_sandbox() {
    let sandbox = clock::paused().block_on(start());
    let client = client(&sandbox);
    for (user, count) in [(777, 1), (778, 2)] {
        let call = async {
            let assignments = client.role_assignments();
            assignments.create(&assign(user)).await
        };
        clock::paused().block_on(call).unwrap();
        assert_eq!(sandbox.gcore().assignments().len(), count);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_with_a_port_is_also_reached_in_process() {
    let sandbox = Sandbox::start().await.unwrap();
    let (over_socket, in_process) = (rolekit_e2e::gcore(&sandbox), client(&sandbox));
    let made = over_socket
        .role_assignments()
        .create(&assign(777))
        .await
        .unwrap();
    in_process.role_assignments().delete(made.id).await.unwrap();
    assert!(sandbox.gcore().assignments().is_empty());
    // Both are refused.
    let server = sandbox.gcore();
    server
        .inject(ConnectionFault::Refuse { ms: None })
        .await
        .unwrap();
    for client in [&over_socket, &in_process] {
        let error = client.users().list().page().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connect);
    }
    server.clear_faults().await;
    for client in [&over_socket, &in_process] {
        client.users().list().page().await.unwrap();
    }
    sandbox.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_or_a_stream_disconnects() {
    let sandbox = start().await;
    let server = sandbox.gcore();
    let client = client(&sandbox);
    for fault in [Fault::hang(), Fault::hang_body(10), Fault::endless()] {
        server.inject(fault).await.unwrap();
        let call = async { client.users().list().page().await };
        let _ = clock::timeout(Duration::from_secs(1), call).await;
        server.wait_idle().await;
    }
    server.inject(Fault::endless()).await.unwrap();
    let mut response = get_users(&sandbox).await;
    response.chunk().await.unwrap().unwrap();
    assert_eq!(server.connections().open, 1);
    drop(response);
    assert_eq!(server.connections().open, 0);
    let counts = server.connections();
    assert_eq!((counts.accepted, counts.requests), (4, 0));
}

#[tokio::test(start_paused = true)]
async fn a_stopped_sandbox_refuses_calls_and_ends_those_in_progress() {
    for shuts_down in [true, false] {
        let sandbox = start().await;
        let server = sandbox.gcore().clone();
        let once = CallOptions::new().retry(RetryPolicy::never());
        let client = client(&sandbox).with_options(&once);
        server.inject(Fault::hang().after()).await.unwrap();
        let started = Stopwatch::start();
        let call = client.role_assignments().create(&assign(777));
        let stop = async {
            clock::sleep(Duration::from_secs(1)).await;
            if shuts_down {
                sandbox.shutdown().await;
            } else {
                drop(sandbox);
            }
        };
        let (call, ()) = tokio::join!(call.into_future(), stop);
        let error = call.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Transport, Outcome::Unknown)
        );
        assert_eq!(started.elapsed(), Duration::from_secs(1));
        server.wait_idle().await;
        let error = client.users().list().page().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Connect, Outcome::NotSent)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_reset_differs_from_the_end_of_a_body() {
    let sandbox = start().await;
    let server = sandbox.gcore();
    let read = async |fault: Fault| {
        server.inject(fault).await.unwrap();
        let mut response = get_users(&sandbox).await;
        let mut length = 0;
        loop {
            match response.chunk().await {
                Ok(Some(piece)) => length += piece.len(),
                Ok(None) => return (length, None),
                Err(error) => {
                    let mut text = String::new();
                    let mut source: Option<&dyn std::error::Error> = Some(&error);
                    while let Some(error) = source {
                        write!(text, "{error}: ").unwrap();
                        source = error.source();
                    }
                    return (length, Some(text));
                }
            }
        }
    };
    assert_eq!(read(Fault::truncate(10, Framing::Close)).await, (10, None));
    let (length, error) = read(Fault::reset_body(10)).await;
    assert_eq!(length, 10);
    assert!(error.unwrap().contains("connection reset"));
    let (length, error) = read(Fault::truncate(10, Framing::ContentLength)).await;
    assert_eq!(length, 10);
    assert!(!error.unwrap().contains("connection reset"));
}

#[tokio::test(start_paused = true)]
async fn delays_take_no_real_time() {
    let fixture = Fixture::with_network(CallOptions::new(), Network::InProcess)
        .await
        .unwrap();
    let server = fixture.server(System::Gcore);
    let hour = Duration::from_secs(3600);
    let limit = CallOptions::new()
        .attempt_timeout(hour * 3)
        .timeout(hour * 3);
    let started = Stopwatch::start();
    let client = fixture.gcore.with_options(&limit);
    for fault in [Fault::delay(hour), Fault::delay_body(10, hour)] {
        server.inject(fault).await.unwrap();
        client.users().list().page().await.unwrap();
    }
    assert_eq!(started.elapsed(), hour * 2);
}

#[tokio::test(start_paused = true)]
async fn large_bodies_pass_in_both_directions() {
    let sandbox = start().await;
    let server = sandbox.gcore();
    let client = client(&sandbox);
    let large = vec![b'x'; 3 << 20];
    server
        .inject(Fault::respond(
            CannedResponse::new(200).bytes(large.clone()),
        ))
        .await
        .unwrap();
    let request = client.request(reqwest::Method::POST, "/cloud/v1/projects");
    let body = serde_json::json!({ "text": "y".repeat(3 << 20) });
    let response = request.json(&body).send().await.unwrap();
    assert_eq!(response.body().as_ref(), large);
    let recorded = server.requests().pop().unwrap();
    assert_eq!(
        recorded.body.len() + recorded.omitted_body_bytes,
        body.to_string().len()
    );
}

#[tokio::test(start_paused = true)]
async fn every_call_works_in_process() {
    let fixture = Fixture::with_network(CallOptions::new(), Network::InProcess)
        .await
        .unwrap();
    for system in System::ALL {
        fixture.server(system).clear_requests();
        for call in [Call::Get, Call::Post, Call::Patch, Call::Delete] {
            fixture.call(system, call).await.unwrap();
        }
        let requests = fixture.server(system).requests();
        assert!(
            requests
                .iter()
                .all(|request| request.headers.iter().any(|(name, _)| name == "host"))
        );
        let first = requests[0].connection;
        let connections: Vec<_> = requests.iter().map(|request| request.connection).collect();
        assert_eq!(connections, [first, first + 1, first + 2, first + 3]);
    }
}
