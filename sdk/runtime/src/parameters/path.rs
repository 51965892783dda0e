//! Paths.

use super::content::{Content, invalid, present, text};
use super::encoder::{ENCODED, ENCODED_IN_PATH_UNLESS_RESERVED, Encoder, PLAIN, encode};
use crate::error::{Error, ErrorKind};
use crate::operation::{Parameter, ParameterLocation, ParameterStyle};

/// Fills the template of a path.
pub(super) fn fill_path(
    template: &'static str,
    parameters: &[Parameter],
    contents: &[Content],
) -> Result<String, Error> {
    let mut path = String::with_capacity(template.len() + 16 * parameters.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let missing = || {
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "a parameter of the path {template} is not described"
            ))
        };
        let (name, after) = after.split_once('}').ok_or_else(missing)?;
        let (parameter, content) = parameters
            .iter()
            .zip(contents)
            .find(|(parameter, _)| {
                parameter.location == ParameterLocation::Path && parameter.name == name
            })
            .ok_or_else(missing)?;
        path.push_str(before);
        let start = path.len();
        write_path(&mut path, parameter, content)?;
        check_segment(parameter, &path[start..])?;
        rest = after;
    }
    path.push_str(rest);
    Ok(path)
}

fn check_segment(parameter: &Parameter, value: &str) -> Result<(), Error> {
    // A URL parser decodes these dots.
    let plain = value.replace("%2e", ".").replace("%2E", ".");
    if matches!(plain.as_str(), "" | "." | "..") {
        let reason = format!("{value:?} would address another resource");
        return Err(invalid(parameter, &reason));
    }
    Ok(())
}

fn write_path(out: &mut String, parameter: &Parameter, value: &Content) -> Result<(), Error> {
    let (style, explode) = (parameter.style, parameter.explode);
    let encoder = Encoder::of(parameter, ENCODED, ENCODED_IN_PATH_UNLESS_RESERVED);
    let write = |out: &mut String, text: &str| encode(out, text, encoder);
    let is_matrix = style == ParameterStyle::Matrix;
    let name = |out: &mut String| {
        encode(out, parameter.name, PLAIN);
        out.push('=');
    };
    let (prefix, separator) = match style {
        ParameterStyle::Label if explode => (".", "."),
        ParameterStyle::Label => (".", ","),
        ParameterStyle::Matrix if explode => (";", ";"),
        ParameterStyle::Matrix => (";", ","),
        _ => ("", ","),
    };
    let absent = match value {
        Content::Absent => true,
        Content::List(items) => items.is_empty(),
        Content::Object(entries) => present(entries).next().is_none(),
        Content::Scalar(_) => false,
    };
    if absent {
        return Err(invalid(parameter, "a value is required"));
    }
    out.push_str(prefix);
    // Where nothing is exploded, the name stands once.
    if is_matrix && (!explode || matches!(value, Content::Scalar(_))) {
        name(out);
    }
    match value {
        Content::Absent => {}
        Content::Scalar(text) => write(out, text),
        Content::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(separator);
                }
                if is_matrix && explode {
                    name(out);
                }
                write(out, &text(item));
            }
        }
        Content::Object(entries) => {
            let join = if explode { '=' } else { ',' };
            for (index, (key, value)) in present(entries).enumerate() {
                if index > 0 {
                    out.push_str(separator);
                }
                encode(out, key, PLAIN);
                out.push(join);
                write(out, &text(value));
            }
        }
    }
    Ok(())
}
