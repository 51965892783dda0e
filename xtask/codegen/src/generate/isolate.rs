//! What the generator gives up over is cut out, so that the rest is generated.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Generated, attempt, schemas, with_schemas};
use crate::carve;
use crate::diagnostic::Report;
use crate::pipeline::Prepared;
use crate::pointer::{join, schema_at};
use crate::target::Target;
use crate::walk;

/// How many parts are cut out at most.
const ROUNDS: usize = 48;
const ADVICE: &str = "Change it in an overlay, and report it: the lint should have said so before.";

/// Generates what can be generated of `prepared`, and takes the rest out of it.
pub(super) fn isolate(
    prepared: &mut Prepared,
    target: Target,
    reason: String,
    report: &mut Report,
) -> Option<Generated> {
    let mut reason = reason;
    for _ in 0..ROUNDS {
        let all: BTreeSet<String> = schemas(&prepared.doc)
            .map(|(name, _)| name.clone())
            .collect();
        let found = match attempt(&with_schemas(&prepared.doc, &all), &prepared.plan, target) {
            Err(reason) => blank(prepared, target, &reason, report),
            Ok(_) => remove(prepared, target, &reason, report),
        };
        if !found {
            break;
        }
        match attempt(&prepared.doc, &prepared.plan, target) {
            Ok(generated) => return Some(generated),
            Err(next) => reason = next,
        }
    }
    report.error(
        "generator",
        "",
        format!("{reason}, over the document as a whole and over no part of it"),
        ADVICE,
    );
    None
}

/// Makes any value of the schema that is at fault.
fn blank(prepared: &mut Prepared, target: Target, reason: &str, report: &mut Report) -> bool {
    let Prepared { doc, plan } = &*prepared;
    let order = order(doc);
    let reached = |n: usize| {
        let names = order.iter().take(n);
        let mut out = BTreeSet::new();
        for name in names {
            if !out.contains(name) {
                let schema = doc.pointer("/components/schemas").and_then(|s| s.get(name));
                out.extend(carve::closure(
                    doc,
                    schema.unwrap_or(&Value::Null),
                    Some(name),
                ));
            }
        }
        out
    };
    let fails = |n: usize| attempt(&with_schemas(doc, &reached(n)), plan, target).is_err();
    let Some(last) = first(order.len(), fails) else {
        return false;
    };
    // What the last one brings in with it, where schemas hold each other.
    let (with, without) = (reached(last), reached(last - 1));
    let mended = with.difference(&without).find(|name| {
        let mut part = with_schemas(doc, &with);
        part["components"]["schemas"][name.as_str()] = json!({});
        attempt(&part, plan, target).is_ok()
    });
    let Some(name) = mended.or(order.get(last - 1)).cloned() else {
        return false;
    };
    report.unsupported(
        "schema-generator",
        &schema_at(&name),
        format!("{reason}; any value is taken instead"),
        ADVICE,
    );
    let plan = &mut prepared.plan;
    plan.three_state.retain(|f| f.component != name);
    plan.unions.retain(|u| u.component != name);
    plan.values.retain(|v| v.component != name);
    plan.fields.retain(|f| f.component != name);
    let slot = prepared.doc.pointer_mut("/components/schemas");
    match slot.and_then(|s| s.get_mut(&name)) {
        // One that was blank already is not what it is about.
        Some(schema) if *schema != json!({}) => {
            *schema = json!({});
            true
        }
        _ => false,
    }
}

/// Takes out the operation that is at fault.
fn remove(prepared: &mut Prepared, target: Target, reason: &str, report: &mut Report) -> bool {
    let Prepared { doc, plan } = &*prepared;
    let all: Vec<(String, &str)> = walk::operations(doc)
        .into_iter()
        .map(|(path, method, _, _)| (path.to_owned(), method))
        .collect();
    let fails = |n: usize| {
        let kept = &all[..n];
        let part = carve::carve(doc, |p, m, _| kept.iter().any(|(q, n)| q == p && *n == m));
        attempt(&part, plan, target).is_err()
    };
    let Some((path, method)) = first(all.len(), fails)
        .and_then(|n| all.get(n - 1))
        .cloned()
    else {
        return false;
    };
    let item = join("/paths", &path);
    report.unsupported(
        "operation-skipped",
        &join(&item, method),
        format!("{reason}; the operation is left out"),
        ADVICE,
    );
    let upper = method.to_uppercase();
    let operations = &mut prepared.plan.operations;
    operations.retain(|o| o.path != path || o.method != upper);
    if let Some(item) = prepared
        .doc
        .pointer_mut(&item)
        .and_then(Value::as_object_mut)
    {
        item.shift_remove(method);
    }
    true
}

/// The smallest number from 1 to `most` for which `fails` holds, if it holds for `most` and, from
/// where it holds, on.
fn first(most: usize, fails: impl Fn(usize) -> bool) -> Option<usize> {
    if most == 0 || !fails(most) {
        return None;
    }
    let (mut fine, mut bad) = (0, most);
    while bad - fine > 1 {
        let middle = fine + (bad - fine) / 2;
        if fails(middle) {
            bad = middle;
        } else {
            fine = middle;
        }
    }
    Some(bad)
}

/// The component schemas, each after those that it holds.
fn order(doc: &Value) -> Vec<String> {
    let mut order = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (name, _) in schemas(doc) {
        let mut waiting = vec![(name.clone(), false)];
        while let Some((name, done)) = waiting.pop() {
            if done {
                order.push(name);
                continue;
            }
            if !seen.insert(name.clone()) {
                continue;
            }
            waiting.push((name.clone(), true));
            let held = doc
                .pointer("/components/schemas")
                .and_then(|s| s.get(&name))
                .map(carve::names)
                .unwrap_or_default();
            let there = held.into_iter().filter(|n| {
                doc.pointer("/components/schemas")
                    .is_some_and(|s| s.get(n).is_some())
            });
            waiting.extend(there.map(|name| (name, false)));
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Policy;
    use crate::plan::Plan;

    #[test]
    fn one_bad_schema_costs_no_other_and_no_operation() {
        let mut prepared = Prepared {
            doc: json!({
                "openapi": "3.0.3",
                "info": {"title": "t", "version": "1"},
                "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {
                    "description": "",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Holder"}}}
                }}}}},
                "components": {"schemas": {
                    "Holder": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/Bad"}}},
                    "Bad": {"type": "string", "enum": ["a-b", "a_b"]},
                    "Fine": {"type": "object", "properties": {"y": {"type": "string"}}}
                }}
            }),
            plan: Plan::default(),
        };
        let mut report = Report::new("d", Policy::Lenient);
        let generated =
            super::super::generate(&mut prepared, Target::Standalone, &mut report).unwrap();
        let code = generated.tokens.to_string();
        assert!(code.contains("pub struct Holder") && code.contains("pub struct Fine"));
        let said: Vec<_> = report
            .diagnostics()
            .iter()
            .map(|d| (d.rule, d.pointer.as_str()))
            .collect();
        assert_eq!(said, [("schema-generator", "/components/schemas/Bad")]);
    }
}
