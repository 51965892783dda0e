//! Serializes parameters: all styles of OpenAPI, and forms.

mod scalar;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::ser::Serialize;
use serde_json::Value;

use self::scalar::{ScalarError, ScalarSerializer};
use crate::error::{Error, ErrorKind};
use crate::json_value::to_value;
use crate::operation::{Operation, Parameter, ParameterLocation, ParameterStyle};

/// The value of a parameter. Implemented for everything that serde can serialize.
///
/// A scalar is written as in JSON, without quotes; lists and objects are written in the style of the
/// parameter. `None` and null are not sent.
pub trait ParameterValue {
    /// Appends a scalar to `text`.
    #[doc(hidden)]
    fn scalar(&self, text: &mut String) -> Scalar;

    /// Returns the value as JSON.
    #[doc(hidden)]
    fn json(&self) -> Result<Value, serde_json::Error>;
}

impl<T: Serialize + ?Sized> ParameterValue for T {
    fn scalar(&self, text: &mut String) -> Scalar {
        match self.serialize(ScalarSerializer(text)) {
            Ok(()) => Scalar::Written,
            Err(ScalarError::Absent) => Scalar::Absent,
            Err(ScalarError::Other) => Scalar::Other,
        }
    }

    fn json(&self) -> Result<Value, serde_json::Error> {
        to_value(self)
    }
}

/// The result of writing a value as a scalar.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// The value is a scalar, and was appended.
    Written,
    /// The value is absent.
    Absent,
    /// The value is a list or an object, or cannot be serialized.
    Other,
}

/// All bytes but the unreserved characters of RFC 3986.
pub(crate) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The same without the reserved characters that have no meaning in a query.
const ENCODED_UNLESS_RESERVED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// The same without the reserved characters that have no meaning in a path.
const ENCODED_IN_PATH_UNLESS_RESERVED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// The same without the brackets of `name[key]`.
const ENCODED_UNLESS_BRACKET: &AsciiSet = &ENCODED.remove(b'[').remove(b']');

/// All bytes that a cookie must not contain.
pub(crate) const ENCODED_IN_COOKIE: &AsciiSet = &percent_encoding::CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// The encoder of most texts.
const PLAIN: Encoder = Encoder::all(ENCODED);

/// The values of the parameters of a request, in the order of the operation's parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterContents(Vec<Content>);

impl ParameterContents {
    /// Reads the values of the first parameters. The others are absent.
    pub(crate) fn new(
        operation: &Operation,
        values: &[&dyn ParameterValue],
    ) -> Result<Self, Error> {
        let parameters = operation.parameters;
        let mut contents = Self(Vec::with_capacity(parameters.len()));
        contents.0.resize(parameters.len(), Content::Absent);
        for (index, value) in values.iter().enumerate() {
            contents.set(operation, index, *value)?;
        }
        Ok(contents)
    }

