//! Queries and forms.

use serde_json::Value;

use super::content::{Content, content, invalid, present, text};
use super::encoder::{
    ENCODED, ENCODED_UNLESS_BRACKET, ENCODED_UNLESS_RESERVED, Encoder, PLAIN, encode,
};
#[cfg(feature = "multipart")]
use super::value::ParameterValue;
use crate::error::{Error, ErrorKind};
use crate::operation::{Parameter, ParameterStyle};

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
    pub(super) fn add_whole(
        &mut self,
        parameter: &Parameter,
        content: &Content,
    ) -> Result<(), Error> {
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

    /// Writes a parameter.
    pub(super) fn add(&mut self, parameter: &Parameter, content: &Content) {
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
