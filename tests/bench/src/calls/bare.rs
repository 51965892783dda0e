//! The calls on hyper alone: a kept connection for each lane, the same headers and bodies, the whole
//! answer read and not looked into.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use super::server::Ready;
use super::{ASSIGNMENT, Caller, What};
use crate::Result;

pub(super) struct Bare {
    host: String,
    key: String,
    /// Nobody waits: a lane has one call at a time.
    lanes: Vec<Mutex<SendRequest<Full<Bytes>>>>,
}

impl Bare {
    pub(super) async fn new(ready: &Ready, lanes: usize) -> Result<Self> {
        let host = ready.base_url.trim_start_matches("http://").to_owned();
        let mut bare = Self {
            key: format!("APIKey {}", ready.key),
            lanes: Vec::with_capacity(lanes),
            host,
        };
        for _ in 0..lanes {
            let stream = TcpStream::connect(&bare.host).await?;
            stream.set_nodelay(true)?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await?;
            // It ends with the sender.
            tokio::spawn(connection);
            bare.lanes.push(Mutex::new(sender));
        }
        Ok(bare)
    }
}

impl Caller for Bare {
    async fn call(&self, what: What, lane: usize) -> Result<()> {
        let builder = Request::builder()
            .header(HOST, &self.host)
            .header(AUTHORIZATION, &self.key)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, "bare/1.0.0");
        let request = match what {
            What::Update => builder
                .method(Method::PATCH)
                .uri(format!("/cloud/v1/users/assignments/{ASSIGNMENT}"))
                .header(CONTENT_TYPE, "application/json")
                .body(Full::new(Bytes::from_static(
                    br#"{"client_id":8,"project_id":100,"role":"User","user_id":777}"#,
                )))?,
            What::List => builder
                .uri("/cloud/v1/users/assignments?limit=10")
                .body(Full::default())?,
        };
        let lane = self.lanes.get(lane).ok_or("there is no such lane")?;
        let mut sender = lane.lock().await;
        sender.ready().await?;
        let answer = sender.send_request(request).await?;
        if !answer.status().is_success() {
            return Err(format!("answered with {}", answer.status()).into());
        }
        answer.into_body().collect().await?;
        Ok(())
    }
}
