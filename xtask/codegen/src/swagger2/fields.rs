//! The fields of the objects of Swagger 2.0.

use serde_json::{Map, Value};

use crate::diagnostic::Report;
use crate::pointer::join;

/// The fields of an object.
pub(super) struct ObjectFields {
    /// Those of Swagger 2.0.
    own: &'static [&'static str],
    /// Those of OpenAPI 3.0 that are read although Swagger 2.0 does not have them.
    later: &'static [&'static str],
}

pub(super) const DOCUMENT: ObjectFields = ObjectFields {
    own: &[
        "swagger",
        "info",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "paths",
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
        "security",
        "tags",
        "externalDocs",
    ],
    later: &[],
};
pub(super) const PATH_ITEM: ObjectFields = ObjectFields {
    own: &[
        "$ref",
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "parameters",
    ],
    later: &["summary", "description"],
};
pub(super) const OPERATION: ObjectFields = ObjectFields {
    own: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "consumes",
        "produces",
        "parameters",
        "responses",
        "schemes",
        "deprecated",
        "security",
    ],
    later: &[],
};
pub(super) const BODY: ObjectFields = ObjectFields {
    own: &["name", "in", "description", "required", "schema"],
    later: &["example", "examples"],
};
/// The fields of a parameter that is not a body, except the keywords of [`ITEMS`].
pub(super) const PARAMETER: ObjectFields = ObjectFields {
    own: &["name", "in", "description", "required", "allowEmptyValue"],
    later: &["schema", "deprecated", "example", "examples"],
};
/// The keywords of values outside of bodies.
pub(super) const ITEMS: ObjectFields = ObjectFields {
    own: &[
        "type",
        "format",
        "items",
        "collectionFormat",
        "default",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "enum",
        "multipleOf",
    ],
    later: &["nullable", "properties", "additionalProperties", "title"],
};
pub(super) const RESPONSE: ObjectFields = ObjectFields {
    own: &["description", "schema", "headers", "examples", "$ref"],
    later: &[],
};
pub(super) const HEADER: ObjectFields = ObjectFields {
    own: &["description"],
    later: &["schema", "required", "deprecated", "example"],
};
pub(super) const SECURITY_SCHEME: ObjectFields = ObjectFields {
    own: &[
        "type",
        "description",
        "name",
        "in",
        "flow",
        "authorizationUrl",
        "tokenUrl",
        "scopes",
    ],
    later: &["scheme", "bearerFormat"],
};
/// The keywords of schemas that only OpenAPI 3.0 has.
pub(super) const LATER_KEYWORDS: [&str; 6] = [
    "anyOf",
    "deprecated",
    "not",
    "nullable",
    "oneOf",
    "writeOnly",
];

impl ObjectFields {
    /// Returns whether an object may have this field, in Swagger 2.0 or as in OpenAPI 3.0.
    pub(super) fn has(&self, key: &str) -> bool {
        self.own.contains(&key) || self.later.contains(&key)
    }

    /// Returns whether only OpenAPI 3.0 has this field.
    fn is_later(&self, key: &str) -> bool {
        self.later.contains(&key)
    }
}

/// Returns the fields of an object that are known, and its extensions; reports the others.
pub(super) fn known(
    map: &Map<String, Value>,
    at: &str,
    fields: &ObjectFields,
    report: &mut Report,
) -> Map<String, Value> {
    let mut out = Map::new();
    for (key, value) in map {
        if key.starts_with("x-") || fields.has(key) {
            if fields.is_later(key) {
                later(key, at, report);
            }
            out.insert(key.clone(), value.clone());
        } else {
            unknown(key, at, report);
        }
    }
    out
}

/// Notes a field that is read although Swagger 2.0 does not have it.
pub(super) fn later(key: &str, at: &str, report: &mut Report) {
    report.note(
        "not-in-2.0",
        &join(at, key),
        format!("`{key}` is not part of Swagger 2.0: read as in OpenAPI 3.0"),
    );
}

/// Reports a field that Swagger 2.0 does not have.
pub(super) fn unknown(key: &str, at: &str, report: &mut Report) {
    report.unsupported(
        "unknown-field",
        &join(at, key),
        format!("unknown field `{key}` of Swagger 2.0"),
        "Check the spelling, or remove it in an overlay; extensions begin with `x-`.",
    );
}

/// Reports a keyword of a value outside of a body, and returns whether the value may have it.
pub(super) fn check_keyword(
    key: &str,
    fields: &ObjectFields,
    at: &str,
    report: &mut Report,
) -> bool {
    if key.starts_with("x-") {
        return true;
    }
    if ITEMS.is_later(key) || fields.is_later(key) {
        later(key, at, report);
        return true;
    }
    let is_known = ITEMS.has(key) || fields.has(key);
    if !is_known {
        unknown(key, at, report);
    }
    is_known
}
