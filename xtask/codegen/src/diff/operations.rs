//! Compares operations.

use super::changes::Changes;
use super::model::{Argument, ArgumentLocation, OperationSignature};
use super::security;
use super::types::constraints;
use super::verdict::ChangeKind;

pub(super) fn compare(
    old: &[OperationSignature],
    new: &[OperationSignature],
    schemes: &security::Renames<'_>,
    out: &mut Changes,
) {
    let mut added: Vec<&OperationSignature> = new
        .iter()
        .filter(|operation| !old.iter().any(|o| o.name == operation.name))
        .collect();
    for before in old {
        if let Some(after) = new.iter().find(|o| o.name == before.name) {
            compare_operation(before, after, schemes, out);
            continue;
        }
        let has_same_path =
            |o: &&OperationSignature| o.method == before.method && o.path == before.path;
        match added.iter().position(has_same_path) {
            Some(i) => {
                let after = added.remove(i);
                let message = format!(
                    "operation `{}` was renamed to `{}`",
                    before.name, after.name
                );
                out.push(ChangeKind::OperationRenamed, &after.name, None, message);
                compare_operation(before, after, schemes, out);
            }
            None => {
                let message = format!("operation {} was removed", full(before));
                out.push(ChangeKind::OperationRemoved, &before.name, None, message);
            }
        }
    }
    for operation in added {
        let message = format!("operation {} was added", full(operation));
        out.push(ChangeKind::OperationAdded, &operation.name, None, message);
    }
}

fn full(operation: &OperationSignature) -> String {
    let OperationSignature {
        name, method, path, ..
    } = operation;
    format!("`{name}` (`{method} {path}`)")
}

/// Compares two versions of an operation.
fn compare_operation(
    old: &OperationSignature,
    new: &OperationSignature,
    schemes: &security::Renames<'_>,
    out: &mut Changes,
) {
    let name = &new.name;
    if (&old.method, &old.path) != (&new.method, &new.path) {
        let message = format!(
            "operation `{name}` moved from `{} {}` to `{} {}`",
            old.method, old.path, new.method, new.path
        );
        out.push(ChangeKind::OperationMoved, name, None, message);
    }
    if old.name == new.name && old.call != new.call {
        let message = format!(
            "operation `{name}` is called by `{}` (was `{}`)",
            new.call, old.call
        );
        out.push(ChangeKind::MethodRenamed, name, None, message);
    }
    match (old.pages, new.pages) {
        (false, true) => {
            let message = format!("operation `{name}` is a list that pages");
            out.push(ChangeKind::PagesAdded, name, None, message);
        }
        (true, false) => {
            let message = format!("operation `{name}` is no longer a list that pages");
            out.push(ChangeKind::PagesRemoved, name, None, message);
        }
        _ => {}
    }
    if old.response != new.response {
        let message = format!(
            "operation `{name}` returns `{}` (was `{}`)",
            new.response, old.response
        );
        out.push(ChangeKind::ResponseType, name, None, message);
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => {
            let message = format!("operation `{name}` is deprecated");
            out.push(ChangeKind::OperationDeprecated, name, None, message);
        }
        (true, false) => {
            let message = format!("operation `{name}` is no longer deprecated");
            out.push(ChangeKind::OperationReinstated, name, None, message);
        }
        _ => {}
    }
    match (old.idempotent, new.idempotent) {
        (false, true) => {
            let message = format!("operation `{name}` is idempotent");
            out.push(ChangeKind::NowIdempotent, name, None, message);
        }
        (true, false) => {
            let message = format!("operation `{name}` is no longer idempotent");
            out.push(ChangeKind::NotIdempotent, name, None, message);
        }
        _ => {}
    }
    security::compare_requirements(old, new, schemes, out);
    arguments(name, &old.arguments, &new.arguments, out);
}

fn word(argument: &Argument) -> String {
    match argument.location {
        ArgumentLocation::Path => format!("path parameter `{}`", argument.name),
        ArgumentLocation::Query => format!("query parameter `{}`", argument.name),
        ArgumentLocation::Header => format!("header parameter `{}`", argument.name),
        ArgumentLocation::Body => "body".to_owned(),
    }
}

fn required(argument: &Argument) -> &'static str {
    match (argument.location, argument.required) {
        (ArgumentLocation::Query | ArgumentLocation::Header, false) => "optional ",
        (ArgumentLocation::Query | ArgumentLocation::Header, true) => "required ",
        (ArgumentLocation::Body, false) => "optional ",
        _ => "",
    }
}

fn arguments(operation: &str, old: &[Argument], new: &[Argument], out: &mut Changes) {
    let find = |all: &[Argument], name: &str| all.iter().position(|a| a.name == name);
    for argument in old.iter().filter(|a| find(new, &a.name).is_none()) {
        let message = format!(
            "operation `{operation}` no longer takes the {}",
            word(argument)
        );
        let subject = format!("{operation}({})", argument.name);
        let kind = match argument.required {
            true => ChangeKind::ArgumentRemoved,
            false => ChangeKind::SetterRemoved,
        };
        out.push(kind, subject, None, message);
    }
    let mut positions = Vec::new();
    for after in new {
        let subject = format!("{operation}({})", after.name);
        let Some(i) = find(old, &after.name) else {
            let message = format!(
                "operation `{operation}` takes a new {}{} (`{}`)",
                required(after),
                word(after),
                after.ty
            );
            let kind = match after.required {
                true => ChangeKind::ArgumentAdded,
                false => ChangeKind::SetterAdded,
            };
            out.push(kind, subject, None, message);
            continue;
        };
        if after.required {
            positions.push(i);
        }
        let Some(before) = old.get(i) else {
            continue;
        };
        let named = format!("the {} of `{operation}`", word(after));
        match (before.required, after.required) {
            (true, false) => {
                let message = format!("{named} is optional");
                out.push(ChangeKind::ArgumentNowOptional, &subject, None, message);
            }
            (false, true) => {
                let message = format!("{named} is required");
                out.push(ChangeKind::ArgumentNowRequired, &subject, None, message);
            }
            _ => {}
        }
        if before.ty != after.ty {
            let message = format!("{named} is `{}` (was `{}`)", after.ty, before.ty);
            out.push(ChangeKind::ArgumentType, &subject, None, message);
        } else if let Some((_, differences)) = constraints(&before.constraints, &after.constraints)
        {
            let message = format!("{named} has different constraints: {differences}");
            out.push(ChangeKind::ArgumentConstraints, &subject, None, message);
        }
        if before.wire != after.wire || before.location != after.location {
            let message = format!(
                "{named} is sent differently (was {} `{}`)",
                word(before),
                before.wire
            );
            out.push(ChangeKind::ArgumentWire, &subject, None, message);
        }
    }
    if !positions.is_sorted() {
        let names = new.iter().filter(|argument| argument.required);
        let names: Vec<&str> = names.map(|a| a.name.as_str()).collect();
        let message = format!(
            "operation `{operation}` takes its arguments as ({})",
            names.join(", ")
        );
        out.push(ChangeKind::ArgumentOrder, operation, None, message);
    }
}
