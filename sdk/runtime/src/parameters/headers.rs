//! Headers and cookies.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

#[cfg(feature = "multipart")]
use super::content::content;
use super::content::{Content, invalid, present, text};
use super::encoder::{ENCODED_IN_COOKIE, ENCODED_IN_COOKIE_NAME, Encoder, encode};
#[cfg(feature = "multipart")]
use super::value::ParameterValue;
use crate::error::Error;
use crate::operation::{Parameter, ParameterStyle};

/// Returns the header of a parameter, empty without a value.
#[cfg(feature = "multipart")]
pub(crate) fn header(
    parameter: &Parameter,
    value: &dyn ParameterValue,
) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    add_header(&mut headers, parameter, &content(parameter, value)?)?;
    Ok(headers)
}

/// Adds the header of a parameter.
pub(super) fn add_header(
    headers: &mut HeaderMap,
    parameter: &Parameter,
    content: &Content,
) -> Result<(), Error> {
    let joined;
    let text = match content {
        Content::Absent => return Ok(()),
        Content::Scalar(text) => text,
        Content::List(items) if items.is_empty() => return Ok(()),
        Content::Object(entries) if present(entries).next().is_none() => return Ok(()),
        Content::List(items) => {
            joined = items.iter().map(text).collect::<Vec<_>>().join(",");
            &joined
        }
        Content::Object(entries) => {
            let join = if parameter.explode { '=' } else { ',' };
            let pairs = present(entries).map(|(key, value)| format!("{key}{join}{}", text(value)));
            joined = pairs.collect::<Vec<_>>().join(",");
            &joined
        }
    };
    let name = HeaderName::from_bytes(parameter.name.as_bytes())
        .map_err(|_| invalid(parameter, "the name is not valid for a header"))?;
    let value = HeaderValue::from_str(text)
        .map_err(|_| invalid(parameter, "contains a character that no header may contain"))?;
    headers.append(name, value);
    Ok(())
}

/// Adds the pairs of a cookie parameter.
pub(super) fn add_cookie(
    cookies: &mut String,
    parameter: &Parameter,
    content: &Content,
) -> Result<(), Error> {
    fn begin(cookies: &mut String, name: &str) {
        if !cookies.is_empty() {
            cookies.push_str("; ");
        }
        cookies.push_str(name);
        cookies.push('=');
    }
    let is_raw = parameter.style == ParameterStyle::Cookie;
    let comma = if is_raw { "," } else { "%2C" };
    // Reserved characters are encoded only if a cookie must not contain them.
    let encoder = Encoder::of(parameter, ENCODED_IN_COOKIE, ENCODED_IN_COOKIE);
    let check = |text: &str, separators: &[char]| {
        let is_invalid = |c: &char| separators.contains(c) || !(' '..='~').contains(c);
        if let Some(c) = text.chars().find(is_invalid) {
            let reason = format!("{c:?} must be escaped as the service expects it");
            return Err(invalid(parameter, &reason));
        }
        Ok(())
    };
    let write = |cookies: &mut String, text: &str| {
        if is_raw {
            check(text, &[';'])?;
            cookies.push_str(text);
        } else {
            encode(cookies, text, encoder);
        }
        Ok(())
    };
    let pair = |cookies: &mut String, name: &str, value: &str| {
        begin(cookies, name);
        write(cookies, value)
    };
    let list = |cookies: &mut String, items: &mut dyn Iterator<Item = String>| {
        for (index, item) in items.enumerate() {
            if index == 0 {
                begin(cookies, parameter.name);
            } else {
                cookies.push_str(comma);
            }
            write(cookies, &item)?;
        }
        Ok(())
    };
    match content {
        Content::Absent => {}
        Content::Scalar(text) => pair(cookies, parameter.name, text)?,
        Content::List(items) if parameter.explode => {
            for item in items {
                pair(cookies, parameter.name, &text(item))?;
            }
        }
        Content::List(items) => list(cookies, &mut items.iter().map(text))?,
        Content::Object(entries) if parameter.explode => {
            for (key, value) in present(entries) {
                let mut name = String::new();
                if is_raw {
                    check(key, &[';', '='])?;
                    name.push_str(key);
                } else {
                    encode(&mut name, key, Encoder::all(ENCODED_IN_COOKIE_NAME));
                }
                pair(cookies, &name, &text(value))?;
            }
        }
        Content::Object(entries) => {
            let mut items = present(entries).flat_map(|(key, value)| [key.clone(), text(value)]);
            list(cookies, &mut items)?;
        }
    }
    Ok(())
}
