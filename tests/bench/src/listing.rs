//! A long list: a million role assignments through the stream, and the memory of the process that
//! reads them. The sandbox that serves them is a process of its own.

use clap::Args;
use rolekit::gcore::Client;
use serde::{Deserialize, Serialize};

use crate::machine::{Machine, kib, proc_field};
use crate::stats::rounded;
use crate::time::Start;
use crate::{Result, runtime, sandbox, tell};

/// The part `listing`.
#[derive(Debug, Args)]
pub(crate) struct Listing {
    /// How many role assignments there are
    #[arg(long, default_value_t = 1_000_000)]
    items: usize,
}

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) machine: Machine,
    pub(crate) items: usize,
    /// From the first request to the last item.
    pub(crate) seconds: f64,
    /// What the client's process was busy of it, where the system tells.
    pub(crate) busy_seconds: Option<f64>,
    /// Along the way; empty where the system does not tell.
    pub(crate) marks: Vec<Mark>,
    /// The most that was ever resident.
    pub(crate) peak_kib: Option<u64>,
}

/// How much was resident after so many items.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) items: usize,
    pub(crate) resident_kib: u64,
}

impl Figures {
    /// Resident memory at the first mark past a tenth of the items, and the most after it: what is
    /// before that is the program coming to its size.
    pub(crate) fn growth(&self) -> Option<(u64, u64)> {
        let settled = |mark: &&Mark| mark.items * 10 >= self.items;
        let early = self.marks.iter().find(settled)?.resident_kib;
        let most = self
            .marks
            .iter()
            .filter(settled)
            .map(|mark| mark.resident_kib);
        Some((early, most.max()?))
    }
}

impl Listing {
    pub(crate) fn run(&self) -> Result<Figures> {
        tell(&format!(
            "listing: filling the sandbox with {} items",
            self.items
        ));
        let (_server, ready) = sandbox::start(self.items)?;
        let client = Client::builder()
            .credential(ready.gcore.key)
            .base_url(ready.gcore.base_url)
            .build()?;
        let every = (self.items / 100).max(1);
        let mut marks = Vec::with_capacity(101);
        let mut items = 0;
        let start = Start::now();
        runtime()?.block_on(async {
            let mut assignments = client.role_assignments().list().stream();
            while let Some(assignment) = assignments.try_next().await? {
                std::hint::black_box(assignment);
                items += 1;
                if items % every == 0
                    && let Some(resident_kib) = memory("VmRSS")
                {
                    marks.push(Mark {
                        items,
                        resident_kib,
                    });
                }
            }
            Ok::<_, crate::Error>(())
        })?;
        let taken = start.taken();
        let seconds = taken.time.as_secs_f64();
        if items != self.items {
            return Err(format!("{items} items came of {}", self.items).into());
        }
        let figures = Figures {
            machine: Machine::here(),
            items,
            seconds: rounded(seconds, 2),
            busy_seconds: taken.busy.map(|busy| rounded(busy.as_secs_f64(), 2)),
            marks,
            peak_kib: memory("VmHWM"),
        };
        tell(&format!(
            "listing: {seconds:.1} s, of which busy {:?}, memory {:?} KiB, at most {:?}",
            figures.busy_seconds,
            figures.growth(),
            figures.peak_kib,
        ));
        Ok(figures)
    }
}

/// A figure of this process in KiB, where the system tells.
pub(crate) fn memory(field: &str) -> Option<u64> {
    kib(&proc_field("/proc/self/status", field)?)
}
