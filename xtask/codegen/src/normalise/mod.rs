//! Stage 4: what the generator would panic on, merge without a word, or get wrong at run time is
//! brought into a shape that it gets right.

mod all_of;
mod break_cycles;
mod calls;
mod containers;
mod defaults;
mod descriptions;
mod drop_inapplicable;
mod enums;
mod extensions;
mod fields;
mod hoist;
mod markdown;
mod media;
mod nullable;
mod operation_names;
mod operations;
mod parameters;
mod reachability;
mod rename;
mod responses;
mod tags;
mod three_state;
mod type_overrides;
mod unions;
mod validation;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::plan::Plan;
use crate::target::Target;
use crate::{extension_keys, walk};

/// Removes operations that cannot be called.
fn skip(doc: &mut Value) {
    walk::items_mut(doc, &mut |_, item, _| {
        let Some(item) = item.as_object_mut() else {
            return;
        };
        for method in walk::METHODS {
            if item
                .get(method)
                .is_some_and(|o| o.get(extension_keys::SKIP).is_some())
            {
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
            operation_names::assign(doc, report);
            media::choose(doc, report);
            Vec::new()
        }
    };
    rename::rename(doc, report);
    nullable::push_out(doc, report);
    hoist::inherited(doc, report);
    all_of::merge(doc, report);
    break_cycles::break_cycles(doc, report);
    drop_inapplicable::drop_inapplicable(doc, report);
    let reach = reachability::Reachability::of(doc, &refused);
    validation::relax(doc, &reach, report);
    defaults::drop(doc, &reach, report);
    type_overrides::add_formats(doc, target, report);
    enums::booleans(doc, report);
    hoist::hoist(doc, report);
    let unions = unions::plan(doc);
    let values = enums::plan(doc, report);
    let fields = fields::rename(doc, report);
    defaults::fit(doc, report);
    // Hoisting made new components: what reaches them is seen only now.
    let reach = reachability::Reachability::of(doc, &refused);
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
        own_types: type_overrides::find(doc, target, report),
    };
    extensions::drop(doc);
    descriptions::sanitise(doc, report);
    if target == Target::Standalone {
        calls::plan(doc, &mut plan, report);
    }
    plan
}
