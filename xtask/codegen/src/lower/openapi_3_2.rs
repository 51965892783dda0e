//! Rewrites what OpenAPI 3.2 adds to objects that are not schemas: shared media types, operations of
//! other HTTP methods, and metadata that a client does not use.

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::extension_keys;
use crate::pointer::{join, percent_decoded};
use crate::walk::{self, ADDITIONAL};

/// Maximum number of references that lead to one media type.
const CHAIN: usize = 8;

pub(super) fn lower(doc: &mut Value, report: &mut Report) {
    media_types(doc, report);
    walk::items_mut(doc, &mut |_, item, at| {
        if let Some(item) = item.as_object_mut() {
            methods(item, at, report);
        }
    });
    metadata(doc, report);
}

/// Replaces references to media types by copies.
fn media_types(doc: &mut Value, report: &mut Report) {
    let mut is_used = false;
    walk::holders_mut(doc, &mut |_, holder, at| {
        walk::each_mut(holder, "content", at, &mut |media, _| {
            is_used |= media.get("$ref").is_some();
        });
    });
    if !is_used {
        return;
    }
    let source = doc.clone();
    walk::holders_mut(doc, &mut |_, holder, at| {
        walk::each_mut(holder, "content", at, &mut |media, at| {
            media_type(media, at, &source, report);
        });
    });
}

fn media_type(media: &mut Value, at: &str, source: &Value, report: &mut Report) {
    for _ in 0..CHAIN {
        let Some(reference) = media.get("$ref").and_then(Value::as_str) else {
            return;
        };
        let pointer = reference.strip_prefix('#').map(percent_decoded);
        let target = pointer
            .and_then(|pointer| Some((source.pointer(&pointer)?.clone(), pointer)))
            .filter(|(target, _)| target.is_object());
        let Some((target, pointer)) = target else {
            break;
        };
        report.moved(at, &pointer);
        *media = target;
    }
    report.unsupported(
        "dangling-ref",
        at,
        "the media type is not in this document: the body has no schema",
        "Add it to `components.mediaTypes`.",
    );
    *media = json!({});
}

/// Checks the operations of other HTTP methods. One with a field of its own is moved there.
fn methods(item: &mut Map<String, Value>, at: &str, report: &mut Report) {
    let item_at = at;
    let at = join(at, ADDITIONAL);
    let Some(additional) = item.get_mut(ADDITIONAL) else {
        return;
    };
    let Some(additional) = additional.as_object_mut() else {
        report.unsupported(
            "method",
            &at,
            "not an object: its operations are left out",
            "Write an object with one operation per HTTP method.",
        );
        item.shift_remove(ADDITIONAL);
        return;
    };
    let mut fixed = Vec::new();
    for (method, operation) in additional.iter_mut() {
        let reason = if walk::has_field(method) {
            fixed.push(method.clone());
            continue;
        } else if !is_token(method) {
            "not an HTTP method"
        } else if method.eq_ignore_ascii_case("connect") {
            "for proxies only"
        } else {
            continue;
        };
        let at = join(&at, method);
        report.unsupported(
            "method",
            &at,
            format!("`{method}` is {reason}: the operation is left out"),
            "Correct it in an overlay, or remove it.",
        );
        if let Some(operation) = operation.as_object_mut() {
            operation.insert(extension_keys::SKIP.to_owned(), json!(true));
        }
    }
    for method in fixed {
        let (at, field) = (join(&at, &method), method.to_lowercase());
        let own = item
            .get_mut(ADDITIONAL)
            .and_then(Value::as_object_mut)
            .and_then(|additional| additional.shift_remove(&method));
        let Some(own) = own else { continue };
        if item.contains_key(&field) {
            report.unsupported(
                "method",
                &at,
                format!("the path already has `{field}`: this operation is left out"),
                "Remove one of the two in an overlay.",
            );
            continue;
        }
        report.note("method", &at, format!("read as `{field}`"));
        report.moved(join(item_at, &field), &at);
        item.insert(field, own);
    }
}

fn is_token(method: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !method.is_empty() && method.bytes().all(is_part)
}

/// Notes what a client does not use.
fn metadata(doc: &Value, report: &mut Report) {
    let tags = doc.get("tags").and_then(Value::as_array);
    for (i, tag) in tags.into_iter().flatten().enumerate() {
        for key in ["parent", "kind"] {
            if tag.get(key).is_some() {
                let at = join(&join("/tags", i), key);
                report.note(
                    "tag",
                    &at,
                    "not used: the resources of a client are not nested",
                );
            }
        }
    }
    let schemes = doc.pointer("/components/securitySchemes");
    let schemes = schemes.and_then(Value::as_object).into_iter().flatten();
    for (name, scheme) in schemes {
        if scheme.get("deprecated") == Some(&json!(true)) {
            let at = join(&join("/components/securitySchemes", name), "deprecated");
            report.note(
                "security-scheme",
                &at,
                "deprecated: its credential is still sent",
            );
        }
    }
}
