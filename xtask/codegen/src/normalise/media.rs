//! Selects one media type: JSON if there is one.

use serde_json::{Value, json};

use crate::diagnostic::Report;
use crate::media_type::{Kind, essence, kind};
use crate::pointer::join;
use crate::walk;

/// Selects one media type per body and response; a stream stays beside the one of a response.
pub(super) fn choose(doc: &mut Value, report: &mut Report) {
    walk::operations_mut(doc, &mut |_, _, operation, at| {
        if let Some(body) = operation.get_mut("requestBody") {
            select(body, &join(at, "requestBody"), false, report);
        }
        walk::each_mut(operation, "responses", at, &mut |response, at| {
            select(response, at, true, report);
        });
    });
}

fn select(holder: &mut Value, at: &str, is_response: bool, report: &mut Report) {
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
    let mut stream = None;
    for (i, (media, mut body)) in all.into_iter().enumerate() {
        let at = join(&at, &media);
        if Some(i) != best {
            if is_response && stream.is_none() && kind(&media, &body).is_stream() {
                stream = Some((media, body));
            } else {
                report.note("media-type", &at, "removed: another media type is used");
            }
            continue;
        }
        if !body.is_object() {
            body = json!({});
        }
        if kind(&media, &body) == Kind::Json && body.get("schema").is_none() {
            report.note("no-schema", &at, "no schema: any value is accepted");
            body["schema"] = json!({});
        }
        let structured = body.get("schema").is_some_and(|schema| {
            let kind = schema.get("type").and_then(Value::as_str);
            schema.get("$ref").is_some() || kind.is_some_and(|kind| kind != "string")
        });
        if structured && kind(&media, &body) >= Kind::Text {
            report.note("media-type", &at, "not JSON: returned unchanged");
        }
        content.insert(media, body);
    }
    content.extend(stream);
}

/// Returns the rank of a media type; the lowest is selected.
fn rank(media: &str, body: &Value) -> (u8, bool) {
    let essence = essence(media);
    let plain = essence == "application/json";
    let rank = match kind(media, body) {
        Kind::Json => 0,
        Kind::Multipart => 1,
        Kind::Form => 2,
        Kind::Text => 3,
        Kind::Bytes => 4,
        Kind::JsonLines | Kind::JsonSequence | Kind::Events => 5,
    };
    (rank, !plain)
}
