//! The calls on reqwest, as a careful author would write them: the HTTP client set up alike, a
//! timeout for each call, the key marked as a secret, the status checked, the answer read into types
//! of the same fields. No retries, no spans, no limit of the body's size.

use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use serde::{Deserialize, Serialize};

use super::server::Ready;
use super::{ASSIGNMENT, Caller, What};
use crate::Result;

const TIMEOUT: Duration = Duration::from_secs(30);

pub(super) struct ByHand {
    http: reqwest::Client,
    base_url: String,
}

#[derive(Serialize)]
struct Assign<'a> {
    client_id: i64,
    project_id: i64,
    role: &'a str,
    user_id: i64,
}

#[derive(Deserialize)]
struct Updated {
    assignment_id: i64,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, as a caller would have it")]
struct Page {
    count: i64,
    results: Vec<Assignment>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "read, as a caller would have it")]
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

impl ByHand {
    pub(super) fn new(ready: &Ready) -> Result<Self> {
        let mut key = HeaderValue::from_str(&format!("APIKey {}", ready.key))?;
        key.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, key),
            (ACCEPT, HeaderValue::from_static("application/json")),
        ]);
        let http = reqwest::Client::builder()
            .default_headers(headers)
            .user_agent("by-hand/1.0.0")
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(Duration::from_secs(5))
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            base_url: ready.base_url.clone(),
        })
    }
}

impl Caller for ByHand {
    async fn call(&self, what: What, _: usize) -> Result<()> {
        match what {
            What::Update => {
                let url = format!("{}/cloud/v1/users/assignments/{ASSIGNMENT}", self.base_url);
                let body = Assign {
                    client_id: 8,
                    project_id: 100,
                    role: "User",
                    user_id: 777,
                };
                let request = self.http.patch(url).json(&body).timeout(TIMEOUT);
                let answer = request.send().await?.error_for_status()?;
                if answer.json::<Updated>().await?.assignment_id != ASSIGNMENT {
                    return Err("another assignment was updated".into());
                }
            }
            What::List => {
                let url = format!("{}/cloud/v1/users/assignments", self.base_url);
                let request = self.http.get(url).query(&[("limit", 10)]).timeout(TIMEOUT);
                let answer = request.send().await?.error_for_status()?;
                if answer.json::<Page>().await?.results.len() != 10 {
                    return Err("another page came".into());
                }
            }
        }
        Ok(())
    }
}
