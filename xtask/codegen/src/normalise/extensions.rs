//! Removes the extensions of schemas: some of them change what the generator writes.

use serde_json::Value;

use crate::walk;

pub(super) fn drop(doc: &mut Value) {
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, _| {
            if let Some(schema) = schema.as_object_mut() {
                schema.retain(|key, _| !key.starts_with("x-"));
                schema.shift_remove("externalDocs");
                schema.shift_remove("xml");
            }
        });
    });
}
