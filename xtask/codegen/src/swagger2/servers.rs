//! Converts `schemes`, `host` and `basePath` to servers.

use serde_json::{Map, Value, json};

use super::context::ConversionContext;
use crate::pointer::join;

/// The schemes of HTTP, the preferred one first.
const SCHEMES: [&str; 2] = ["https", "http"];

/// Returns the servers; none if the document does not say anything about them.
pub(super) fn convert(
    root: &Map<String, Value>,
    context: &mut ConversionContext<'_>,
) -> Option<Value> {
    let (host, path) = (text(root, "host"), base_path(root));
    if host.is_empty() {
        if !path.is_empty() {
            let message = format!(
                "no `host`: the base URL that a client is created with must end with `{path}`"
            );
            context.report.note("servers", "/basePath", message);
            context.moves.add("/servers", "/basePath");
            context.moves.add("/servers/0/url", "/basePath");
            return Some(json!([{"url": path}]));
        }
        return None;
    }
    context.moves.add("/servers", "/host");
    context.moves.add("/servers/0/url", "/host");
    if host.contains("://") {
        context.report.unsupported(
            "servers",
            "/host",
            format!("`{host}` is not a host: taken as the base URL"),
            "Write the host alone; `schemes` and `basePath` give the rest.",
        );
        let url = format!("{}{path}", host.trim_end_matches('/'));
        return Some(json!([{"url": url}]));
    }
    let schemes = match root.get("schemes") {
        Some(schemes) => usable(schemes, "/schemes", context),
        None => {
            context
                .report
                .note("servers", "/host", "no `schemes`: assumed to be https");
            vec!["https"]
        }
    };
    let servers = schemes
        .into_iter()
        .map(|scheme| json!({"url": format!("{scheme}://{host}{path}")}));
    let servers: Vec<Value> = servers.collect();
    (!servers.is_empty()).then(|| json!(servers))
}

/// Returns the URL of an operation with schemes of its own, if the first server of the document is not
/// among them.
pub(super) fn of_operation(
    schemes: &Value,
    at: &str,
    context: &mut ConversionContext<'_>,
) -> Option<String> {
    let own = usable(schemes, at, context);
    let root = context.source.as_object()?;
    let (host, path) = (text(root, "host"), base_path(root));
    let common = root.get("schemes").and_then(Value::as_array);
    let common = SCHEMES
        .into_iter()
        .find(|scheme| common.is_none_or(|list| list.iter().any(|entry| entry == scheme)));
    let first = own.first()?;
    let is_other = common.is_none_or(|common| !own.contains(&common));
    (is_other && !host.is_empty()).then(|| format!("{first}://{host}{path}"))
}

/// Returns the schemes of a list that a client can use, the preferred one first.
fn usable(schemes: &Value, at: &str, context: &mut ConversionContext<'_>) -> Vec<&'static str> {
    let list = schemes.as_array().map_or(&[][..], Vec::as_slice);
    let usable = SCHEMES.into_iter();
    let usable: Vec<_> = usable
        .filter(|known| list.iter().any(|scheme| scheme == known))
        .collect();
    let others = list.iter().enumerate();
    for (i, scheme) in others.filter(|(_, scheme)| !usable.iter().any(|known| scheme == known)) {
        let (at, message) = (join(at, i), format!("the client does not speak {scheme}"));
        match usable.first() {
            Some(used) => context
                .report
                .note("servers", &at, format!("{message}: {used} is used")),
            None => context.report.unsupported(
                "servers",
                &at,
                message,
                "Add `http` or `https` in an overlay.",
            ),
        }
    }
    usable
}

fn text<'a>(root: &'a Map<String, Value>, key: &str) -> &'a str {
    let text = root.get(key).and_then(Value::as_str);
    text.unwrap_or_default().trim()
}

/// Returns the path without a slash at its end.
fn base_path(root: &Map<String, Value>) -> String {
    let path = text(root, "basePath").trim_matches('/');
    match path {
        "" => String::new(),
        path => format!("/{path}"),
    }
}
