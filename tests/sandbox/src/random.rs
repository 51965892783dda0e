//! Ids, secrets and the time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A UUID of version 4.
pub(crate) fn uuid() -> String {
    let bytes = fastrand::u128(..).to_be_bytes();
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// Text of the base64 alphabet, as the vendors' secrets are.
pub(crate) fn secret(length: usize) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    (0..length)
        .map(|_| char::from(ALPHABET[fastrand::usize(..ALPHABET.len())]))
        .collect()
}

/// The wall clock, but never twice the same time, so that a change always shows in a timestamp.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last_ms: u64,
    ahead: Duration,
}

impl Clock {
    /// Milliseconds since 1970.
    pub(crate) fn now_ms(&mut self) -> u64 {
        self.last_ms = self.wall_ms().max(self.last_ms.saturating_add(1));
        self.last_ms
    }

    /// Milliseconds since 1970, to compare with; nothing is written with it, so it may come twice.
    pub(crate) fn peek_ms(&self) -> u64 {
        self.wall_ms().max(self.last_ms)
    }

    /// From now on it is later by this much.
    pub(crate) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by);
    }

    fn wall_ms(&self) -> u64 {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .saturating_add(self.ahead)
            .as_millis();
        u64::try_from(now).unwrap_or(u64::MAX)
    }

    /// RFC 3339, in UTC, with milliseconds.
    pub(crate) fn now_rfc3339(&mut self) -> String {
        let now = UNIX_EPOCH + Duration::from_millis(self.now_ms());
        humantime::format_rfc3339_millis(now).to_string()
    }

    /// Seconds since 1970, with milliseconds.
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of this age of the world fit an f64"
    )]
    pub(crate) fn now_seconds(&mut self) -> f64 {
        self.now_ms() as f64 / 1000.0
    }
}
