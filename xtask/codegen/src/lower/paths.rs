//! Corrects paths, and marks the operations of those that no request can be sent to.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::join;
use crate::walk;

pub(super) fn correct(doc: &mut Value, report: &mut Report) {
    let Some(paths) = doc.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    if paths.keys().all(|path| is_plain(path)) {
        return;
    }
    let mut out = Map::new();
    for (path, item) in std::mem::take(paths) {
        if path.starts_with("x-") || is_plain(&path) {
            out.insert(path, item);
        } else {
            insert(&mut out, path, item, report);
        }
    }
    *paths = out;
}

/// Returns whether a path needs no correction.
fn is_plain(path: &str) -> bool {
    path.starts_with('/') && !path.contains('#') && problem(path).is_none()
}

/// Adds a path item under its corrected path.
fn insert(paths: &mut Map<String, Value>, path: String, item: Value, report: &mut Report) {
    let at = join("/paths", &path);
    let mut item = item;
    let (before, fragment) = path.split_once('#').unwrap_or((&path, ""));
    let corrected = match before.starts_with('/') {
        true => before.to_owned(),
        false => format!("/{before}"),
    };
    // The fragment distinguishes operations of the same path.
    let is_taken = paths.contains_key(&corrected);
    let is_another = is_taken && !fragment.is_empty() && before.starts_with('/');
    let reason = match problem(&corrected) {
        None if is_taken && !is_another => Some("it is the same as an earlier path"),
        problem => problem,
    };
    if let Some(reason) = reason {
        skip(&mut item, &at, reason, report);
        paths.insert(path, item);
        return;
    }
    if fragment.is_empty() {
        report.note("path", &at, format!("sent as `{corrected}`"));
    } else {
        report.unsupported(
            "path",
            &at,
            format!("sent as `{corrected}`: a fragment is not sent"),
            "Remove the fragment in an overlay.",
        );
    }
    if is_another {
        paths.insert(path, item);
        return;
    }
    report.moved(join("/paths", &corrected), &at);
    paths.insert(corrected, item);
}

/// Returns why no request can be sent to a path.
fn problem(path: &str) -> Option<&'static str> {
    let mut depth = 0;
    for c in path.chars() {
        match c {
            '{' if depth == 0 => depth = 1,
            '}' if depth == 1 => depth = 0,
            '{' | '}' => return Some("its braces are not balanced"),
            _ => {}
        }
    }
    (depth != 0).then_some("its braces are not balanced")
}

/// Marks the operations of a path item.
fn skip(item: &mut Value, at: &str, reason: &str, report: &mut Report) {
    walk::item_operations_mut(item, at, &mut |_, operation, at| {
        if let Some(operation) = operation.as_object_mut() {
            operation.insert(extension_keys::SKIP.to_owned(), json!(true));
            report.unsupported(
                "path",
                at,
                format!("no request can be sent to the path: {reason}"),
                "Correct the path in an overlay.",
            );
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Policy;

    #[test]
    fn paths_are_corrected_or_their_operations_left_out() {
        let mut doc = json!({"paths": {
            "/a/{x}/b": 1, "a": 2, "": 3, "/b#c": 4, "/b#d": 8, "b": {"get": {}}, "x-d": 5,
            "e?f={g}": 7, "/h/{i": {"get": {}}, "/h}": {"put": {}}, "/{{j}}": {}, "/{k?}": 6,
        }});
        let mut report = Report::new("d", Policy::Lenient);
        correct(&mut doc, &mut report);
        let skipped = json!({"get": {"x-rolekit-skip": true}});
        assert_eq!(
            doc["paths"],
            json!({
                "/a/{x}/b": 1, "/a": 2, "/": 3, "/b": 4, "/b#d": 8, "b": skipped, "x-d": 5,
                "/e?f={g}": 7,
                "/h/{i": skipped, "/h}": {"put": {"x-rolekit-skip": true}}, "/{{j}}": {}, "/{k?}": 6,
            })
        );
        let found: Vec<String> = report
            .diagnostics()
            .iter()
            .map(|d| format!("{} {}", d.severity, d.pointer))
            .collect();
        assert_eq!(
            found,
            [
                "note /paths/a",
                "note /paths/",
                "unsupported /paths/~1b#c",
                "unsupported /paths/~1b#d",
                "unsupported /paths/b/get",
                "note /paths/e?f={g}",
                "unsupported /paths/~1h~1{i/get",
                "unsupported /paths/~1h}/put",
            ]
        );
    }
}
