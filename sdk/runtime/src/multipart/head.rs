//! Writes the headers of a multipart body and of its parts.

use std::fmt::Write as _;

use percent_encoding::utf8_percent_encode;
use reqwest::header::{CONTENT_DISPOSITION, HeaderMap, HeaderName, HeaderValue};

use super::{Part, invalid};
use crate::error::Result;
use crate::parameters::ENCODED;

const CONTENT_ID: HeaderName = HeaderName::from_static("content-id");

/// How the parts of a media type are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By `Content-Disposition`, as RFC 7578 specifies for `multipart/form-data`.
    Disposition,
    /// By `Content-ID`, as RFC 2045 specifies for the others.
    Id,
}

/// Returns the type and the parameters of a media type.
fn split(media_type: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut pieces = media_type.split(';').map(str::trim);
    (pieces.next().unwrap_or_default(), pieces)
}

/// Returns how the parts of a media type are named.
pub(super) fn naming(media_type: &str) -> Naming {
    match split(media_type).0.to_ascii_lowercase().as_str() {
        "multipart/form-data" => Naming::Disposition,
        _ => Naming::Id,
    }
}

/// Returns whether a media type is JSON.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = split(media_type).0.to_ascii_lowercase();
    ["application/json", "text/json"].contains(&essence.as_str()) || essence.ends_with("+json")
}

/// Returns the header `Content-Type` of a body. That of `multipart/related` names the root, which is the
/// first part, as RFC 2387 specifies.
pub(super) fn content_type(media_type: &str, boundary: &str, root: Option<&Part>) -> String {
    let (essence, parameters) = split(media_type);
    let parameters: Vec<&str> = parameters.filter(|p| !has_name(p, "boundary")).collect();
    let has = |name| parameters.iter().any(|parameter| has_name(parameter, name));
    let mut out = format!("{essence}; boundary={boundary}");
    for parameter in parameters.iter().filter(|parameter| !parameter.is_empty()) {
        let _ = write!(out, "; {parameter}");
    }
    if let Some(root) = root.filter(|_| essence.eq_ignore_ascii_case("multipart/related")) {
        if !has("type") {
            let media_type = root.media_type.as_deref().unwrap_or("text/plain");
            let _ = write!(out, "; type=\"{}\"", split(media_type).0);
        }
        if !has("start") && !root.headers.contains_key(CONTENT_ID) {
            let _ = write!(out, "; start=\"<{}>\"", content_id(&root.name));
        }
    }
    out
}

fn has_name(parameter: &str, name: &str) -> bool {
    let own = parameter.split('=').next().unwrap_or_default();
    own.trim().eq_ignore_ascii_case(name)
}

/// Returns the headers of a part and the empty line after them. `number` counts the parts of its name.
pub(super) fn head(part: &Part, naming: Naming, number: usize) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    let file_name = part.file_name.as_deref().map(quote).transpose()?;
    let name = quote(&part.name)?;
    let file_name = file_name.map_or_else(String::new, |name| format!("; filename=\"{name}\""));
    let has_disposition = part.headers.contains_key(CONTENT_DISPOSITION);
    match naming {
        Naming::Disposition if !has_disposition => line(
            &mut head,
            "Content-Disposition",
            format!("form-data; name=\"{name}\"{file_name}").as_bytes(),
        ),
        Naming::Id => {
            if !part.headers.contains_key(CONTENT_ID) {
                let suffix = if number > 1 {
                    format!("-{number}")
                } else {
                    String::new()
                };
                let id = format!("<{}{suffix}>", content_id(&part.name));
                line(&mut head, "Content-ID", id.as_bytes());
            }
            if !has_disposition && !file_name.is_empty() {
                let value = format!("attachment{file_name}");
                line(&mut head, "Content-Disposition", value.as_bytes());
            }
        }
        Naming::Disposition => {}
    }
    if let Some(media_type) = &part.media_type {
        let value = HeaderValue::from_str(media_type).ok();
        let value = value.as_ref().and_then(|value| value.to_str().ok());
        let Some(value) = value.filter(|value| value.contains('/')) else {
            return Err(invalid(format!(
                "invalid media type \"{}\" of the part {}",
                media_type.escape_debug(),
                part.name
            )));
        };
        line(&mut head, "Content-Type", value.as_bytes());
    }
    write_headers(&mut head, &part.headers);
    head.extend_from_slice(b"\r\n");
    Ok(head)
}

fn write_headers(head: &mut Vec<u8>, headers: &HeaderMap) {
    for (name, value) in headers {
        line(head, name.as_str(), value.as_bytes());
    }
}

fn line(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}

fn content_id(name: &str) -> String {
    utf8_percent_encode(name, ENCODED).to_string()
}

/// Writes a name between quotes.
fn quote(name: &str) -> Result<String> {
    if name.contains(char::is_control) {
        return Err(invalid(format!(
            "invalid name \"{}\" of a part: it contains a line break or another control character",
            name.escape_debug()
        )));
    }
    Ok(name.replace('"', "%22"))
}
