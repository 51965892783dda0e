//! Stage 4: what the generator would panic on, merge without a word, or get wrong at run time is
//! brought into a shape that it gets right.

mod all_of;
mod calls;
mod circles;
mod containers;
mod defaults;
mod descriptions;
mod enums;
mod extensions;
mod fields;
mod hoist;
mod ids;
mod markdown;
mod media;
mod nullable;
mod operations;
mod own_types;
mod parameters;
mod reach;
mod rename;
mod responses;
mod settle;
mod tags;
mod three_state;
mod unions;
mod validation;

pub(crate) use ids::TAKEN;
use serde_json::Value;

use crate::diagnostic::Report;
use crate::plan::Plan;
use crate::target::Target;
use crate::walk;

/// Marks an operation that cannot be called, for something that it needs is not in the document.
const SKIP: &str = "x-rolekit-skip";

/// Takes the operations out that cannot be called.
fn skip(doc: &mut Value) {
    walk::items_mut(doc, &mut |_, item, _| {
        let Some(item) = item.as_object_mut() else {
            return;
        };
        for method in walk::METHODS {
            if item.get(method).is_some_and(|o| o.get(SKIP).is_some()) {
                item.shift_remove(method);
            }
        }
    });
}

/// Normalises a lowered document and says what has to be known of it later.
pub fn normalise(doc: &mut Value, target: Target, report: &mut Report) -> Plan {
    parameters::merge(doc, report);
    responses::inline(doc, report);
    skip(doc);
    let refused = match target {
        Target::Sdk => responses::one_success(doc, report),
        Target::Standalone => {
            ids::name(doc, report);
            media::choose(doc, report);
            Vec::new()
        }
    };
    rename::rename(doc, report);
    nullable::push_out(doc, report);
    hoist::inherited(doc, report);
    all_of::merge(doc, report);
    circles::cut(doc, report);
    settle::settle(doc, report);
    let reach = reach::Reach::of(doc, &refused);
    validation::relax(doc, &reach, report);
    defaults::drop(doc, &reach, report);
    own_types::formats(doc, target, report);
    enums::booleans(doc, report);
    hoist::hoist(doc, report);
    let unions = unions::plan(doc);
    let values = enums::plan(doc, report);
    let fields = fields::rename(doc, report);
    defaults::fit(doc, report);
    // Hoisting made new components: what reaches them is seen only now.
    let reach = reach::Reach::of(doc, &refused);
    let three_state = three_state::find(doc, &reach.body);
    containers::optional(doc, &reach, report);
    let mut tags = tags::find(doc);
    let mut plan = Plan {
        described: Vec::new(),
        operations: operations::plan(doc, &mut tags),
        tags,
        three_state,
        request_types: reach.body,
        unions,
        values,
        fields,
        own_types: own_types::find(doc, target, report),
    };
    extensions::drop(doc);
    descriptions::sanitise(doc, report);
    if target == Target::Standalone {
        calls::plan(doc, &mut plan, report);
    }
    plan
}
