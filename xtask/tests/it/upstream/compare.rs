//! Two documents side by side: what one says of the other's operations, and what of it differs.
//!
//! What is compared is what goes over the wire. Titles, descriptions and examples are not, and null
//! is null however it is written. A place is a JSON pointer into the first document.

use std::collections::{BTreeMap, BTreeSet};

use rolekit_codegen::pointer::{join, schema_name};
use rolekit_codegen::walk;
use serde_json::{Map, Value, json};

/// One thing that the two documents do not agree on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Difference {
    pub(super) place: String,
    pub(super) what: String,
}

/// Words for people.
const WORDS: [&str; 6] = [
    "description",
    "title",
    "summary",
    "example",
    "examples",
    "externalDocs",
];

/// Compares each operation of `ours` with the same of `theirs`. Of `theirs`, those for which
/// `wanted` holds have to be there too.
pub(super) fn documents(
    ours: &Value,
    theirs: &Value,
    wanted: &dyn Fn(&Value) -> bool,
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
    let there: BTreeMap<_, _> = walk::operations(theirs)
        .into_iter()
        .map(|(path, method, operation, at)| ((path, method), (operation, at)))
        .collect();
    let mut here = BTreeSet::new();
    for (path, method, operation, at) in walk::operations(ours) {
        here.insert((path, method));
        match there.get(&(path, method)) {
            Some((other, other_at)) => {
                let sides = (whole(ours, path, operation), whole(theirs, path, other));
                comparison.operation((&sides.0, &at), (&sides.1, other_at));
            }
            None => comparison.add_difference(&at, "the operation is not upstream"),
        }
    }
    for ((path, method), (operation, at)) in &there {
        if wanted(operation) && !here.contains(&(*path, *method)) {
            comparison.add_difference(at, "the operation is upstream only");
        }
    }
    comparison.found
}

/// An operation with the parameters that its path has for all.
fn whole(doc: &Value, path: &str, operation: &Value) -> Value {
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

/// A value, and where it stands in its document.
type Placed<'v> = (&'v Value, &'v str);

struct Comparison<'a> {
    ours: &'a Value,
    theirs: &'a Value,
    /// The pairs of schemas that were compared, so that a circle ends.
    seen: BTreeSet<(Vec<String>, Vec<String>)>,
    found: BTreeSet<Difference>,
}

