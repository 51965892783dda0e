//! Lowers schemas one at a time, inner ones first.

use serde_json::{Map, Value, json};

use super::keywords::{is_known, kind, type_name};
use super::{conditions, integers, keyword_rewrites, shape, unions, values};
use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::openapi::{is_annotation, types_of};
use crate::pass::Pass;
use crate::pointer::join;
use crate::walk;

/// The facts that the passes over one schema establish.
#[derive(Debug, PartialEq)]
enum SchemaFact {
    /// `const` is written as `enum`.
    NoConst,
    /// `type` is one type; several types are a `oneOf`.
    OneType,
    /// `enum` is a list of scalars of that type.
    Values,
    /// Alternatives are a `oneOf` without null.
    Alternatives,
    /// Every schema that is not composed has a type.
    Typed,
}

/// Runs after the schemas inside are lowered.
type SchemaFn = fn(&mut Map<String, Value>, &str, &mut Report);

const PASSES: &[Pass<SchemaFn, SchemaFact>] = &[
    Pass {
        name: "title",
        needs: &[],
        gives: &[],
        run: title,
    },
    Pass {
        name: "examples",
        needs: &[],
        gives: &[],
        run: examples,
    },
    Pass {
        name: "null_default",
        needs: &[],
        gives: &[],
        run: null_default,
    },
    Pass {
        name: "constant",
        needs: &[],
        gives: &[SchemaFact::NoConst],
        run: constant,
    },
    Pass {
        name: "pattern",
        needs: &[],
        gives: &[],
        run: pattern,
    },
    Pass {
        name: "exclusive",
        needs: &[],
        gives: &[],
        run: exclusive,
    },
    Pass {
        name: "integer_formats",
        // It is for numbers beside other types too.
        needs: &[],
        gives: &[],
        run: integers::of_format,
    },
    Pass {
        name: "types",
        needs: &[SchemaFact::NoConst],
        gives: &[SchemaFact::OneType],
        run: unions::types,
    },
    Pass {
        name: "values",
        needs: &[SchemaFact::OneType],
        gives: &[SchemaFact::Values],
        run: values::list,
    },
    Pass {
        name: "integers",
        needs: &[SchemaFact::OneType],
        gives: &[],
        run: integers::lower,
    },
    Pass {
        name: "alternatives",
        needs: &[SchemaFact::OneType, SchemaFact::Values],
        gives: &[SchemaFact::Alternatives],
        run: unions::alternatives,
    },
    Pass {
        name: "infer",
        needs: &[SchemaFact::Alternatives],
        gives: &[SchemaFact::Typed],
        run: infer,
    },
    Pass {
        name: "additional",
        needs: &[SchemaFact::Typed],
        gives: &[],
        run: additional,
    },
    Pass {
        name: "siblings",
        needs: &[SchemaFact::Typed],
        gives: &[],
        run: siblings,
    },
];

/// Lowers every schema of the document.
pub(super) fn lower_all(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    walk::roots_mut(doc, &mut |_, schema, at| {
        lower(schema, at, &schemas, report)
    });
}

/// Lowers `schema` and every schema in it. `schemas` are the components before.
fn lower(schema: &mut Value, at: &str, schemas: &Map<String, Value>, report: &mut Report) {
    if let Value::Object(map) = schema {
        shape::check(map, at, report);
        if let Some(schema) = map.get("$schema") {
            dialect(schema, &join(at, "$schema"), report);
        }
        conditions::remove(map, at, schemas, report);
        keyword_rewrites::rewrite(map, at, report);
        remove_unknown(map, at, report);
        record_titles(map);
        unions::prepare(map, at, report);
    }
    walk::children_mut(schema, at, &mut |child, at| {
        lower(child, at, schemas, report)
    });
    match schema {
        Value::Bool(true) => {
            report.note("boolean-schema", at, "`true` rewritten as `{}`");
            *schema = json!({});
        }
        Value::Bool(false) => {
            report.unsupported(
                "boolean-schema",
                at,
                "`false` accepts no value",
                "Remove the parts with this schema in an overlay.",
            );
            *schema = json!({});
        }
        Value::Object(map) => {
            for pass in PASSES {
                (pass.run)(map, at, report);
            }
        }
        _ => {
            let kind = kind(schema);
            report.unsupported(
                "not-a-schema",
                at,
                format!("{kind} is not a schema: any value is accepted"),
                "Write an object or a boolean, or change it in an overlay.",
            );
            *schema = json!({});
        }
    }
}

