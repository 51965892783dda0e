//! Finds the schema that a reference refers to: by pointer, anchor or identifier.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::components;
use crate::pointer::{percent_decoded, schema_at, schema_name};
use crate::walk;

/// The schemas of a document by anchor and by identifier.
pub(super) struct Targets<'a> {
    doc: &'a Value,
    /// Pointers of the schemas with an anchor.
    anchors: BTreeMap<String, Vec<String>>,
    /// Pointers by identifier, as it is written and as a whole URI.
    identifiers: BTreeMap<String, String>,
    /// Pointers of the schemas that are not inside others.
    roots: BTreeSet<String>,
    /// The whole URI of the schema at a pointer, if it has an identifier.
    bases: BTreeMap<String, String>,
}

impl<'a> Targets<'a> {
    /// Indexes the schemas of `doc`.
    pub(super) fn new(doc: &'a Value) -> Self {
        let mut targets = Self {
            doc,
            anchors: BTreeMap::new(),
            identifiers: BTreeMap::new(),
            roots: BTreeSet::new(),
            bases: BTreeMap::new(),
        };
        walk::roots(doc, &mut |_, schema, at| {
            targets.roots.insert(at.to_owned());
            walk::deep(schema, at, &mut |schema, at| targets.add(schema, at));
        });
        targets
    }

    /// Adds a schema. Those around it were added before.
    fn add(&mut self, schema: &Value, at: &str) {
        for key in ["$anchor", "$dynamicAnchor"] {
            if let Some(anchor) = schema.get(key).and_then(Value::as_str) {
                let all = self.anchors.entry(anchor.to_owned()).or_default();
                all.push(at.to_owned());
            }
        }
        if let Some(id) = schema.get("$id").and_then(Value::as_str) {
            let base = self.base(at).map(|(_, base)| base.to_owned());
            let whole = join_uri(base.as_deref().unwrap_or_default(), id);
            for id in [id.to_owned(), whole.clone()] {
                let id = id.trim_end_matches('#').to_owned();
                self.identifiers.entry(id).or_insert(at.to_owned());
            }
            self.bases.insert(at.to_owned(), whole);
        }
    }

    /// Returns pointer and URI of the nearest schema with an identifier at or around `at`.
    fn base(&self, at: &str) -> Option<(&str, &str)> {
        let (pointer, uri) = prefixes(at).find_map(|at| self.bases.get_key_value(at))?;
        Some((pointer, uri))
    }

    /// Returns whether several schemas have this anchor.
    pub(super) fn is_ambiguous(&self, anchor: &str) -> bool {
        self.anchors.get(anchor).is_some_and(|all| all.len() > 1)
    }

    /// Returns the pointer of the schema around `at` that is not inside another one.
    pub(super) fn root<'p>(&self, at: &'p str) -> &'p str {
        let root = prefixes(at).find(|at| self.roots.contains(*at));
        root.unwrap_or_default()
    }

    /// Returns the pointer of the schema that `reference`, in the schema at `at`, refers to.
    pub(super) fn find(&self, reference: &str, at: &str) -> Option<String> {
        if let Some(name) = schema_name(reference)
            && components::schemas(self.doc).contains_key(&name)
        {
            return Some(schema_at(&name));
        }
        let base = self.base(at);
        // An inline schema and those inside it are one resource, as are those of a component.
        let root = self.root(at);
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = if uri.is_empty() {
            // A whole document is not a schema; the enclosing schema is meant.
            let pointer = base.map_or(root, |(pointer, _)| pointer);
            Some(pointer.to_owned())
        } else {
            let whole = join_uri(base.map_or("", |(_, base)| base), uri);
            let found = self
                .identifiers
                .get(&whole)
                .or_else(|| self.identifiers.get(uri));
            Some(found?.clone())
        };
        let fragment = percent_decoded(fragment);
        let candidates = if fragment.is_empty() {
            vec![resource?]
        } else if fragment.starts_with('/') {
            // Documents write pointers into the document, or as if the schema were one.
            let inside = resource.map(|resource| format!("{resource}{fragment}"));
            let enclosing = [root, at].map(|at| format!("{at}{fragment}"));
            let whole = uri.is_empty().then(|| fragment.clone());
            whole.into_iter().chain(inside).chain(enclosing).collect()
        } else {
            let all = self.anchors.get(&fragment)?;
            let within = |place: &str| {
                let within = |pointer: &&String| {
                    let rest = pointer.strip_prefix(place);
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                };
                all.iter().find(within).cloned()
            };
            let nearest = resource.and_then(|resource| within(&resource));
            vec![nearest.or_else(|| within(root)).or(all.first().cloned())?]
        };
        candidates.into_iter().find(|pointer| {
            let schema = self.doc.pointer(pointer);
            schema.is_some_and(|schema| schema.is_object() || schema.is_boolean())
        })
    }
}

