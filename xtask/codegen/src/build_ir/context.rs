//! The input for the parts of an operation.

use serde_json::Value;

use super::type_requests::TypeRequests;
use crate::components;
use crate::diagnostic::Report;
use crate::ir::{SecurityScheme, TypeHints};
use crate::limits::MAX_CHAIN;
use crate::openapi;
use crate::pointer::schema_name;

/// The operation to build.
pub(super) struct IrContext<'a> {
    pub(super) doc: &'a Value,
    pub(super) hints: &'a TypeHints,
    pub(super) security_schemes: &'a [SecurityScheme],
    pub(super) value: openapi::OperationObject<'a>,
    pub(super) at: &'a str,
    pub(super) requests: &'a mut TypeRequests,
    pub(super) report: &'a mut Report,
}

/// Returns the schema that a schema refers to, through references and `allOf` of one schema.
pub(super) fn resolve<'a>(doc: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    for _ in 0..MAX_CHAIN {
        let next = match (schema.get("$ref"), schema.get("allOf")) {
            (Some(Value::String(reference)), _) => {
                schema_name(reference).and_then(|name| components::schemas(doc).get(&name))
            }
            (_, Some(Value::Array(parts)))
                if parts.len() == 1 && schema.get("properties").is_none() =>
            {
                parts.first()
            }
            _ => None,
        };
        match next {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}
