//! What a call costs.

use super::{Section, grouped, table};
use crate::Result;
use crate::calls::{Counted, Figures, Who};
use crate::had::Had;
use crate::plot::{Bar, Group, bars};

pub(super) fn section(figures: &Figures) -> Result<Section> {
    let mut rows = Vec::new();
    let mut groups = Vec::new();
    for measured in &figures.measured {
        let title = format!("{}, {} at once", measured.what, measured.at_once);
        let mut bars = Vec::new();
        for timed in &measured.contenders {
            let (time, ratio) = (timed.microseconds, timed.to_by_hand);
            let busy = timed
                .busy_microseconds
                .map(|busy| format!("{:.2}", busy.median));
            let ratio = match timed.who {
                Who::ByHand => "1".to_owned(),
                _ => format!(
                    "{:.3} ({:.3} to {:.3})",
                    ratio.median, ratio.lower, ratio.upper
                ),
            };
            rows.push([
                title.clone(),
                timed.who.to_string(),
                format!(
                    "{:.2} ({:.2} to {:.2})",
                    time.median, time.lower, time.upper
                ),
                busy.unwrap_or_default(),
                ratio,
            ]);
            bars.push(Bar {
                label: timed.who.to_string(),
                value: time.median,
                colour: timed.who as usize,
            });
        }
        groups.push(Group { title, bars });
    }
    let mut text = format!(
        "The same requests over loopback: through the SDK's wrapper, with retries, deadlines, the
budget and spans without a subscriber; on reqwest as a careful author would write it, with the same
connection, a timeout, the status checked and the answer read into types of the same fields; on bare
hyper, with a kept connection for each call under way and the answer not looked into. Client and
server are a process each, with one thread each; the server answers the same bytes always. {} rounds
of {} calls each, the contenders in turns; the ratios are those of rounds of the same turn. By hand
against itself shows what is chance.

",
        figures.rounds, figures.calls_a_round,
    );
    let head = [
        "Call",
        "Through",
        "µs a call",
        "µs of it busy",
        "of by hand",
    ];
    text += &table(head, rows);
    text += "\nInstructions of a call in user space, one at a time:\n\n";
    match &figures.instructions {
        Had::Missing(reason) => text += &format!("not counted: {reason}.\n"),
        Had::Measured(counted) => {
            let rows = counted.iter().map(|one| {
                let by_hand = |other: &&Counted| other.what == one.what && other.who == Who::ByHand;
                let by_hand = counted.iter().find(by_hand).map(|other| other.instructions);
                [
                    one.what.to_string(),
                    one.who.to_string(),
                    grouped(one.instructions),
                    by_hand.map_or_else(String::new, |by_hand| ratio(one.instructions, by_hand)),
                ]
            });
            text += &table(["Call", "Through", "instructions", "of by hand"], rows);
        }
    }
    Ok(Section {
        title: "A call",
        machine: figures.machine.clone(),
        text,
        plot: Some(bars("Microseconds a call", &groups)?),
    })
}

#[expect(clippy::cast_precision_loss, reason = "shown with three places")]
fn ratio(one: u64, other: u64) -> String {
    format!("{:.3}", one as f64 / other as f64)
}
