//! Makes inline schemas that are equal one type, so that a document that repeats them has few types.
//!
//! Schemas are equal if they differ only in their own descriptions. A named component of the document
//! stays a type of its own. An inline schema with fields or listed values that equals one is that type;
//! a restricted string is not, because the component may be an identifier of something else.
//!
//! The name of the type depends on the schemas that it replaces, and not on their order.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::names::pascal;
use crate::pointer::{schema_at, schema_name, schema_ref};
use crate::{components, extension_keys, walk};

/// Keywords that do not change the type.
const ANNOTATIONS: [&str; 4] = [
    "description",
    "example",
    "externalDocs",
    extension_keys::TITLE,
];

/// Number of restricted strings that share a type: two of one length may be so by chance, and keep the names
/// of their fields.
const TEXTS: usize = 3;

/// Merges the `hoisted` components that are equal.
pub(super) fn merge(doc: &mut Value, hoisted: &[String], report: &mut Report) {
    let Some(schemas) = components::schemas_mut(doc) else {
        return;
    };
    let inline: BTreeSet<&String> = hoisted
        .iter()
        .filter(|n| schemas.contains_key(*n))
        .collect();
    let groups = groups(schemas, &inline);
    let names = names(schemas, &groups);
    let mut renamed: HashMap<String, String> = HashMap::new();
    for (group, name) in groups.iter().zip(names) {
        replace(schemas, group, &name, report);
        let merged = group.inline.iter().filter(|member| ***member != name);
        renamed.extend(merged.map(|member| ((*member).clone(), name.clone())));
    }
    schemas.retain(|name, _| !renamed.contains_key(name));
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, _| {
            let target = reference(schema).and_then(|name| renamed.get(&name));
            if let Some(name) = target {
                schema["$ref"] = json!(schema_ref(name));
            }
        });
    });
}

/// Schemas that are equal.
struct Group<'a> {
    /// Those that were inline, sorted.
    inline: Vec<&'a String>,
    /// A named component that equals them.
    component: Option<String>,
}

/// Returns the groups of more than one schema.
fn groups<'a>(schemas: &Map<String, Value>, inline: &BTreeSet<&'a String>) -> Vec<Group<'a>> {
    // The first of the schemas that are equal, as far as is known.
    let mut first: HashMap<String, String> = HashMap::new();
    let mut keys: Vec<Key> = schemas
        .iter()
        .map(|(name, schema)| Key::new(name, schema, &first))
        .collect();
    loop {
        let mut equal: BTreeMap<&str, (Vec<&'a String>, Vec<&String>)> = BTreeMap::new();
        for (name, key) in schemas.keys().zip(&keys) {
            let (inlines, named) = equal.entry(&key.text).or_default();
            match inline.get(name) {
                Some(name) => inlines.push(name),
                None => named.push(name),
            }
        }
        let mut next: HashMap<String, String> = HashMap::new();
        let mut found = Vec::new();
        for (mut inlines, named) in equal.into_values() {
            inlines.sort();
            let is_text = inlines
                .first()
                .and_then(|name| schemas.get(*name))
                .is_some_and(is_text);
            if is_text && inlines.len() < TEXTS {
                continue;
            }
            let component = named.into_iter().min_by_key(|name| (name.len(), *name));
            let component = component.filter(|_| !is_text).cloned();
            let Some(target) = component.as_ref().or(inlines.first().copied()) else {
                continue;
            };
            let merged = inlines.iter().filter(|name| **name != target);
            next.extend(merged.map(|name| ((*name).clone(), target.clone())));
            if inlines.len() + usize::from(component.is_some()) > 1 {
                found.push(Group {
                    inline: inlines,
                    component,
                });
            }
        }
        // Schemas that contain others are equal once those are.
        if next == first {
            return found;
        }
        for ((name, schema), key) in schemas.iter().zip(&mut keys) {
            if key
                .references
                .iter()
                .any(|name| next.get(name) != first.get(name))
            {
                *key = Key::new(name, schema, &next);
            }
        }
        first = next;
    }
}

/// A schema without what does not change its type.
struct Key {
    text: String,
    /// The components that it refers to.
    references: Vec<String>,
}

impl Key {
    fn new(name: &str, schema: &Value, first: &HashMap<String, String>) -> Self {
        let mut key = Self {
            text: String::new(),
            references: Vec::new(),
        };
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            if !ANNOTATIONS.contains(&keyword.as_str()) {
                key.text += keyword;
                key.add(value, first);
            }
        }
        // Patterns are of identifiers: one of another name is something else.
        if schema.get("pattern").is_some() {
            key.text.extend(words(name).pop());
        }
        key
    }

    fn add(&mut self, value: &Value, first: &HashMap<String, String>) {
        match value {
            Value::Object(map) => {
                self.text.push('{');
                for (keyword, value) in map {
                    let target = value.as_str().filter(|_| keyword == "$ref");
                    match target.and_then(schema_name) {
                        Some(name) => {
                            self.text += first.get(&name).unwrap_or(&name);
                            self.references.push(name);
                        }
                        None => {
                            self.text += &json!(keyword).to_string();
                            self.add(value, first);
                        }
                    }
                    self.text.push(',');
                }
                self.text.push('}');
            }
            Value::Array(list) => {
                self.text.push('[');
                for value in list {
                    self.add(value, first);
                    self.text.push(',');
                }
                self.text.push(']');
            }
            value => self.text += &value.to_string(),
        }
    }
}

