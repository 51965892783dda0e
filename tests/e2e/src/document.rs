//! Reads the vendored documents: their operations, and sample values that match their schemas.

use std::collections::BTreeMap;

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::pipeline::Source;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A vendored document with its overlay applied.
#[derive(Debug)]
pub struct Document {
    value: Value,
    operations: BTreeMap<String, Operation>,
}

/// An operation of a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The name of its method in Rust.
    pub name: String,
    /// The HTTP method, in upper case.
    pub method: String,
    /// The path template, with parameters in braces.
    pub path: String,
    /// Whether it is sent without a credential.
    pub anonymous: bool,
    value: Value,
}

/// Which fields a sample contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "tests match both")]
pub enum Fill {
    /// The required fields, null where the schema allows it.
    Required,
    /// All fields.
    All,
}

/// The sample of a secret, which a value of the SDK may show in its requests only.
pub const SECRET: &str = "canary-of-a-secret";

/// The depth below which samples contain required fields only.
const MAX_DEPTH: usize = 8;

impl Document {
    /// Reads a document and applies its overlay, as the pipeline does.
    ///
    /// # Panics
    /// If the pipeline reports an error.
    #[expect(clippy::panic, reason = "a failing test panics")]
    pub fn parse(document: &str, overlay: &str) -> Self {
        let source = |file: &str, text: &str| {
            let value = rolekit_codegen::document::parse(file, text)
                .unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"));
            Source::new(file, value)
        };
        let overlay = Some(source("the overlay", overlay));
        let document = source("the document", document);
        let (value, diagnostics) =
            rolekit_codegen::pipeline::apply_overlay(document, overlay, Policy::Strict);
        let value = value.unwrap_or_else(|| panic!("{diagnostics:?}"));
        let mut operations = BTreeMap::new();
        for (path, item) in object(&value["paths"]) {
            for (method, operation) in object(item) {
                let Some(name) = operation["operationId"].as_str() else {
                    continue;
                };
                let operation = Operation {
                    name: name.to_owned(),
                    method: method.to_uppercase(),
                    path: path.clone(),
                    anonymous: operation["security"] == json!([]),
                    value: operation.clone(),
                };
                operations.insert(name.to_owned(), operation);
            }
        }
        Self { value, operations }
    }

    /// Returns all operations by the names of their methods in Rust.
    pub fn operations(&self) -> &BTreeMap<String, Operation> {
        &self.operations
    }

    /// Returns status and body of a successful response of an operation.
    pub fn response(&self, operation: &Operation, fill: Fill) -> (u16, Option<Value>) {
        let success = object(&operation.value["responses"])
            .filter_map(|(status, response)| Some((status.parse::<u16>().ok()?, response)))
            .find(|(status, _)| (200..300).contains(status));
        let Some((status, response)) = success else {
            return (200, None);
        };
        let schema = self
            .resolve(response)
            .pointer("/content/application~1json/schema");
        (status, schema.map(|schema| self.sample(schema, fill, 0)))
    }

    /// Returns a request body, if the operation has one.
    pub fn body(&self, operation: &Operation, fill: Fill) -> Option<Value> {
        let body = self.resolve(&operation.value["requestBody"]);
        let schema = body.pointer("/content/application~1json/schema")?;
        Some(self.sample(schema, fill, 0))
    }

    /// Returns the parameters of a location (`path`, `query`): their names, whether they are required,
    /// and a value for each.
    ///
    /// # Panics
    /// If a parameter has no name.
    #[expect(clippy::unwrap_used, reason = "the pipeline has checked the document")]
    pub fn parameters(&self, operation: &Operation, location: &str) -> Vec<(String, bool, Value)> {
        let item = &self.value["paths"][&operation.path]["parameters"];
        [item, &operation.value["parameters"]]
            .into_iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .map(|parameter| self.resolve(parameter))
            .filter(|parameter| parameter["in"] == location)
            .map(|parameter| {
                let name = parameter["name"].as_str().unwrap().to_owned();
                let value = self.sample(&parameter["schema"], Fill::All, 0);
                (name, parameter["required"] == true, value)
            })
            .collect()
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        let target = value.get("$ref").and_then(Value::as_str);
        target
            .and_then(|target| self.value.pointer(target.trim_start_matches('#')))
            .map_or(value, |target| self.resolve(target))
    }

