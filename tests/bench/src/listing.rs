//! Measures time and memory of reading a long list as a stream.

use clap::Args;
use rolekit::gcore::Client;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::machine::{Machine, process_memory_kib};
use crate::stats::rounded;
use crate::time::Stopwatch;
use crate::{progress, runtime, sandbox};

/// The part `listing`.
#[derive(Debug, Args)]
pub(crate) struct Listing {
    /// Number of role assignments
    #[arg(long, default_value_t = 1_000_000)]
    items: usize,
}

/// The figures of the part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ListingFigures {
    pub(crate) machine: Machine,
    pub(crate) items: usize,
    /// From the first request to the last item.
    pub(crate) seconds: f64,
    /// CPU time of the client. `None` if the system does not report it.
    pub(crate) cpu_seconds: Option<f64>,
    /// Empty if the system does not report memory.
    pub(crate) samples: Vec<MemorySample>,
    /// Peak resident memory.
    pub(crate) peak_kib: Option<u64>,
}

/// Resident memory after a number of items.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct MemorySample {
    pub(crate) items: usize,
    pub(crate) resident_kib: u64,
}

impl ListingFigures {
    /// Returns the resident memory after a tenth of the items, and the maximum from there on. Before
    /// that, connections and buffers are still allocated.
    pub(crate) fn growth(&self) -> Option<(u64, u64)> {
        let mut settled = self
            .samples
            .iter()
            .filter(|sample| sample.items * 10 >= self.items)
            .map(|sample| sample.resident_kib);
        let early = settled.next()?;
        Some((early, settled.fold(early, u64::max)))
    }
}

impl Listing {
    pub(crate) fn run(&self) -> Result<ListingFigures> {
        progress::report(&format!(
            "listing: filling the sandbox with {} items",
            self.items
        ));
        let (_server, addresses) = sandbox::start(self.items)?;
        let client = Client::builder()
            .credential(addresses.gcore.key)
            .base_url(addresses.gcore.base_url)
            .build()?;
        let every = (self.items / 100).max(1);
        let mut samples = Vec::with_capacity(101);
        let mut items = 0;
        let stopwatch = Stopwatch::start();
        runtime::single_threaded()?.block_on(async {
            let mut assignments = client.role_assignments().list().stream();
            while let Some(assignment) = assignments.try_next().await? {
                std::hint::black_box(assignment);
                items += 1;
                if items % every == 0
                    && let Some(resident_kib) = process_memory_kib("VmRSS")
                {
                    samples.push(MemorySample {
                        items,
                        resident_kib,
                    });
                }
            }
            Ok::<_, Error>(())
        })?;
        let elapsed = stopwatch.elapsed();
        let seconds = elapsed.wall.as_secs_f64();
        if items != self.items {
            return Err(format!("expected {} items, got {items}", self.items).into());
        }
        let figures = ListingFigures {
            machine: Machine::current(),
            items,
            seconds: rounded(seconds, 2),
            cpu_seconds: elapsed.cpu.map(|cpu| rounded(cpu.as_secs_f64(), 2)),
            samples,
            peak_kib: process_memory_kib("VmHWM"),
        };
        let peak = match figures.peak_kib {
            Some(peak) => format!("{peak} KiB"),
            None => "unknown".to_owned(),
        };
        progress::report(&format!("listing: {seconds:.1} s, peak memory {peak}"));
        Ok(figures)
    }
}
