//! Timestamps of services, and the clock and jitter of a client.

mod clock;
mod timestamp;
mod unix_timestamp;

#[cfg_attr(
    not(feature = "test-util"),
    allow(unreachable_pub, reason = "exported with this feature")
)]
pub use self::clock::{Clock, Jitter, Sleep, TokioClock};
pub use self::timestamp::Timestamp;
pub use self::unix_timestamp::{InvalidTimestamp, UnixTimestamp};

pub(crate) use self::clock::RandomJitter;