    /// Replaces the value of a parameter.
    pub(crate) fn set(
        &mut self,
        operation: &Operation,
        index: usize,
        value: &dyn ParameterValue,
    ) -> Result<(), Error> {
        let (Some(parameter), Some(content)) =
            (operation.parameters.get(index), self.0.get_mut(index))
        else {
            return Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "{} has {} parameters, and no number {}",
                operation.id,
                operation.parameters.len(),
                index + 1,
            )));
        };
        *content = self::content(parameter, value)?;
        Ok(())
    }

    /// Returns the value of a parameter if it is a scalar.
    pub(crate) fn scalar(&self, index: usize) -> Option<&str> {
        match self.0.get(index)? {
            Content::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Encodes the values.
    pub(crate) fn encode(&self, operation: &Operation) -> Result<EncodedParameters, Error> {
        let mut encoded = EncodedParameters {
            path: fill_path(operation.path, operation.parameters, &self.0)?,
            ..EncodedParameters::default()
        };
        // Values are encoded, so that a `?` begins the query that is part of the template.
        if let Some(at) = encoded.path.find('?') {
            encoded.query.0.push_str(&encoded.path[at + 1..]);
            encoded.path.truncate(at);
        }
        let mut cookies = String::new();
        for (parameter, content) in operation.parameters.iter().zip(&self.0) {
            match parameter.location {
                ParameterLocation::Path => {}
                ParameterLocation::Query => encoded.query.add(parameter, content),
                ParameterLocation::Header => add_header(&mut encoded.headers, parameter, content)?,
                ParameterLocation::QueryString => {
                    encoded.query.add_whole(parameter, content)?;
                }
                ParameterLocation::Cookie => add_cookie(&mut cookies, parameter, content)?,
            }
        }
        if !cookies.is_empty() {
            // The header may also be a parameter.
            for value in encoded.headers.get_all(COOKIE) {
                if let Ok(value) = value.to_str() {
                    cookies = format!("{value}; {cookies}");
                }
            }
            let mut cookies = HeaderValue::try_from(cookies).map_err(|_| {
                Error::new(ErrorKind::InvalidRequest).with_message("invalid value for a cookie")
            })?;
            cookies.set_sensitive(true);
            encoded.headers.insert(COOKIE, cookies);
        }
        Ok(encoded)
    }
}

/// The parameters of a request as text.
#[derive(Debug, Default)]
pub(crate) struct EncodedParameters {
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
}

/// A value to be encoded: a scalar as text, or a list or an object.
#[derive(Clone, Debug)]
enum Content {
    Absent,
    Scalar(String),
    List(Vec<Value>),
    Object(serde_json::Map<String, Value>),
}

/// Reads a value.
fn content(parameter: &Parameter, value: &dyn ParameterValue) -> Result<Content, Error> {
    if !parameter.json {
        let mut text = String::new();
        match value.scalar(&mut text) {
            Scalar::Written => return Ok(Content::Scalar(text)),
            Scalar::Absent => return Ok(Content::Absent),
            Scalar::Other => {}
        }
    }
    let value = value
        .json()
        .map_err(|source| invalid(parameter, "cannot be serialized").with_source(source))?;
    Ok(match value {
        Value::Null if parameter.json => Content::Absent,
        // An absent value is a scalar, so this is a float.
        Value::Null => return Err(invalid(parameter, "expected a finite number")),
        value if parameter.json => Content::Scalar(value.to_string()),
        Value::Array(items) => Content::List(items),
        Value::Object(entries) => Content::Object(entries),
        scalar => Content::Scalar(text(&scalar)),
    })
}

fn invalid(parameter: &Parameter, reason: &str) -> Error {
    let location = match parameter.location {
        ParameterLocation::Path => "path parameter",
        ParameterLocation::Query => "query parameter",
        ParameterLocation::QueryString => "the query",
        ParameterLocation::Header => "header",
        ParameterLocation::Cookie => "cookie",
    };
    Error::new(ErrorKind::InvalidRequest).with_message(format!(
        "invalid value for {location} \"{}\": {reason}",
        parameter.name
    ))
}

/// Returns a value as text, and a structure as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The entries of an object that are present.
fn present(
    entries: &serde_json::Map<String, Value>,
) -> impl Iterator<Item = (&String, &Value)> + '_ {
    entries.iter().filter(|(_, value)| !value.is_null())
}

/// How a text is encoded.
#[derive(Clone, Copy)]
struct Encoder {
    /// The bytes that are encoded.
    set: &'static AsciiSet,
    /// Whether percent-encoded bytes stay as they are.
    keeps_encoded: bool,
}

impl Encoder {
    /// Encodes all bytes of a set.
    const fn all(set: &'static AsciiSet) -> Self {
        Self {
            set,
            keeps_encoded: false,
        }
    }

