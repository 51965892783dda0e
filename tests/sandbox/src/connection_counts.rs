//! Counts of connections and requests.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;

/// Counts of connections and of requests in progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Connections {
    /// Connections accepted since the start.
    pub accepted: u64,
    /// Open connections.
    pub open: usize,
    /// Requests in progress, those that a fault holds included.
    pub requests: usize,
    /// Open connections in process.
    #[serde(skip)]
    pub(crate) in_process: usize,
}

impl Connections {
    /// Returns how many sockets are open.
    pub(crate) fn sockets(self) -> usize {
        self.open.saturating_sub(self.in_process)
    }
}

/// Increments a counter until dropped.
pub(crate) struct CountGuard {
    counts: Arc<watch::Sender<Connections>>,
    field: fn(&mut Connections) -> &mut usize,
}

impl CountGuard {
    pub(crate) fn new(
        counts: &Arc<watch::Sender<Connections>>,
        field: fn(&mut Connections) -> &mut usize,
    ) -> Self {
        counts.send_modify(|counts| *field(counts) += 1);
        Self {
            counts: counts.clone(),
            field,
        }
    }
}

impl Drop for CountGuard {
    fn drop(&mut self) {
        self.counts.send_modify(|counts| {
            let count = (self.field)(counts);
            *count = count.saturating_sub(1);
        });
    }
}

/// Counts an accepted connection, and returns its number.
pub(crate) fn count_accepted(counts: &watch::Sender<Connections>) -> u64 {
    let mut number = 0;
    counts.send_modify(|counts| {
        counts.accepted += 1;
        number = counts.accepted;
    });
    number
}
