//! Compares the documents of Gcore in `openapi/` with the vendor's, if these are beside the project.
//!
//! `openapi/differences.toml` must list exactly the differences, each with a reason.

mod compare;
mod compare_tests;

use std::collections::BTreeSet;
use std::path::Path;

use rolekit_codegen::clients::{self, ClientEntry};
use rolekit_codegen::{document, walk};
use serde::Deserialize;
use serde_json::Value;

use self::compare::Difference;
use crate::helpers;

/// The dates of the vendor's documents, which are the names of their folders.
const DATES: [&str; 2] = ["2026-05-15", "2026-08-20"];

/// `openapi/differences.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    difference: Vec<Entered>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entered {
    document: String,
    dates: Vec<String>,
    pointer: String,
    what: Vec<String>,
    reason: String,
}

impl Listed {
    fn of(&self, document: &str, date: &str) -> BTreeSet<Difference> {
        self.difference
            .iter()
            .filter(|entry| entry.document == document && entry.dates.iter().any(|d| d == date))
            .flat_map(|entry| {
                entry.what.iter().map(|what| Difference {
                    pointer: entry.pointer.clone(),
                    what: what.clone(),
                })
            })
            .collect()
    }
}

fn listed() -> Listed {
    let path = helpers::root().join("openapi/differences.toml");
    toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns a line for each difference that is not listed, and for each listed one that does not exist.
fn unexpected(found: &BTreeSet<Difference>, listed: &BTreeSet<Difference>) -> Vec<String> {
    let line = |verdict: &str, difference: &Difference| {
        format!("{verdict}: #{}: {}", difference.pointer, difference.what)
    };
    found
        .difference(listed)
        .map(|difference| line("not listed", difference))
        .chain(
            listed
                .difference(found)
                .map(|difference| line("listed, but equal", difference)),
        )
        .collect()
}

/// Returns the document in `folder` that shares the most operations with `ours`.
fn upstream(folder: &Path, ours: &Value) -> Option<Value> {
    let mut best = (0, None);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "yaml") {
            continue;
        }
        let doc = document::read(&path, &path.to_string_lossy()).unwrap();
        let shared = walk::operations(ours)
            .iter()
            .filter(|(.., at)| doc.pointer(at).is_some())
            .count();
        if shared > best.0 {
            best = (shared, Some(doc));
        }
    }
    best.1
}

/// Returns whether the client includes an operation of the vendor's document.
fn is_included(entry: &ClientEntry, operation: &Value) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tags = operation["tags"].as_array();
    let tagged = tags
        .into_iter()
        .flatten()
        .any(|tag| entry.include.tags.contains(&text(tag)));
    tagged
        || entry
            .include
            .operations
            .contains(&text(&operation["operationId"]))
}

#[test]
fn differences_from_the_vendor_are_listed() {
    let root = helpers::root();
    let registry = clients::read(&root.join("openapi/clients.toml")).unwrap();
    let listed = listed();
    let mut lines = Vec::new();
    for date in DATES {
        let Some(folder) = helpers::shared(&format!("specs/gcore/{date}")) else {
            continue;
        };
        for (_, entry) in registry
            .iter()
            .filter(|(name, _)| name.starts_with("gcore"))
        {
            let path = root.join("openapi").join(&entry.document);
            let ours = document::read(&path, &entry.document).unwrap();
            let theirs = upstream(&folder, &ours).unwrap();
            let found = compare::documents(&ours, &theirs, &|o| is_included(entry, o));
            for line in unexpected(&found, &listed.of(&entry.document, date)) {
                lines.push(format!("{} against {date}: {line}", entry.document));
            }
        }
    }
    assert!(
        lines.is_empty(),
        "{}\nCorrect the document, or list the difference with its reason in openapi/differences.toml.",
        lines.join("\n")
    );
}

#[test]
fn listed_differences_are_valid() {
    let root = helpers::root();
    let registry = clients::read(&root.join("openapi/clients.toml")).unwrap();
    let mut pointers = BTreeSet::new();
    for entry in listed().difference {
        let known = registry
            .values()
            .any(|client| client.document == entry.document);
        assert!(known, "{entry:?}");
        assert!(!entry.reason.trim().is_empty(), "{entry:?}");
        assert!(
            !entry.what.is_empty() && !entry.dates.is_empty(),
            "{entry:?}"
        );
        for date in entry.dates {
            assert!(DATES.contains(&date.as_str()), "{date}");
            let pointer = (entry.document.clone(), date, entry.pointer.clone());
            assert!(
                pointers.insert(pointer),
                "{} is listed twice",
                entry.pointer
            );
        }
    }
}

#[test]
fn missing_and_obsolete_entries_are_reported() {
    let set = |list: &[(&str, &str)]| -> BTreeSet<Difference> {
        list.iter()
            .map(|(pointer, what)| Difference {
                pointer: (*pointer).to_owned(),
                what: (*what).to_owned(),
            })
            .collect()
    };
    let found = set(&[("/a", "x"), ("/b", "y")]);
    assert!(unexpected(&found, &found).is_empty());
    assert_eq!(
        unexpected(&found, &set(&[("/b", "y"), ("/b", "z")])),
        ["not listed: #/a: x", "listed, but equal: #/b: z"]
    );
}
