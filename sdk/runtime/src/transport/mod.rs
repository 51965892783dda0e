//! Transports: they send requests and receive responses.

mod exchange;
mod http;
mod progress;
mod send;
mod service;

pub use self::exchange::{BoxError, Transport, TransportError, TransportFuture};
pub use self::http::ReqwestTransport;
pub(crate) use self::progress::SendProgress;
pub(crate) use self::send::{SendError, Sender};
pub use self::service::ServiceTransport;
