//! Stage 4: what the generator would panic on, merge without a word, or get wrong at run time is
//! brought into a shape that it gets right.

mod all_of;
mod circles;
mod containers;
mod defaults;
mod descriptions;
mod enums;
mod extensions;
mod fields;
mod hoist;
mod ids;
mod media;
mod nullable;
mod own_types;
mod parameters;
mod reach;
mod rename;
mod responses;
mod settle;
mod three_state;
mod unions;
mod validation;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::ir::TypeHints;
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

/// Normalises a lowered document, and returns what its schemas cannot say.
pub fn normalise(doc: &mut Value, report: &mut Report) -> TypeHints {
    parameters::merge(doc, report);
    responses::inline(doc, report);
    skip(doc);
    ids::name(doc, report);
    media::choose(doc, report);
    rename::rename(doc, report);
    nullable::push_out(doc, report);
    hoist::inherited(doc, report);
    all_of::merge(doc, report);
    circles::cut(doc, report);
    settle::settle(doc, report);
    let reach = reach::Reach::of(doc);
    validation::relax(doc, &reach, report);
    defaults::drop(doc, &reach, report);
    own_types::formats(doc, report);
    enums::booleans(doc, report);
    hoist::hoist(doc, report);
    let unions = unions::find(doc);
    let value_enums = enums::find(doc, report);
    let renamed_fields = fields::rename(doc, report);
    defaults::fit(doc, report);
    // Hoisting made new components: what reaches them is seen only now.
    let reach = reach::Reach::of(doc);
    let three_state_fields = three_state::find(doc, &reach.body);
    containers::optional(doc, &reach, report);
    let hints = TypeHints {
        three_state_fields,
        request_components: reach.body,
        unions,
        value_enums,
        renamed_fields,
        type_overrides: own_types::find(doc, report),
    };
    extensions::drop(doc);
    descriptions::sanitise(doc, report);
    hints
}
