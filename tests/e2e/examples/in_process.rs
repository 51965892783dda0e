//! Prints how long a hundred calls of the sandbox take, over a socket and in process.
//!
//! `cargo run -p rolekit-e2e --example in_process`

use std::error::Error;

use rolekit::gcore::{AssignRole, Client, ClientId, ProjectId, Role, Scope, UserId};
use rolekit_e2e::clock::Stopwatch;
use rolekit_sandbox::Sandbox;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let started = Stopwatch::start();
    let sandbox = Sandbox::start().await?;
    println!("the first start of a sandbox: {:.1?}", started.elapsed());
    let started = Stopwatch::start();
    let in_process = Sandbox::builder().in_process().start().await?;
    println!("another start: {:.1?}", started.elapsed());
    let over_socket = rolekit_e2e::gcore(&sandbox);
    let server = in_process.gcore();
    let in_process = Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .transport(server.transport())
        .build()?;
    for run in 1..=5 {
        println!(
            "100 calls, run {run}: {:.1?} over a socket, {:.1?} in process",
            call(&over_socket).await?,
            call(&in_process).await?
        );
    }
    Ok(())
}

/// Makes a hundred calls: creations, lists, reads and deletions.
async fn call(client: &Client) -> rolekit::Result<std::time::Duration> {
    let started = Stopwatch::start();
    let assignments = client.role_assignments();
    let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    let user = AssignRole::new(UserId::new(777), Role::User).scope(scope);
    for _ in 0..25 {
        let made = assignments.create(&user).await?;
        assignments.list().page().await?;
        client.users().list().page().await?;
        assignments.delete(made.id).await?;
    }
    Ok(started.elapsed())
}
