//! The time of a command.
#![allow(
    clippy::disallowed_methods,
    reason = "the one file of this crate that asks the machine for the time"
)]

use chrono::{DateTime, Utc};

/// Returns the time.
pub(super) fn now() -> DateTime<Utc> {
    Utc::now()
}
