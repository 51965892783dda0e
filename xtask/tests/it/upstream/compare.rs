//! Finds the differences of two documents that affect requests and responses.
//!
//! Titles, descriptions and examples are ignored, and so is how null is written. Pointers are those of
//! the first document.

use std::collections::{BTreeMap, BTreeSet};

use rolekit_codegen::pointer::{join, schema_name};
use rolekit_codegen::walk;
use serde_json::{Map, Value, json};

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Difference {
    pub(super) pointer: String,
    pub(super) what: String,
}

/// Keys of texts for people.
const TEXTS: [&str; 6] = [
    "description",
    "title",
    "summary",
    "example",
    "examples",
    "externalDocs",
];

/// Compares each operation of `ours` with the same one of `theirs`. Operations of `theirs` for which
/// `is_included` returns true must be in `ours`.
pub(super) fn documents(
    ours: &Value,
    theirs: &Value,
    is_included: &dyn Fn(&Value) -> bool,
) -> BTreeSet<Difference> {
    let mut comparison = Comparison {
        ours,
        theirs,
        seen: BTreeSet::new(),
        found: BTreeSet::new(),
    };
    for key in ["servers", "security"] {
        comparison.value(ours.get(key), theirs.get(key), &join("", key));
    }
    comparison.schemes();
    let upstream: BTreeMap<_, _> = walk::operations(theirs)
        .into_iter()
        .map(|(path, method, operation, at)| ((path, method), (operation, at)))
        .collect();
    let mut compared = BTreeSet::new();
    for (path, method, operation, at) in walk::operations(ours) {
        compared.insert((path, method));
        match upstream.get(&(path, method)) {
            Some((other, other_at)) => {
                let sides = (
                    with_shared_parameters(ours, path, operation),
                    with_shared_parameters(theirs, path, other),
                );
                comparison.operation((&sides.0, &at), (&sides.1, other_at));
            }
            None => comparison.add_difference(&at, "the operation is not upstream"),
        }
    }
    for ((path, method), (operation, at)) in &upstream {
        if is_included(operation) && !compared.contains(&(*path, *method)) {
            comparison.add_difference(at, "the operation is upstream only");
        }
    }
    comparison.found
}

/// Returns the operation with the parameters of its path item.
fn with_shared_parameters(doc: &Value, path: &str, operation: &Value) -> Value {
    let mut operation = operation.clone();
    let shared = doc["paths"][path]["parameters"].as_array();
    for parameter in shared.into_iter().flatten() {
        let key = |p: &Value| (p["in"].clone(), p["name"].clone());
        let own = operation["parameters"].as_array();
        if !own.into_iter().flatten().any(|p| key(p) == key(parameter)) {
            let map = operation.as_object_mut().unwrap();
            let list = map.entry("parameters").or_insert(json!([]));
            list.as_array_mut().unwrap().push(parameter.clone());
        }
    }
    operation
}

/// A value and its pointer.
type Placed<'v> = (&'v Value, &'v str);

struct Comparison<'a> {
    ours: &'a Value,
    theirs: &'a Value,
    /// The pairs of schemas that were compared, so that cycles end.
    seen: BTreeSet<(Vec<String>, Vec<String>)>,
    found: BTreeSet<Difference>,
}

