//! Positions that a JSONPath selects.

use serde_json::Value;
use serde_json_path::{JsonPath, PathElement};

/// A step of a pointer; list indices are ordered numerically.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PointerStep {
    Key(String),
    Index(usize),
}

impl From<&PathElement<'_>> for PointerStep {
    fn from(element: &PathElement<'_>) -> Self {
        match element {
            PathElement::Name(name) => Self::Key((*name).to_owned()),
            PathElement::Index(index) => Self::Index(*index),
        }
    }
}

/// Returns each position that `path` selects in `doc` once, in order.
pub(super) fn select(path: &JsonPath, doc: &Value) -> Vec<Vec<PointerStep>> {
    let mut locations: Vec<Vec<PointerStep>> = path
        .query_located(doc)
        .locations()
        .map(|location| location.iter().map(PointerStep::from).collect())
        .collect();
    locations.sort();
    locations.dedup();
    locations
}

/// Returns the value at a position.
pub(super) fn find<'a>(doc: &'a mut Value, location: &[PointerStep]) -> Option<&'a mut Value> {
    location.iter().try_fold(doc, |node, step| match step {
        PointerStep::Key(key) => node.get_mut(key.as_str()),
        PointerStep::Index(index) => node.get_mut(*index),
    })
}

/// Removes the value at a position. Returns whether that is not the whole document.
pub(super) fn remove(doc: &mut Value, location: &[PointerStep]) -> bool {
    let Some((last, parents)) = location.split_last() else {
        return false;
    };
    match (find(doc, parents), last) {
        (Some(Value::Object(o)), PointerStep::Key(key)) => {
            o.shift_remove(key);
        }
        (Some(Value::Array(a)), PointerStep::Index(index)) if *index < a.len() => {
            a.remove(*index);
        }
        _ => {}
    }
    true
}
