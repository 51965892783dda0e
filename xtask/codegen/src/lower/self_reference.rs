//! Makes references that name this document by its `$self` local, and security schemes by their URI
//! those of that name.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::pointer::component;
use crate::walk;

const KEY: &str = "$self";

pub(super) fn localise(doc: &mut Value, report: &mut Report) {
    let own = doc.as_object_mut().and_then(|doc| doc.shift_remove(KEY));
    match own.as_ref().map(|own| own.as_str().map(base)) {
        None => {}
        Some(Some(own)) => {
            references(doc, own);
            report.note(
                "self",
                "/$self",
                "references to this document by this URI are local",
            );
        }
        Some(None) => report.unsupported(
            "self",
            "/$self",
            "not a URI: references to this document by it are not found",
            "Write the URI of the document as a text.",
        ),
    }
    requirements(doc);
}

/// Returns a URI without its fragment.
fn base(uri: &str) -> &str {
    uri.split('#').next().unwrap_or("")
}

/// Returns whether a reference without its fragment names the document with the URI `own`.
fn is_own(reference: &str, own: &str) -> bool {
    let path = own.split_once("://").map_or(own, |(_, rest)| {
        rest.find('/').map_or("", |start| &rest[start..])
    });
    let name = own.rsplit('/').next().unwrap_or("");
    let relative = reference.strip_prefix("./").unwrap_or(reference);
    !reference.is_empty()
        && (reference == own || (!name.is_empty() && [path, name].contains(&relative)))
}

fn references(doc: &mut Value, own: &str) {
    let localise = |value: &mut Value| {
        let text = value.as_str().unwrap_or_default();
        if let Some((reference, fragment)) = text.split_once('#')
            && is_own(reference, own)
        {
            *value = json!(format!("#{fragment}"));
        }
    };
    let mut waiting = vec![doc];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) => {
                for key in ["$ref", "defaultMapping"] {
                    if let Some(value) = map.get_mut(key) {
                        localise(value);
                    }
                }
                let mapping = map.get_mut("mapping").and_then(Value::as_object_mut);
                mapping.into_iter().flatten().for_each(|(_, v)| localise(v));
                let list = map.get_mut("security").and_then(Value::as_array_mut);
                let entries = list.into_iter().flatten();
                for requirement in entries.filter_map(Value::as_object_mut) {
                    rename_keys(requirement, |name| {
                        let (reference, fragment) = name.split_once('#')?;
                        is_own(reference, own).then(|| format!("#{fragment}"))
                    });
                }
                waiting.extend(map.values_mut());
            }
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
}

/// Names the security schemes that a requirement refers to by URI.
fn requirements(doc: &mut Value) {
    let known = doc.pointer("/components/securitySchemes").cloned();
    let is_known = |name: &str| known.as_ref().is_some_and(|k| k.get(name).is_some());
    let rename = |holder: &mut Value| {
        let list = holder.get_mut("security").and_then(Value::as_array_mut);
        let entries = list.into_iter().flatten();
        for requirement in entries.filter_map(Value::as_object_mut) {
            rename_keys(requirement, |name| {
                let found = component(name, "securitySchemes")?;
                (!is_known(name) && is_known(&found)).then_some(found)
            });
        }
    };
    rename(doc);
    walk::operations_mut(doc, &mut |_, _, operation, _| rename(operation));
}

fn rename_keys(map: &mut Map<String, Value>, name: impl Fn(&str) -> Option<String>) {
    if map.keys().any(|key| name(key).is_some()) {
        let entries = std::mem::take(map).into_iter();
        map.extend(entries.map(|(key, value)| (name(&key).unwrap_or(key), value)));
    }
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn a_document_is_named_by_its_uri_or_a_part_of_it() {
        let own = "https://api.example/docs/api.yaml";
        for (reference, expected) in [
            (own, true),
            ("/docs/api.yaml", true),
            ("api.yaml", true),
            ("./api.yaml", true),
            ("other.yaml", false),
            ("", false),
            ("https://api.example/docs/other.yaml", false),
        ] {
            assert_eq!(is_own(reference, own), expected, "{reference}");
        }
        assert!(!is_own("/", "https://api.example/"));
    }
}
