//! Timestamps of services, and the clock and jitter of a client.

mod clock;
mod timestamp;
mod unix_timestamp;

pub use self::clock::{Clock, Jitter, Sleep, TokioClock};
pub use self::timestamp::Timestamp;
pub use self::unix_timestamp::{InvalidTimestamp, UnixTimestamp};

pub(crate) use self::clock::RandomJitter;
