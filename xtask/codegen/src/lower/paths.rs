//! Corrects paths, and marks the operations of those that no request can be sent to.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::{component, join};
use crate::walk;

/// The beginnings of a list of query parameters in a URI template, which OpenAPI does not have.
const QUERY: [&str; 2] = ["{?", "{&"];

pub(super) fn correct(doc: &mut Value, report: &mut Report) {
    let shared = doc.pointer("/components/parameters").cloned();
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
            insert(&mut out, path, item, shared.as_ref(), report);
        }
    }
    *paths = out;
}

/// Returns whether a path needs no correction.
fn is_plain(path: &str) -> bool {
    let has_query = QUERY.iter().any(|start| path.contains(start));
    path.starts_with('/') && !path.contains('#') && !has_query && problem(path).is_none()
}

/// Adds a path item under its corrected path.
fn insert(
    paths: &mut Map<String, Value>,
    path: String,
    item: Value,
    shared: Option<&Value>,
    report: &mut Report,
) {
    let at = join("/paths", &path);
    let mut item = item;
    let (before, fragment) = path.split_once('#').unwrap_or((&path, ""));
    let (before, names) = without_query(before);
    let corrected = match before.starts_with('/') {
        true => before.clone(),
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
    let missing = names.iter().find(|name| !describes(&item, name, shared));
    if let Some(name) = missing {
        report.unsupported(
            "path",
            &at,
            format!("sent as `{corrected}`, without the query parameter `{name}`: not all operations describe it"),
            "Describe it with `in: query` in an overlay.",
        );
    } else if fragment.is_empty() {
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

/// Returns a path without the query parameters of a URI template, such as `{?page,size}`, and their names.
fn without_query(path: &str) -> (String, Vec<String>) {
    let (mut out, mut names, mut rest) = (String::new(), Vec::new(), path);
    while let Some(start) = QUERY.iter().filter_map(|start| rest.find(start)).min()
        && let Some(length) = rest[start..].find('}')
    {
        let list = rest[start + 2..start + length].split(',');
        names.extend(list.map(|name| name.trim().trim_end_matches('*').to_owned()));
        out.push_str(&rest[..start]);
        rest = &rest[start + length + 1..];
    }
    (out + rest, names)
}

/// Returns whether each operation of a path item has this query parameter.
fn describes(item: &Value, name: &str, shared: Option<&Value>) -> bool {
    let is_listed = |holder: &Value| {
        let list = holder.get("parameters").and_then(Value::as_array);
        list.into_iter().flatten().any(|parameter| {
            let reference = parameter.get("$ref").and_then(Value::as_str);
            let target = reference.and_then(|it| shared?.get(component(it, "parameters")?));
            let parameter = target.unwrap_or(parameter);
            parameter.get("in").is_some_and(|it| it == "query")
                && parameter.get("name").is_some_and(|it| it == name)
        })
    };
    let mut operations = walk::item_operations(item, "").into_iter();
    is_listed(item) || operations.all(|(_, operation, _)| is_listed(operation))
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
    fn the_query_of_a_uri_template_is_left_out() {
        let of = |names: [&str; 2]| {
            let parameters = names.map(|name| json!({"in": "query", "name": name}));
            json!({"parameters": parameters})
        };
        let by_reference = json!({"$ref": "#/components/parameters/P"});
        let mut doc = json!({
            "components": {"parameters": {"P": {"in": "query", "name": "r"}}},
            "paths": {
                "/a{?q,r*}": {"get": of(["q", "r"]), "put": of(["r", "q"])},
                "/b/{x}{?q}{&r}": {"parameters": [by_reference], "get": of(["q", "x"])},
                "/c{?q,s}": {"get": of(["q", "r"])},
                "/a{?t}": {"get": of(["t", "t"])},
            },
        });
        let mut report = Report::new("d", Policy::Lenient);
        correct(&mut doc, &mut report);
        let paths: Vec<&String> = doc["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, ["/a", "/b/{x}", "/c", "/a{?t}"]);
        let found = report.diagnostics().iter();
        let found: Vec<String> = found
            .map(|d| format!("{} {}", d.severity, d.pointer))
            .collect();
        let expected = [
            "note /paths/~1a{?q,r*}",
            "note /paths/~1b~1{x}{?q}{&r}",
            "unsupported /paths/~1c{?q,s}",
            "unsupported /paths/~1a{?t}/get",
        ];
        assert_eq!(found, expected);
    }

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
