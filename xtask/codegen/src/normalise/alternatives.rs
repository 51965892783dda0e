//! The alternatives of unions: what they refer to, and the constants and fields that they have.

use serde_json::{Map, Value};

use crate::extension_keys;
use crate::limits::MAX_CHAIN;
use crate::pointer::schema_name;

/// Maximum number of references and unions that are followed to find a property.
pub(super) const DEPTH: usize = 16;

pub(super) type Schemas = Map<String, Value>;

/// Resolves references; `None` if they lead back to themselves.
pub(super) fn named<'a>(schema: &'a Value, schemas: &'a Schemas) -> Option<&'a Value> {
    let mut schema = schema;
    for _ in 0..=MAX_CHAIN {
        match reference(schema).and_then(|name| schemas.get(&name)) {
            Some(next) => schema = next,
            None => return Some(schema),
        }
    }
    None
}

/// Returns the component that a schema is equal to.
pub(super) fn reference(schema: &Value) -> Option<String> {
    let own = schema
        .get("$ref")
        .or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
            [alternative] => alternative.get("$ref"),
            _ => None,
        });
    schema_name(own?.as_str()?)
}

/// Calls `f` with each alternative of a union, or with the schema itself. Returns whether all calls returned true.
fn leaves<'a>(
    schema: &'a Value,
    schemas: &'a Schemas,
    depth: usize,
    f: &mut dyn FnMut(&'a Value) -> bool,
) -> bool {
    let Some(target) = named(schema, schemas).filter(|_| depth < DEPTH) else {
        return false;
    };
    match target.get("oneOf").and_then(Value::as_array) {
        Some(list) => list.iter().all(|part| leaves(part, schemas, depth + 1, f)),
        None => f(target),
    }
}

/// Returns the constants that `property` may be; none if an alternative of the schema has no constant.
pub(super) fn constants(
    schema: &Value,
    property: &str,
    schemas: &Schemas,
    depth: usize,
) -> Vec<Value> {
    let mut out = Vec::new();
    let all = leaves(schema, schemas, depth, &mut |target| {
        let found = target
            .get("properties")
            .and_then(|fields| fields.get(property))
            .and_then(|field| named(field, schemas));
        let values = found
            .and_then(|field| {
                field
                    .get("enum")
                    .or_else(|| field.get(extension_keys::VALUES))
            })
            .and_then(Value::as_array);
        let values = values.filter(|values| values.iter().all(is_constant));
        out.extend(values.into_iter().flatten().cloned());
        values.is_some()
    });
    if all { out } else { Vec::new() }
}

fn is_constant(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Bool(_) | Value::Null) || value.is_i64()
}

/// Returns whether every value of the schema has the property as a field.
pub(super) fn requires(schema: &Value, property: &str, schemas: &Schemas, depth: usize) -> bool {
    leaves(schema, schemas, depth, &mut |target| {
        let has = target
            .get("properties")
            .is_some_and(|fields| fields.get(property).is_some());
        let required = target.get("required").and_then(Value::as_array);
        has && required.is_some_and(|list| list.iter().any(|name| name == property))
    })
}
