//! Faults that change a body but keep the rules of HTTP.

use std::io::Write as _;

use axum::http::{HeaderValue, header};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::script::FRAMING_HEADERS;
use super::{FaultKind, GzipForm, JsonEdit};
use crate::response::BufferedResponse;

/// The end of the data, the checksum and the length of a gzip member.
const GZIP_END: usize = 12;

/// Returns the response with a changed body, or as it is for other kinds of faults.
pub(crate) fn change(kind: &FaultKind, mut response: BufferedResponse) -> BufferedResponse {
    for name in FRAMING_HEADERS {
        response.headers.remove(name);
    }
    match *kind {
        FaultKind::Pad { bytes } => {
            let mut body = response.body.to_vec();
            body.resize(bytes.max(body.len()), b' ');
            response.body = body.into();
        }
        FaultKind::Gzip { form } => {
            let name = match form {
                GzipForm::UpperCase => "GZIP",
                _ => "gzip",
            };
            response
                .headers
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
            response.body = compress(&response.body, form);
        }
        FaultKind::Json { edit } => response.body = edit_json(&response.body, edit),
        _ => {}
    }
    response
}

fn compress(body: &[u8], form: GzipForm) -> Bytes {
    let mut compressed = gzip_member(body);
    match form {
        GzipForm::OneMember | GzipForm::UpperCase => {}
        GzipForm::TwoMembers => {
            let (first, second) = body.split_at(body.len() / 2);
            compressed = [gzip_member(first), gzip_member(second)].concat();
        }
        GzipForm::NotCompressed => compressed = body.to_vec(),
        GzipForm::Truncated => {
            compressed.truncate(compressed.len().saturating_sub(GZIP_END));
        }
        GzipForm::WrongChecksum => {
            // The member ends with four bytes of checksum and four of length.
            let checksum = compressed.len().saturating_sub(8);
            if let Some(byte) = compressed.get_mut(checksum) {
                *byte ^= 1;
            }
        }
    }
    compressed.into()
}

fn gzip_member(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(body);
    encoder.finish().unwrap_or_default()
}

fn edit_json(body: &[u8], edit: JsonEdit) -> Bytes {
    let (is_meant, text): (fn(&Value) -> bool, &[u8]) = match edit {
        JsonEdit::ByteOrderMark => return [b"\xef\xbb\xbf", body].concat().into(),
        JsonEdit::LoneSurrogate => (Value::is_string, br#""\ud800""#),
        JsonEdit::InvalidUtf8 => (Value::is_string, b"\"\xff\""),
        JsonEdit::LeadingZero => (Value::is_number, b"01"),
        JsonEdit::NotANumber => (Value::is_number, b"NaN"),
        JsonEdit::HugeNumber => (Value::is_number, b"1e999"),
    };
    let mut edited = Vec::new();
    let mut is_edited = false;
    if let Ok(value) = serde_json::from_slice(body) {
        write_json(&value, &mut edited, &mut |value| {
            is_meant(value).then(|| {
                is_edited = true;
                text
            })
        });
    }
    if is_edited {
        edited.into()
    } else {
        Bytes::copy_from_slice(text)
    }
}

/// Writes a value with some of the values in it replaced.
fn write_json<'a>(
    value: &Value,
    text: &mut Vec<u8>,
    replace: &mut impl FnMut(&Value) -> Option<&'a [u8]>,
) {
    if let Some(replacement) = replace(value) {
        text.extend_from_slice(replacement);
        return;
    }
    match value {
        Value::Array(items) => {
            text.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(b',');
                }
                write_json(item, text, replace);
            }
            text.push(b']');
        }
        Value::Object(object) => {
            text.push(b'{');
            for (index, (key, item)) in object.iter().enumerate() {
                if index > 0 {
                    text.push(b',');
                }
                text.extend_from_slice(Value::from(key.as_str()).to_string().as_bytes());
                text.push(b':');
                write_json(item, text, replace);
            }
            text.push(b'}');
        }
        scalar => text.extend_from_slice(scalar.to_string().as_bytes()),
    }
}