impl Comparison<'_> {
    fn add_difference(&mut self, at: &str, what: impl Into<String>) {
        self.found.insert(Difference {
            pointer: at.to_owned(),
            what: what.into(),
        });
    }

    fn value(&mut self, ours: Option<&Value>, theirs: Option<&Value>, at: &str) {
        let bare = |value: Option<&Value>| value.map_or("absent".to_owned(), brief);
        if !same(ours, theirs) {
            self.add_difference(at, format!("{}, upstream {}", bare(ours), bare(theirs)));
        }
    }

    /// Compares two lists as sets.
    fn set(&mut self, ours: Option<&Value>, theirs: Option<&Value>, at: &str) {
        let members = |value: Option<&Value>| -> BTreeSet<String> {
            let list = value.and_then(Value::as_array);
            list.into_iter().flatten().map(brief).collect()
        };
        let (ours, theirs) = (members(ours), members(theirs));
        for member in ours.difference(&theirs) {
            self.add_difference(at, format!("{member} is not upstream"));
        }
        for member in theirs.difference(&ours) {
            self.add_difference(at, format!("{member} is upstream only"));
        }
    }

    /// Returns the values with the same keys, and reports keys that only one map has.
    fn pairs<T>(
        &mut self,
        ours: BTreeMap<String, T>,
        mut theirs: BTreeMap<String, T>,
        at: &str,
        kind: &str,
    ) -> Vec<(String, T, T)> {
        let mut out = Vec::new();
        for (key, value) in ours {
            match theirs.remove(&key) {
                Some(other) => out.push((key, value, other)),
                None => self.add_difference(&join(at, &key), format!("the {kind} is not upstream")),
            }
        }
        for key in theirs.keys() {
            self.add_difference(&join(at, key), format!("the {kind} is upstream only"));
        }
        out
    }

    /// Compares the security schemes of `ours`.
    fn schemes(&mut self) {
        let at = "/components/securitySchemes";
        let (ours, theirs) = (self.ours.pointer(at), self.theirs.pointer(at));
        for (name, scheme) in ours.and_then(Value::as_object).into_iter().flatten() {
            let other = theirs.and_then(|t| t.get(name));
            self.rest(scheme, other.unwrap_or(&Value::Null), &join(at, name), &[]);
        }
    }

    /// Compares the keys of two objects, except texts and `known` keys.
    fn rest(&mut self, ours: &Value, theirs: &Value, at: &str, known: &[&str]) {
        let keys = |value: &Value| -> BTreeSet<String> {
            let map = value.as_object();
            map.into_iter()
                .flat_map(|map| map.keys())
                .filter(|key| !TEXTS.contains(&key.as_str()) && !key.starts_with("x-"))
                .filter(|key| !known.contains(&key.as_str()))
                .cloned()
                .collect()
        };
        for key in keys(ours).union(&keys(theirs)) {
            let (ours, theirs) = (ours.get(key), theirs.get(key));
            match key.as_str() {
                "required" if flag(ours) && flag(theirs) => self.value(
                    Some(&json!(ours == Some(&json!(true)))),
                    Some(&json!(theirs == Some(&json!(true)))),
                    &join(at, key),
                ),
                "deprecated" => self.value(
                    Some(&json!(ours == Some(&json!(true)))),
                    Some(&json!(theirs == Some(&json!(true)))),
                    &join(at, key),
                ),
                "tags" => self.set(ours, theirs, &join(at, key)),
                _ => self.value(ours, theirs, &join(at, key)),
            }
        }
    }

    fn operation(&mut self, (ours, at): Placed<'_>, (theirs, their_at): Placed<'_>) {
        self.rest(
            ours,
            theirs,
            at,
            &["parameters", "requestBody", "responses"],
        );
        let (mine, others) = (parameters(self.ours, ours), parameters(self.theirs, theirs));
        let inside = join(at, "parameters");
        for (key, ours, theirs) in self.pairs(mine, others, &inside, "parameter") {
            let at = join(&inside, key);
            self.rest(&ours, &theirs, &at, &["schema", "content"]);
            self.media((&ours, &at), (&theirs, &join(their_at, &at)));
        }
        let body = "requestBody";
        let (at_body, their_body) = (join(at, body), join(their_at, body));
        match (ours.get(body), theirs.get(body)) {
            (None, None) => {}
            (Some(_), None) => self.add_difference(&at_body, "the body is not upstream"),
            (None, Some(_)) => self.add_difference(&at_body, "the body is upstream only"),
            (Some(ours), Some(theirs)) => {
                let (ours, at) = resolved(self.ours, ours, &at_body);
                let (theirs, their_at) = resolved(self.theirs, theirs, &their_body);
                self.rest(ours, theirs, &at, &["content"]);
                self.media((ours, &at), (theirs, &their_at));
            }
        }
        let inside = join(at, "responses");
        let their_inside = join(their_at, "responses");
        let (mine, others) = (entries(ours, "responses"), entries(theirs, "responses"));
        for (status, ours, theirs) in self.pairs(mine, others, &inside, "response") {
            let (ours, at) = resolved(self.ours, ours, &join(&inside, &status));
            let (theirs, their_at) = resolved(self.theirs, theirs, &join(&their_inside, &status));
            self.rest(ours, theirs, &at, &["content"]);
            self.media((ours, &at), (theirs, &their_at));
        }
    }

    /// Compares the schema of a parameter, and the schemas of its content or of that of a body.
    fn media(&mut self, (ours, at): Placed<'_>, (theirs, their_at): Placed<'_>) {
        self.optional(ours, theirs, "schema", at, their_at);
        let inside = join(at, "content");
        let their_inside = join(their_at, "content");
        let (mine, others) = (entries(ours, "content"), entries(theirs, "content"));
        for (kind, ours, theirs) in self.pairs(mine, others, &inside, "content type") {
            let (at, their_at) = (join(&inside, &kind), join(&their_inside, &kind));
            self.rest(ours, theirs, &at, &["schema"]);
            self.optional(ours, theirs, "schema", &at, &their_at);
        }
    }

    /// Compares schemas, which may be missing.
    fn optional(&mut self, ours: &Value, theirs: &Value, key: &str, at: &str, their_at: &str) {
        let (at, their_at) = (join(at, key), join(their_at, key));
        match (ours.get(key), theirs.get(key)) {
            (None, None) => {}
            (Some(ours), Some(theirs)) => self.schema((ours, &at), (theirs, &their_at)),
            (Some(_), None) => self.add_difference(&at, "the schema is not upstream"),
            (None, Some(_)) => self.add_difference(&at, "the schema is upstream only"),
        }
    }

    fn schema(&mut self, (ours, at): Placed<'_>, (theirs, their_at): Placed<'_>) {
        let ours = Normal::of(self.ours, ours, at);
        let theirs = Normal::of(self.theirs, theirs, their_at);
        if !self
            .seen
            .insert((ours.pointers.clone(), theirs.pointers.clone()))
        {
            return;
        }
        let at = ours.pointers.last().map_or(at, String::as_str).to_owned();
        let their_at = theirs
            .pointers
            .last()
            .map_or(their_at, String::as_str)
            .to_owned();
        let (name, other) = (ours.name.as_deref(), theirs.name.as_deref());
        if let (Some(name), Some(other)) = (name, other)
            && name != other
        {
            self.add_difference(&at, format!("upstream names the schema {other}"));
        }
        if ours.null != theirs.null {
            let message = if ours.null {
                "null is not upstream"
            } else {
                "null is upstream only"
            };
            self.add_difference(&ours.pointers[0], message);
        }
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        keys.extend(ours.keys.keys().map(String::as_str));
        keys.extend(theirs.keys.keys().map(String::as_str));
        if let (Some((kind, mine, pointer)), Some((other, others, their_pointer))) =
            (ours.alternatives(), theirs.alternatives())
            && kind != other
        {
            // One difference, not one per alternative.
            keys.remove(kind);
            keys.remove(other);
            self.add_difference(pointer, format!("{kind}, upstream {other}"));
            self.keyword(kind, (Some(mine), Some(others)), pointer, their_pointer);
        }
        for key in keys {
            let mine = ours.keys.get(key);
            let pointer = mine.map_or_else(|| join(&at, key), |(_, pointer)| pointer.clone());
            let other = theirs.keys.get(key);
            let their_pointer =
                other.map_or_else(|| join(&their_at, key), |(_, pointer)| pointer.clone());
            let values = (mine.map(|(v, _)| v), other.map(|(v, _)| v));
            self.keyword(key, values, &pointer, &their_pointer);
        }
    }

    fn keyword(
        &mut self,
        key: &str,
        (ours, theirs): (Option<&Value>, Option<&Value>),
        at: &str,
        their_at: &str,
    ) {
        match key {
            "enum" | "required" => self.set(ours, theirs, at),
            "deprecated" => self.value(
                Some(&json!(ours == Some(&json!(true)))),
                Some(&json!(theirs == Some(&json!(true)))),
                at,
            ),
            "properties" | "patternProperties" | "$defs" => {
                let (mine, others) = (members(ours), members(theirs));
                for (name, ours, theirs) in self.pairs(mine, others, at, "property") {
                    let (at, their_at) = (join(at, &name), join(their_at, &name));
                    self.schema((ours, &at), (theirs, &their_at));
                }
            }
            "anyOf" | "oneOf" | "allOf" | "prefixItems" => {
                let (mine, others) = (alternatives(ours), alternatives(theirs));
                for (step, ours, theirs) in self.pairs(mine, others, at, "alternative") {
                    let (at, their_at) = (join(at, &step), join(their_at, &step));
                    self.schema((ours, &at), (theirs, &their_at));
                }
            }
            "items" | "additionalProperties" | "propertyNames" | "not" | "contains" => {
                match (ours, theirs) {
                    (Some(ours @ Value::Object(_)), Some(theirs @ Value::Object(_))) => {
                        self.schema((ours, at), (theirs, their_at));
                    }
                    _ => self.value(ours, theirs, at),
                }
            }
            _ => self.value(ours, theirs, at),
        }
    }
}