    /// Returns a value that matches a schema.
    #[expect(clippy::unwrap_used, reason = "the pipeline has checked the document")]
    fn sample(&self, schema: &Value, fill: Fill, depth: usize) -> Value {
        let fill = if depth > MAX_DEPTH {
            Fill::Required
        } else {
            fill
        };
        let schema = self.resolve(schema);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            let value = match fill {
                Fill::Required => values.first(),
                Fill::All => values.last(),
            };
            return value.unwrap().clone();
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(variants) = schema[keyword].as_array() {
                let null = variants.iter().find(|variant| variant["type"] == "null");
                return match (null, fill) {
                    (Some(_), Fill::Required) => Value::Null,
                    _ => variants
                        .iter()
                        .find(|variant| variant["type"] != "null")
                        .map_or(Value::Null, |variant| self.sample(variant, fill, depth + 1)),
                };
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            // Some parts contain only a description.
            for part in parts.iter().filter(|part| has_constraints(part)) {
                match self.sample(part, fill, depth + 1) {
                    Value::Object(part) => whole.extend(part),
                    other => return other,
                }
            }
            if let Value::Object(own) = self.object(schema, fill, depth) {
                whole.extend(own);
            }
            return Value::Object(whole);
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(name) => vec![name],
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            _ => vec![],
        };
        if fill == Fill::Required && types.contains(&"null") {
            return Value::Null;
        }
        match types.iter().find(|name| **name != "null") {
            Some(&"object") => self.object(schema, fill, depth),
            Some(&"array") => {
                let count = schema["minItems"].as_u64().unwrap_or(0);
                let count = count.max(u64::from(fill == Fill::All));
                let item = self.sample(&schema["items"], fill, depth + 1);
                (0..count).map(|_| item.clone()).collect()
            }
            Some(&"string") => text(schema),
            Some(&"integer") => json!(minimum(schema).unwrap_or(1)),
            Some(&"number") => match schema["format"].as_str() {
                Some("unix-time") => json!(1_646_308_876.123),
                // Some documents type integers as `number`.
                _ => json!(minimum(schema).unwrap_or(2)),
            },
            Some(&"boolean") => json!(fill == Fill::All),
            _ if schema.get("properties").is_some() => self.object(schema, fill, depth),
            _ => json!({"any": [1, "thing"]}),
        }
    }

    fn object(&self, schema: &Value, fill: Fill, depth: usize) -> Value {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut sample: Map<String, Value> = object(&schema["properties"])
            .filter(|(name, _)| fill == Fill::All || required.contains(&name.as_str()))
            .map(|(name, property)| (name.clone(), self.sample(property, fill, depth + 1)))
            .collect();
        let additional = &schema["additionalProperties"];
        if fill == Fill::All && additional.is_object() {
            let key = match &schema["propertyNames"] {
                Value::Null => json!("key"),
                names => text(self.resolve(names)),
            };
            let key = key.as_str().unwrap_or("key").to_owned();
            sample.insert(key, self.sample(additional, fill, depth + 1));
        }
        Value::Object(sample)
    }
}

impl Operation {
    /// Returns whether a request with this method and path is one of this operation.
    pub fn matches(&self, method: &str, path: &str) -> bool {
        let segments = |path: &str| path.split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
        let (template, actual) = (segments(&self.path), segments(path));
        self.method == method
            && template.len() == actual.len()
            && template
                .iter()
                .zip(&actual)
                .all(|(template, actual)| template.starts_with('{') || template == actual)
    }
}

/// Deserializes a value. `what` names it in the panic message.
///
/// # Panics
/// If the type does not accept the value.
#[expect(clippy::panic, reason = "a failing test panics")]
pub fn typed<T: DeserializeOwned>(value: &Value, what: &str) -> T {
    serde_json::from_value(value.clone())
        .unwrap_or_else(|error| panic!("{what}: cannot deserialize {value}: {error}"))
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Returns whether a schema contains more than a description.
fn has_constraints(schema: &Value) -> bool {
    object(schema).any(|(keyword, _)| keyword != "description")
}

fn minimum(schema: &Value) -> Option<i64> {
    let minimum = schema["minimum"].as_i64();
    minimum.or_else(|| Some(schema["exclusiveMinimum"].as_i64()? + 1))
}

/// Returns a string that matches format, pattern and length of a schema.
fn text(schema: &Value) -> Value {
    match schema["format"].as_str() {
        Some("password") => return json!(SECRET),
        Some("date-time") => return json!("2026-01-02T03:04:05Z"),
        Some("date") => return json!("2026-01-02"),
        Some("email") => return json!("ada@example.com"),
        Some("uri") => return json!("https://example.com/hook"),
        Some("ipv4") => return json!("192.0.2.1"),
        Some("uuid") => return json!("5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10"),
        _ => {}
    }
    let hash = "a".repeat(64);
    let candidates = [
        "some text",
        "ab",
        "abc",
        "abcdef",
        "1D",
        "a#b",
        "ABC123",
        "a/b.c",
        "12",
        &hash,
    ];
    let matches = jsonschema::validator_for(&json!({
        "type": "string",
        "pattern": schema.get("pattern").cloned().unwrap_or(json!("")),
        "minLength": schema.get("minLength").cloned().unwrap_or(json!(0)),
        "maxLength": schema.get("maxLength").cloned().unwrap_or(json!(1000)),
    }));
    let matches = |text: &&&str| {
        matches
            .as_ref()
            .is_ok_and(|schema| schema.is_valid(&json!(text)))
    };
    json!(
        candidates
            .iter()
            .find(matches)
            .unwrap_or(&"no candidate matches")
    )
}
