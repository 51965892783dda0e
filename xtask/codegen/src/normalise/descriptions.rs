//! Rewrites descriptions, which become the client's documentation.

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::pointer::join;
use crate::rustdoc_text;
use crate::walk;

pub(super) fn sanitise(doc: &mut Value, report: &mut Report) {
    if let Some(info) = doc.get_mut("info") {
        text(info, "title", "/info", report);
        text(info, "description", "/info", report);
        if let Some(info) = info.as_object_mut() {
            info.shift_remove("termsOfService");
        }
        let version = info.get("version").and_then(Value::as_str).unwrap_or("");
        if !version.is_ascii() {
            // The generator requires ASCII here.
            let ascii: String = version
                .chars()
                .map(|c| if c.is_ascii() { c } else { '?' })
                .collect();
            info["version"] = json!(ascii);
            report.note("version-ascii", "/info/version", "rewritten in ASCII");
        }
    }
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        text(operation, "summary", at, report);
        text(operation, "description", at, report);
        deprecated(operation);
        walk::list_mut(operation, "parameters", at, &mut |parameter, at| {
            text(parameter, "description", at, report);
            deprecated(parameter);
        });
        if let Some(body) = operation.get_mut("requestBody") {
            text(body, "description", at, report);
        }
    });
    walk::roots_mut(doc, &mut |_, schema, at| {
        walk::deep_mut(schema, at, &mut |schema, at| {
            text(schema, "description", at, report);
            deprecated(schema);
        });
    });
}

/// Says in the description that a part is deprecated.
fn deprecated(holder: &mut Value) {
    if holder.get("deprecated") == Some(&Value::Bool(true)) {
        let old = holder.get("description").and_then(Value::as_str);
        let new = match old.unwrap_or_default().trim_end() {
            "" => "Deprecated.".to_owned(),
            old => format!("{old}\n\nDeprecated."),
        };
        holder["description"] = json!(new);
    }
}

fn text(holder: &mut Value, key: &str, at: &str, report: &mut Report) {
    let Some(old) = holder.get(key).and_then(Value::as_str) else {
        return;
    };
    let new = rustdoc_text::sanitize(old);
    if new != old {
        if new.trim() != old.trim() {
            report.note("description", &join(at, key), "rewritten for rustdoc");
        }
        holder[key] = json!(new);
    }
}
