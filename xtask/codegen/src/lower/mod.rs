//! Stage `lower`: rewrites OpenAPI 3.1 into the subset of 3.0 that the generator reads.
//!
//! Every rewrite is reported as a note. Unknown fields and keywords are reported as unsupported,
//! because the generator would drop them silently.

mod discriminators;
mod document;
mod keyword_rewrites;
mod keywords;
mod path_items;
mod references;
mod rust_types;
mod schema;
mod shape;
mod unions;
mod values;
mod webhooks;

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::pass::Pass;

/// The version of a lowered document.
const LOWERED: &str = "3.0.3";

/// The facts that the passes establish.
#[derive(Debug, PartialEq)]
enum Fact {
    /// The schemas of webhooks and callbacks are recorded.
    WebhookSchemas,
    /// Path items, parameters, bodies and responses refer to components of their kind only.
    ComponentReferences,
    /// Objects other than schemas have known fields only.
    KnownFields,
    /// Each `x-rust-type` is on a component schema.
    NamedRustTypes,
    /// Each `$ref` of a schema refers to a component schema.
    SchemaReferences,
    /// Discriminators are written on the alternatives.
    Discriminators,
    /// Schemas use keywords of 3.0 only.
    Schemas,
}

type Run = fn(&mut Value, &mut Report);

const PASSES: &[Pass<Run, Fact>] = &[
    Pass {
        name: "webhooks",
        // The passes after it remove webhooks and callbacks.
        needs: &[],
        gives: &[Fact::WebhookSchemas],
        run: webhooks::record,
    },
    Pass {
        name: "path_items",
        needs: &[],
        gives: &[Fact::ComponentReferences],
        run: path_items::inline,
    },
    Pass {
        name: "document",
        // It removes `components.pathItems`.
        needs: &[Fact::ComponentReferences, Fact::WebhookSchemas],
        gives: &[Fact::KnownFields],
        run: document::lower,
    },
    Pass {
        name: "rust_types",
        needs: &[Fact::KnownFields],
        gives: &[Fact::NamedRustTypes],
        run: rust_types::hoist,
    },
    Pass {
        name: "references",
        // The components that `rust_types` creates can be referenced.
        needs: &[Fact::NamedRustTypes],
        gives: &[Fact::SchemaReferences],
        run: references::resolve,
    },
    Pass {
        name: "discriminators",
        needs: &[Fact::SchemaReferences],
        gives: &[Fact::Discriminators],
        run: discriminators::spread,
    },
    Pass {
        name: "schemas",
        // It removes keywords that the passes before read: `$defs`, `$anchor`, `discriminator`.
        needs: &[Fact::SchemaReferences, Fact::Discriminators],
        gives: &[Fact::Schemas],
        run: schema::lower_all,
    },
];

/// Lowers `doc`, a document of version 3.0 or 3.1.
pub fn lower(doc: &mut Value, report: &mut Report) {
    let version = doc
        .get("openapi")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    let family = version.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    if !["3.0", "3.1"].contains(&family.as_str()) {
        report.error(
            "version",
            "/openapi",
            format!("unsupported version `{version}`: expected 3.0 or 3.1"),
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

#[cfg(test)]
mod tests {
    #[test]
    fn each_pass_runs_after_those_that_it_needs() {
        assert_eq!(crate::pass::check(super::PASSES), Ok(()));
    }
}
