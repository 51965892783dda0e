//! Stage `postprocess`: changes the generated types where the generator has no option for it.
//!
//! The passes know the syntax that one version of the generator writes, which is why the version is
//! pinned. A pass that does not find what it expects reports it.

mod boxed_fields;
mod context;
mod docs;
mod json_schema;
mod lookup;
mod open_enums;
mod patterns;
mod renamed_fields;
mod serde_paths;
mod structs;
mod three_state_fields;
mod timestamps;
mod type_lookup;
mod unions;
mod value_enums;

use syn::Item;

use self::context::Context;
pub use self::lookup::TypeLookup;
use crate::diagnostic::Report;
use crate::generate::GeneratedTypes;
use crate::ir::Ir;

/// The types of a client.
#[derive(Debug)]
pub struct Types {
    /// The IR that the types belong to.
    pub ir: Ir,
    /// The items of the module `types`.
    pub items: Vec<Item>,
    /// The types that the operations need.
    pub lookup: TypeLookup,
}

/// A property of the types that a pass establishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Property {
    /// An optional field of its own type is an `Option` of a `Box`.
    BoxesInOptions,
    /// Date-times are the runtime's `Timestamp`.
    Timestamps,
    /// The types that operations need are known, and the structs that asked for them are gone.
    Lookup,
    /// Enums of listed values have their values.
    Values,
    /// Unions select their variant by the tag.
    Unions,
    /// Enums have a variant for unknown values.
    OpenEnums,
    /// Optional and nullable request fields have three states.
    ThreeStates,
    /// Renamed fields have their name in JSON.
    WireNames,
    /// Structs are `non_exhaustive`, and those of requests have a constructor.
    Structs,
    /// Patterns are checked by the runtime.
    Patterns,
    /// Types have a JSON Schema.
    JsonSchemas,
    /// Paths in serde's attributes have no spaces.
    SerdePaths,
    /// Documentation has one attribute per line.
    Docs,
}

/// One pass.
#[cfg_attr(not(test), expect(dead_code, reason = "a test checks the order"))]
struct Pass {
    run: fn(&mut Context<'_>),
    gives: Property,
    needs: &'static [Property],
}

/// The passes, in order. A pass needs what earlier ones give.
const PASSES: [Pass; 13] = [
    Pass {
        run: boxed_fields::run,
        gives: Property::BoxesInOptions,
        needs: &[],
    },
    Pass {
        run: timestamps::run,
        gives: Property::Timestamps,
        needs: &[],
    },
    Pass {
        run: type_lookup::run,
        gives: Property::Lookup,
        needs: &[Property::Timestamps],
    },
    Pass {
        run: value_enums::run,
        gives: Property::Values,
        // Enums without fields are passed by value; later they have the variant `Unknown`.
        needs: &[Property::Lookup],
    },
    Pass {
        run: unions::run,
        gives: Property::Unions,
        needs: &[Property::Lookup],
    },
    Pass {
        run: json_schema::run,
        gives: Property::JsonSchemas,
        needs: &[Property::Values, Property::Unions],
    },
    Pass {
        run: open_enums::run,
        gives: Property::OpenEnums,
        // The macro of a string enum also makes its JSON Schema.
        needs: &[Property::Values, Property::Unions, Property::JsonSchemas],
    },
    Pass {
        run: three_state_fields::run,
        gives: Property::ThreeStates,
        needs: &[Property::BoxesInOptions],
    },
    Pass {
        run: renamed_fields::run,
        gives: Property::WireNames,
        // Finds three-state fields by the name that the generator was given.
        needs: &[Property::ThreeStates],
    },
    Pass {
        run: structs::run,
        gives: Property::Structs,
        // A constructor takes what is required.
        needs: &[Property::Lookup, Property::ThreeStates, Property::WireNames],
    },
    Pass {
        run: patterns::run,
        gives: Property::Patterns,
        needs: &[],
    },
    Pass {
        run: serde_paths::run,
        gives: Property::SerdePaths,
        needs: &[Property::ThreeStates, Property::WireNames],
    },
    Pass {
        run: docs::run,
        gives: Property::Docs,
        needs: &[
            Property::Values,
            Property::Unions,
            Property::OpenEnums,
            Property::Structs,
        ],
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
    use super::*;

    #[test]
    fn each_pass_needs_what_earlier_ones_give_and_no_two_give_the_same() {
        let mut given: Vec<Property> = Vec::new();
        for pass in PASSES {
            let missing = pass.needs.iter().find(|needed| !given.contains(needed));
            assert_eq!(missing, None, "{:?}", pass.gives);
            assert!(!given.contains(&pass.gives), "{:?}", pass.gives);
            given.push(pass.gives);
        }
    }
}
