//! Selects one media type: JSON if there is one. An error response keeps every JSON type that differs.

use serde_json::{Map, Value, json};

use super::alternatives::named;
use crate::components;
use crate::diagnostic::Report;
use crate::media_type::{MediaKind, essence, kind};
use crate::pointer::{join, unescape};
use crate::walk;

/// Selects one media type per body and response; a stream stays beside the one of a response.
pub(super) fn choose(doc: &mut Value, report: &mut Report) {
    let schemas = components::schemas(doc).clone();
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        inline_texts(operation, &schemas);
        if let Some(body) = operation.get_mut("requestBody") {
            select(body, &join(at, "requestBody"), Role::Request, report);
        }
        walk::each_mut(operation, "responses", at, &mut |response, at| {
            let status = at.rsplit('/').next().unwrap_or_default();
            let role = match status.as_bytes().first() {
                Some(b'1'..=b'3') => Role::Success,
                _ => Role::Error,
            };
            select(response, at, role, report);
        });
    });
}

/// Puts the schemas of bodies that are texts or files in the place of references: they decide how a body is read.
fn inline_texts(operation: &mut Value, schemas: &Map<String, Value>) {
    let inline = |holder: &mut Value| {
        walk::each_mut(holder, "content", "", &mut |media, at| {
            let name = unescape(at.rsplit('/').next().unwrap_or_default());
            let target = media.get("schema").and_then(|it| named(it, schemas));
            let inlined = target.map(|target| json!({"schema": target}));
            if let Some(mut inlined) = inlined.filter(|it| kind(&name, it) != kind(&name, media)) {
                media["schema"] = inlined["schema"].take();
            }
        });
    };
    if let Some(body) = operation.get_mut("requestBody") {
        inline(body);
    }
    walk::each_mut(operation, "responses", "", &mut |response, _| {
        inline(response)
    });
}

/// Where a media type is used.
#[derive(Clone, Copy, PartialEq)]
enum Role {
    Request,
    Success,
    Error,
}

fn select(holder: &mut Value, at: &str, role: Role, report: &mut Report) {
    let at = join(at, "content");
    let Some(content) = holder.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    let all = std::mem::take(content);
    let best = all
        .iter()
        .enumerate()
        .min_by_key(|(i, (media, body))| (rank(media, body), *i))
        .map(|(i, _)| i);
    let best_schema = best.and_then(|best| all.values().nth(best)?.get("schema").cloned());
    let (mut stream, mut others) = (None, Map::new());
    for (i, (media, mut body)) in all.into_iter().enumerate() {
        let at = join(&at, &media);
        if Some(i) != best {
            let schema = body.get("schema");
            let found = kind(&media, &body);
            if role != Role::Request && stream.is_none() && found.is_stream() {
                stream = Some((media, body));
            } else if role == Role::Error && found == MediaKind::Json && schema.is_some() {
                if schema != best_schema.as_ref() {
                    others.insert(media, body);
                }
            } else {
                report.note("media-type", &at, "removed: another media type is used");
            }
            continue;
        }
        if !body.is_object() {
            body = json!({});
        }
        unread(&body, &at, report);
        if !kind(&media, &body).is_stream() && body.get("itemSchema").is_some() {
            report.unsupported(
                "item-schema",
                &join(&at, "itemSchema"),
                format!("the client does not read or write `{media}` item by item: the items have no type"),
                "Describe the whole body by `schema` in an overlay.",
            );
        }
        if kind(&media, &body) == MediaKind::Json && body.get("schema").is_none() {
            report.note("no-schema", &at, "no schema: any value is accepted");
            body["schema"] = json!({});
        }
        let structured = body.get("schema").is_some_and(|schema| {
            let kind = schema.get("type").and_then(Value::as_str);
            let is_union = schema.get("oneOf").is_some();
            schema.get("$ref").is_some() || is_union || kind.is_some_and(|kind| kind != "string")
        });
        let is_form = matches!(kind(&media, &body), MediaKind::Multipart | MediaKind::Form);
        let is_unread = is_form && role != Role::Request;
        if structured && (is_unread || kind(&media, &body) >= MediaKind::Text) {
            let message = match role {
                Role::Request => "not JSON: the caller writes the body",
                Role::Success | Role::Error => "not JSON: returned unchanged",
            };
            report.note("media-type", &at, message);
        }
        if !is_media_type(&media) {
            report.unsupported(
                "media-type",
                &at,
                "not a media type: a call that sends it as a header fails",
                "Correct it in an overlay.",
            );
        }
        content.insert(media, body);
    }
    content.extend(others);
    content.extend(stream);
}

/// Reports the parts of a media type that no later stage reads.
fn unread(body: &Value, at: &str, report: &mut Report) {
    for key in ["prefixEncoding", "itemEncoding"] {
        if body.get(key).is_some() {
            report.unsupported(
                "positional-encoding",
                &join(at, key),
                "parts without names are not typed: the body is bytes or any form",
                "Remove it in an overlay, and write the parts before the call.",
            );
        }
    }
    let encodings = body.get("encoding").and_then(Value::as_object);
    for (name, encoding) in encodings.into_iter().flatten() {
        for key in ["encoding", "prefixEncoding", "itemEncoding"] {
            if encoding.get(key).is_some() {
                report.unsupported(
                    "nested-encoding",
                    &join(&join(&join(at, "encoding"), name), key),
                    "a form inside a part of a form is not written",
                    "Remove it in an overlay, and write the part before the call.",
                );
            }
        }
    }
}

/// Returns the rank of a media type; the lowest is selected.
fn rank(media: &str, body: &Value) -> (u8, bool, bool) {
    let essence = essence(media);
    let is_json = essence == "application/json";
    let kind = kind(media, body);
    // A file that may also be described as JSON is not JSON: that is the media type of errors.
    let is_usual = is_json != (kind == MediaKind::Bytes);
    let rank = match kind {
        MediaKind::Json => 0,
        MediaKind::Multipart => 1,
        MediaKind::Form => 2,
        MediaKind::Text => 3,
        MediaKind::Bytes => 4,
        MediaKind::JsonLines | MediaKind::JsonSequence | MediaKind::Events => 5,
    };
    (rank, media.contains('*'), !is_usual)
}

/// Returns whether a text is a media type or a range of them, whatever its parameters are.
fn is_media_type(media: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"/,\"()".contains(&byte))
    };
    let is_type = |(main, sub): (&str, &str)| is_part(main) && is_part(sub);
    essence(media).split_once('/').is_some_and(is_type)
        && media.chars().all(|c| c == '\t' || !c.is_control())
}