impl Comparison<'_> {
    fn add_difference(&mut self, at: &str, what: impl Into<String>) {
        self.found.insert(Difference {
            place: at.to_owned(),
            what: what.into(),
        });
    }

    fn value(&mut self, ours: Option<&Value>, theirs: Option<&Value>, at: &str) {
        let bare = |value: Option<&Value>| value.map_or("absent".to_owned(), brief);
        if !same(ours, theirs) {
            self.add_difference(at, format!("{}, upstream {}", bare(ours), bare(theirs)));
        }
    }

    /// Compares texts as a set.
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

    /// Pairs what two maps have under the same keys, and tells what only one has.
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

    /// The security schemes that `ours` has.
    fn schemes(&mut self) {
        let at = "/components/securitySchemes";
        let (ours, theirs) = (self.ours.pointer(at), self.theirs.pointer(at));
        for (name, scheme) in ours.and_then(Value::as_object).into_iter().flatten() {
            let other = theirs.and_then(|t| t.get(name));
            self.rest(scheme, other.unwrap_or(&Value::Null), &join(at, name), &[]);
        }
    }

    /// Compares what two objects say, but for words and for `known` keys.
    fn rest(&mut self, ours: &Value, theirs: &Value, at: &str, known: &[&str]) {
        let keys = |value: &Value| -> BTreeSet<String> {
            let map = value.as_object();
            map.into_iter()
                .flat_map(|map| map.keys())
                .filter(|key| !WORDS.contains(&key.as_str()) && !key.starts_with("x-"))
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

    /// The schema of a parameter, and those of its content or of a body's.
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

    /// A schema that one of the two may not have.
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
            .insert((ours.places.clone(), theirs.places.clone()))
        {
            return;
        }
        let at = ours.places.last().map_or(at, String::as_str).to_owned();
        let their_at = theirs
            .places
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
            let told = if ours.null {
                "null is not upstream"
            } else {
                "null is upstream only"
            };
            self.add_difference(&ours.places[0], told);
        }
        let mut keys: BTreeSet<&str> = BTreeSet::new();
        keys.extend(ours.keys.keys().map(String::as_str));
        keys.extend(theirs.keys.keys().map(String::as_str));
        if let (Some((kind, mine, place)), Some((other, others, their_place))) =
            (ours.alternatives(), theirs.alternatives())
            && kind != other
        {
            // One difference, and not one of each alternative.
            keys.remove(kind);
            keys.remove(other);
            self.add_difference(place, format!("{kind}, upstream {other}"));
            self.keyword(kind, (Some(mine), Some(others)), place, their_place);
        }
        for key in keys {
            let mine = ours.keys.get(key);
            let place = mine.map_or_else(|| join(&at, key), |(_, place)| place.clone());
            let other = theirs.keys.get(key);
            let their_place =
                other.map_or_else(|| join(&their_at, key), |(_, place)| place.clone());
            let values = (mine.map(|(v, _)| v), other.map(|(v, _)| v));
            self.keyword(key, values, &place, &their_place);
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
                let (mine, others) = (arms(ours), arms(theirs));
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

/// A schema with its references followed and its null set apart.
struct Normal {
    null: bool,
    /// What it says, and where each of it stands; what stands nearer goes before.
    keys: BTreeMap<String, (Value, String)>,
    /// Where it stands, and where it leads, to the last place.
    places: Vec<String>,
    /// The name of the component that it leads to.
    name: Option<String>,
}

impl Normal {
    fn of(doc: &Value, schema: &Value, at: &str) -> Self {
        let mut normal = Self {
            null: false,
            keys: BTreeMap::new(),
            places: Vec::new(),
            name: None,
        };
        let (mut schema, mut at) = (schema.clone(), at.to_owned());
        // A chain longer than this is a circle.
        for _ in 0..32 {
            normal.places.push(at.clone());
            match normal.take(doc, &schema, &at) {
                Some((next, place)) => (schema, at) = (next, place),
                None => break,
            }
        }
        normal
    }

    /// Takes what a schema says itself, and gives the one that it is besides.
    fn take(&mut self, doc: &Value, schema: &Value, at: &str) -> Option<(Value, String)> {
        let mut next = None;
        for (key, value) in schema.as_object().unwrap_or(&Map::new()) {
            if WORDS.contains(&key.as_str()) || key.starts_with("x-") {
                continue;
            }
            let place = join(at, key);
            match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    let target = reference.strip_prefix('#').unwrap_or_default();
                    let found = doc.pointer(target);
                    let found = found.unwrap_or_else(|| panic!("{reference} leads nowhere"));
                    self.name = schema_name(reference);
                    next = Some((found.clone(), target.to_owned()));
                }
                ("nullable", value) => self.null |= value == &json!(true),
                ("const", value) => self.keep("enum", json!([value]), place),
                ("type", Value::Array(types)) => {
                    let rest: Vec<_> = types.iter().filter(|t| *t != "null").cloned().collect();
                    self.null |= rest.len() < types.len();
                    match rest.as_slice() {
                        [one] => self.keep("type", one.clone(), place),
                        _ => self.keep("type", json!(rest), place),
                    }
                }
                ("anyOf" | "oneOf", Value::Array(arms)) => {
                    let is_null = |arm: &Value| arm.get("type") == Some(&json!("null"));
                    let kept = || arms.iter().enumerate().filter(|(_, arm)| !is_null(arm));
                    self.null |= kept().count() < arms.len();
                    let mut rest = kept();
                    match (rest.next(), rest.next()) {
                        (Some((index, one)), None) => {
                            next = Some((one.clone(), join(&place, index)));
                        }
                        _ => {
                            let arms: Vec<_> = kept().map(|(_, arm)| arm.clone()).collect();
                            self.keep(key, json!(arms), place);
                        }
                    }
                }
                (_, value) => self.keep(key, value.clone(), place),
            }
        }
        next
    }

    /// Its alternatives: under which keyword, which, and where.
    fn alternatives(&self) -> Option<(&'static str, &Value, &str)> {
        ["anyOf", "oneOf"].into_iter().find_map(|kind| {
            let (arms, place) = self.keys.get(kind)?;
            Some((kind, arms, place.as_str()))
        })
    }

    fn keep(&mut self, key: &str, value: Value, place: String) {
        self.keys.entry(key.to_owned()).or_insert((value, place));
    }
}

/// The parameters of an operation by where and how they are named.
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

/// Follows the reference of a parameter, a body or a response.
fn resolved<'v>(doc: &'v Value, value: &'v Value, at: &str) -> (&'v Value, String) {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let target = reference.strip_prefix('#').unwrap_or_default();
            let found = doc.pointer(target);
            let found = found.unwrap_or_else(|| panic!("{reference} leads nowhere"));
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

fn arms(value: Option<&Value>) -> BTreeMap<String, &Value> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.enumerate()
        .map(|(index, value)| (index.to_string(), value))
        .collect()
}

/// Whether it is yes, no or not said, as `required` of a parameter or a body is.
fn flag(value: Option<&Value>) -> bool {
    value.is_none_or(Value::is_boolean)
}

/// Numbers are the same however they are written.
fn same(ours: Option<&Value>, theirs: Option<&Value>) -> bool {
    match (ours.and_then(Value::as_f64), theirs.and_then(Value::as_f64)) {
        (Some(ours), Some(theirs)) => ours.total_cmp(&theirs).is_eq(),
        _ => ours == theirs,
    }
}

/// A text as it is, in quotes as the pages have them; anything else as JSON.
fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => other.to_string(),
    }
}
