//! Intent: reads usage counts by the hour, and their sums.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::trusted_twin::types::Usage;
use rolekit_runtime::excerpt;
use rolekit_runtime::{Error, ErrorKind, Outcome, Result};

/// The vendor adds metrics; `rest_count` is the number of requests. The current hour is incomplete.
///
/// ```
/// # rolekit_doc::trusted_twin(async |twin, server| {
/// # let user = rolekit::trusted_twin::UserId::new(server.administrator().user.as_str());
/// let usage = twin.usage().of_user(&user).await?;
/// for (hour, metrics) in usage.hours()? {
///     println!("{hour}: {metrics:?}");
/// }
/// println!("{} requests", usage.total("rest_count"));
/// # Ok(()) });
/// ```
impl Usage {
    /// Returns the counts by the beginning of the hour and the name of the metric.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if an hour is invalid.
    pub fn hours(&self) -> Result<BTreeMap<DateTime<Utc>, &BTreeMap<String, f64>>> {
        let hours = self.usage.iter().map(|(name, metrics)| {
            let hour = parse_hour(name).ok_or_else(|| {
                Error::new(ErrorKind::Decode)
                    .with_outcome(Outcome::Applied)
                    .with_path(Some("usage".to_owned()))
                    .with_message(format!(
                        "invalid hour `{}`: expected `YYYY-MM-DD-HH`",
                        excerpt(name),
                    ))
            })?;
            Ok((hour, metrics))
        });
        hours.collect()
    }

    /// Returns the sum of a metric over all hours; zero if it does not occur.
    pub fn total(&self, metric: &str) -> f64 {
        let counts = self.usage.values().filter_map(|hour| hour.get(metric));
        counts.fold(0.0, |total, count| total + count)
    }

    /// Returns the sum of each metric over all hours.
    pub fn totals(&self) -> BTreeMap<&str, f64> {
        let mut totals = BTreeMap::new();
        for (metric, count) in self.usage.values().flatten() {
            *totals.entry(metric.as_str()).or_default() += count;
        }
        totals
    }
}

/// Parses the beginning of an hour, `YYYY-MM-DD-HH`.
fn parse_hour(text: &str) -> Option<DateTime<Utc>> {
    let mut parts = [4, 2, 2, 2].into_iter().zip(text.split('-'));
    let mut part = || {
        let (length, part) = parts.next()?;
        let valid = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
        valid.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (year, month, day, hour) = (part()?, part()?, part()?, part()?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    (text.len() == "YYYY-MM-DD-HH".len())
        .then(|| date.and_hms_opt(hour, 0, 0).map(|time| time.and_utc()))
        .flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Usage, parse_hour};
    use rolekit_runtime::ErrorKind;

    #[test]
    fn hours_are_parsed() {
        assert_eq!(
            parse_hour("2022-06-12-17").unwrap().to_rfc3339(),
            "2022-06-12T17:00:00+00:00"
        );
        parse_hour("2024-02-29-00").unwrap();
        for wrong in [
            "",
            "2022-06-12",
            "2022-06-12-24",
            "2022-06-12-17-00",
            "2023-02-29-00",
            "2022-6-12-017",
            "22-06-12-17",
            "2022-06-12T17",
            "+022-06-12-17",
        ] {
            assert_eq!(parse_hour(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn counts_are_read_by_hour_and_add_up() {
        let read = |usage| serde_json::from_value::<Usage>(usage).unwrap();
        let usage = read(json!({"usage": {
            "2022-06-12-17": {"rest_count": 2, "db_read_cost": 0.5},
            "2022-06-12-18": {"rest_count": 3},
        }}));
        assert_eq!(usage.hours().unwrap().len(), 2);
        assert_eq!(usage.total("rest_count"), 5.0);
        assert_eq!(usage.total("nothing"), 0.0);
        assert_eq!(usage.totals()["db_read_cost"], 0.5);
        let error = read(json!({"usage": {"today": {}}})).hours().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
