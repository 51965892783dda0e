//! Stage `lower`: rewrites OpenAPI 3.1 and 3.2 into the subset of 3.0 that the generator reads.
//!
//! Every rewrite is reported as a note. Unknown fields and keywords are reported as unsupported,
//! because the generator would drop them silently.

mod conditions;
mod discriminators;
mod document;
mod dynamic_references;
mod encodings;
mod fields;
mod integers;
mod item_schemas;
mod keyword_rewrites;
mod keywords;
mod openapi_3_2;
mod path_items;
mod paths;
mod references;
mod rust_types;
mod schema;
mod self_reference;
mod shape;
mod targets;
mod unions;
mod unread_references;
mod values;
mod webhooks;

use serde_json::{Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::pass::Pass;
use crate::pointer::join;

/// The version of a lowered document.
const LOWERED: &str = "3.0.3";

/// The components other than schemas that references lead to.
const SHARED: [&str; 7] = [
    "headers",
    "mediaTypes",
    "parameters",
    "pathItems",
    "requestBodies",
    "responses",
    "securitySchemes",
];

/// The facts that the passes establish.
#[derive(Debug, PartialEq)]
enum LowerFact {
    /// References to this document begin with `#`.
    LocalReferences,
    /// At most two references lead to a component that is not a schema.
    ShortChains,
    /// The schemas of webhooks and callbacks are recorded.
    WebhookSchemas,
    /// Path items, parameters, bodies and responses refer to components of their kind only.
    ComponentReferences,
    /// Media types are inline, and HTTP methods valid.
    MediaTypes,
    /// The encodings of bodies have inline headers.
    Encodings,
    /// References that the client does not read are checked.
    UnreadReferences,
    /// Objects other than schemas have known fields only.
    KnownFields,
    /// Each `x-rust-type` is on a component schema.
    NamedRustTypes,
    /// Schemas have no dynamic references.
    StaticReferences,
    /// Each `$ref` of a schema refers to a component schema.
    SchemaReferences,
    /// Sequences of items have the schema of an item only.
    ItemSchemas,
    /// Discriminators are written on the alternatives.
    Discriminators,
    /// Schemas use keywords of 3.0 only.
    Schemas,
}

type LowerFn = fn(&mut Value, &mut Report);

const PASSES: &[Pass<LowerFn, LowerFact>] = &[
    Pass {
        name: "self_reference",
        needs: &[],
        gives: &[LowerFact::LocalReferences],
        run: self_reference::localise,
    },
    Pass {
        name: "shared",
        needs: &[LowerFact::LocalReferences],
        gives: &[LowerFact::ShortChains],
        run: shorten,
    },
    Pass {
        name: "webhooks",
        // The passes after it remove webhooks and callbacks.
        needs: &[LowerFact::LocalReferences],
        gives: &[LowerFact::WebhookSchemas],
        run: webhooks::record,
    },
    Pass {
        name: "path_items",
        needs: &[LowerFact::ShortChains],
        gives: &[LowerFact::ComponentReferences],
        run: path_items::inline,
    },
    Pass {
        name: "paths",
        // It marks operations, which may be in the targets of references.
        needs: &[LowerFact::ComponentReferences],
        gives: &[],
        run: paths::correct,
    },
    Pass {
        name: "openapi_3_2",
        // Inlined path items and responses may refer to media types.
        needs: &[LowerFact::ComponentReferences],
        gives: &[LowerFact::MediaTypes],
        run: openapi_3_2::lower,
    },
    Pass {
        name: "encodings",
        needs: &[LowerFact::ComponentReferences, LowerFact::MediaTypes],
        gives: &[LowerFact::Encodings],
        run: encodings::prepare,
    },
    Pass {
        name: "unread_references",
        // The targets are in components that the next pass removes.
        needs: &[LowerFact::ComponentReferences, LowerFact::MediaTypes],
        gives: &[LowerFact::UnreadReferences],
        run: unread_references::note,
    },
    Pass {
        name: "document",
        // It removes `components.pathItems`, `components.mediaTypes` and `components.headers`.
        needs: &[
            LowerFact::ComponentReferences,
            LowerFact::MediaTypes,
            LowerFact::Encodings,
            LowerFact::UnreadReferences,
            LowerFact::WebhookSchemas,
        ],
        gives: &[LowerFact::KnownFields],
        run: document::lower,
    },
    Pass {
        name: "rust_types",
        needs: &[LowerFact::KnownFields],
        gives: &[LowerFact::NamedRustTypes],
        run: rust_types::hoist,
    },
    Pass {
        name: "dynamic_references",
        // A copy has the same Rust types.
        needs: &[LowerFact::NamedRustTypes],
        gives: &[LowerFact::StaticReferences],
        run: dynamic_references::resolve,
    },
    Pass {
        name: "references",
        // The components that `rust_types` creates can be referenced.
        needs: &[LowerFact::NamedRustTypes, LowerFact::StaticReferences],
        gives: &[LowerFact::SchemaReferences],
        run: references::resolve,
    },
    Pass {
        name: "item_schemas",
        needs: &[LowerFact::SchemaReferences],
        gives: &[LowerFact::ItemSchemas],
        run: item_schemas::prepare,
    },
    Pass {
        name: "discriminators",
        needs: &[LowerFact::SchemaReferences],
        gives: &[LowerFact::Discriminators],
        run: discriminators::rewrite_discriminators,
    },
    Pass {
        name: "schemas",
        // It removes keywords that the passes before read: `$defs`, `$anchor`, `discriminator`.
        // It also removes `contentSchema`, which describes the data of events.
        needs: &[
            LowerFact::SchemaReferences,
            LowerFact::ItemSchemas,
            LowerFact::Discriminators,
        ],
        gives: &[LowerFact::Schemas],
        run: schema::lower_all,
    },
];

/// Lowers `doc`, a document of version 3.0, 3.1 or 3.2.
pub fn lower(doc: &mut Value, report: &mut Report) {
    let version = doc
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    let family = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    if !["3.0", "3.1", "3.2"].contains(&family.as_str()) {
        report.error(
            "version",
            "/openapi",
            format!("unsupported version `{version}`: expected 3.0, 3.1 or 3.2, or Swagger 2.0"),
            "Convert the document to OpenAPI 3.1.",
        );
        return;
    }
    for pass in PASSES {
        (pass.run)(doc, report);
    }
    if family != "3.0" {
        report.note(
            "version",
            "/openapi",
            format!("{version} lowered to {LOWERED}"),
        );
    }
    if let Some(doc) = doc.as_object_mut() {
        doc.insert("openapi".to_owned(), json!(LOWERED));
    }
}

fn shorten(doc: &mut Value, _: &mut Report) {
    for kind in SHARED {
        components::shorten(doc, &join("/components", kind));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_pass_runs_after_those_that_it_needs() {
        assert_eq!(crate::pass::check(super::PASSES), Ok(()));
    }
}