/// A schema with resolved references, and without null.
struct Normal {
    null: bool,
    /// The keywords with their values and pointers. Keywords beside a reference override those of its target.
    keys: BTreeMap<String, (Value, String)>,
    /// The pointers of the schema and of the targets of its references.
    pointers: Vec<String>,
    /// The name of the component that it refers to.
    name: Option<String>,
}

impl Normal {
    fn of(doc: &Value, schema: &Value, at: &str) -> Self {
        let mut normal = Self {
            null: false,
            keys: BTreeMap::new(),
            pointers: Vec::new(),
            name: None,
        };
        let (mut schema, mut at) = (schema.clone(), at.to_owned());
        // A longer chain is a cycle.
        for _ in 0..32 {
            normal.pointers.push(at.clone());
            match normal.take(doc, &schema, &at) {
                Some((next, pointer)) => (schema, at) = (next, pointer),
                None => break,
            }
        }
        normal
    }

    /// Adds the keywords of a schema, and returns the target of its reference.
    fn take(&mut self, doc: &Value, schema: &Value, at: &str) -> Option<(Value, String)> {
        let mut next = None;
        for (key, value) in schema.as_object().unwrap_or(&Map::new()) {
            if TEXTS.contains(&key.as_str()) || key.starts_with("x-") {
                continue;
            }
            let pointer = join(at, key);
            match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    let target = reference.strip_prefix('#').unwrap_or_default();
                    let found = doc.pointer(target);
                    let found = found.unwrap_or_else(|| panic!("{reference} has no target"));
                    self.name = schema_name(reference);
                    next = Some((found.clone(), target.to_owned()));
                }
                ("nullable", value) => self.null |= value == &json!(true),
                ("const", value) => self.keep("enum", json!([value]), pointer),
                ("type", Value::Array(types)) => {
                    let rest: Vec<_> = types.iter().filter(|t| *t != "null").cloned().collect();
                    self.null |= rest.len() < types.len();
                    match rest.as_slice() {
                        [one] => self.keep("type", one.clone(), pointer),
                        _ => self.keep("type", json!(rest), pointer),
                    }
                }
                ("anyOf" | "oneOf", Value::Array(alternatives)) => {
                    let is_null = |schema: &Value| schema.get("type") == Some(&json!("null"));
                    let others = || {
                        let all = alternatives.iter().enumerate();
                        all.filter(|(_, schema)| !is_null(schema))
                    };
                    self.null |= others().count() < alternatives.len();
                    let mut rest = others();
                    match (rest.next(), rest.next()) {
                        (Some((index, one)), None) => {
                            next = Some((one.clone(), join(&pointer, index)));
                        }
                        _ => {
                            let rest: Vec<_> = others().map(|(_, schema)| schema.clone()).collect();
                            self.keep(key, json!(rest), pointer);
                        }
                    }
                }
                (_, value) => self.keep(key, value.clone(), pointer),
            }
        }
        next
    }

    /// Returns the keyword of the alternatives, the alternatives, and their pointer.
    fn alternatives(&self) -> Option<(&'static str, &Value, &str)> {
        ["anyOf", "oneOf"].into_iter().find_map(|kind| {
            let (list, pointer) = self.keys.get(kind)?;
            Some((kind, list, pointer.as_str()))
        })
    }

    fn keep(&mut self, key: &str, value: Value, pointer: String) {
        self.keys.entry(key.to_owned()).or_insert((value, pointer));
    }
}

