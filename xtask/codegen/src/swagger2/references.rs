//! Where the parts of the document are after the conversion, and the references to them.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::pointer::{escape, join, percent_decoded};

/// The parts that moved, as pointers after and before the conversion.
#[derive(Default)]
pub(super) struct Moves(Vec<(String, String)>);

impl Moves {
    pub(super) fn add(&mut self, to: impl Into<String>, from: impl Into<String>) {
        self.0.push((to.into(), from.into()));
    }

    /// Returns the parts with another pointer than before.
    pub(super) fn list(&self) -> Vec<(String, String)> {
        let moves = self.0.iter().filter(|(to, from)| to != from);
        moves.cloned().collect()
    }

    /// Returns the first new pointer by old pointer.
    fn targets(&self) -> HashMap<&str, &str> {
        let mut targets = HashMap::new();
        for (to, from) in &self.0 {
            targets.entry(from.as_str()).or_insert(to.as_str());
        }
        targets
    }
}

/// Makes each `$ref` of the converted document refer to the new position of its target.
pub(super) fn rename(doc: &mut Value, moves: &Moves, source: &Value, report: &mut Report) {
    let targets = moves.targets();
    let mut waiting = vec![(doc, String::new())];
    while let Some((value, at)) = waiting.pop() {
        match value {
            Value::Object(map) => {
                if let Some(Value::String(reference)) = map.get_mut("$ref")
                    && let Some(new) = renamed(reference, &targets, source)
                {
                    if !reference.contains('#') {
                        let message =
                            format!("`{reference}` refers to the definition of that name");
                        report.note("ref-name", &join(&at, "$ref"), message);
                    }
                    *reference = new;
                }
                let below = map.iter_mut();
                waiting.extend(below.map(|(key, value)| (value, join(&at, key))));
            }
            Value::Array(list) => {
                let below = list.iter_mut().enumerate();
                waiting.extend(below.map(|(i, value)| (value, join(&at, i))));
            }
            _ => {}
        }
    }
}

/// Returns the new text of a reference, if it changes.
fn renamed(reference: &str, targets: &HashMap<&str, &str>, source: &Value) -> Option<String> {
    let Some(pointer) = reference.strip_prefix('#') else {
        // Early documents refer to a definition by its bare name.
        let name = escape(reference);
        source.pointer(&format!("/definitions/{name}"))?;
        return Some(format!("#/components/schemas/{name}"));
    };
    let decoded = percent_decoded(pointer);
    [pointer, decoded.as_str()].into_iter().find_map(|pointer| {
        let mut head = pointer;
        loop {
            if let Some(to) = targets.get(head) {
                return Some(format!("#{to}{}", &pointer[head.len()..]));
            }
            head = &head[..head.rfind('/')?];
        }
    })
}
