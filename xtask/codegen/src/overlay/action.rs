//! Actions, with the fields of the reusable actions that they refer to.

use serde_json::{Map, Value};

use super::version::Version;
use crate::diagnostic::{Policy, Report};
use crate::pointer::{join, percent_decoded, unescape};

/// An action.
pub(super) struct Action<'a> {
    pub(super) target: &'a str,
    pub(super) change: ActionEffect<'a>,
    /// The pointer of the object with the change.
    pub(super) at: String,
}

/// What an action does with each target.
pub(super) enum ActionEffect<'a> {
    Remove,
    Update(&'a Value),
    /// An update with the value at this path of the document.
    Copy(&'a str),
}

/// Returns the action at `at`. Reports what is wrong with it.
pub(super) fn read<'a>(
    action: &'a Value,
    at: &str,
    overlay: &'a Value,
    version: Version,
    report: &mut Report,
) -> Option<Action<'a>> {
    let Some(map) = action.as_object() else {
        report.error(
            "overlay-action",
            at,
            "the action is not an object",
            "Write an object with `target`.",
        );
        return None;
    };
    let is_reference = version >= Version::V1_2 && map.contains_key("$ref");
    let (fields, fields_at, description) = match is_reference {
        true => {
            check_fields(map, &["$ref", "target", "description"], at, report);
            reusable(map, at, overlay, version, report)?
        }
        false => {
            check_fields(map, version.action_fields(), at, report);
            (map, at.to_owned(), None)
        }
    };
    let descriptions = [
        map.get("description"),
        fields.get("description"),
        description,
    ];
    check_reason(&descriptions, at, report);
    Some(Action {
        target: map.get("target").and_then(Value::as_str).unwrap_or(""),
        change: change(fields, &fields_at, report)?,
        at: fields_at,
    })
}

/// Returns what an action does, as far as it is clear.
fn change<'a>(
    map: &'a Map<String, Value>,
    at: &str,
    report: &mut Report,
) -> Option<ActionEffect<'a>> {
    let remove = map.get("remove");
    if remove.is_some_and(|remove| !remove.is_boolean()) {
        report.error(
            "overlay-action",
            &join(at, "remove"),
            "`remove` is not a boolean",
            "Write `remove: true`, or leave it out.",
        );
        return None;
    }
    if remove == Some(&Value::Bool(true)) {
        return Some(ActionEffect::Remove);
    }
    match (map.get("update"), map.get("copy")) {
        (Some(update), None) => Some(ActionEffect::Update(update)),
        (None, Some(Value::String(path))) => Some(ActionEffect::Copy(path)),
        (None, Some(_)) => {
            report.error(
                "overlay-action",
                &join(at, "copy"),
                "`copy` is not a string",
                "Write the JSONPath of the value to copy.",
            );
            None
        }
        (Some(_), Some(_)) => {
            report.error(
                "overlay-action",
                at,
                "the action has both `update` and `copy`, so that neither applies",
                "Write two actions.",
            );
            None
        }
        (None, None) => {
            report.error(
                "overlay-empty",
                at,
                "the action has neither `update` nor `copy` nor `remove`",
                "Add `update:`, `copy:` (Overlay 1.1) or `remove: true`.",
            );
            None
        }
    }
}

/// The fields of a reusable action, their pointer, and the description of the reusable action.
type Reusable<'a> = (&'a Map<String, Value>, String, Option<&'a Value>);

/// Returns the fields of the reusable action that `map` refers to.
fn reusable<'a>(
    map: &Map<String, Value>,
    at: &str,
    overlay: &'a Value,
    version: Version,
    report: &mut Report,
) -> Option<Reusable<'a>> {
    let reference = map.get("$ref").and_then(Value::as_str).unwrap_or("");
    let name = reference.strip_prefix("#/components/actions/");
    let name = name.filter(|name| !name.is_empty() && !name.contains('/'));
    let found = name.and_then(|name| {
        let name = unescape(&percent_decoded(name));
        let action = overlay.pointer("/components/actions")?.get(&name)?;
        Some((join("/components/actions", &name), action.as_object()?))
    });
    let Some((action_at, action)) = found else {
        report.error(
            "overlay-ref",
            &join(at, "$ref"),
            format!("`{reference}` is not an action in `components.actions`"),
            "Refer to one as `#/components/actions/NAME`.",
        );
        return None;
    };
    check_fields(action, &["description", "fields"], &action_at, report);
    let fields_at = join(&action_at, "fields");
    let Some(fields) = action.get("fields").and_then(Value::as_object) else {
        report.error(
            "overlay-action",
            &fields_at,
            "the reusable action has no `fields`",
            "Add an object with `update`, `copy` or `remove`.",
        );
        return None;
    };
    let names = version.action_fields().iter().copied();
    let names: Vec<&str> = names.filter(|name| *name != "target").collect();
    check_fields(fields, &names, &fields_at, report);
    Some((fields, fields_at, action.get("description")))
}

/// Reports fields that are not in `known`.
pub(super) fn check_fields(
    map: &Map<String, Value>,
    known: &[&str],
    at: &str,
    report: &mut Report,
) {
    for key in map.keys() {
        if !known.contains(&key.as_str()) && !key.starts_with("x-") {
            report.error(
                "overlay-unknown-field",
                &join(at, key),
                format!("unknown field `{key}` in this version of overlays"),
                "Check the spelling, and the version in `overlay`.",
            );
        }
    }
}

/// Reports an action without a reason. An overlay of the project must have one for each.
fn check_reason(descriptions: &[Option<&Value>], at: &str, report: &mut Report) {
    let mut texts = descriptions.iter().flatten().filter_map(|d| d.as_str());
    if report.policy() == Policy::Strict && texts.all(|text| text.trim().is_empty()) {
        report.error(
            "overlay-no-reason",
            at,
            "the action has no `description`",
            "Add a `description` with the reason.",
        );
    }
}
