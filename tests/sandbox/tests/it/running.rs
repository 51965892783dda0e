//! Starting and stopping the sandbox and its program.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use crate::client::{client, gcore, send, start};
use crate::clock::Stopwatch;
use reqwest::Method;
use rolekit_sandbox::Sandbox;
use serde_json::Value;
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
        .trusted_twin_address(sandbox.gcore().address())
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