/// Reports a dialect of JSON Schema that is not read like 2020-12.
pub(super) fn dialect(dialect: &Value, at: &str, report: &mut Report) {
    let known = ["json-schema.org/", "spec.openapis.org/oas/"];
    let text = dialect.as_str().unwrap_or("");
    if !known.iter().any(|part| text.contains(part)) {
        report.unsupported(
            "schema-dialect",
            at,
            format!("unknown dialect {dialect}: schemas are read as JSON Schema 2020-12"),
            "Remove it in an overlay if the schemas have the keywords of JSON Schema 2020-12.",
        );
    }
}

fn title(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    if map.shift_remove("title").is_some() {
        // The generator takes equal titles for equal types.
        report.note(
            "title",
            &join(at, "title"),
            "removed: it is not used in type names",
        );
    }
}

fn null_default(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    if map.get("default") == Some(&Value::Null) {
        map.shift_remove("default");
        report.note("default-null", &join(at, "default"), "removed");
    }
}

/// Removes and reports unknown keywords, which the generator would ignore silently.
fn remove_unknown(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let unknown: Vec<String> = map.keys().filter(|k| !is_known(k)).cloned().collect();
    for keyword in unknown {
        report.unsupported(
            "unknown-keyword",
            &join(at, &keyword),
            format!("unknown keyword `{keyword}`"),
            "Check the spelling, or remove it in an overlay; extensions begin with `x-`.",
        );
        map.shift_remove(&keyword);
    }
}

/// Records the titles of alternatives, which become the names of variants.
fn record_titles(map: &mut Map<String, Value>) {
    for keyword in walk::LIST {
        let alternatives = map.get_mut(keyword).and_then(Value::as_array_mut);
        for alternative in alternatives
            .into_iter()
            .flatten()
            .filter_map(Value::as_object_mut)
        {
            if let Some(Value::String(title)) = alternative.get("title").cloned() {
                alternative.insert(extension_keys::TITLE.to_owned(), json!(title));
            }
        }
    }
}

/// Infers a missing type from the keywords, and removes keywords and formats of other types.
fn infer(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let composed = ["$ref", "allOf", "anyOf", "oneOf", "enum"];
    if !map.contains_key("type") && !composed.iter().any(|k| map.contains_key(*k)) {
        let found = ["object", "array", "string", "number"]
            .into_iter()
            .find(|name| map.keys().any(|k| types_of(k).contains(name)));
        if let Some(name) = found {
            map.insert("type".to_owned(), json!(name));
            report.note(
                "type-inferred",
                at,
                format!("`type` is missing: `{name}` is inferred from the keywords"),
            );
        }
    }
    if let Some(name) = map.get("type").and_then(Value::as_str).map(str::to_owned) {
        let strange: Vec<String> = map
            .keys()
            .filter(|k| !types_of(k).is_empty() && !types_of(k).contains(&name.as_str()))
            .cloned()
            .collect();
        for keyword in strange {
            map.shift_remove(&keyword);
            let at = join(at, &keyword);
            report.note(
                "other-type",
                &at,
                format!("removed: it does not apply to `{name}`"),
            );
        }
    }
    let format = map.get("format").and_then(Value::as_str);
    let fits = match (format, map.get("type").and_then(Value::as_str)) {
        (None, _) => true,
        (Some(_), Some("integer" | "number" | "string")) => true,
        (Some(_), _) => false,
    };
    if !fits {
        map.shift_remove("format");
        report.note(
            "format",
            &join(at, "format"),
            "removed: formats apply to numbers and strings only",
        );
    }
}

