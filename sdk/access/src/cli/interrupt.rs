//! Signals that ask a command to end: Ctrl-C and, on Unix, SIGTERM.

use std::io::Result;

/// Listens for signals. They do not end the process from then on.
pub(super) struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Interrupts {
    #[cfg(unix)]
    pub(super) fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(not(unix))]
    #[expect(clippy::unnecessary_wraps, reason = "listening fails on Unix only")]
    pub(super) fn listen() -> Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next signal. Never returns if signals cannot be received.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) {
        use std::pin::pin;

        let (interrupt, terminate) = (pin!(self.interrupt.recv()), pin!(self.terminate.recv()));
        futures_util::future::select(interrupt, terminate).await;
    }

    #[cfg(not(unix))]
    pub(super) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
