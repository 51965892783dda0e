//! The retry policy.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};

use crate::duration_text;
use crate::time::Jitter;

/// The maximum number of attempts of a call, and the waits between them.
///
/// Reads and idempotent operations are retried after transport errors and the statuses 408, 421, 425,
/// 429 and 5xx, except 501 and 505. Any other operation is retried only if the service cannot have
/// applied it: if no connection was made, after 421, 425 and 429, and after an error that the service
/// documents as a [rejection](crate::ServiceInfo::rejections). A 503 is not proof: a proxy sends one if
/// it loses the service's response. Backoff grows exponentially with full jitter, and is never
/// shorter than `Retry-After`.
///
/// ```
/// use std::time::Duration;
/// use rolekit_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::default()
///     .max_attempts(6)
///     .initial_backoff(Duration::from_secs(1))
///     .max_backoff(Duration::from_secs(30))
///     .max_retry_after(Duration::from_secs(120));
/// let once = RetryPolicy::never();
/// assert_ne!(patient, once);
/// ```
///
/// It can be part of a configuration file. Its keys are the names of the methods and all optional;
/// unknown ones are rejected. A duration is an integer and a unit: `h`, `m`, `s`, `ms`, `us` or `ns`.
///
/// ```
/// use std::time::Duration;
/// use rolekit_runtime::RetryPolicy;
///
/// let file = r#"{"max_attempts": 6, "initial_backoff": "500ms", "max_retry_after": "2m"}"#;
/// let policy: RetryPolicy = serde_json::from_str(file)?;
/// let same = RetryPolicy::default()
///     .max_attempts(6)
///     .max_retry_after(Duration::from_secs(120));
/// assert_eq!(policy, same);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RetryPolicy {
    /// The maximum number of attempts, including the first.
    #[serde(deserialize_with = "deserialize_attempts")]
    pub(crate) max_attempts: u32,
    /// The maximum wait before the second attempt, which doubles with each further one.
    #[serde(with = "duration_text")]
    #[cfg_attr(feature = "schemars", schemars(with = "duration_text::DurationText"))]
    pub(crate) initial_backoff: Duration,
    /// The maximum backoff.
    #[serde(with = "duration_text")]
    #[cfg_attr(feature = "schemars", schemars(with = "duration_text::DurationText"))]
    pub(crate) max_backoff: Duration,
    /// The maximum accepted `Retry-After`.
    #[serde(with = "duration_text")]
    #[cfg_attr(feature = "schemars", schemars(with = "duration_text::DurationText"))]
    pub(crate) max_retry_after: Duration,
}

/// Reads a number of attempts, as [`RetryPolicy::max_attempts`] does.
fn deserialize_attempts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    u32::deserialize(deserializer).map(|attempts| attempts.max(1))
}

impl RetryPolicy {
    /// The default.
    pub(crate) const DEFAULT: Self = Self {
        max_attempts: 3,
        initial_backoff: Duration::from_millis(500),
        max_backoff: Duration::from_secs(8),
        max_retry_after: Duration::from_secs(60),
    };

    /// Returns a policy without retries.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets the maximum number of attempts, including the first. Defaults to 3; 0 counts as 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the maximum wait before the second attempt, which doubles with each further one. Defaults
    /// to 0.5 s.
    #[must_use]
    pub fn initial_backoff(mut self, wait: Duration) -> Self {
        self.initial_backoff = wait;
        self
    }

    /// Sets the maximum backoff. Defaults to 8 s.
    #[must_use]
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.max_backoff = wait;
        self
    }

    /// Sets the maximum accepted `Retry-After`. Defaults to 60 s. If the service asks for more, the
    /// call fails immediately, and the error contains the wait.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Returns the wait after an attempt, counted from 1: uniformly distributed between zero and a
    /// bound that doubles with each attempt.
    pub(crate) fn backoff(&self, attempt: u32, jitter: &dyn Jitter) -> Duration {
        let doubled = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let bound = self.initial_backoff.saturating_mul(doubled);
        let bound = bound.min(self.max_backoff);
        let wait = bound.as_secs_f64() * jitter.fraction().clamp(0.0, 1.0);
        Duration::try_from_secs_f64(wait).unwrap_or(bound)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;
    use crate::time::{Jitter, RandomJitter};

    #[derive(Debug)]
    struct Fixed(f64);

    impl Jitter for Fixed {
        fn fraction(&self) -> f64 {
            self.0
        }
    }

    #[test]
    fn bounds_double_up_to_the_cap() {
        let policy = RetryPolicy::default();
        let bounds: Vec<_> = [1, 2, 3, 4, 5, 6, 40, u32::MAX]
            .map(|attempt| policy.backoff(attempt, &Fixed(1.0)).as_millis())
            .into();
        assert_eq!(bounds, [500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
        assert_eq!(policy.backoff(3, &Fixed(0.0)), Duration::ZERO);
        let endless = policy
            .initial_backoff(Duration::MAX)
            .max_backoff(Duration::MAX);
        assert_eq!(endless.backoff(3, &Fixed(1.0)), Duration::MAX);
        assert_eq!(endless.backoff(3, &Fixed(f64::NAN)), Duration::MAX);
    }

    #[test]
    fn a_policy_is_read_from_a_configuration() {
        let read = serde_json::from_str::<RetryPolicy>;
        assert_eq!(read("{}").unwrap(), RetryPolicy::default());
        assert_eq!(
            read(r#"{"max_attempts": 0}"#).unwrap(),
            RetryPolicy::never()
        );
        let policy = RetryPolicy::default()
            .max_attempts(6)
            .initial_backoff(Duration::from_millis(250))
            .max_backoff(Duration::from_secs(60));
        let text = serde_json::to_string(&policy).unwrap();
        let expected = r#"{"max_attempts":6,"initial_backoff":"250ms","max_backoff":"1m","max_retry_after":"1m"}"#;
        assert_eq!(text, expected);
        assert_eq!(read(&text).unwrap(), policy);
        for invalid in [
            r#"{"max_atempts": 6}"#,
            r#"{"max_backoff": 8}"#,
            r#"{"max_backoff": "8"}"#,
            r#"{"max_attempts": -1}"#,
        ] {
            read(invalid).unwrap_err();
        }
    }

    #[test]
    fn full_jitter_is_within_the_bound() {
        let policy = RetryPolicy::default();
        for _ in 0..1000 {
            assert!(policy.backoff(2, &RandomJitter) <= Duration::from_secs(1));
        }
    }
}
