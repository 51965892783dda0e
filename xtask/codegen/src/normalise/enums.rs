//! Rewrites enums whose variants the generator cannot name, or whose values are not strings.
//!
//! The generator sees a list of names; `postprocess` writes the values.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::components;
use crate::diagnostic::Report;
use crate::extension_keys;
use crate::ir::ValueEnum;
use crate::names::{is_folded_alike, pascal};
use crate::pointer::{join, schema_at};
use crate::walk;

/// Replaces enums of one boolean by `boolean`.
pub(super) fn booleans(doc: &mut Value, report: &mut Report) {
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            if let Some(map) = schema.as_object_mut()
                && map.get("type") == Some(&json!("boolean"))
                && let Some(values) = map.shift_remove("enum")
            {
                // They may distinguish the alternatives of a union.
                map.insert(extension_keys::VALUES.to_owned(), values);
                report.note("enum", &join(at, "enum"), "any boolean is accepted");
            }
        });
    });
}

/// Finds the enums. Must run after every inline schema has a name.
pub(super) fn find(doc: &mut Value, report: &mut Report) -> Vec<ValueEnum> {
    let mut out = Vec::new();
    let schemas = components::schemas_mut(doc);
    for (name, schema) in schemas.into_iter().flatten() {
        let Some(map) = schema.as_object_mut() else {
            continue;
        };
        let Some(values) = map.get("enum").and_then(Value::as_array).cloned() else {
            continue;
        };
        if values == [Value::Null] {
            continue;
        }
        let listed = map
            .get(extension_keys::NAMES)
            .and_then(Value::as_array)
            .cloned();
        if listed.is_none() && is_plain(&values) {
            continue;
        }
        let names = names(&values, listed.as_deref());
        report.note(
            "enum-names",
            &join(&schema_at(name), "enum"),
            "the variants are named differently from the values",
        );
        let kind = map.get("type").and_then(Value::as_str);
        let placeholder = Map::from_iter([
            ("type".to_owned(), json!("string")),
            ("enum".to_owned(), json!(names)),
        ]);
        out.push(ValueEnum {
            component: name.clone(),
            values: names.into_iter().zip(values.iter().cloned()).collect(),
            integers: kind == Some("integer") && values.iter().all(Value::is_i64),
            strings: values.iter().all(Value::is_string),
        });
        map.retain(|k, _| k == "description" || k.starts_with("x-"));
        map.extend(placeholder);
    }
    out
}

/// Returns whether the generator names the variants of these values correctly.
fn is_plain(values: &[Value]) -> bool {
    let mut seen = BTreeSet::from(["Unknown".to_owned()]);
    values.iter().all(|value| {
        value.as_str().is_some_and(|text| {
            is_folded_alike(text)
                && text.chars().any(char::is_alphanumeric)
                && seen.insert(pascal(text))
        })
    })
}

/// Returns a unique name for each value.
fn names(values: &[Value], listed: Option<&[Value]>) -> Vec<String> {
    // As they are, and as the generator folds them once more.
    let mut used_names = BTreeSet::from(["Unknown".to_owned()]);
    values
        .iter()
        .enumerate()
        .map(|(i, value)| {
            let listed = listed.and_then(|g| g.get(i)).and_then(Value::as_str);
            let listed = listed.filter(|g| g.chars().any(char::is_alphanumeric));
            let own = listed.map_or_else(|| in_words(value), pascal);
            let base = own.trim_end_matches('_').to_owned();
            let mut candidates = vec![own];
            if let Some(text) = value.as_str() {
                candidates.push(spell_symbols(text));
            }
            candidates.push(format!("{base}Value"));
            candidates.extend((2..values.len() + 4).map(|n| format!("{base}{n}")));
            let free = candidates
                .into_iter()
                .find(|name| !used_names.contains(name) && !used_names.contains(&pascal(name)));
            let name = free.unwrap_or_else(|| format!("{base}Value{i}"));
            used_names.extend([pascal(&name), name.clone()]);
            name
        })
        .collect()
}

fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "Empty".to_owned(),
        Value::String(text) if text.chars().any(char::is_alphanumeric) => pascal(text),
        Value::String(text) => spell_symbols(text),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        other => {
            let text = other.to_string();
            let text = text
                .replace('-', "Minus")
                .replace('.', "Point")
                .replace('+', "");
            pascal(&format!("Value{text}"))
        }
    }
}

/// Returns a text with its symbols as words.
fn spell_symbols(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let word = match c {
            '!' => "Not",
            '"' | '\'' | '`' => "Quote",
            '#' => "Hash",
            '$' => "Dollar",
            '%' => "Percent",
            '&' => "And",
            '(' | ')' => "Paren",
            '*' => "Star",
            '+' => "Plus",
            ',' => "Comma",
            '-' => "Minus",
            '.' => "Dot",
            '/' => "Slash",
            ':' => "Colon",
            ';' => "Semicolon",
            '<' => "Less",
            '=' => "Equal",
            '>' => "Greater",
            '?' => "Question",
            '@' => "At",
            '[' | ']' => "Bracket",
            '\\' => "Backslash",
            '^' => "Caret",
            '_' => "Underscore",
            '{' | '}' => "Brace",
            '|' => "Or",
            '~' => "Tilde",
            ' ' | '\t' | '\n' => "Space",
            c if c.is_alphanumeric() => {
                out.push(c);
                continue;
            }
            c => {
                out.push_str(&format!(" U{:X} ", u32::from(c)));
                continue;
            }
        };
        out.push(' ');
        out.push_str(word);
        out.push(' ');
    }
    pascal(&out)
}
