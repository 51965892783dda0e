//! A hand-written client on reqwest: the same settings of the HTTP client as in the SDK, a timeout, a
//! sensitive header for the key, a check of the status, and responses decoded into types with the same
//! fields. No retries, no tracing, no limit on the size of a body.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use serde::{Deserialize, Serialize};

use super::fixed_server::FixedServer;
use super::workload::{ASSIGNMENT_ID, BenchClient, Workload};
use crate::error::Result;

const TIMEOUT: Duration = Duration::from_secs(30);

pub(super) struct ReqwestClient {
    http: reqwest::Client,
    base_url: String,
}

#[derive(Serialize)]
struct UpdateRequest<'a> {
    client_id: i64,
    project_id: i64,
    role: &'a str,
    user_id: i64,
}

#[derive(Deserialize)]
struct UpdateResponse {
    assignment_id: i64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as in the SDK")]
struct Page {
    count: i64,
    results: Vec<Assignment>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded as in the SDK")]
struct Assignment {
    id: i64,
    user_id: i64,
    role: String,
    client_id: i64,
    project_id: Option<i64>,
    assigned_by: Option<i64>,
    created_at: String,
    updated_at: Option<String>,
}

impl ReqwestClient {
    pub(super) fn new(server: &FixedServer) -> Result<Self> {
        let mut key = HeaderValue::from_str(&format!("APIKey {}", server.key))?;
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, key),
            (ACCEPT, HeaderValue::from_static("application/json")),
        ]);
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent("reqwest/1.0.0")
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(Duration::from_secs(5))
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            base_url: server.base_url.clone(),
        })
    }
}

impl BenchClient for ReqwestClient {
    async fn call(&self, workload: Workload, _: usize) -> Result<()> {
        match workload {
            Workload::Update => {
                let url = format!(
                    "{}/cloud/v1/users/assignments/{ASSIGNMENT_ID}",
                    self.base_url
                );
                let body = UpdateRequest {
                    client_id: 8,
                    project_id: 100,
                    role: "User",
                    user_id: 777,
                };
                let request = self.http.patch(url).json(&body).timeout(TIMEOUT);
                let response = request.send().await?.error_for_status()?;
                if response.json::<UpdateResponse>().await?.assignment_id != ASSIGNMENT_ID {
                    return Err("unexpected assignment id in the response".into());
                }
            }
            Workload::List => {
                let url = format!("{}/cloud/v1/users/assignments", self.base_url);
                let request = self.http.get(url).query(&[("limit", 10)]).timeout(TIMEOUT);
                let response = request.send().await?.error_for_status()?;
                if response.json::<Page>().await?.results.len() != 10 {
                    return Err("unexpected number of items in the response".into());
                }
            }
        }
        Ok(())
    }
}
