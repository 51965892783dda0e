//! What changed in the operations.

use super::changes::Changes;
use super::model::{Argument, Operation, Place};
use super::types::rules;
use super::verdict::Kind;

pub(super) fn compare(old: &[Operation], new: &[Operation], out: &mut Changes) {
    let mut come: Vec<&Operation> = new
        .iter()
        .filter(|operation| !old.iter().any(|o| o.name == operation.name))
        .collect();
    for before in old {
        if let Some(after) = new.iter().find(|o| o.name == before.name) {
            one(before, after, out);
            continue;
        }
        let same_place = |o: &&Operation| o.method == before.method && o.path == before.path;
        match come.iter().position(same_place) {
            Some(i) => {
                let after = come.remove(i);
                let message = format!("operation `{}` is now `{}`", before.name, after.name);
                out.push(Kind::OperationRenamed, &after.name, None, message);
                one(before, after, out);
            }
            None => {
                let message = format!("operation {} is gone", full(before));
                out.push(Kind::OperationRemoved, &before.name, None, message);
            }
        }
    }
    for operation in come {
        let message = format!("operation {} is new", full(operation));
        out.push(Kind::OperationAdded, &operation.name, None, message);
    }
}

fn full(operation: &Operation) -> String {
    let Operation {
        name, method, path, ..
    } = operation;
    format!("`{name}` (`{method} {path}`)")
}

/// One operation before and after.
fn one(old: &Operation, new: &Operation, out: &mut Changes) {
    let name = &new.name;
    if (&old.method, &old.path) != (&new.method, &new.path) {
        let message = format!(
            "operation `{name}` moved from `{} {}` to `{} {}`",
            old.method, old.path, new.method, new.path
        );
        out.push(Kind::OperationMoved, name, None, message);
    }
    if old.answer != new.answer {
        let message = format!(
            "operation `{name}` answers `{}`, and answered `{}`",
            new.answer, old.answer
        );
        out.push(Kind::AnswerType, name, None, message);
    }
    match (old.deprecated, new.deprecated) {
        (false, true) => {
            let message = format!("operation `{name}` is deprecated");
            out.push(Kind::OperationDeprecated, name, None, message);
        }
        (true, false) => {
            let message = format!("operation `{name}` is not deprecated any more");
            out.push(Kind::OperationReinstated, name, None, message);
        }
        _ => {}
    }
    match (old.idempotent, new.idempotent) {
        (false, true) => {
            let message = format!("operation `{name}` may be repeated");
            out.push(Kind::Repeatable, name, None, message);
        }
        (true, false) => {
            let message = format!("operation `{name}` may not be repeated any more");
            out.push(Kind::NotRepeatable, name, None, message);
        }
        _ => {}
    }
    arguments(name, &old.arguments, &new.arguments, out);
}

fn word(argument: &Argument) -> String {
    match argument.place {
        Place::Path => format!("path parameter `{}`", argument.name),
        Place::Query => format!("query parameter `{}`", argument.name),
        Place::Header => format!("header parameter `{}`", argument.name),
        Place::Body => "body".to_owned(),
    }
}

fn optional(argument: &Argument) -> &'static str {
    match (argument.place, argument.ty.starts_with("Option<")) {
        (Place::Query | Place::Header, true) => "optional ",
        (Place::Query | Place::Header, false) => "required ",
        _ => "",
    }
}

fn arguments(operation: &str, old: &[Argument], new: &[Argument], out: &mut Changes) {
    let find = |all: &[Argument], name: &str| all.iter().position(|a| a.name == name);
    for argument in old.iter().filter(|a| find(new, &a.name).is_none()) {
        let message = format!(
            "operation `{operation}` takes no {} any more",
            word(argument)
        );
        let subject = format!("{operation}({})", argument.name);
        out.push(Kind::ArgumentRemoved, subject, None, message);
    }
    let mut kept = Vec::new();
    for after in new {
        let subject = format!("{operation}({})", after.name);
        let Some(i) = find(old, &after.name) else {
            let message = format!(
                "operation `{operation}` takes a new {}{} (`{}`)",
                optional(after),
                word(after),
                after.ty
            );
            out.push(Kind::ArgumentAdded, subject, None, message);
            continue;
        };
        kept.push(i);
        let Some(before) = old.get(i) else {
            continue;
        };
        let named = format!("the {} of `{operation}`", word(after));
        if before.ty != after.ty {
            let message = match (optional(before), optional(after)) {
                ("required ", "optional ") => format!("{named} may be left out"),
                ("optional ", "required ") => format!("{named} is required"),
                _ => format!("{named} is `{}`, and was `{}`", after.ty, before.ty),
            };
            out.push(Kind::ArgumentType, &subject, None, message);
        } else if let Some((_, said)) = rules(&before.rules, &after.rules) {
            let message = format!("{named} has other limits: {said}");
            out.push(Kind::ArgumentRules, &subject, None, message);
        }
        if before.wire != after.wire || before.place != after.place {
            let message = format!(
                "{named} is sent otherwise: it was {} `{}`",
                word(before),
                before.wire
            );
            out.push(Kind::ArgumentWire, &subject, None, message);
        }
    }
    if !kept.is_sorted() {
        let names: Vec<&str> = new.iter().map(|a| a.name.as_str()).collect();
        let message = format!(
            "operation `{operation}` takes its arguments as ({})",
            names.join(", ")
        );
        out.push(Kind::ArgumentOrder, operation, None, message);
    }
}
