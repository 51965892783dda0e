//! The vendored documents, as a test reads them: what there is to call, and values that fit.

use std::collections::BTreeMap;

use rolekit_codegen::diagnostic::Policy;
use rolekit_codegen::pipeline::Source;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A vendored document under its overlay.
#[derive(Debug)]
pub struct Document {
    value: Value,
    operations: BTreeMap<String, Operation>,
}

/// An operation of a document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Its name in Rust.
    pub name: String,
    /// The method, in capitals.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// Whether it needs no credential.
    pub anonymous: bool,
    value: Value,
}

/// How much a sample has in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the tests run over both")]
pub enum Fill {
    /// What is required, and null where that may be.
    Least,
    /// Everything that is described.
    Most,
}

/// How deep a sample goes before it takes the least.
const DEPTH: usize = 8;

impl Document {
    /// Reads a document and its overlay, as the pipeline does.
    ///
    /// # Panics
    /// If they are not what the pipeline takes.
    #[expect(clippy::panic, reason = "a test cannot go on without it")]
    pub fn parse(document: &str, overlay: &str) -> Self {
        let source = |file: &str, text: &str| Source {
            file: file.to_owned(),
            value: rolekit_codegen::load::parse(file, text)
                .unwrap_or_else(|said| panic!("{said:?}")),
        };
        let overlay = Some(source("the overlay", overlay));
        let document = source("the document", document);
        let (value, said) = rolekit_codegen::pipeline::overlaid(document, overlay, Policy::Strict);
        let value = value.unwrap_or_else(|| panic!("{said:?}"));
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

    /// All operations, by their names in Rust.
    pub fn operations(&self) -> &BTreeMap<String, Operation> {
        &self.operations
    }

    /// The status and the body of a success of an operation; no body where it has none.
    pub fn answer(&self, operation: &Operation, fill: Fill) -> (u16, Option<Value>) {
        let success = object(&operation.value["responses"])
            .filter_map(|(status, answer)| Some((status.parse::<u16>().ok()?, answer)))
            .find(|(status, _)| (200..300).contains(status));
        let Some((status, answer)) = success else {
            return (200, None);
        };
        let schema = self
            .resolve(answer)
            .pointer("/content/application~1json/schema");
        (status, schema.map(|schema| self.sample(schema, fill, 0)))
    }

    /// The body of a request, if the operation takes one.
    pub fn body(&self, operation: &Operation, fill: Fill) -> Option<Value> {
        let body = self.resolve(&operation.value["requestBody"]);
        let schema = body.pointer("/content/application~1json/schema")?;
        Some(self.sample(schema, fill, 0))
    }

    /// The parameters in a place (`path`, `query`): their names, whether they are required, and a
    /// value for each.
    ///
    /// # Panics
    /// If one has no name.
    #[expect(clippy::unwrap_used, reason = "the pipeline took the document")]
    pub fn parameters(&self, operation: &Operation, place: &str) -> Vec<(String, bool, Value)> {
        let item = &self.value["paths"][&operation.path]["parameters"];
        [item, &operation.value["parameters"]]
            .into_iter()
            .flat_map(|list| list.as_array().into_iter().flatten())
            .map(|parameter| self.resolve(parameter))
            .filter(|parameter| parameter["in"] == place)
            .map(|parameter| {
                let name = parameter["name"].as_str().unwrap().to_owned();
                let value = self.sample(&parameter["schema"], Fill::Most, 0);
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

    /// A value that fits a schema.
    #[expect(clippy::unwrap_used, reason = "the pipeline took the document")]
    fn sample(&self, schema: &Value, fill: Fill, depth: usize) -> Value {
        let fill = if depth > DEPTH { Fill::Least } else { fill };
        let schema = self.resolve(schema);
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            let value = match fill {
                Fill::Least => values.first(),
                Fill::Most => values.last(),
            };
            return value.unwrap().clone();
        }
        for word in ["anyOf", "oneOf"] {
            if let Some(arms) = schema[word].as_array() {
                let null = arms.iter().find(|arm| arm["type"] == "null");
                return match (null, fill) {
                    (Some(_), Fill::Least) => Value::Null,
                    _ => arms
                        .iter()
                        .find(|arm| arm["type"] != "null")
                        .map_or(Value::Null, |arm| self.sample(arm, fill, depth + 1)),
                };
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            let mut whole = Map::new();
            // A part may hold a description and nothing else.
            for part in parts.iter().filter(|part| says_something(part)) {
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
        if fill == Fill::Least && types.contains(&"null") {
            return Value::Null;
        }
        match types.iter().find(|name| **name != "null") {
            Some(&"object") => self.object(schema, fill, depth),
            Some(&"array") => {
                let count = schema["minItems"].as_u64().unwrap_or(0);
                let count = count.max(u64::from(fill == Fill::Most));
                let item = self.sample(&schema["items"], fill, depth + 1);
                (0..count).map(|_| item.clone()).collect()
            }
            Some(&"string") => text(schema),
            Some(&"integer") => json!(least(schema).unwrap_or(1)),
            Some(&"number") => match schema["format"].as_str() {
                Some("unix-time") => json!(1_646_308_876.123),
                // Some of the documents call a number what is a whole one.
                _ => json!(least(schema).unwrap_or(2)),
            },
            Some(&"boolean") => json!(fill == Fill::Most),
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
            .filter(|(name, _)| fill == Fill::Most || required.contains(&name.as_str()))
            .map(|(name, property)| (name.clone(), self.sample(property, fill, depth + 1)))
            .collect();
        let more = &schema["additionalProperties"];
        if fill == Fill::Most && more.is_object() {
            let key = match &schema["propertyNames"] {
                Value::Null => json!("key"),
                names => text(self.resolve(names)),
            };
            let key = key.as_str().unwrap_or("key").to_owned();
            sample.insert(key, self.sample(more, fill, depth + 1));
        }
        Value::Object(sample)
    }
}

impl Operation {
    /// Whether a request is one of this operation, by method and path.
    pub fn covers(&self, method: &str, path: &str) -> bool {
        let segments = |path: &str| path.split('/').map(ToOwned::to_owned).collect::<Vec<_>>();
        let (template, given) = (segments(&self.path), segments(path));
        self.method == method
            && template.len() == given.len()
            && template
                .iter()
                .zip(&given)
                .all(|(template, given)| template.starts_with('{') || template == given)
    }
}

/// A value of the type that is asked for.
///
/// # Panics
/// If the type does not read it.
#[expect(clippy::panic, reason = "that is what the test is about")]
pub fn typed<T: DeserializeOwned>(value: &Value, what: &str) -> T {
    serde_json::from_value(value.clone())
        .unwrap_or_else(|error| panic!("{what}: the type does not read {value}: {error}"))
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Whether a schema tells anything of a value.
fn says_something(schema: &Value) -> bool {
    object(schema).any(|(word, _)| word != "description")
}

fn least(schema: &Value) -> Option<i64> {
    let least = schema["minimum"].as_i64();
    least.or_else(|| Some(schema["exclusiveMinimum"].as_i64()? + 1))
}

/// A text that fits its format, its pattern and its length.
fn text(schema: &Value) -> Value {
    match schema["format"].as_str() {
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
    let fits = jsonschema::validator_for(&json!({
        "type": "string",
        "pattern": schema.get("pattern").cloned().unwrap_or(json!("")),
        "minLength": schema.get("minLength").cloned().unwrap_or(json!(0)),
        "maxLength": schema.get("maxLength").cloned().unwrap_or(json!(1000)),
    }));
    let fits = |text: &&&str| {
        fits.as_ref()
            .is_ok_and(|schema| schema.is_valid(&json!(text)))
    };
    json!(candidates.iter().find(fits).unwrap_or(&"no candidate fits"))
}
