//! Finds the component schemas that are sent, and those that are received.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::components;
use crate::pointer::schema_name;
use crate::walk::{self, RootKind};

/// The component schemas that requests and responses contain.
#[derive(Debug, Default)]
pub(super) struct Reachability {
    /// In request bodies.
    pub(super) body: BTreeSet<String>,
    /// In request bodies or parameters.
    pub(super) sent: BTreeSet<String>,
    /// In responses.
    pub(super) received: BTreeSet<String>,
    /// In request bodies or parameters, and in no response.
    pub(super) sent_only: BTreeSet<String>,
    /// In any part of an operation.
    pub(super) all: BTreeSet<String>,
}

impl Reachability {
    pub(super) fn of(doc: &Value) -> Self {
        let (mut body, mut parameters, mut received) = Default::default();
        walk::roots(doc, &mut |kind, schema, _| match kind {
            RootKind::Component => {}
            RootKind::Parameter => follow(doc, schema, &mut parameters),
            RootKind::Request => follow(doc, schema, &mut body),
            RootKind::Response => follow(doc, schema, &mut received),
        });
        let sent: BTreeSet<String> = &body | &parameters;
        Self {
            all: &sent | &received,
            sent_only: &sent - &received,
            body,
            sent,
            received,
        }
    }
}

/// Adds each component that `schema` contains.
pub(super) fn follow(doc: &Value, schema: &Value, into: &mut BTreeSet<String>) {
    let mut waiting = vec![schema];
    while let Some(schema) = waiting.pop() {
        let mut found = Vec::new();
        walk::deep(schema, "", &mut |schema, _| {
            let name = schema.get("$ref").and_then(Value::as_str);
            found.extend(name.and_then(schema_name));
        });
        for name in found {
            if !into.contains(&name) {
                let target = components::schemas(doc).get(&name);
                waiting.extend(target);
                into.insert(name);
            }
        }
    }
}
