//! Component schemas whose types are written by hand.

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::marks::RUST_TYPE;
use crate::plan::OwnType;
use crate::pointer::join;
use crate::walk::{self, Role};

/// Finds them; has to run before the extensions are gone.
pub(super) fn find(doc: &Value, report: &mut Report) -> Vec<OwnType> {
    let mut out = Vec::new();
    walk::roots(doc, &mut |role, schema, root| {
        walk::deep(schema, root, &mut |schema, at| {
            let Some(path) = schema.get(RUST_TYPE).and_then(Value::as_str) else {
                return;
            };
            if role == Role::Component && at == root {
                let name = at.rsplit('/').next().unwrap_or("");
                out.push(OwnType {
                    component: crate::pointer::unescape(name),
                    path: path.to_owned(),
                    integer: schema.get("type") == Some(&json!("integer")),
                });
            } else {
                report.loss(
                    "rust-type",
                    &join(at, RUST_TYPE),
                    "the schema was merged with others, so that the type is none of its own",
                    "Write it on the schema that the others are merged into.",
                );
            }
        });
    });
    out
}
