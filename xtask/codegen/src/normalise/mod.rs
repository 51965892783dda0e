//! Stage `normalise`: rewrites parts that the generator would reject, merge silently, or generate
//! wrong code for.

mod all_of;
mod alternatives;
mod break_cycles;
mod containers;
mod defaults;
mod descriptions;
mod directions;
mod drop_inapplicable;
mod enums;
mod extensions;
mod fields;
mod hoist;
mod map_keys;
mod media;
mod merge_equal;
mod nullable;
mod operation_names;
mod overlaps;
mod parameters;
mod reachability;
mod rename;
mod responses;
mod shapes;
mod three_state;
mod type_overrides;
mod unions;
mod unused;
mod validation;

use reachability::Reachability;
use serde_json::Value;

use crate::diagnostic::Report;
use crate::ir::TypeHints;
use crate::pass::Pass;
use crate::{extension_keys, walk};

/// Removes operations that cannot be called.
fn remove_skipped(doc: &mut Value) {
    walk::items_mut(doc, &mut |_, item, _| {
        walk::retain_operations(item, &mut |_, o| o.get(extension_keys::SKIP).is_none());
    });
}

/// The state that the passes change.
struct NormaliseContext {
    doc: Value,
    reach: Reachability,
    hints: TypeHints,
    /// The components that were inline schemas.
    hoisted: Vec<String>,
}

/// The facts that the passes establish.
#[derive(Debug, PartialEq)]
enum NormaliseFact {
    /// Operations have their own parameters and no references to shared ones.
    Parameters,
    /// Responses and bodies are inline.
    Responses,
    /// Every operation can be called.
    Callable,
    /// Every operation has a unique name.
    OperationNames,
    /// Every body and response has one media type, and may have a stream beside it.
    MediaTypes,
    /// Component names are final.
    ComponentNames,
    /// `nullable` is not on components.
    NonNullComponents,
    /// Inline schemas of schemas that others extend are components.
    InheritedHoisted,
    /// `allOf` contains one reference at most.
    AllOfMerged,
    /// No schema is equal to itself.
    Acyclic,
    /// Names of fields are described in maps only, by a type of strings.
    MapKeys,
    /// Every schema has the keywords of one kind only.
    OneKind,
    /// Reachability is known for the components of the document.
    Reachability,
    /// Every component has a type that is needed.
    Used,
    /// Restrictions and defaults are on sent values only, where they matter.
    SentOnly,
    /// Formats with types of their own have them.
    FormatTypes,
    /// Every inline schema that becomes a type is a component.
    Hoisted,
    /// Requests and responses have the fields of their direction.
    Directions,
    /// Inline schemas that are equal are one component.
    Distinct,
    /// Field names are unique in Rust.
    FieldNames,
    /// Reachability is known for the hoisted components too.
    HoistedReachability,
    /// Three-state fields are known.
    ThreeState,
    /// All facts from extensions of schemas are in the hints.
    ExtensionsRead,
}

type NormaliseFn = fn(&mut NormaliseContext, &mut Report);

