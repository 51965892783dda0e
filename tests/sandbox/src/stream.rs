//! What a connection runs on: a socket or, in process, a pipe.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// Bytes in both directions.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// Makes dropping the stream a reset: the peer gets an error instead of the end of the data.
    fn reset_on_drop(&mut self);
}

impl Stream for TcpStream {
    fn reset_on_drop(&mut self) {
        // Closing the socket then discards unsent data and sends RST.
        let _ = self.set_zero_linger();
    }
}