/// Returns the pointer `at` and those of all that is around it, inner ones first.
fn prefixes(at: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(at), |at| at.rfind('/').map(|end| &at[..end]))
}

/// Resolves `reference` against `base`, as RFC 3986 does for paths.
fn join_uri(base: &str, reference: &str) -> String {
    let has_scheme = |uri: &str| {
        uri.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty()
                && scheme
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
    };
    if has_scheme(reference) || base.is_empty() {
        return reference.to_owned();
    }
    let base = base.split(['#', '?']).next().unwrap_or_default();
    let authority = base.find("://").map_or(0, |at| at + 3);
    let path = base[authority..]
        .find('/')
        .map_or(base.len(), |at| authority + at);
    let (origin, directory) = base.split_at(path);
    let joined = match reference.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => {
            let directory = directory
                .rsplit_once('/')
                .map_or("", |(directory, _)| directory);
            format!("{directory}/{reference}")
        }
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split('/').filter(|step| !["", "."].contains(step)) {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    format!("{origin}/{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Targets, join_uri};

    #[test]
    fn uris_are_joined() {
        for (base, reference, whole) in [
            ("", "a", "a"),
            ("https://e.org/s/page", "item", "https://e.org/s/item"),
            (
                "https://e.org/s/page",
                "./x/../item",
                "https://e.org/s/item",
            ),
            ("https://e.org/s/page", "/item", "https://e.org/item"),
            ("https://e.org", "item", "https://e.org/item"),
            ("https://e.org/s/page", "urn:item", "urn:item"),
        ] {
            assert_eq!(join_uri(base, reference), whole, "{base} {reference}");
        }
    }

    #[test]
    fn references_find_their_schema() {
        let doc = json!({"components": {"schemas": {
            "A": {
                "$id": "https://e.org/s/a",
                "$defs": {"x": {"$anchor": "near"}, "y": {"$id": "inner", "$defs": {"z": {}}}}
            },
            "B": {"$id": "https://e.org/s/b", "$defs": {"x": {"$anchor": "near"}}},
            "C": {"properties": {"p": {}}}
        }}});
        let targets = Targets::new(&doc);
        let at = "/components/schemas/A/properties/q";
        for (reference, found) in [
            ("#/components/schemas/C", Some("/components/schemas/C")),
            (
                "#/components/schemas/C/properties/p",
                Some("/components/schemas/C/properties/p"),
            ),
            ("#", Some("/components/schemas/A")),
            ("#near", Some("/components/schemas/A/$defs/x")),
            ("b#near", Some("/components/schemas/B/$defs/x")),
            ("b", Some("/components/schemas/B")),
            ("/s/b#/$defs/x", Some("/components/schemas/B/$defs/x")),
            ("https://e.org/s/b", Some("/components/schemas/B")),
            ("inner", Some("/components/schemas/A/$defs/y")),
            (
                "inner#/$defs/z",
                Some("/components/schemas/A/$defs/y/$defs/z"),
            ),
            ("#/$defs/x", Some("/components/schemas/A/$defs/x")),
            ("nowhere", None),
            ("#far", None),
        ] {
            assert_eq!(targets.find(reference, at).as_deref(), found, "{reference}");
        }
    }
}
