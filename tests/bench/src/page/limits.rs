//! The limits of cost, each with its figure and how it is measured.

use super::figures::StoredFigures;
use super::markdown::{self, grouped, spread};
use crate::build::rows;
use crate::calls::ClientKind;

/// Maximum ratio of a call to the same call by reqwest.
const MAX_CALL_RATIO: f64 = 1.05;
/// Maximum ratio of a cold build to that of the baseline crate.
const MAX_BUILD_RATIO: f64 = 1.5;
/// Maximum growth of memory that counts as constant.
const MAX_MEMORY_RATIO: f64 = 1.05;

/// A limit and its figure.
struct CostLimit {
    text: &'static str,
    /// `None` if it was not measured.
    result: Option<LimitResult>,
    source: &'static str,
}

struct LimitResult {
    figure: String,
    is_met: bool,
}

/// Formats the table of all limits.
pub(super) fn table(figures: &StoredFigures) -> String {
    let limits = [
        CostLimit {
            text: "a call takes at most 1.05 × the same call hand-written on reqwest",
            result: call(figures),
            source: "`cargo xtask bench calls`",
        },
        CostLimit {
            text: "memory does not grow with the number of items in a stream",
            result: stream(figures),
            source: "`cargo xtask bench listing`",
        },
        CostLimit {
            text: "a cold build takes at most 1.5 × the build of a crate with only reqwest, serde and tokio",
            result: cold_build(figures),
            source: "`cargo xtask bench build`",
        },
        CostLimit {
            text: "cloning a client allocates nothing",
            result: Some(LimitResult {
                figure: "0 allocations".to_owned(),
                is_met: true,
            }),
            source: "the test `cargo test -p rolekit-bench clone`",
        },
        CostLimit {
            text: "no lock is held across an await",
            result: Some(LimitResult {
                figure: "0 places".to_owned(),
                is_met: true,
            }),
            source: "clippy's `await_holding_lock`, which `.ci/run` denies",
        },
    ];
    let rows = limits.into_iter().map(|limit| {
        let (figure, state) = match limit.result {
            Some(result) if result.is_met => (result.figure, "met"),
            Some(result) => (result.figure, "**missed**"),
            None => (String::new(), "not measured"),
        };
        [
            limit.text.to_owned(),
            figure,
            state.to_owned(),
            limit.source.to_owned(),
        ]
    });
    markdown::table(["Limit", "Figure", "Met", "Measured by"], rows)
}

fn call(figures: &StoredFigures) -> Option<LimitResult> {
    let mut cells = Vec::new();
    let mut is_met = true;
    for comparison in &figures.calls.as_ref()?.comparisons {
        let ratio = |client| {
            let mut clients = comparison.clients.iter();
            clients
                .find(|time| time.client == client)
                .map(|time| time.to_reqwest)
        };
        if let (Some(rolekit), Some(noise)) =
            (ratio(ClientKind::Rolekit), ratio(ClientKind::ReqwestAgain))
        {
            is_met &= rolekit.median <= MAX_CALL_RATIO;
            cells.push(format!(
                "{}, {} at once: {}; reqwest against itself {}",
                comparison.workload,
                comparison.concurrency,
                spread(rolekit, 3),
                spread(noise, 3),
            ));
        }
    }
    (!cells.is_empty()).then(|| LimitResult {
        figure: cells.join("<br>"),
        is_met,
    })
}

#[expect(clippy::cast_precision_loss, reason = "memory of a process in KiB")]
fn stream(figures: &StoredFigures) -> Option<LimitResult> {
    let listing = figures.listing.as_ref()?;
    let (early, most) = listing.growth()?;
    Some(LimitResult {
        figure: format!(
            "{} KiB after a tenth of {} items, at most {} KiB from there on",
            grouped(early),
            grouped(listing.items as u64),
            grouped(most),
        ),
        is_met: most as f64 <= early as f64 * MAX_MEMORY_RATIO,
    })
}

fn cold_build(figures: &StoredFigures) -> Option<LimitResult> {
    let build = figures.build.as_ref()?;
    // The baseline crate does not depend on schemars.
    let comparable = build.builds.iter().filter(|build| {
        let features = build.row.features.as_deref();
        features.is_some_and(|features| features.iter().all(|feature| feature != "schemars"))
    });
    let (name, ratio) = comparable
        .filter_map(|build| Some((&build.row.name, build.to_baseline?)))
        .max_by(|one, other| one.1.median.total_cmp(&other.1.median))?;
    let mut figure = format!("at most {} ({name})", spread(ratio, 3));
    let (measured, all) = (build.builds.len(), rows().len());
    if measured < all {
        figure += &format!("; only {measured} of {all} rows were measured");
    }
    Some(LimitResult {
        figure,
        is_met: ratio.median <= MAX_BUILD_RATIO,
    })
}
