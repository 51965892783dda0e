//! Limits on the size of a document, so that every run terminates in reasonable time.
//!
//! Each limit is far above what real documents need. Beyond it a stage or the generator needs too
//! much time or stack.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::components;
use crate::diagnostic::Report;
use crate::pointer::{join, schema_at};
use crate::walk;

/// Maximum number of component schemas.
pub const MAX_SCHEMAS: usize = 20_000;
/// Maximum number of operations.
pub const MAX_OPERATIONS: usize = 10_000;
/// Maximum number of entries of a list or object.
pub const MAX_ENTRIES: usize = 10_000;
/// Maximum length of a chain of schemas that refer to each other by `$ref` or `allOf`.
pub const MAX_CHAIN: usize = 100;
/// Maximum number of files of a document.
pub const MAX_FILES: usize = 10_000;
/// Maximum number of bytes of all files of a document.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// Maximum number of values in a document of several files, after its references are replaced.
pub const MAX_BUNDLED_VALUES: usize = 1_000_000;
/// Maximum nesting in a document of several files, after its references are replaced.
pub const MAX_BUNDLED_DEPTH: usize = 96;
/// Maximum number of references that lead to one target.
pub const MAX_REFERENCES: usize = 64;

const ADVICE: &str = "Select a subset of the operations, or change this part in an overlay.";

/// Returns whether `doc` is within the limits. Must run before all other stages.
pub fn check(doc: &Value, report: &mut Report) -> bool {
    let before = report.errors().count();
    let schemas = components::schemas(doc);
    count(
        "schemas",
        schemas.len(),
        MAX_SCHEMAS,
        "/components/schemas",
        report,
    );
    let operations = walk::operations(doc).len();
    count("operations", operations, MAX_OPERATIONS, "/paths", report);
    entries(doc, report);
    if schemas.len() <= MAX_SCHEMAS {
        chains(schemas, report);
    }
    report.errors().count() == before
}

fn count(what: &str, count: usize, limit: usize, at: &str, report: &mut Report) {
    if count > limit {
        let message = format!("{count} {what}, the limit is {limit}");
        report.error("limit", at, message, ADVICE);
    }
}

/// Checks lists and objects other than the tables of paths and schemas.
fn entries(doc: &Value, report: &mut Report) {
    let mut waiting = vec![(doc, String::new())];
    while let Some((value, at)) = waiting.pop() {
        let length = match value {
            Value::Object(map) => map.len(),
            Value::Array(list) => list.len(),
            _ => continue,
        };
        if !["/paths", "/components/schemas"].contains(&at.as_str()) {
            count("entries", length, MAX_ENTRIES, &at, report);
        }
        if length > MAX_SCHEMAS {
            continue;
        }
        match value {
            Value::Object(map) => {
                let below = map.iter().filter(|(_, v)| !is_plain(v));
                waiting.extend(below.map(|(key, value)| (value, join(&at, key))));
            }
            Value::Array(list) => {
                let below = list.iter().enumerate().filter(|(_, v)| !is_plain(v));
                waiting.extend(below.map(|(i, value)| (value, join(&at, i))));
            }
            _ => {}
        }
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// A component whose longest chain is being computed.
struct Visit<'a> {
    name: &'a str,
    next: Vec<String>,
    longest: usize,
}

/// Computes the longest chain from each component. Cycles are reported by later stages.
fn chains(schemas: &Map<String, Value>, report: &mut Report) {
    let mut known: HashMap<&str, Option<usize>> = HashMap::new();
    for name in schemas.keys() {
        let mut open = Vec::new();
        enter(name, schemas, &mut known, &mut open);
        while let Some(visit) = open.last_mut() {
            let Some(next) = visit.next.pop() else {
                let (name, length) = (visit.name, visit.longest + 1);
                open.pop();
                known.insert(name, Some(length));
                if let Some(above) = open.last_mut() {
                    above.longest = above.longest.max(length);
                }
                if length == MAX_CHAIN + 1 {
                    let message = format!(
                        "a chain of more than {MAX_CHAIN} schemas that refer to each other by `$ref` or `allOf`"
                    );
                    report.error("limit", &schema_at(name), message, ADVICE);
                }
                continue;
            };
            match known.get(next.as_str()) {
                Some(Some(length)) => visit.longest = visit.longest.max(*length),
                Some(None) => {}
                None => {
                    if let Some((name, _)) = schemas.get_key_value(&next) {
                        enter(name, schemas, &mut known, &mut open);
                    }
                }
            }
        }
    }
}

fn enter<'a>(
    name: &'a str,
    schemas: &'a Map<String, Value>,
    known: &mut HashMap<&'a str, Option<usize>>,
    open: &mut Vec<Visit<'a>>,
) {
    if known.contains_key(name) {
        return;
    }
    known.insert(name, None);
    open.push(Visit {
        name,
        next: schemas
            .get(name)
            .map(components::merged)
            .unwrap_or_default(),
        longest: 0,
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Policy;
    use serde_json::json;

    fn errors(doc: &Value) -> Vec<String> {
        let mut report = Report::new("d", Policy::Strict);
        let is_within_limits = check(doc, &mut report);
        let rules: Vec<String> = report
            .errors()
            .map(|d| format!("{}: {}", d.pointer, d.message))
            .collect();
        assert_eq!(is_within_limits, rules.is_empty());
        rules
    }

    fn chain(length: usize) -> Value {
        let mut schemas = Map::new();
        for i in 0..length {
            let next = format!("#/components/schemas/A{}", i + 1);
            schemas.insert(format!("A{i}"), json!({"allOf": [{"$ref": next}, {}]}));
        }
        schemas.insert(format!("A{length}"), json!({"type": "string"}));
        json!({"components": {"schemas": schemas}})
    }

    #[test]
    fn each_limit_is_named() {
        assert!(errors(&chain(99)).is_empty());
        let long = errors(&chain(100));
        assert_eq!(long.len(), 1);
        assert!(long[0].starts_with("/components/schemas/A0: a chain of more than 100 schemas"));
        assert_eq!(errors(&chain(5_000)).len(), 1);

        let values = vec![json!("a"); MAX_ENTRIES + 1];
        let doc = json!({"components": {"schemas": {"A": {"enum": values}}}});
        assert_eq!(
            errors(&doc),
            ["/components/schemas/A/enum: 10001 entries, the limit is 10000"]
        );
    }

    #[test]
    fn circles_have_an_end() {
        let of = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let doc =
            json!({"components": {"schemas": {"A": of("B"), "B": {"allOf": [of("A"), of("B")]}}}});
        assert!(errors(&doc).is_empty());
    }
}
