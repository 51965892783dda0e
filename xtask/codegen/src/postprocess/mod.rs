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

use self::context::Context;
use crate::diagnostic::Report;
use crate::pass::Pass;
use crate::types::{GeneratedTypes, TypeLookup, Types};

/// The facts that the passes establish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
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

type Run = fn(&mut Context<'_>);

const PASSES: &[Pass<Run, Fact>] = &[
    Pass {
        name: "boxed_fields",
        needs: &[],
        gives: &[Fact::BoxesInOptions],
        run: boxed_fields::run,
    },
    Pass {
        name: "timestamps",
        needs: &[],
        gives: &[Fact::Timestamps],
        run: timestamps::run,
    },
    Pass {
        name: "type_lookup",
        needs: &[Fact::Timestamps],
        gives: &[Fact::Lookup],
        run: type_lookup::run,
    },
    Pass {
        name: "value_enums",
        // Enums without fields are passed by value; later they have the variant `Unknown`.
        needs: &[Fact::Lookup],
        gives: &[Fact::Values],
        run: value_enums::run,
    },
    Pass {
        name: "unions",
        needs: &[Fact::Lookup],
        gives: &[Fact::Unions],
        run: unions::run,
    },
    Pass {
        name: "shapes",
        needs: &[Fact::Unions],
        gives: &[Fact::Shapes],
        run: shapes::run,
    },
    Pass {
        name: "json_schema",
        needs: &[Fact::Values, Fact::Unions],
        gives: &[Fact::JsonSchemas],
        run: json_schema::run,
    },
    Pass {
        name: "open_enums",
        // The macro of a string enum also implements its JSON Schema.
        needs: &[Fact::Values, Fact::Unions, Fact::JsonSchemas],
        gives: &[Fact::OpenEnums],
        run: open_enums::run,
    },
    Pass {
        name: "three_state_fields",
        needs: &[Fact::BoxesInOptions],
        gives: &[Fact::ThreeStates],
        run: three_state_fields::run,
    },
    Pass {
        name: "renamed_fields",
        // `three_state_fields` finds fields by their name before this pass.
        needs: &[Fact::ThreeStates],
        gives: &[Fact::WireNames],
        run: renamed_fields::run,
    },
    Pass {
        name: "equality",
        // `open_enums` replaces enums of strings, and `unions` removes derives.
        needs: &[Fact::Values, Fact::Unions, Fact::OpenEnums],
        gives: &[Fact::Equality],
        run: equality::run,
    },
    Pass {
        name: "empty_values",
        // The variant `Unknown` is the default if there is one.
        needs: &[
            Fact::Values,
            Fact::Unions,
            Fact::OpenEnums,
            Fact::JsonSchemas,
        ],
        gives: &[Fact::EmptyValues],
        run: empty_values::run,
    },
    Pass {
        name: "structs",
        // A constructor takes the required fields.
        needs: &[Fact::Lookup, Fact::ThreeStates, Fact::WireNames],
        gives: &[Fact::Structs],
        run: structs::run,
    },
    Pass {
        name: "read_fields",
        // The fields with a `deserialize_with` are required before this pass.
        needs: &[Fact::Structs],
        gives: &[],
        run: read_fields::run,
    },
    Pass {
        name: "string_constraints",
        needs: &[],
        gives: &[Fact::StringConstraints],
        run: string_constraints::run,
    },
    Pass {
        name: "serde_paths",
        needs: &[Fact::ThreeStates, Fact::WireNames],
        gives: &[Fact::SerdePaths],
        run: serde_paths::run,
    },
    Pass {
        name: "docs",
        needs: &[Fact::Values, Fact::Unions, Fact::OpenEnums, Fact::Structs],
        gives: &[Fact::Docs],
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
    let mut context = Context {
        ir: &ir,
        items: file.items,
        lookup: TypeLookup::default(),
        report,
    };
    for pass in PASSES {
        (pass.run)(&mut context);
    }
    let Context { items, lookup, .. } = context;
    Some(Types { ir, items, lookup })
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_pass_runs_after_those_that_it_needs() {
        assert_eq!(crate::pass::check(super::PASSES), Ok(()));
    }
}