    /// Encodes as a parameter says. `reserved` is the set without the reserved characters.
    fn of(parameter: &Parameter, set: &'static AsciiSet, reserved: &'static AsciiSet) -> Self {
        match parameter.allow_reserved {
            true => Self {
                set: reserved,
                keeps_encoded: true,
            },
            false => Self::all(set),
        }
    }
}

fn encode(out: &mut String, text: &str, encoder: Encoder) {
    let mut rest = text;
    while encoder.keeps_encoded
        && let Some((before, after)) = rest.split_once('%')
    {
        out.extend(utf8_percent_encode(before, encoder.set));
        let is_byte = |hex: &&str| hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        out.push_str(match after.get(..2).filter(is_byte) {
            Some(_) => "%",
            None => "%25",
        });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, encoder.set));
}

fn fill_path(
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

/// Returns the name and the text of each pair of a field in its style, without any encoding.
#[cfg(feature = "multipart")]
pub(crate) fn pairs(
    parameter: &Parameter,
    value: &dyn ParameterValue,
) -> Result<Vec<(String, String)>, Error> {
    let mut query = Query::default();
    query.add(parameter, &content(parameter, value)?);
    let decode = |text: &str| {
        let bytes = percent_encoding::percent_decode_str(text);
        bytes.decode_utf8_lossy().into_owned()
    };
    let pairs = query.0.split('&').filter_map(|pair| pair.split_once('='));
    Ok(pairs
        .map(|(name, value)| (decode(name), decode(value)))
        .collect())
}

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

/// An encoded query or form.
#[derive(Debug, Default)]
pub(crate) struct Query(pub(crate) String);

impl Query {
    /// Encodes a form. `parameters` describe the fields that are not written as usual, which is:
    /// lists exploded, objects as JSON.
    pub(crate) fn form(body: &Value, parameters: &[Parameter]) -> Result<Self, Error> {
        let Value::Object(fields) = body else {
            return Err(Error::new(ErrorKind::InvalidRequest)
                .with_message("the body of a form must be an object"));
        };
        let mut query = Self::default();
        query.add_fields(fields, parameters)?;
        Ok(query)
    }

    fn add_fields(
        &mut self,
        fields: &serde_json::Map<String, Value>,
        parameters: &[Parameter],
    ) -> Result<(), Error> {
        for (name, value) in present(fields) {
            match parameters.iter().find(|parameter| parameter.name == name) {
                Some(parameter) => self.add(parameter, &content(parameter, value)?),
                None => self.add_field(name, value),
            }
        }
        Ok(())
    }

    /// Writes a parameter that is the whole query.
    fn add_whole(&mut self, parameter: &Parameter, content: &Content) -> Result<(), Error> {
        match content {
            Content::Absent => {}
            Content::Object(fields) => self.add_fields(fields, parameter.fields)?,
            Content::Scalar(text) => {
                if !self.0.is_empty() {
                    self.0.push('&');
                }
                encode(&mut self.0, text, PLAIN);
            }
            Content::List(_) => return Err(invalid(parameter, "expected an object or a text")),
        }
        Ok(())
    }

    fn add_field(&mut self, name: &str, value: &Value) {
        let style = ParameterStyle::Form;
        match value {
            Value::Array(items) => self.add_list(name, style, true, PLAIN, items),
            other => self.pair(name, &text(other), PLAIN),
        }
    }

    fn add(&mut self, parameter: &Parameter, content: &Content) {
        let set = Encoder::of(parameter, ENCODED, ENCODED_UNLESS_RESERVED);
        let (name, style, explode) = (parameter.name, parameter.style, parameter.explode);
        match content {
            Content::Absent => {}
            Content::Scalar(text) => self.pair(name, text, set),
            Content::List(items) if style == ParameterStyle::DeepObject => {
                self.add_deep_items(name, set, items);
            }
            Content::Object(entries) if style == ParameterStyle::DeepObject => {
                self.add_deep_entries(name, set, entries);
            }
            Content::List(items) => self.add_list(name, style, explode, set, items),
            Content::Object(entries) if explode => {
                for (key, value) in present(entries) {
                    self.pair(key, &text(value), set);
                }
            }
            Content::Object(entries) => {
                let items: Vec<Value> = present(entries)
                    .flat_map(|(key, value)| [Value::String(key.clone()), value.clone()])
                    .collect();
                self.add_list(name, style, false, set, &items);
            }
        }
    }

    fn add_list(
        &mut self,
        name: &str,
        style: ParameterStyle,
        explode: bool,
        set: Encoder,
        items: &[Value],
    ) {
        if explode {
            for item in items {
                self.pair(name, &text(item), set);
            }
            return;
        }
        let separator = match style {
            ParameterStyle::SpaceDelimited => "%20",
            ParameterStyle::PipeDelimited => "%7C",
            _ => ",",
        };
        for (index, item) in items.iter().enumerate() {
            if index == 0 {
                self.name(name, PLAIN);
            } else {
                self.0.push_str(separator);
            }
            encode(&mut self.0, &text(item), set);
        }
    }

    /// Writes `name[key]=value` at any depth.
    fn add_deep(&mut self, name: &str, set: Encoder, value: &Value) {
        match value {
            Value::Array(items) => self.add_deep_items(name, set, items),
            Value::Object(entries) => self.add_deep_entries(name, set, entries),
            scalar => {
                self.name(name, Encoder::all(ENCODED_UNLESS_BRACKET));
                encode(&mut self.0, &text(scalar), set);
            }
        }
    }

    fn add_deep_items(&mut self, name: &str, set: Encoder, items: &[Value]) {
        for (index, item) in items.iter().enumerate() {
            if item.is_array() || item.is_object() {
                self.add_deep(&format!("{name}[{index}]"), set, item);
            } else {
                self.add_deep(&format!("{name}[]"), set, item);
            }
        }
    }

    fn add_deep_entries(
        &mut self,
        name: &str,
        set: Encoder,
        entries: &serde_json::Map<String, Value>,
    ) {
        for (key, value) in present(entries) {
            self.add_deep(&format!("{name}[{key}]"), set, value);
        }
    }

    fn pair(&mut self, name: &str, value: &str, set: Encoder) {
        self.name(name, PLAIN);
        encode(&mut self.0, value, set);
    }

    fn name(&mut self, name: &str, set: Encoder) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        encode(&mut self.0, name, set);
        self.0.push('=');
    }
}

