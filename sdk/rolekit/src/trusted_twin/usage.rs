//! Reads usage counts by the hour.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::ids::trusted_twin::UserId;
use crate::message::excerpt;
use crate::trusted_twin::{Client, generated::types};
use rolekit_runtime::{Error, ErrorKind, Outcome, Result};

/// Resource API for usage counts. Obtained from
/// [`Client::usage`](crate::trusted_twin::Client::usage).
#[derive(Clone, Copy, Debug)]
pub struct Usage<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the resource API for usage counts.
    pub fn usage(&self) -> Usage<'_> {
        Usage { client: self }
    }
}

impl Usage<'_> {
    /// Returns the usage of the account in the last hours that is not attributed to a user.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// for (metric, number) in twin.usage().account().await?.totals() {
    ///     println!("{metric}: {number}");
    /// }
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] with status 403 if the caller's role does not
    /// permit `get_account_usage`, and [`ErrorKind::Decode`] if an hour
    /// is invalid.
    pub async fn account(&self) -> Result<HourlyUsage> {
        let client = self.client.generated();
        HourlyUsage::read(client.get_account_usage().await?.into_inner())
    }

    /// Returns the usage of a user in the last hours.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # let user = server.administrator().user.as_str();
    /// let usage = twin.usage().user(user).await?;
    /// for (hour, metrics) in &usage.hours {
    ///     println!("{hour}: {metrics:?}");
    /// }
    /// println!("{} requests", usage.total("rest_count"));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`] with status 404 if there is no such user, and 403
    /// if the caller's role does not permit `get_user_usage`;
    /// [`ErrorKind::Decode`] if an hour is invalid.
    pub async fn user(&self, user: impl Into<UserId>) -> Result<HourlyUsage> {
        let client = self.client.generated();
        HourlyUsage::read(client.get_user_usage(&user.into()).await?.into_inner())
    }
}

/// Usage counts by the beginning of the hour and the name of the metric. The vendor adds metrics;
/// `rest_count` is the number of requests. The response covers one or two hours, including the
/// current one, which is incomplete.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct HourlyUsage {
    /// The hours.
    pub hours: BTreeMap<DateTime<Utc>, BTreeMap<String, f64>>,
}

impl HourlyUsage {
    #[inline]
    fn read(response: types::Usage) -> Result<Self> {
        let hours = response.usage.into_iter().map(|(name, metrics)| {
            let hour = parse_hour(&name).ok_or_else(|| {
                Error::new(ErrorKind::Decode)
                    .with_outcome(Outcome::Applied)
                    .with_path(Some("usage".to_owned()))
                    .with_message(format!(
                        "invalid hour `{}`: expected `YYYY-MM-DD-HH`",
                        excerpt(&name),
                    ))
            })?;
            Ok((hour, metrics))
        });
        let hours = hours.collect::<Result<_>>()?;
        Ok(Self { hours })
    }

    /// Returns the sum of a metric over all hours; zero if it does not occur.
    pub fn total(&self, metric: &str) -> f64 {
        let counts = self.hours.values().filter_map(|hour| hour.get(metric));
        counts.fold(0.0, |total, count| total + count)
    }

    /// Returns the sum of each metric over all hours.
    #[inline]
    pub fn totals(&self) -> BTreeMap<String, f64> {
        let mut totals = BTreeMap::new();
        for (metric, count) in self.hours.values().flatten() {
            *totals.entry(metric.clone()).or_default() += count;
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

    use super::{HourlyUsage, parse_hour};
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
    fn totals_add_up() {
        let read = |usage| HourlyUsage::read(serde_json::from_value(usage).unwrap());
        let usage = read(json!({"usage": {
            "2022-06-12-17": {"rest_count": 2, "db_read_cost": 0.5},
            "2022-06-12-18": {"rest_count": 3},
        }}))
        .unwrap();
        assert_eq!(usage.hours.len(), 2);
        assert_eq!(usage.total("rest_count"), 5.0);
        assert_eq!(usage.total("nothing"), 0.0);
        assert_eq!(usage.totals()["db_read_cost"], 0.5);
        let error = read(json!({"usage": {"today": {}}})).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
