//! Which connections a server accepts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::Deadline;
use crate::lock;

/// Accepts, refuses or resets connections. Clones share it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ConnectionPolicy {
    state: Arc<Mutex<PolicyState>>,
    /// Whether the server has stopped.
    stopped: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct PolicyState {
    rejection: Option<RejectionPeriod>,
    /// How many of the next connections are reset.
    resets: u64,
}

impl PolicyState {
    fn take_reset(&mut self) -> bool {
        let is_reset = self.resets > 0;
        self.resets = self.resets.saturating_sub(1);
        is_reset
    }
}

#[derive(Debug)]
#[cfg_attr(
    not(feature = "transport"),
    expect(dead_code, reason = "only connections in process depend on it")
)]
enum RejectionPeriod {
    Always,
    Until(Deadline),
}

/// What happens to a connection.
#[cfg(feature = "transport")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    Accepted,
    Refused,
    Reset,
}

impl ConnectionPolicy {
    /// Decides about a new connection in process. The kernel decides about those to a port.
    #[cfg(feature = "transport")]
    pub(crate) fn admit(&self) -> Admission {
        let mut state = lock(&self.state);
        if let Some(RejectionPeriod::Until(time)) = &state.rejection
            && time.has_passed()
        {
            state.rejection = None;
        }
        if state.rejection.is_some() || *self.stopped.borrow() {
            Admission::Refused
        } else if state.take_reset() {
            Admission::Reset
        } else {
            Admission::Accepted
        }
    }

    /// Returns whether an accepted connection is reset.
    pub(crate) fn take_reset(&self) -> bool {
        lock(&self.state).take_reset()
    }

    /// Refuses connections, for a time or until [`accept`](Self::accept).
    pub(crate) fn refuse(&self, time: Option<Duration>) {
        // A time that the clock cannot represent does not end.
        let until = time.and_then(Deadline::after);
        lock(&self.state).rejection =
            Some(until.map_or(RejectionPeriod::Always, RejectionPeriod::Until));
    }

    /// Accepts connections and stops resetting them.
    pub(crate) fn accept(&self) {
        *lock(&self.state) = PolicyState::default();
    }

    /// Resets the next connections, this many.
    pub(crate) fn reset(&self, count: u64) {
        let mut state = lock(&self.state);
        state.resets = state.resets.saturating_add(count);
    }

    /// Refuses connections from now on, and ends those that are open.
    pub(crate) fn stop(&self) {
        self.stopped.send_replace(true);
    }

    /// Completes when the server has stopped.
    #[cfg(feature = "transport")]
    pub(crate) fn stopped(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut stopped = self.stopped.subscribe();
        async move {
            // Without the sender, nobody can stop the server any more.
            if stopped.wait_for(|is_stopped| *is_stopped).await.is_err() {
                std::future::pending().await
            }
        }
    }
}