fn add_header(
    headers: &mut HeaderMap,
    parameter: &Parameter,
    content: &Content,
) -> Result<(), Error> {
    let joined;
    let text = match content {
        Content::Absent => return Ok(()),
        Content::Scalar(text) => text,
        Content::List(items) if items.is_empty() => return Ok(()),
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

fn add_cookie(cookies: &mut String, parameter: &Parameter, content: &Content) -> Result<(), Error> {
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
    let write = |cookies: &mut String, text: &str| {
        if !is_raw {
            encode(cookies, text, encoder);
            return Ok(());
        }
        if let Some(c) = text.chars().find(|c| *c == ';' || !(' '..='~').contains(c)) {
            let reason = format!("{c:?} must be escaped as the service expects it");
            return Err(invalid(parameter, &reason));
        }
        cookies.push_str(text);
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
                pair(cookies, key, &text(value))?;
            }
        }
        Content::Object(entries) => {
            let mut items = present(entries).flat_map(|(key, value)| [key.clone(), text(value)]);
            list(cookies, &mut items)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::{EncodedParameters, ParameterContents, ParameterValue, Query};
    use crate::error::{Error, ErrorKind, Outcome};
    use crate::operation::{Operation, Parameter, ParameterStyle as Style};
    use crate::secret::{Secret, collect};
    use crate::time::Timestamp;

    fn encode(
        path: &'static str,
        parameter: Parameter,
        value: &dyn ParameterValue,
    ) -> Result<EncodedParameters, Error> {
        let parameters = Box::leak(Box::new([parameter]));
        let operation = Operation::new("test", "GET", path).parameters(parameters);
        let (contents, _) = collect(|| ParameterContents::new(&operation, &[value]));
        contents?.encode(&operation)
    }

    fn path(parameter: Parameter, value: &dyn ParameterValue) -> String {
        encode("/a/{p}/b", parameter, value).unwrap().path
    }

    fn query(parameter: Parameter, value: &dyn ParameterValue) -> String {
        encode("/a", parameter, value).unwrap().query.0
    }

    fn header(parameter: Parameter, value: &dyn ParameterValue) -> String {
        let headers = encode("/a", parameter, value).unwrap().headers;
        let values = headers.values().map(|value| value.to_str().unwrap());
        values.collect::<Vec<_>>().join("|")
    }

    fn color() -> BTreeMap<&'static str, Option<u8>> {
        BTreeMap::from([("R", Some(100)), ("G", Some(200)), ("none", None)])
    }

    #[test]
    fn path_styles() {
        let p = Parameter::path("p");
        let list = ["blue", "a/b"];
        for (style, explode, scalar, items, object) in [
            (Style::Simple, false, "blue", "blue,a%2Fb", "G,200,R,100"),
            (Style::Simple, true, "blue", "blue,a%2Fb", "G=200,R=100"),
            (Style::Label, false, ".blue", ".blue,a%2Fb", ".G,200,R,100"),
            (Style::Label, true, ".blue", ".blue.a%2Fb", ".G=200.R=100"),
            (
                Style::Matrix,
                false,
                ";p=blue",
                ";p=blue,a%2Fb",
                ";p=G,200,R,100",
            ),
            (
                Style::Matrix,
                true,
                ";p=blue",
                ";p=blue;p=a%2Fb",
                ";G=200;R=100",
            ),
        ] {
            let p = p.style(style).explode(explode);
            assert_eq!(path(p, &"blue"), format!("/a/{scalar}/b"));
            assert_eq!(path(p, &list), format!("/a/{items}/b"));
            assert_eq!(path(p, &color()), format!("/a/{object}/b"));
        }
        assert_eq!(path(p.json(), &json!({"a": 1})), "/a/%7B%22a%22%3A1%7D/b");
    }

    #[test]
    fn reserved_characters_are_kept_where_they_have_no_meaning() {
        let p = Parameter::path("p").allow_reserved();
        assert_eq!(path(p, &"a:b@c=d&e,f+g"), "/a/a:b@c=d&e,f+g/b");
        assert_eq!(
            path(p, &"a/b?c#d e%2F%zz%"),
            "/a/a%2Fb%3Fc%23d%20e%2F%25zz%25/b"
        );
        assert!(encode("/a/{p}/b", p, &"%2e%2E").is_err());
        let q = Parameter::query("q").allow_reserved();
        assert_eq!(query(q, &["a%20b", "100%"]), "q=a%20b&q=100%25");
    }

    #[test]
    fn a_parameter_may_be_the_whole_query() {
        let q = Parameter::query_string("q");
        let form = json!({"a": "b c", "list": [1, 2], "none": null, "o": {"x": 1}});
        assert_eq!(query(q, &form), "a=b%20c&list=1&list=2&o=%7B%22x%22%3A1%7D");
        static FIELDS: &[Parameter] = &[Parameter::query("list").explode(false)];
        assert_eq!(
            query(q.fields(FIELDS), &json!({"list": [1, 2]})),
            "list=1,2"
        );
        assert_eq!(query(q.json(), &json!({"a": 1})), "%7B%22a%22%3A1%7D");
        assert_eq!(query(q.json(), &json!(["x"])), "%5B%22x%22%5D");
        assert_eq!(query(q, &"$.a[?@.b==1]"), "%24.a%5B%3F%40.b%3D%3D1%5D");
        assert_eq!(query(q, &None::<u8>), "");
        assert!(encode("/a", q, &["x"]).is_err());
    }

    #[test]
    fn query_styles() {
        let q = Parameter::query("q");
        let list = ["blue", "a b"];
        for (style, explode, items, object) in [
            (Style::Form, true, "q=blue&q=a%20b", "G=200&R=100"),
            (Style::Form, false, "q=blue,a%20b", "q=G,200,R,100"),
            (
                Style::SpaceDelimited,
                false,
                "q=blue%20a%20b",
                "q=G%20200%20R%20100",
            ),
            (
                Style::PipeDelimited,
                false,
                "q=blue%7Ca%20b",
                "q=G%7C200%7CR%7C100",
            ),
            (
                Style::DeepObject,
                true,
                "q[]=blue&q[]=a%20b",
                "q[G]=200&q[R]=100",
            ),
        ] {
            let q = q.style(style).explode(explode);
            assert_eq!(query(q, &"a b"), "q=a%20b");
            assert_eq!(query(q, &list), items, "{style:?}");
            assert_eq!(query(q, &color()), object, "{style:?}");
            assert_eq!(query(q, &None::<u8>), "");
            assert_eq!(query(q, &json!(null)), "");
            assert_eq!(query(q, &[0_u8; 0]), "");
        }
        let deep = json!({"a": {"b": [1, {"c": true}], "d e": null, "f g": 2}});
        assert_eq!(
            query(q.style(Style::DeepObject), &deep),
            "q[a][b][]=1&q[a][b][1][c]=true&q[a][f%20g]=2"
        );
        assert_eq!(query(q.json(), &list), "q=%5B%22blue%22%2C%22a%20b%22%5D");
        assert_eq!(
            query(q.allow_reserved(), &"a/b?c&d=e+f#"),
            "q=a/b?c%26d%3De%2Bf%23"
        );
    }

    #[test]
    fn headers_and_cookies() {
        let h = Parameter::header("x-h");
        assert_eq!(header(h, &["a", "b"]), "a,b");
        assert_eq!(header(h, &color()), "G,200,R,100");
        assert_eq!(header(h.explode(true), &color()), "G=200,R=100");
        assert_eq!(header(h, &None::<u8>), "");
        let c = Parameter::cookie("c");
        assert_eq!(header(c, &"a;b"), "c=a%3Bb");
        assert_eq!(header(c, &["a", "b"]), "c=a; c=b");
        assert_eq!(header(c.explode(false), &["a", "b"]), "c=a%2Cb");
        assert_eq!(header(c, &color()), "G=200; R=100");
        assert_eq!(header(c.explode(false), &color()), "c=G%2C200%2CR%2C100");
        let raw = c.style(Style::Cookie);
        assert_eq!(header(raw, &"Hello%2C world!"), "c=Hello%2C world!");
        assert_eq!(header(raw, &["a", "b\""]), "c=a; c=b\"");
        assert_eq!(header(raw.explode(false), &["a", "b"]), "c=a,b");
        assert_eq!(header(raw, &color()), "G=200; R=100");
        for value in ["a;b", "a\nb", "\u{fc}"] {
            let error = encode("/a", raw, &value).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{value:?}");
        }
    }

    #[test]
    fn scalars_are_written_as_in_json() {
        let q = Parameter::query("q");
        let time = Timestamp::from("2026-08-20T08:42:42Z");
        let secret = Some(Secret::from("s&t"));
        for (value, text) in [
            (&true as &dyn ParameterValue, "true"),
            (&-7_i8, "-7"),
            (&u64::MAX, "18446744073709551615"),
            (&1.0_f64, "1.0"),
            (&0.1_f32, "0.1"),
            (&'x', "x"),
            (&time, "2026-08-20T08%3A42%3A42Z"),
            (&secret, "s%26t"),
            (&json!("text"), "text"),
            (&json!(5), "5"),
        ] {
            assert_eq!(query(q, value), format!("q={text}"));
        }
    }

    #[test]
    fn several_parameters_are_combined() {
        static OPERATION: Operation = Operation::new("test", "GET", "/{b}-{a}.json?fixed=1")
            .parameters(&[
                Parameter::path("a"),
                Parameter::query("q"),
                Parameter::path("b"),
                Parameter::query("r"),
            ]);
        let mut contents = ParameterContents::new(&OPERATION, &[&1, &2, &"x"]).unwrap();
        contents.set(&OPERATION, 3, &3).unwrap();
        let encoded = contents.encode(&OPERATION).unwrap();
        assert_eq!(encoded.path, "/x-1.json");
        assert_eq!(encoded.query.0, "fixed=1&q=2&r=3");

        contents.set(&OPERATION, 1, &None::<u8>).unwrap();
        contents.set(&OPERATION, 3, &"4").unwrap();
        assert_eq!(contents.encode(&OPERATION).unwrap().query.0, "fixed=1&r=4");
        contents.set(&OPERATION, 4, &1).unwrap_err();
        let without_path = ParameterContents::new(&OPERATION, &[&1]).unwrap();
        without_path.encode(&OPERATION).unwrap_err();
    }

    #[test]
    fn values_that_would_address_another_resource_are_rejected() {
        let p = Parameter::path("p");
        let empty: [&str; 0] = [];
        for value in [
            &"" as &dyn ParameterValue,
            &".",
            &"..",
            &[".."],
            &empty,
            &None::<&str>,
        ] {
            let error = encode("/a/{p}/b", p, value).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert!(error.to_string().contains("\"p\""), "{error}");
        }
    }

    #[test]
    fn header_values_are_checked_and_not_printed() {
        let h = Parameter::header("x-h");
        let error = encode("/a", h, &"canary\n").unwrap_err();
        assert!(error.to_string().contains("x-h"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"));
        let key_is_no_text = BTreeMap::from([(vec![1], 1)]);
        encode("/a", h, &key_is_no_text).unwrap_err();
        encode("/a", h, &f64::NAN).unwrap_err();
        encode("/a", h, &crate::field::Field::<u8>::Undefined).unwrap_err();
    }

    #[test]
    fn forms() {
        let body = json!({
            // In alphabetical order, since serde_json may sort the keys.
            "deep": {"a": [1]}, "joined": [1, 2], "list": [1, "b c"], "none": null,
            "object": {"a": 1}, "text": "1&2",
        });
        let parameters = [
            Parameter::query("deep").style(Style::DeepObject),
            Parameter::query("joined").explode(false),
        ];
        assert_eq!(
            Query::form(&body, &parameters).unwrap().0,
            "deep[a][]=1&joined=1,2&list=1&list=b%20c&object=%7B%22a%22%3A1%7D&text=1%262"
        );
        Query::form(&json!([1]), &[]).unwrap_err();
    }

    proptest! {
        #[test]
        fn a_path_value_survives_url_parsing(value in "\\PC{1,40}|[./%\\\\?#;\\x00-\\x20]{1,9}") {
            prop_assume!(!matches!(value.as_str(), "." | ".."));
            let path = path(Parameter::path("p"), &value);
            let url = reqwest::Url::parse(&format!("https://host{path}")).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!((segments[0], segments[2]), ("a", "b"));
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            let decoded = percent_encoding::percent_decode_str(segments[1]).decode_utf8().unwrap();
            prop_assert_eq!(decoded, value);
        }

        #[test]
        fn a_query_value_survives_url_parsing(value in "\\PC{0,40}") {
            let query = query(Parameter::query("q"), &value);
            let url = reqwest::Url::parse(&format!("https://host/?{query}")).unwrap();
            let pairs: Vec<_> = url.query_pairs().collect();
            prop_assert_eq!(&pairs, &[("q".into(), value.into())]);
        }
    }
}
