//! Stage 4: what the generator would panic on, merge without a word, or get wrong at run time is
//! brought into a shape that it gets right.

mod containers;
mod defaults;
mod descriptions;
mod extensions;
mod hoist;
mod markdown;
mod nullable;
mod operations;
mod parameters;
mod reach;
mod rename;
mod responses;
mod three_state;
mod validation;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::plan::Plan;

/// Normalises a lowered document and says what has to be known of it later.
pub fn normalise(doc: &mut Value, report: &mut Report) -> Plan {
    parameters::merge(doc, report);
    responses::inline(doc, report);
    let refused = responses::one_success(doc, report);
    rename::rename(doc, report);
    nullable::push_out(doc, report);
    let reach = reach::Reach::of(doc, &refused);
    validation::relax(doc, &reach, report);
    defaults::drop(doc, &reach, report);
    hoist::hoist(doc, report);
    // Hoisting made new components: what reaches them is seen only now.
    let reach = reach::Reach::of(doc, &refused);
    let three_state = three_state::find(doc, &reach.body);
    containers::optional(doc, &reach, report);
    let plan = Plan {
        operations: operations::plan(doc),
        three_state,
        request_types: reach.body,
    };
    extensions::drop(doc);
    descriptions::sanitise(doc, report);
    plan
}
