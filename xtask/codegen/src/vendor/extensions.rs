//! Removes the vendor's extensions, such as code samples and menus of a portal, except those that the
//! pipeline reads.

use serde_json::Value;

use crate::extension_keys;

/// Keys of objects whose keys are names, which may begin with `x-`.
const NAMES: [&str; 18] = [
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentRequired",
    "dependentSchemas",
    "encoding",
    "headers",
    "links",
    "mapping",
    "pathItems",
    "patternProperties",
    "properties",
    "requestBodies",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
];

/// Keys whose value is data.
const DATA: [&str; 6] = ["const", "default", "enum", "example", "examples", "value"];

/// Removes the extensions that the pipeline does not read from `doc`.
pub(super) fn strip(doc: &mut Value) {
    let mut waiting = vec![(doc, KeyMeaning::Keywords)];
    while let Some((value, keys)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if keys != KeyMeaning::Names {
                    let is_read = |key: &str| extension_keys::IN_DOCUMENTS.contains(&key);
                    map.retain(|key, _| !key.starts_with("x-") || is_read(key));
                }
                for (key, value) in map.iter_mut() {
                    if let Some(keys) = keys.below(key, value) {
                        waiting.push((value, keys));
                    }
                }
            }
            Value::Array(list) => {
                waiting.extend(list.iter_mut().map(|v| (v, KeyMeaning::Keywords)))
            }
            _ => {}
        }
    }
}

/// The meaning of an object's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyMeaning {
    Keywords,
    /// Kinds of components; below each, the keys are names.
    Kinds,
    Names,
}

impl KeyMeaning {
    /// Returns the meaning of the keys below `key`, or `None` if they are data.
    fn below(self, key: &str, value: &Value) -> Option<Self> {
        match self {
            Self::Kinds => Some(Self::Names),
            Self::Names => Some(Self::Keywords),
            Self::Keywords if DATA.contains(&key) => None,
            Self::Keywords if key == "components" => Some(Self::Kinds),
            Self::Keywords if NAMES.contains(&key) && value.is_object() => Some(Self::Names),
            Self::Keywords => Some(Self::Keywords),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_and_data_that_look_like_extensions_stay() {
        let mut doc = json!({
            "x-tagGroups": [1],
            "info": {"x-logo": {}},
            "paths": {"x-own": {}, "/a": {"get": {
                "x-codeSamples": [], "x-idempotent": true, "x-pagination": {},
                "parameters": [{"name": "x-a", "x-b": 1}],
                "responses": {"x-c": 1, "200": {"headers": {"x-request-id": {"x-d": 1}}}}
            }}},
            "components": {
                "x-e": {},
                "parameters": {"x-p": {"x-q": 1}},
                "schemas": {"x-s": {
                    "x-rust-name": "S", "x-f": 1, "x-nullable": true, "example": {"x-g": 1},
                    "properties": {"x-h": {"x-i": 1}, "default": {"x-j": 1, "type": "string"}}
                }}
            }
        });
        strip(&mut doc);
        assert_eq!(
            doc,
            json!({
                "info": {},
                "paths": {"/a": {"get": {
                    "x-idempotent": true, "x-pagination": {},
                    "parameters": [{"name": "x-a"}],
                    "responses": {"200": {"headers": {"x-request-id": {}}}}
                }}},
                "components": {
                    "parameters": {"x-p": {}},
                    "schemas": {"x-s": {
                        "x-rust-name": "S", "x-nullable": true, "example": {"x-g": 1},
                        "properties": {"x-h": {}, "default": {"type": "string"}}
                    }}
                }
            })
        );
    }
}
