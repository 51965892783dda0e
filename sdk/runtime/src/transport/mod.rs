//! Transports: they send requests and receive responses.

#[cfg(feature = "test-util")]
mod cassette;
mod exchange;
mod http;
mod progress;
mod send;
mod tower;

#[cfg(feature = "test-util")]
pub use self::cassette::{CassetteError, RecordingTransport, ReplayTransport};
#[cfg(feature = "test-util")]
pub(crate) use self::exchange::SentSecrets;
pub use self::exchange::{BoxError, Transport, TransportError, TransportFuture};
pub use self::http::ReqwestTransport;
pub(crate) use self::progress::SendProgress;
pub(crate) use self::send::Sender;
pub use self::tower::TowerTransport;