fn reference(schema: &Value) -> Option<String> {
    schema_name(schema.get("$ref")?.as_str()?)
}

/// Returns whether this is a string without listed values.
fn is_text(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("string") && schema.get("enum").is_none()
}

/// Returns the name of the type of each group.
fn names(schemas: &Map<String, Value>, groups: &[Group<'_>]) -> Vec<String> {
    let wanted: Vec<Option<String>> = groups
        .iter()
        .map(|group| {
            let schema = schemas.get(*group.inline.first()?)?;
            match &group.component {
                Some(_) => None,
                None => of_text(schema).or_else(|| common_suffix(&group.inline)),
            }
        })
        .collect();
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for name in wanted.iter().flatten() {
        *used.entry(name.clone()).or_default() += 1;
    }
    // Names of other types are not free, even if these are merged too.
    let mut count = |name: &String| *used.entry(pascal(name)).or_default() += 1;
    schemas.keys().for_each(&mut count);
    let free = |group: &Group<'_>, name: &String| {
        let own = usize::from(group.inline.contains(&name));
        used.get(name) == Some(&(1 + own))
    };
    groups
        .iter()
        .zip(wanted)
        .map(|(group, wanted)| {
            let wanted = wanted.filter(|name| free(group, name));
            let name = group.component.clone().or(wanted);
            let shortest = group.inline.iter().min_by_key(|name| (name.len(), **name));
            name.or_else(|| shortest.map(|name| (*name).clone()))
                .unwrap_or_default()
        })
        .collect()
}

/// Returns a name for a string that has only a maximum or minimum length.
fn of_text(schema: &Value) -> Option<String> {
    let map = schema.as_object().filter(|_| is_text(schema))?;
    let known = ["type", "minLength", "maxLength"];
    let is_plain = |keyword: &String| {
        known.contains(&keyword.as_str()) || ANNOTATIONS.contains(&keyword.as_str())
    };
    if !map.keys().all(is_plain) {
        return None;
    }
    let length = |keyword: &str| map.get(keyword).and_then(Value::as_u64);
    match (length("minLength"), length("maxLength")) {
        (None | Some(0), Some(max)) => Some(format!("TextUpTo{max}")),
        (Some(min), Some(max)) if min == max => Some(format!("TextOf{max}")),
        (Some(min), Some(max)) => Some(format!("TextOf{min}To{max}")),
        (Some(min), None) => Some(format!("TextFrom{min}")),
        (None, None) => None,
    }
}

/// Words that say nothing about a type, or that are types of the standard library.
const VAGUE: [&str; 40] = [
    "Any", "Body", "Box", "Client", "Clone", "Copy", "Data", "Debug", "Default", "Drop", "Eq",
    "Err", "Error", "Extra", "Fn", "From", "Hash", "Into", "Item", "Items", "Iterator", "List",
    "Map", "None", "Object", "Ok", "Option", "Ord", "Result", "Response", "Self", "Send", "Some",
    "String", "Sync", "Type", "Unknown", "Value", "Values", "Vec",
];

/// Returns the words at the end that these names have in common.
fn common_suffix(names: &[&String]) -> Option<String> {
    let words: Vec<Vec<&str>> = names.iter().map(|name| words(name)).collect();
    let (first, rest) = words.split_first()?;
    let is_common = |n: usize| {
        rest.iter()
            .all(|words| words.ends_with(&first[first.len() - n..]))
    };
    let length = (1..=first.len()).take_while(|n| is_common(*n)).last()?;
    let common = &first[first.len() - length..];
    let is_vague = |word: &&&str| VAGUE.contains(*word) || word.starts_with("Variant");
    let name: String = common.concat();
    let starts = name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_clear = common.iter().filter(|word| !is_vague(word)).count() > 0;
    (starts && is_clear && !is_vague(&&common[0])).then_some(name)
}

/// Splits a name in Pascal case into words.
fn words(name: &str) -> Vec<&str> {
    let starts = name
        .char_indices()
        .filter(|(_, c)| c.is_uppercase())
        .map(|(i, _)| i);
    let mut starts: Vec<usize> = starts.filter(|i| *i > 0).collect();
    starts.push(name.len());
    let mut from = 0;
    let words = starts
        .into_iter()
        .map(|to| &name[std::mem::replace(&mut from, to)..to]);
    words.collect()
}

/// Replaces the schemas of a group by one, and leaves nulls where the others were.
fn replace(schemas: &mut Map<String, Value>, group: &Group<'_>, name: &str, report: &mut Report) {
    let mut members: Vec<Value> = Vec::new();
    for member in &group.inline {
        report.note(
            "equal-schemas",
            &schema_at(member),
            format!("has the type `{name}`, as all schemas that are equal"),
        );
        members.extend(schemas.get_mut(*member).map(Value::take));
    }
    let (Some(first), None) = (group.inline.first(), &group.component) else {
        return;
    };
    report.moved(schema_at(name), &schema_at(first));
    let Some((schema, others)) = members.split_first_mut() else {
        return;
    };
    let description = schema.get("description").cloned();
    // The places keep their descriptions.
    if others
        .iter()
        .any(|other| other.get("description") != description.as_ref())
        && let Some(schema) = schema.as_object_mut()
    {
        schema.shift_remove("description");
    }
    schemas.insert(name.to_owned(), schema.take());
}
