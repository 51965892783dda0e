//! Stage 4: what the generator would panic on, merge without a word, or get wrong at run time is
//! brought into a shape that it gets right.

mod all_of;
mod containers;
mod defaults;
mod descriptions;
mod enums;
mod extensions;
mod fields;
mod hoist;
mod markdown;
mod nullable;
mod operations;
mod parameters;
mod reach;
mod rename;
mod responses;
mod three_state;
mod unions;
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
    all_of::merge(doc, report);
    let reach = reach::Reach::of(doc, &refused);
    validation::relax(doc, &reach, report);
    defaults::drop(doc, &reach, report);
    hoist::hoist(doc, report);
    let unions = unions::plan(doc);
    let values = enums::plan(doc, report);
    let fields = fields::rename(doc, report);
    defaults::fit(doc, report);
    // Hoisting made new components: what reaches them is seen only now.
    let reach = reach::Reach::of(doc, &refused);
    let three_state = three_state::find(doc, &reach.body);
    containers::optional(doc, &reach, report);
    let plan = Plan {
        operations: operations::plan(doc),
        three_state,
        request_types: reach.body,
        unions,
        values,
        fields,
    };
    extensions::drop(doc);
    descriptions::sanitise(doc, report);
    plan
}
