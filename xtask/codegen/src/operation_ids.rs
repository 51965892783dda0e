//! `x-operation-ids: true` on a string schema: its enum lists the operations of the document.
//!
//! Permissions are often named like operations. An overlay renames operations but not permissions,
//! so the ids are those before the overlay. The keyword is replaced by the ids where it appears, in
//! the document or in an update of the overlay, so that later actions of the overlay can target them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::pointer::join;
use crate::walk;

const KEY: &str = "x-operation-ids";
const RULE: &str = "operation-ids";
const ADVICE: &str = "Write `x-operation-ids: true` on a schema of `type: string`.";

/// Returns the `operationId`s of the operations that need a credential; others need no permission.
pub(crate) fn collect(doc: &Value) -> BTreeSet<String> {
    walk::operations(doc)
        .into_iter()
        .filter(|(_, _, operation, _)| !is_anonymous(doc, operation))
        .filter_map(|(_, _, operation, _)| operation.get("operationId")?.as_str())
        .map(str::to_owned)
        .collect()
}

/// Returns whether no credential is sent for an operation according to the document: `security` is
/// empty or contains only the empty requirement. If `security` is absent, a credential is sent.
fn is_anonymous(doc: &Value, operation: &Value) -> bool {
    let own = operation.get("security").or_else(|| doc.get("security"));
    let Some(requirements) = own.and_then(Value::as_array) else {
        return false;
    };
    requirements
        .iter()
        .all(|one| one.as_object().is_some_and(|one| one.is_empty()))
}

/// Replaces the keyword on each schema of `doc` by `ids` in its enum.
///
/// `update` is the pointer of the update that set the keyword, if `report` is about an overlay.
pub(crate) fn expand(
    doc: &mut Value,
    ids: &BTreeSet<String>,
    update: Option<&str>,
    report: &mut Report,
) {
    let place = |at: &str| match update {
        None => (join(at, KEY), String::new()),
        Some(update) => (update.to_owned(), format!("#{}: ", join(at, KEY))),
    };
    let mut visit = |schema: &mut Value, at: &str| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            let Some(result) = expand_schema(schema, ids) else {
                return;
            };
            let (at, prefix) = place(at);
            match result {
                Ok(count) => report.note(RULE, &at, format!("{prefix}{count} values")),
                Err(message) => report.error(RULE, &at, format!("{prefix}{message}"), ADVICE),
            }
        });
    };
    walk::roots_mut(doc, &mut |_, schema, at| visit(schema, at));
    if doc.get("swagger").is_some() {
        swagger_roots_mut(doc, &mut visit);
    }
    let mut misplaced = Vec::new();
    walk::values(doc, &mut |value, at| {
        if value.get(KEY) == Some(&json!(true)) {
            misplaced.push(at.to_owned());
        }
    });
    for at in misplaced {
        let holder = doc.pointer_mut(&at).and_then(Value::as_object_mut);
        holder.and_then(|holder| holder.shift_remove(KEY));
        let (at, prefix) = place(&at);
        let message = format!("{prefix}not on a schema that operations use: ignored");
        report.unsupported(RULE, &at, message, ADVICE);
    }
}

/// Calls `f` on each schema of a Swagger 2.0 document that is at another position in OpenAPI 3. A parameter
/// is the schema of its value.
fn swagger_roots_mut(doc: &mut Value, f: &mut dyn FnMut(&mut Value, &str)) {
    walk::entries_mut(doc, "definitions", "", f);
    for kind in ["parameters", "responses"] {
        walk::entries_mut(doc, kind, "", &mut |holder, at| {
            if let Some(schema) = holder.get_mut("schema") {
                f(schema, &join(at, "schema"));
            }
            f(holder, at);
        });
    }
    walk::holders_mut(doc, &mut |_, holder, at| f(holder, at));
}

/// Returns the number of values in the enum, or the reason why the keyword cannot be replaced.
fn expand_schema(schema: &mut Value, ids: &BTreeSet<String>) -> Option<Result<usize, String>> {
    let map = schema.as_object_mut()?;
    match map.shift_remove(KEY)? {
        Value::Bool(true) => {}
        Value::Bool(false) => return None,
        other => return Some(Err(format!("{other} is not a boolean"))),
    }
    let is_string = match map.get("type") {
        Some(Value::Array(types)) => types.contains(&json!("string")),
        Some(ty) => ty == "string",
        None => false,
    };
    if !is_string {
        return Some(Err(format!("`{KEY}` requires `type: string`")));
    }
    let listed = map.get("enum").and_then(Value::as_array);
    let listed: Vec<Value> = listed.cloned().unwrap_or_default();
    // Sorted, so that a new operation is one new line in a diff.
    let strings = listed.iter().filter_map(Value::as_str).map(str::to_owned);
    let strings: BTreeSet<String> = ids.iter().cloned().chain(strings).collect();
    let others = listed.into_iter().filter(|value| !value.is_string());
    let values: Vec<Value> = strings.into_iter().map(Value::from).chain(others).collect();
    if values.is_empty() {
        let reason = "no operation has an `operationId` and needs a credential";
        return Some(Err(reason.to_owned()));
    }
    let count = values.len();
    map.insert("enum".to_owned(), Value::Array(values));
    Some(Ok(count))
}

/// Returns whether the keyword is in `value`; it rarely is.
pub(crate) fn is_used(value: &Value) -> bool {
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(map) if map.contains_key(KEY) => return true,
            Value::Object(map) => waiting.extend(map.values()),
            Value::Array(list) => waiting.extend(list),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::is_anonymous;

    #[test]
    fn the_operation_goes_before_the_document() {
        let key = json!([{"key": []}]);
        for (document, operation, expected) in [
            (json!({}), json!({}), false),
            (json!({"security": key}), json!({}), false),
            (json!({"security": key}), json!({"security": []}), true),
            (json!({"security": key}), json!({"security": [{}]}), true),
            (json!({"security": []}), json!({}), true),
            (json!({"security": []}), json!({"security": key}), false),
            // An optional credential is sent.
            (json!({}), json!({"security": [{}, {"key": []}]}), false),
            (json!({}), json!({"security": "none"}), false),
        ] {
            assert_eq!(
                is_anonymous(&document, &operation),
                expected,
                "{document} {operation}"
            );
        }
    }
}
