//! A client on hyper: an open connection for each worker, the same headers and bodies as the other
//! clients. Reads the response without decoding it.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use super::fixed_server::FixedServer;
use super::workload::{ASSIGNMENT_ID, BenchClient, Workload};
use crate::error::Result;

pub(super) struct HyperClient {
    host: String,
    key: String,
    /// One for each worker, so that no call waits for a lock.
    connections: Vec<Mutex<SendRequest<Full<Bytes>>>>,
}

impl HyperClient {
    pub(super) async fn new(server: &FixedServer, workers: usize) -> Result<Self> {
        let host = server.base_url.trim_start_matches("http://").to_owned();
        let mut client = Self {
            key: format!("APIKey {}", server.key),
            connections: Vec::with_capacity(workers),
            host,
        };
        for _ in 0..workers {
            let stream = TcpStream::connect(&client.host).await?;
            stream.set_nodelay(true)?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await?;
            // Ends when the sender is dropped.
            tokio::spawn(connection);
            client.connections.push(Mutex::new(sender));
        }
        Ok(client)
    }
}

impl BenchClient for HyperClient {
    async fn call(&self, workload: Workload, worker: usize) -> Result<()> {
        let builder = Request::builder()
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.key)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "hyper/1.0.0");
        let request = match workload {
            Workload::Update => builder
                .method(Method::PATCH)
                .uri(format!("/cloud/v1/users/assignments/{ASSIGNMENT_ID}"))
                .header(CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from_static(
                    br#"{"client_id":8,"project_id":100,"role":"User","user_id":777}"#,
                )))?,
            Workload::List => builder
                .uri("/cloud/v1/users/assignments?limit=10")
                .body(Full::default())?,
        };
        let connection = self.connections.get(worker).ok_or("unknown worker")?;
        let mut sender = connection.lock().await;
        sender.ready().await?;
        let response = sender.send_request(request).await?;
        if !response.status().is_success() {
            return Err(format!("unexpected status {}", response.status()).into());
        }
        response.into_body().collect().await?;
        Ok(())
    }
}
