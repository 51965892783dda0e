//! Starting and stopping the sandbox and its program.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use crate::client::{client, gcore, send, start};
use crate::clock::Stopwatch;
use reqwest::{Method, RequestBuilder};
use rolekit_sandbox::{ControlRequest, GcoreServer, Sandbox};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::Command;

#[tokio::test]
async fn refuses_addresses_other_than_loopback() {
    let everywhere: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let error = Sandbox::builder()
        .gcore_address(everywhere)
        .start()
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("not a loopback address"),
        "{error}"
    );
}

#[tokio::test]
async fn port_in_use_is_an_error() {
    let sandbox = start().await;
    let error = Sandbox::builder()
        .trusted_twin_address(sandbox.gcore().address().unwrap())
        .start()
        .await
        .unwrap_err();
    assert!(error.to_string().contains("cannot listen"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn sandboxes_share_no_state() {
    let (one, other) = (start().await, start().await);
    one.gcore().add_assignment(777, "User", None);
    assert!(other.gcore().assignments().is_empty());
    let response = client()
        .get(format!("{}/cloud/v1/users", other.gcore().base_url()))
        .header("authorization", format!("APIKey {}", one.gcore().api_key()));
    assert_eq!(send(response).await.0, 401);
}

#[tokio::test]
async fn shutdown_frees_the_port_and_drops_connections() {
    let sandbox = start().await;
    let api = sandbox.gcore().clone();
    let keep_alive = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/cloud/v1/users", api.base_url());
    assert_eq!(keep_alive.get(&url).send().await.unwrap().status(), 401);
    assert_eq!(api.connections().open, 1);
    sandbox.shutdown().await;
    let now = api.connections();
    assert_eq!((now.accepted, now.open, now.requests), (1, 0, 0));
    let error = gcore(&api, Method::GET, "/cloud/v1/users")
        .send()
        .await
        .unwrap_err();
    assert!(error.is_connect());
}

#[tokio::test]
async fn dropping_stops_the_servers() {
    let sandbox = start().await;
    let api = sandbox.gcore().clone();
    drop(sandbox);
    api.wait_idle().await;
    // The server's task ends when the runtime next polls it.
    while gcore(&api, Method::GET, "/cloud/v1/users")
        .send()
        .await
        .is_ok()
    {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn runs_on_a_paused_clock() {
    let sandbox = start().await;
    let begun = Stopwatch::start();
    for _ in 0..50 {
        let request = gcore(sandbox.gcore(), Method::GET, "/cloud/v1/users");
        let (status, _) = send(request.timeout(Duration::from_secs(30))).await;
        assert_eq!(status, 200);
    }
    assert_eq!(begun.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn clock_stops_before_the_year_10000() {
    let sandbox = start().await;
    let (api, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    let control = format!("{}/__sandbox/clock", api.base_url());
    for body in [
        json!({"advance_ms": u64::MAX}),
        json!({"advance_ms": 253_402_300_800_000_u64}),
        json!({"advance_ms": -1}),
        json!({"advance_ms": 1.5}),
        json!({"advance_ms": 1, "s": 1}),
        json!({}),
        json!([1]),
    ] {
        let (status, response) = send(client().post(&control).json(&body)).await;
        assert_eq!(status, 400, "{body}");
        assert!(response["error"].is_string(), "{response}");
    }
    let (_, response) = send(
        client()
            .post(&control)
            .json(&json!({"advance_ms": u64::MAX})),
    )
    .await;
    let error = response["error"].as_str().unwrap();
    assert!(
        error.contains("9999-12-31") && error.contains("18446744073709551615"),
        "{error}"
    );

    // As far as possible.
    let hour = Duration::from_secs(3600);
    for step in [
        hour * 24 * 365_000,
        hour * 24 * 365,
        hour * 24,
        hour,
        hour / 3600,
    ] {
        while sandbox.advance_clock(step).is_ok() {}
    }
    assert!(sandbox.advance_clock(Duration::MAX).is_err());
    let (status, body) = send(client().post(&control).json(&json!({"advance_ms": 0}))).await;
    assert_eq!(status, 200, "{body}");

    // Everything that has a time.
    let (status, project) =
        send(gcore(api, Method::POST, "/cloud/v1/projects").json(&json!({"name": "last-day"})))
            .await;
    assert_eq!(status, 201, "{project}");
    assert!(
        project["created_at"]
            .as_str()
            .unwrap()
            .starts_with("9999-12-3")
    );
    let email = api.iam().user(1).unwrap()["email"].clone();
    let login = json!({"username": email, "password": api.iam().password(1)});
    let request = client().post(format!("{}/iam/auth/jwt/login", api.base_url()));
    let (status, body) = send(request.json(&login)).await;
    assert_eq!(status, 200, "{body}");
    let token = json!({
        "name": "last", "exp_date": "9999-12-31T23:59:59-23:59",
        "client_user": {"role": {"id": 1}},
    });
    let request = gcore(api, Method::POST, "/iam/clients/8/tokens").json(&token);
    let (status, body) = send(request).await;
    assert_eq!(status, 200, "{body}");
    for path in [
        "/cloud/v1/projects",
        "/cloud/v1/user_actions",
        "/iam/clients/8/tokens",
    ] {
        let (status, body) = send(gcore(api, Method::GET, path)).await;
        assert_eq!(status, 200, "{path}: {body}");
    }
    let role = json!({"name": "Last", "statement": {"effect": "allow", "actions": []}});
    for (method, path, body) in [
        (Method::POST, "/roles", role),
        (Method::POST, "/twins", json!({})),
        (Method::POST, "/token", json!({"validity_ts": 1e300})),
        (Method::GET, "/usage", json!(null)),
        (Method::GET, "/account", json!(null)),
        (Method::GET, "/log", json!(null)),
    ] {
        let request = crate::client::twin(twin, twin.secret(), method, path);
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        let (status, body) = send(request).await;
        assert!(status.is_success(), "{path}: {status} {body}");
    }
}

#[tokio::test]
async fn request_log_is_bounded_in_bytes_and_requests() {
    const LIMIT: usize = 3 << 20;
    let sandbox = Sandbox::builder()
        .request_log_bytes(LIMIT)
        .request_log_capacity(20)
        .start()
        .await
        .unwrap();
    let api = sandbox.gcore();
    let post = |size: usize| {
        let body = vec![b'x'; size];
        send(gcore(api, Method::POST, "/cloud/v1/projects").body(body))
    };
    // Many small ones: the count is the limit.
    for _ in 0..30 {
        post(10).await;
    }
    let sequences = || -> Vec<_> {
        let requests = api.requests();
        requests.iter().map(|request| request.sequence).collect()
    };
    assert_eq!(sequences(), (11..=30).collect::<Vec<_>>());
    // Large ones: the bytes are. The oldest go first.
    for _ in 0..5 {
        post(900_000).await;
    }
    assert_eq!(sequences(), [33, 34, 35]);
    // Larger than what the log keeps of one.
    post(5 << 20).await;
    let last = api.requests().pop().unwrap();
    assert_eq!(
        (last.body.len(), last.omitted_body_bytes),
        (1 << 20, 4 << 20)
    );
    assert!(last.body_complete);
    let control = format!("{}/__sandbox/requests", api.base_url());
    let (_, log) = send(client().get(control)).await;
    let last = log["requests"].as_array().unwrap().last().unwrap();
    assert_eq!(last["omitted_body_bytes"], 4 << 20);
    assert_eq!(api.request_count(), 36);
    api.clear_requests();
    post(900_000).await;
    assert_eq!(sequences(), [37]);
}

#[tokio::test]
async fn request_log_counts_what_is_long_besides_the_body() {
    const LIMIT: usize = 1 << 20;
    let long = "x".repeat(60_000);
    let requests: [fn(&GcoreServer, &str) -> RequestBuilder; 3] = [
        |api, long| gcore(api, Method::GET, &format!("/cloud/v1/{long}")),
        |api, long| gcore(api, Method::GET, &format!("/cloud/v1/users?{long}")),
        |api, long| gcore(api, Method::GET, "/cloud/v1/users").header("x-long", long),
    ];
    for request in requests {
        let sandbox = Sandbox::builder().request_log_bytes(LIMIT).start().await;
        let sandbox = sandbox.unwrap();
        let api = sandbox.gcore();
        for _ in 0..20 {
            send(request(api, &long)).await;
        }
        let logged = api.requests().len();
        assert!((10..=LIMIT / 60_000).contains(&logged), "{logged}");
    }
}

#[tokio::test]
async fn request_log_can_be_off() {
    for builder in [
        Sandbox::builder().request_log_capacity(0),
        Sandbox::builder().request_log_bytes(0),
    ] {
        let sandbox = builder.start().await.unwrap();
        let api = sandbox.gcore();
        assert_eq!(
            send(gcore(api, Method::GET, "/cloud/v1/users")).await.0,
            200
        );
        assert!(api.requests().is_empty());
        assert_eq!(api.request_count(), 1);
    }
}

/// Returns the method, the path and the text of each row of a table of control requests.
fn control_rows(text: &str) -> Vec<(String, String, String)> {
    text.lines()
        .filter_map(|line| {
            let line = line
                .trim_start_matches("//!")
                .trim()
                .trim_matches('|')
                .trim();
            let line = line.trim_start_matches('`');
            let (method, rest) = line.split_once(' ')?;
            let (path, text) = rest.trim().split_once([' ', '`'])?;
            let text = text.trim_start_matches(['`', ' ', '|']).trim();
            let is_row = path.starts_with("/__sandbox/") && method.chars().all(char::is_uppercase);
            is_row.then(|| (method.to_owned(), path.to_owned(), text.to_owned()))
        })
        .collect()
}

#[tokio::test]
async fn control_requests_are_listed_in_help_and_documentation() {
    let listed: Vec<_> = ControlRequest::ALL
        .iter()
        .map(|request| {
            let (method, path, text) = request.describe();
            (method.to_owned(), path.to_owned(), text.to_owned())
        })
        .collect();
    assert_eq!(control_rows(include_str!("../../src/lib.rs")), listed);
    for option in ["--help", "-h"] {
        let output = program().arg(option).output().await.unwrap();
        let help = String::from_utf8(output.stdout).unwrap();
        assert_eq!(control_rows(&help), listed, "{help}");
    }

    let sandbox = start().await;
    for base_url in [
        sandbox.gcore().base_url(),
        sandbox.trusted_twin().base_url(),
    ] {
        for (method, path, _) in &listed {
            let method: Method = method.parse().unwrap();
            let url = format!("{base_url}{path}");
            let (status, body) = send(client().request(method.clone(), &url)).await;
            // A body is missing from some.
            let expected: &[u16] = if method == "POST" { &[400] } else { &[200] };
            assert!(
                expected.contains(&status.as_u16()),
                "{method} {path}: {body}"
            );
            let (status, body) = send(client().patch(&url)).await;
            assert_eq!(status, 405, "{path}: {body}");
            assert!(
                body["error"].as_str().unwrap().contains(method.as_str()),
                "{body}"
            );
            let (status, body) = send(client().request(method, format!("{url}/x"))).await;
            assert_eq!(status, 404, "{path}: {body}");
            assert!(
                body["error"].as_str().unwrap().contains("/__sandbox/clock"),
                "{body}"
            );
        }
    }
}

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_rolekit-sandbox"));
    program
        .kill_on_drop(true)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    program
}

#[cfg(unix)]
#[tokio::test]
async fn program_prints_one_line_and_serves_until_stopped() {
    let mut child = program().spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).await.unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let text = |pointer: &str| ready.pointer(pointer).unwrap().as_str().unwrap().to_owned();

    let url = format!("{}/cloud/v1/users", text("/gcore/base_url"));
    let key = format!("APIKey {}", text("/gcore/api_key"));
    let (status, users) = send(client().get(url).header("authorization", key)).await;
    assert_eq!((status.as_u16(), &users["count"]), (200, &Value::from(3)));
    let url = format!("{}/whoami", text("/trusted_twin/base_url"));
    let secret = text("/trusted_twin/secret");
    let (_, me) = send(client().get(url).header("authorization", secret)).await;
    assert_eq!(me["account"], text("/trusted_twin/account"));

    let id = child.id().unwrap().to_string();
    let stopped = Command::new("kill")
        .args(["-TERM", &id])
        .status()
        .await
        .unwrap();
    assert!(stopped.success());
    assert!(child.wait().await.unwrap().success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "");
}

#[tokio::test]
async fn program_rejects_invalid_addresses() {
    for arguments in [
        &["--gcore", "0.0.0.0:0"][..],
        &["--trusted-twin", "nonsense"],
        &["--unknown"],
    ] {
        let output = program().args(arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        assert!(!output.stderr.is_empty());
    }
}
