//! The floors, each with its figure and how it was had.

use super::{Figures, table};
use crate::build::rows;
use crate::calls::Who;
use crate::stats::Spread;

/// How much more than the floor a call may take.
const CALL: f64 = 1.05;
/// How much more than the floor crate a cold build may take.
const BUILD: f64 = 1.35;
/// How many seconds a build after a change may take.
const REBUILD: f64 = 2.0;
/// How far memory that is flat may go up and down.
const FLAT: f64 = 1.05;

/// A floor.
pub(super) struct Floor {
    what: &'static str,
    figure: String,
    /// `None`: it was not measured.
    met: Option<bool>,
    how: &'static str,
}

pub(super) fn floors(figures: &Figures) -> [Floor; 6] {
    [
        call(figures),
        stream(figures),
        cold(figures),
        rebuild(figures),
        Floor {
            what: "a clone of a client allocates nothing",
            figure: "0 allocations".to_owned(),
            met: Some(true),
            how: "the test `cargo test -p rolekit-bench --test clone`",
        },
        Floor {
            what: "no lock is held across an await",
            figure: "0 places".to_owned(),
            met: Some(true),
            how: "clippy's `await_holding_lock`, which `.ci/run` denies",
        },
    ]
}

pub(super) fn table_of(floors: &[Floor]) -> String {
    let rows = floors.iter().map(|floor| {
        let met = match floor.met {
            Some(true) => "met",
            Some(false) => "**missed**",
            None => "not measured",
        };
        [floor.what, &floor.figure, met, floor.how].map(str::to_owned)
    });
    table(["Floor", "Figure", "Met", "How it was had"], rows)
}

fn unmeasured(what: &'static str, how: &'static str) -> Floor {
    Floor {
        what,
        figure: String::new(),
        met: None,
        how,
    }
}

fn spread(spread: Spread) -> String {
    let Spread {
        lower,
        median,
        upper,
    } = spread;
    format!("{median:.3} ({lower:.3} to {upper:.3})")
}

fn call(figures: &Figures) -> Floor {
    const WHAT: &str = "a call takes at most 1.05 of one written by hand on reqwest";
    const HOW: &str = "`cargo xtask bench calls`";
    let Some(calls) = &figures.calls else {
        return unmeasured(WHAT, HOW);
    };
    let mut cells = Vec::new();
    let mut met = true;
    for measured in &calls.measured {
        let ratio = |who| {
            let mut contenders = measured.contenders.iter();
            contenders
                .find(|timed| timed.who == who)
                .map(|timed| timed.to_by_hand)
        };
        if let (Some(ours), Some(again)) = (ratio(Who::Rolekit), ratio(Who::ByHandAgain)) {
            met &= ours.median <= CALL;
            cells.push(format!(
                "{}, {} at once: {}; by hand against itself {}",
                measured.what,
                measured.at_once,
                spread(ours),
                spread(again),
            ));
        }
    }
    Floor {
        what: WHAT,
        figure: cells.join("<br>"),
        met: Some(met && !cells.is_empty()),
        how: HOW,
    }
}

#[expect(clippy::cast_precision_loss, reason = "KiB of a process")]
fn stream(figures: &Figures) -> Floor {
    const WHAT: &str = "memory does not grow with the number of items in a stream";
    const HOW: &str = "`cargo xtask bench listing`";
    let Some(listing) = &figures.listing else {
        return unmeasured(WHAT, HOW);
    };
    let Some((early, most)) = listing.growth() else {
        return unmeasured(WHAT, HOW);
    };
    Floor {
        what: WHAT,
        figure: format!(
            "{} KiB after a tenth of {} items, never more than {} KiB after it",
            super::grouped(early),
            super::grouped(listing.items as u64),
            super::grouped(most),
        ),
        met: Some(most as f64 <= early as f64 * FLAT),
        how: HOW,
    }
}

fn cold(figures: &Figures) -> Floor {
    const WHAT: &str =
        "a cold build takes at most 1.35 of one of a crate with only reqwest, serde and tokio";
    const HOW: &str = "`cargo xtask bench build`";
    let Some(build) = &figures.build else {
        return unmeasured(WHAT, HOW);
    };
    // The floor has no `schemars`.
    let held = build.measured.iter().filter(|measured| {
        let features = measured.row.features.as_deref();
        features.is_some_and(|features| features.iter().all(|feature| feature != "schemars"))
    });
    let ratios = held.filter_map(|measured| Some((&measured.row.name, measured.to_floor?)));
    let worst = ratios.max_by(|one, other| one.1.median.total_cmp(&other.1.median));
    let Some((name, ratio)) = worst else {
        return unmeasured(WHAT, HOW);
    };
    let mut figure = format!("at most {} ({name})", spread(ratio));
    let (measured, all) = (build.measured.len(), rows().len());
    if measured < all {
        figure += &format!("; only {measured} of {all} rows were measured");
    }
    Floor {
        what: WHAT,
        figure,
        met: Some(ratio.median <= BUILD),
        how: HOW,
    }
}

fn rebuild(figures: &Figures) -> Floor {
    const WHAT: &str = "a build after a change in a wrapper takes less than 2 s";
    const HOW: &str = "`cargo xtask bench build`";
    let rebuild = figures
        .build
        .as_ref()
        .and_then(|build| build.rebuild.as_ref());
    let Some(rebuild) = rebuild else {
        return unmeasured(WHAT, HOW);
    };
    let Spread {
        lower,
        median,
        upper,
    } = rebuild.seconds;
    Floor {
        what: WHAT,
        figure: format!("{median:.2} s ({lower:.2} to {upper:.2})"),
        met: Some(median < REBUILD),
        how: HOW,
    }
}
