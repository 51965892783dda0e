//! Which component schemas are sent, and which are received.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::pointer::schema_name;
use crate::walk::{self, RootKind};

/// The component schemas that requests and responses contain.
#[derive(Debug)]
pub(super) struct Reachability {
    /// In request bodies.
    pub(super) body: BTreeSet<String>,
    /// In request bodies or parameters, and in no response.
    pub(super) sent_only: BTreeSet<String>,
}

impl Reachability {
    pub(super) fn of(doc: &Value, refused: &[Value]) -> Self {
        let (mut body, mut parameters, mut answers) = Default::default();
        walk::roots(doc, &mut |kind, schema, _| match kind {
            RootKind::Component => {}
            RootKind::Parameter => follow(doc, schema, &mut parameters),
            RootKind::Request => follow(doc, schema, &mut body),
            RootKind::Response => follow(doc, schema, &mut answers),
        });
        for schema in refused {
            follow(doc, schema, &mut answers);
        }
        let sent_only = body.union(&parameters).cloned().collect::<BTreeSet<_>>();
        Self {
            sent_only: &sent_only - &answers,
            body,
        }
    }
}

/// Adds each component that `schema` contains.
fn follow(doc: &Value, schema: &Value, into: &mut BTreeSet<String>) {
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let mut found = Vec::new();
        walk::deep(schema, "", &mut |schema, _| {
            let name = schema.get("$ref").and_then(Value::as_str);
            found.extend(name.and_then(schema_name));
        });
        for name in found {
            if !into.contains(&name) {
                let target = doc
                    .pointer("/components/schemas")
                    .and_then(|s| s.get(&name));
                waiting.extend(target);
                into.insert(name);
            }
        }
    }
}
