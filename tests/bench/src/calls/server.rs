//! The server: two answers, the same bytes always.

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

use super::ASSIGNMENT;
use crate::child;
use crate::{Result, runtime};

/// Where the server is. The key is one in form only: it looks at none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Ready {
    pub(super) base_url: String,
    pub(super) key: String,
}

/// The bodies of the answers.
#[derive(Clone)]
struct Answers {
    update: Bytes,
    list: Bytes,
}

impl Answers {
    /// What the sandbox answers.
    async fn of_sandbox() -> Result<(Self, String)> {
        let sandbox = Sandbox::start().await?;
        let server = sandbox.gcore();
        let roles = [
            "Observer",
            "User",
            "InternalNetworkOnlyUser",
            "ProjectAdministrator",
            "ClientAdministrator",
        ];
        for (id, role) in (ASSIGNMENT..ASSIGNMENT + 10).zip(roles.into_iter().cycle()) {
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
        let update = client.patch(format!("{list}/{ASSIGNMENT}")).json(&body);
        let update = update.header("authorization", &key).send().await?;
        let list = client
            .get(list)
            .header("authorization", &key)
            .send()
            .await?;
        let answers = Self {
            update: update.error_for_status()?.bytes().await?,
            list: list.error_for_status()?.bytes().await?,
        };
        Ok((answers, server.api_key().to_owned()))
    }

    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let body = match *request.method() {
            Method::GET => self.list.clone(),
            _ => self.update.clone(),
        };
        // What the client sends is read, as any server would.
        let _ = request.into_body().collect().await;
        let mut response = Response::new(Full::new(body));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        Ok(response)
    }
}

/// Serves until the driver is gone.
pub(crate) fn serve() -> Result<()> {
    runtime()?.block_on(async {
        let (answers, key) = Answers::of_sandbox().await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        child::ready(&Ready {
            base_url: format!("http://{}", listener.local_addr()?),
            key,
        })?;
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let answers = answers.clone();
            tokio::spawn(async move {
                let service = service_fn(|request| answers.answer(request));
                let connection = server::conn::http1::Builder::new();
                // A connection that breaks is the client's matter.
                let _ = connection
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    })
}
