//! What was used: requests, counted by the hour.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use serde_json::{Value, json};

use super::App;
use super::refusal::Answer;
use super::users::no_user;
use crate::server;

const HOUR_MS: u64 = 3_600_000;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/usage", get(get_account_usage))
        .route("/usage/{user}", get(get_user_usage))
}

/// Counters by name.
type Counters = BTreeMap<String, u64>;

/// Counters by hours since 1970 and by user, or none.
#[derive(Debug, Default)]
pub(super) struct Usage(BTreeMap<(u64, Option<String>), Counters>);

impl Usage {
    /// Counts a request. Of the hours before the last one nobody is told, so they go.
    pub(super) fn count(&mut self, ms: u64, user: Option<&str>, operation: &str) {
        let hour = ms / HOUR_MS;
        self.0.retain(|(old, _), _| *old + 1 >= hour);
        let counters = self.0.entry((hour, user.map(str::to_owned))).or_default();
        for name in ["rest_count", &format!("task_{operation}_count")] {
            *counters.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// This hour and the last, where there was anything.
    fn render(&self, ms: u64, user: Option<&str>) -> Value {
        let hour = ms / HOUR_MS;
        let hours: BTreeMap<_, _> = [hour.saturating_sub(1), hour]
            .into_iter()
            .filter_map(|hour| {
                let counters = self.0.get(&(hour, user.map(str::to_owned)))?;
                Some((name(hour), counters))
            })
            .collect();
        json!({ "usage": hours })
    }
}

/// `YYYY-MM-DD-HH`.
fn name(hour: u64) -> String {
    let time = UNIX_EPOCH + Duration::from_millis(hour.saturating_mul(HOUR_MS));
    let text = humantime::format_rfc3339_seconds(time).to_string();
    text.chars().take(13).collect::<String>().replace('T', "-")
}

async fn get_account_usage(Shared(app): Shared<Arc<App>>, headers: HeaderMap) -> Answer {
    let (state, _) = app.enter(&headers, "get_account_usage")?;
    let usage = state.usage.render(state.clock.peek_ms(), None);
    Ok(server::json(StatusCode::OK, &usage))
}

async fn get_user_usage(
    Shared(app): Shared<Arc<App>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let (state, _) = app.enter(&headers, "get_user_usage")?;
    if !state.users.contains_key(&user) {
        return Err(no_user());
    }
    let usage = state.usage.render(state.clock.peek_ms(), Some(&user));
    Ok(server::json(StatusCode::OK, &usage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_named_and_forgotten() {
        let ms = 1_655_053_200_000 + 5;
        assert_eq!(name(ms / HOUR_MS), "2022-06-12-17");
        let mut usage = Usage::default();
        usage.count(ms, Some("u"), "trace");
        usage.count(ms, Some("u"), "get_log");
        usage.count(ms, None, "trace");
        assert_eq!(
            usage.render(ms + HOUR_MS, Some("u")),
            json!({"usage": {"2022-06-12-17": {
                "rest_count": 2, "task_trace_count": 1, "task_get_log_count": 1,
            }}})
        );
        assert_eq!(
            usage.render(ms + 2 * HOUR_MS, Some("u")),
            json!({"usage": {}})
        );
        usage.count(ms + 2 * HOUR_MS, None, "trace");
        assert_eq!(usage.0.len(), 1);
    }
}
