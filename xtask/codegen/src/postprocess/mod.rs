//! Stage `postprocess`: changes the generated types where the generator has no option for it.
//!
//! The passes know the syntax that one version of the generator writes, which is why the version is
//! pinned. A pass that does not find what it expects reports it.

mod boxed_fields;
mod contained;
mod context;
mod docs;
mod empty_values;
mod equality;
mod json_schema;
mod open_enums;
mod read_fields;
mod renamed_fields;
mod serde_paths;
mod shapes;
mod string_constraints;
mod structs;
mod three_state_fields;
mod timestamps;
mod type_lookup;
mod unions;
mod value_enums;

use self::context::PostprocessContext;
use crate::diagnostic::Report;
use crate::pass::Pass;
use crate::types::{GeneratedTypes, TypeLookup, Types};

/// The facts that the passes establish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PostprocessFact {
    /// An optional field of its own type is an `Option` of a `Box`.
    BoxesInOptions,
    /// Date-times are the runtime's `Timestamp`.
    Timestamps,
    /// The types that operations need are known, and the structs that requested them are removed.
    Lookup,
    /// Enums of listed values have their values.
    Values,
    /// Unions select their variant by the tag.
    Unions,
    /// The shapes of variants are written.
    Shapes,
    /// Enums have a variant for unknown values.
    OpenEnums,
    /// Optional and nullable request fields have three states.
    ThreeStates,
    /// Renamed fields have their name in JSON.
    WireNames,
    /// Types without a float are `Eq` and `Hash`.
    Equality,
    /// Types have an empty value for tests.
    EmptyValues,
    /// Structs are `non_exhaustive`, and those of requests have a constructor.
    Structs,
    /// Constraints of strings are checked with the runtime.
    StringConstraints,
    /// Types have a JSON Schema.
    JsonSchemas,
    /// Paths in serde's attributes have no spaces.
    SerdePaths,
    /// Documentation has one attribute per line.
    Docs,
}

type PostprocessFn = fn(&mut PostprocessContext<'_>);

const PASSES: &[Pass<PostprocessFn, PostprocessFact>] = &[
    Pass {
        name: "boxed_fields",
        needs: &[],
        gives: &[PostprocessFact::BoxesInOptions],
        run: boxed_fields::run,
    },
    Pass {
        name: "timestamps",
        needs: &[],
        gives: &[PostprocessFact::Timestamps],
        run: timestamps::run,
    },
    Pass {
        name: "type_lookup",
        needs: &[PostprocessFact::Timestamps],
        gives: &[PostprocessFact::Lookup],
        run: type_lookup::run,
    },
    Pass {
        name: "value_enums",
        // Enums without fields are passed by value; later they have the variant `Unknown`.
        needs: &[PostprocessFact::Lookup],
        gives: &[PostprocessFact::Values],
        run: value_enums::run,
    },
    Pass {
        name: "unions",
        needs: &[PostprocessFact::Lookup],
        gives: &[PostprocessFact::Unions],
        run: unions::run,
    },
    Pass {
        name: "shapes",
        needs: &[PostprocessFact::Unions],
        gives: &[PostprocessFact::Shapes],
        run: shapes::run,
    },
    Pass {
        name: "json_schema",
        needs: &[PostprocessFact::Values, PostprocessFact::Unions],
        gives: &[PostprocessFact::JsonSchemas],
        run: json_schema::run,
    },
    Pass {
        name: "open_enums",
        // The macro of a string enum also implements its JSON Schema.
        needs: &[
            PostprocessFact::Values,
            PostprocessFact::Unions,
            PostprocessFact::JsonSchemas,
        ],
        gives: &[PostprocessFact::OpenEnums],
        run: open_enums::run,
    },
    Pass {
        name: "three_state_fields",
        needs: &[PostprocessFact::BoxesInOptions],
        gives: &[PostprocessFact::ThreeStates],
        run: three_state_fields::run,
    },
    Pass {
        name: "renamed_fields",
        // `three_state_fields` finds fields by their name before this pass.
        needs: &[PostprocessFact::ThreeStates],
        gives: &[PostprocessFact::WireNames],
        run: renamed_fields::run,
    },
    Pass {
        name: "equality",
        // `open_enums` replaces enums of strings, and `unions` removes derives.
        needs: &[
            PostprocessFact::Values,
            PostprocessFact::Unions,
            PostprocessFact::OpenEnums,
        ],
        gives: &[PostprocessFact::Equality],
        run: equality::run,
    },
    Pass {
        name: "empty_values",
        // The variant `Unknown` is the default if there is one.
        needs: &[
            PostprocessFact::Values,
            PostprocessFact::Unions,
            PostprocessFact::OpenEnums,
            PostprocessFact::JsonSchemas,
        ],
        gives: &[PostprocessFact::EmptyValues],
        run: empty_values::run,
    },
    Pass {
        name: "structs",
        // A constructor takes the required fields.
        needs: &[
            PostprocessFact::Lookup,
            PostprocessFact::ThreeStates,
            PostprocessFact::WireNames,
        ],
        gives: &[PostprocessFact::Structs],
        run: structs::run,
    },
    Pass {
        name: "read_fields",
        // The fields with a `deserialize_with` are required before this pass.
        needs: &[PostprocessFact::Structs],
        gives: &[],
        run: read_fields::run,
    },
    Pass {
        name: "string_constraints",
        needs: &[],
        gives: &[PostprocessFact::StringConstraints],
        run: string_constraints::run,
    },
    Pass {
        name: "serde_paths",
        needs: &[PostprocessFact::ThreeStates, PostprocessFact::WireNames],
        gives: &[PostprocessFact::SerdePaths],
        run: serde_paths::run,
    },
    Pass {
        name: "docs",
        needs: &[
            PostprocessFact::Values,
            PostprocessFact::Unions,
            PostprocessFact::OpenEnums,
            PostprocessFact::Structs,
        ],
        gives: &[PostprocessFact::Docs],
        run: docs::run,
    },
];

/// Runs all passes on the generated types.
pub fn postprocess(generated: GeneratedTypes, report: &mut Report) -> Option<Types> {
    let GeneratedTypes { ir, tokens } = generated;
    let file: syn::File = match syn::parse2(tokens) {
        Ok(file) => file,
        Err(e) => {
            report.error(
                "generator",
                "",
                format!("the generator wrote invalid Rust: {e}"),
                "Report it, with the document.",
            );
            return None;
        }
    };
    let mut context = PostprocessContext {
        ir: &ir,
        items: file.items,
        lookup: TypeLookup::default(),
        report,
    };
    for pass in PASSES {
        (pass.run)(&mut context);
    }
    let PostprocessContext { items, lookup, .. } = context;
    Some(Types { ir, items, lookup })
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_pass_runs_after_those_that_it_needs() {
        assert_eq!(crate::pass::check(super::PASSES), Ok(()));
    }
}