fn examples(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(examples) = map.shift_remove("examples") else {
        return;
    };
    let first = examples
        .as_array()
        .and_then(|list| list.iter().find(|e| !e.is_null()))
        .cloned();
    if let (Some(first), false) = (first, map.contains_key("example")) {
        map.insert("example".to_owned(), first);
    }
    report.note(
        "examples",
        &join(at, "examples"),
        "rewritten as `example` with the first value",
    );
}

fn constant(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let Some(value) = map.shift_remove("const") else {
        return;
    };
    if !map.contains_key("type")
        && let Some(name) = type_name(&value)
    {
        map.insert("type".to_owned(), json!(name));
    }
    map.insert("enum".to_owned(), json!([value]));
    let from = join(at, "const");
    report.moved(join(at, "enum"), &from);
    report.note("const", &from, "rewritten as an `enum` of one value");
}

fn pattern(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let pattern = map.get("pattern").and_then(Value::as_str);
    let compile = |pattern| {
        // With the flag `u`, as JSON Schema says; a pattern with escapes that it forbids without.
        let with_flag = regress::Regex::with_flags(pattern, "u");
        with_flag.or_else(|_| regress::Regex::new(pattern))
    };
    if let Some(Err(reason)) = pattern.map(compile) {
        map.shift_remove("pattern");
        report.unsupported(
            "pattern",
            &join(at, "pattern"),
            format!("invalid pattern: {reason}"),
            "Correct or remove it in an overlay; the service checks it.",
        );
    }
}

/// In 3.1 an exclusive bound is a number, in 3.0 a flag beside the bound.
fn exclusive(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    for (exclusive, bound, lower) in [
        ("exclusiveMinimum", "minimum", true),
        ("exclusiveMaximum", "maximum", false),
    ] {
        let Some(limit) = map.get(exclusive).filter(|l| l.is_number()).cloned() else {
            if map.contains_key(exclusive) && !map.contains_key(bound) {
                map.shift_remove(exclusive);
                let at = join(at, exclusive);
                report.note(
                    "exclusive-bound",
                    &at,
                    "removed: there is no bound to exclude",
                );
            }
            continue;
        };
        let other = map.get(bound).and_then(Value::as_f64);
        let tighter = match (limit.as_f64(), other) {
            (Some(limit), Some(other)) if lower => limit >= other,
            (Some(limit), Some(other)) => limit <= other,
            _ => true,
        };
        map.shift_remove(exclusive);
        if tighter {
            report.moved(join(at, bound), &join(at, exclusive));
            map.insert(bound.to_owned(), limit);
            map.insert(exclusive.to_owned(), json!(true));
        }
        report.note(
            "exclusive-bound",
            &join(at, exclusive),
            format!("rewritten as `{bound}` with `true` here"),
        );
    }
}

/// The generator drops unknown keys under `true` and keeps them under an empty schema.
fn additional(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let has_properties = map
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|p| !p.is_empty());
    if has_properties && map.get("additionalProperties") == Some(&Value::Bool(true)) {
        map.insert("additionalProperties".to_owned(), json!({}));
        report.note(
            "additional-properties",
            &join(at, "additionalProperties"),
            "`true` rewritten as `{}`, so that unknown keys are kept",
        );
    }
}

/// 3.1 allows keywords beside `$ref`, 3.0 ignores them.
fn siblings(map: &mut Map<String, Value>, at: &str, report: &mut Report) {
    if map.len() < 2 {
        return;
    }
    let Some(reference) = map.shift_remove("$ref") else {
        return;
    };
    if !map.keys().all(|k| is_annotation(k)) {
        report.note(
            "ref-siblings",
            at,
            "merged with the keywords beside the reference",
        );
    } else {
        report.note("ref-siblings", at, "the reference is moved into `allOf`");
    }
    let part = json!({"$ref": reference});
    match map.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(parts) => parts.insert(0, part),
        None => {
            map.insert("allOf".to_owned(), json!([part]));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_pass_runs_after_those_that_it_needs() {
        assert_eq!(crate::pass::check(super::PASSES), Ok(()));
    }
}
