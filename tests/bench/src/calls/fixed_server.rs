//! A server with a fixed response for each workload.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, server};
use hyper_util::rt::TokioIo;
use rolekit_sandbox::Sandbox;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use super::workload::ASSIGNMENT_ID;
use crate::child_server;
use crate::error::Result;
use crate::runtime;

/// The address of the server, and a key of the right form. The server does not check keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct FixedServer {
    pub(super) base_url: String,
    pub(super) key: String,
}

/// The response bodies.
#[derive(Clone)]
struct ResponseBodies {
    update: Bytes,
    list: Bytes,
}

impl ResponseBodies {
    /// Fetches them from the sandbox.
    async fn from_sandbox() -> Result<(Self, String)> {
        let sandbox = Sandbox::start().await?;
        let server = sandbox.gcore();
        let roles = [
            "Observer",
            "User",
            "InternalNetworkOnlyUser",
            "ProjectAdministrator",
            "ClientAdministrator",
        ];
        for (id, role) in (ASSIGNMENT_ID..ASSIGNMENT_ID + 10).zip(roles.into_iter().cycle()) {
            let user = 777 + id % 2;
            let project = (role != "ClientAdministrator").then_some(200);
            server.add_assignment_json(serde_json::json!({
                "id": id, "user_id": user, "role": role, "project_id": project, "assigned_by": 1,
            }));
        }
        let client = reqwest::Client::builder().no_proxy().build()?;
        let key = format!("APIKey {}", server.api_key());
        let list = format!("{}/cloud/v1/users/assignments", server.base_url());
        let body = serde_json::json!({
            "client_id": 8, "project_id": 100, "role": "User", "user_id": 777,
        });
        let update = client.patch(format!("{list}/{ASSIGNMENT_ID}")).json(&body);
        let update = update.header("authorization", &key).send().await?;
        let list = client
            .get(list)
            .header("authorization", &key)
            .send()
            .await?;
        let bodies = Self {
            update: update.error_for_status()?.bytes().await?,
            list: list.error_for_status()?.bytes().await?,
        };
        Ok((bodies, server.api_key().to_owned()))
    }

    async fn respond(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let body = match *request.method() {
            Method::GET => self.list.clone(),
            _ => self.update.clone(),
        };
        // Reads the request, as every server does.
        let _ = request.into_body().collect().await;
        let mut response = Response::new(Full::new(body));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok(response)
    }
}

/// Serves until the parent process ends.
pub(crate) fn serve() -> Result<()> {
    runtime::single_threaded()?.block_on(async {
        let (bodies, key) = ResponseBodies::from_sandbox().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        child_server::report_ready(&FixedServer {
            base_url: format!("http://{}", listener.local_addr()?),
            key,
        })?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let bodies = bodies.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| bodies.respond(request));
                let connection = server::conn::http1::Builder::new();
                // The client reports broken connections.
                let _ = connection
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    })
}
