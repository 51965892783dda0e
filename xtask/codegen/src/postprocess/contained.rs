//! Finds the types that contain one of some types.

use std::collections::{BTreeMap, BTreeSet};

/// Returns `first` and the names of the types that contain one of them, directly or not. `types` are the
/// names of all types, each with those of the types in its fields.
pub(super) fn with_containing_types<'a>(
    first: impl IntoIterator<Item = &'a str>,
    types: impl IntoIterator<Item = (String, Vec<String>)>,
) -> BTreeSet<String> {
    let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, fields) in types {
        for field in fields {
            users.entry(field).or_default().push(name.clone());
        }
    }
    let mut found = BTreeSet::new();
    let mut waiting: Vec<String> = first.into_iter().map(str::to_owned).collect();
    while let Some(name) = waiting.pop() {
        // Each type is followed once, so that this ends and takes time in proportion to the fields.
        waiting.extend(users.remove(&name).into_iter().flatten());
        found.insert(name);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::with_containing_types;

    #[test]
    fn a_type_contains_what_its_fields_contain() {
        let types = [
            ("A", vec!["B"]),
            ("B", vec!["A", "C"]),
            ("C", vec!["f32"]),
            ("D", vec!["E"]),
            ("E", vec![]),
        ];
        let types = types.map(|(name, fields)| {
            (
                name.to_owned(),
                fields.into_iter().map(str::to_owned).collect(),
            )
        });
        let found: Vec<String> = with_containing_types(["f32"], types).into_iter().collect();
        assert_eq!(found, ["A", "B", "C", "f32"]);
    }
}
