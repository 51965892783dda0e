//! Drops extensions of other tools, some of which the generator obeys.

use serde_json::Value;

use crate::walk;

pub(super) fn drop(doc: &mut Value) {
    retain(doc);
    for pointer in ["/info", "/paths", "/components"] {
        if let Some(value) = doc.pointer_mut(pointer) {
            retain(value);
        }
    }
    if let Some(doc) = doc.as_object_mut() {
        // The generator reads none of these.
        for key in ["security", "servers", "tags", "externalDocs"] {
            doc.shift_remove(key);
        }
    }
    if let Some(components) = doc.get_mut("components").and_then(Value::as_object_mut) {
        components.shift_remove("securitySchemes");
    }
    walk::items_mut(doc, &mut |_, item, _| retain(item));
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        retain(operation);
        if let Some(operation) = operation.as_object_mut() {
            for key in ["security", "tags", "externalDocs"] {
                operation.shift_remove(key);
            }
        }
        if let Some(responses) = operation.get_mut("responses") {
            retain(responses);
        }
        walk::list_mut(operation, "parameters", at, &mut |p, _| retain(p));
        if let Some(body) = operation.get_mut("requestBody") {
            retain(body);
        }
    });
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, _| {
            retain(schema);
            if let Some(schema) = schema.as_object_mut() {
                schema.shift_remove("externalDocs");
                schema.shift_remove("xml");
            }
        });
    });
}

fn retain(value: &mut Value) {
    if let Some(map) = value.as_object_mut() {
        map.retain(|key, _| !key.starts_with("x-"));
    }
}