/// Returns the parameters of an operation by location and name.
fn parameters(doc: &Value, operation: &Value) -> BTreeMap<String, Value> {
    let list = operation.get("parameters").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .map(|parameter| {
            let parameter = resolved(doc, parameter, "").0;
            let text = |key: &str| parameter[key].as_str().unwrap_or_default();
            (
                format!("{} {}", text("in"), text("name")),
                parameter.clone(),
            )
        })
        .collect()
}

/// Resolves the reference of a parameter, a body or a response.
fn resolved<'v>(doc: &'v Value, value: &'v Value, at: &str) -> (&'v Value, String) {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = reference.strip_prefix('#').unwrap_or_default();
            let found = doc.pointer(target);
            let found = found.unwrap_or_else(|| panic!("{reference} has no target"));
            (found, target.to_owned())
        }
        None => (value, at.to_owned()),
    }
}

fn entries<'v>(value: &'v Value, key: &str) -> BTreeMap<String, &'v Value> {
    members(value.get(key))
}

fn members(value: Option<&Value>) -> BTreeMap<String, &Value> {
    let map = value.and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(key, value)| (key.clone(), value))
        .collect()
}

fn alternatives(value: Option<&Value>) -> BTreeMap<String, &Value> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.enumerate()
        .map(|(index, value)| (index.to_string(), value))
        .collect()
}

/// Returns whether the value is a boolean or missing, as `required` of a parameter or a body is.
fn flag(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_boolean)
}

/// Returns whether two values are equal. `1` and `1.0` are.
fn same(ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    match (ours.and_then(Value::as_f64), theirs.and_then(Value::as_f64)) {
        (Some(ours), Some(theirs)) => ours.total_cmp(&theirs).is_eq(),
        _ => ours == theirs,
    }
}

/// Returns a string in backticks, and any other value as JSON.
fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => other.to_string(),
    }
}
