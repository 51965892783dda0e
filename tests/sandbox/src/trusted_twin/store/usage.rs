//! Request counts by hour.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Value, json};

const HOUR_MS: u64 = 3_600_000;

/// Counters by name.
type Counters = BTreeMap<String, u64>;

/// Counters by hour since 1970 and by user.
#[derive(Debug, Default)]
pub(in crate::trusted_twin) struct Usage(BTreeMap<(u64, Option<String>), Counters>);

impl Usage {
    /// Counts a request, and deletes the hours before the last one, which are never returned.
    pub(in crate::trusted_twin) fn count(&mut self, ms: u64, user: Option<&str>, operation: &str) {
        let hour = ms / HOUR_MS;
        self.0.retain(|(old, _), _| *old + 1 >= hour);
        let counters = self.0.entry((hour, user.map(str::to_owned))).or_default();
        for name in ["rest_count", &format!("task_{operation}_count")] {
            *counters.entry(name.to_owned()).or_default() += 1;
        }
    }

    /// Renders the counters of this hour and the last.
    pub(in crate::trusted_twin) fn render(&self, ms: u64, user: Option<&str>) -> Value {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    pub(in crate::trusted_twin) fn formats_hours_and_drops_old_ones() {
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
