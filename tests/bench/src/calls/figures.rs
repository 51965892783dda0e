//! The figures of calls.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::workload::{ClientKind, Workload};
use crate::machine::Machine;
use crate::measurement::Measurement;
use crate::stats::Spread;

/// The figures of the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CallFigures {
    pub(crate) machine: Machine,
    pub(crate) rounds: usize,
    pub(crate) calls_per_round: usize,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) instructions: Measurement<Vec<InstructionCount>>,
}

/// The times of all clients for one workload and concurrency.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Comparison {
    pub(crate) workload: Workload,
    pub(crate) concurrency: usize,
    pub(crate) clients: Vec<CallTime>,
}

/// The time of a call by one client.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CallTime {
    pub(crate) client: ClientKind,
    pub(crate) microseconds: Spread,
    /// CPU time of the client. `None` if the system does not report it.
    pub(crate) cpu_microseconds: Option<Spread>,
    /// Ratio to the reqwest client in the same round.
    pub(crate) to_reqwest: Spread,
}

/// Instructions of a call in user space.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InstructionCount {
    pub(crate) workload: Workload,
    pub(crate) client: ClientKind,
    pub(crate) instructions: u64,
}

impl fmt::Display for CallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            client,
            microseconds,
            cpu_microseconds,
            to_reqwest,
        } = self;
        write!(f, "{client}: {:.2} µs, ", microseconds.median)?;
        if let Some(cpu) = cpu_microseconds {
            write!(f, "CPU {:.2} µs, ", cpu.median)?;
        }
        write!(
            f,
            "{:.3} of reqwest ({:.3} to {:.3})",
            to_reqwest.median, to_reqwest.lower, to_reqwest.upper,
        )
    }
}