const PASSES: &[Pass<NormaliseFn, NormaliseFact>] = &[
    Pass {
        name: "parameters",
        needs: &[],
        gives: &[NormaliseFact::Parameters],
        run: |c, report| parameters::merge(&mut c.doc, report),
    },
    Pass {
        name: "responses",
        needs: &[],
        gives: &[NormaliseFact::Responses],
        run: |c, report| responses::inline(&mut c.doc, report),
    },
    Pass {
        name: "remove_skipped",
        // These mark operations that cannot be called.
        needs: &[NormaliseFact::Parameters, NormaliseFact::Responses],
        gives: &[NormaliseFact::Callable],
        run: |c, _| remove_skipped(&mut c.doc),
    },
    Pass {
        name: "operation_names",
        needs: &[NormaliseFact::Callable],
        gives: &[NormaliseFact::OperationNames],
        run: |c, report| operation_names::assign(&mut c.doc, report),
    },
    Pass {
        name: "media",
        needs: &[NormaliseFact::Responses, NormaliseFact::Callable],
        gives: &[NormaliseFact::MediaTypes],
        run: |c, report| media::choose(&mut c.doc, report),
    },
    Pass {
        name: "rename",
        needs: &[],
        gives: &[NormaliseFact::ComponentNames],
        run: |c, report| rename::rename(&mut c.doc, report),
    },
    Pass {
        name: "nullable",
        needs: &[],
        gives: &[NormaliseFact::NonNullComponents],
        run: |c, report| nullable::push_out(&mut c.doc, report),
    },
    Pass {
        name: "hoist_inherited",
        needs: &[NormaliseFact::ComponentNames, NormaliseFact::OperationNames],
        gives: &[NormaliseFact::InheritedHoisted],
        run: |c, report| c.hoisted = hoist::inherited(&mut c.doc, report),
    },
    Pass {
        name: "all_of",
        needs: &[
            NormaliseFact::NonNullComponents,
            NormaliseFact::InheritedHoisted,
        ],
        gives: &[NormaliseFact::AllOfMerged],
        run: |c, report| all_of::merge(&mut c.doc, report),
    },
    Pass {
        name: "break_cycles",
        needs: &[NormaliseFact::AllOfMerged],
        gives: &[NormaliseFact::Acyclic],
        run: |c, report| break_cycles::break_cycles(&mut c.doc, report),
    },
    Pass {
        name: "overlaps",
        needs: &[NormaliseFact::AllOfMerged, NormaliseFact::Acyclic],
        gives: &[],
        run: |c, report| overlaps::merge(&mut c.doc, report),
    },
    Pass {
        name: "map_keys",
        needs: &[NormaliseFact::AllOfMerged],
        gives: &[NormaliseFact::MapKeys],
        run: |c, report| map_keys::keep(&mut c.doc, report),
    },
    Pass {
        name: "drop_inapplicable",
        // It does not report a `propertyNames` that it drops.
        needs: &[NormaliseFact::AllOfMerged, NormaliseFact::MapKeys],
        gives: &[NormaliseFact::OneKind],
        run: |c, report| drop_inapplicable::drop_inapplicable(&mut c.doc, report),
    },
    Pass {
        name: "reachability",
        needs: &[NormaliseFact::MediaTypes, NormaliseFact::AllOfMerged],
        gives: &[NormaliseFact::Reachability],
        run: |c, _| c.reach = Reachability::of(&c.doc),
    },
    Pass {
        name: "unused",
        needs: &[NormaliseFact::Reachability],
        gives: &[NormaliseFact::Used],
        run: |c, report| unused::remove(&mut c.doc, &c.reach, report),
    },
    Pass {
        name: "validation",
        needs: &[NormaliseFact::Reachability],
        gives: &[],
        run: |c, report| validation::relax(&mut c.doc, &c.reach, report),
    },
    Pass {
        name: "defaults",
        needs: &[NormaliseFact::Reachability],
        gives: &[NormaliseFact::SentOnly],
        run: |c, report| defaults::drop(&mut c.doc, &c.reach, report),
    },
    Pass {
        name: "format_types",
        needs: &[NormaliseFact::OneKind],
        gives: &[NormaliseFact::FormatTypes],
        run: |c, report| type_overrides::add_formats(&mut c.doc, report),
    },
    Pass {
        name: "boolean_enums",
        needs: &[NormaliseFact::OneKind],
        gives: &[],
        run: |c, report| enums::booleans(&mut c.doc, report),
    },
    Pass {
        name: "hoist",
        // A restricted value becomes a type, so that restrictions must be final.
        needs: &[
            NormaliseFact::SentOnly,
            NormaliseFact::FormatTypes,
            NormaliseFact::Acyclic,
            NormaliseFact::Used,
        ],
        gives: &[NormaliseFact::Hoisted],
        run: |c, report| c.hoisted.extend(hoist::hoist(&mut c.doc, report)),
    },
    Pass {
        name: "merge_equal",
        needs: &[NormaliseFact::Hoisted],
        gives: &[NormaliseFact::Distinct],
        run: |c, report| merge_equal::merge(&mut c.doc, &c.hoisted, report),
    },
    Pass {
        name: "directions",
        needs: &[NormaliseFact::Hoisted, NormaliseFact::Distinct],
        gives: &[NormaliseFact::Directions],
        run: |c, report| directions::apply(&mut c.doc, report),
    },
    Pass {
        name: "unions",
        needs: &[NormaliseFact::Distinct, NormaliseFact::Directions],
        gives: &[],
        run: |c, report| unions::find(&mut c.doc, &mut c.hints, report),
    },
    Pass {
        name: "enums",
        needs: &[NormaliseFact::Distinct],
        gives: &[],
        run: |c, report| c.hints.value_enums = enums::find(&mut c.doc, report),
    },
    Pass {
        name: "fields",
        needs: &[NormaliseFact::Distinct],
        gives: &[NormaliseFact::FieldNames],
        run: |c, report| c.hints.renamed_fields = fields::rename(&mut c.doc, report),
    },
    Pass {
        name: "fit_defaults",
        needs: &[NormaliseFact::Distinct],
        gives: &[],
        run: |c, report| defaults::fit(&mut c.doc, report),
    },
    Pass {
        name: "hoisted_reachability",
        needs: &[NormaliseFact::Distinct, NormaliseFact::Directions],
        gives: &[NormaliseFact::HoistedReachability],
        run: |c, _| {
            c.reach = Reachability::of(&c.doc);
            c.hints.request_components = &c.reach.body | &c.reach.sent_only;
            c.hints.sent_only_components = c.reach.sent_only.clone();
        },
    },
    Pass {
        name: "three_state",
        needs: &[
            NormaliseFact::HoistedReachability,
            NormaliseFact::FieldNames,
        ],
        gives: &[NormaliseFact::ThreeState],
        run: |c, _| c.hints.three_state_fields = three_state::find(&c.doc, &c.reach.body),
    },
    Pass {
        name: "containers",
        // It makes optional lists nullable, which are not three-state fields.
        needs: &[NormaliseFact::ThreeState],
        gives: &[],
        run: |c, report| containers::optional(&mut c.doc, &c.reach, report),
    },
    Pass {
        name: "type_overrides",
        needs: &[NormaliseFact::FormatTypes, NormaliseFact::Distinct],
        gives: &[NormaliseFact::ExtensionsRead],
        run: |c, report| c.hints.type_overrides = type_overrides::find(&c.doc, report),
    },
    Pass {
        name: "extensions",
        needs: &[NormaliseFact::ExtensionsRead],
        gives: &[],
        run: |c, _| extensions::drop(&mut c.doc),
    },
    Pass {
        name: "descriptions",
        needs: &[],
        gives: &[],
        run: |c, report| descriptions::sanitise(&mut c.doc, report),
    },
];

/// Normalises a lowered document, and returns the facts that its schemas cannot express.
pub fn normalise(doc: &mut Value, report: &mut Report) -> TypeHints {
    let mut context = NormaliseContext {
        doc: std::mem::take(doc),
        reach: Reachability::default(),
        hints: TypeHints::default(),
        hoisted: Vec::new(),
    };
    for pass in PASSES {
        (pass.run)(&mut context, report);
    }
    *doc = context.doc;
    context.hints
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_pass_runs_after_those_that_it_needs() {
        assert_eq!(crate::pass::check(super::PASSES), Ok(()));
    }
}
