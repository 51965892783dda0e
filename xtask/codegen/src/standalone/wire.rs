//! How parameters and bodies are written.

// Not every client has parameters and bodies of every kind.
#![allow(dead_code)]

use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

/// Why a request could not be built.
#[derive(Clone, Debug)]
pub(crate) struct Unsendable(pub(crate) String);

/// How lists and objects are written, by the names of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Deep,
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    name: &'static str,
    style: Style,
    explode: bool,
    reserved: bool,
    json: bool,
}

impl Manner {
    /// In this style, each entry of a list or an object on its own or not.
    pub(crate) const fn new(name: &'static str, style: Style, explode: bool) -> Self {
        Self {
            name,
            style,
            explode,
            reserved: false,
            json: false,
        }
    }

    /// With reserved characters as they are.
    pub(crate) const fn reserved(self) -> Self {
        Self {
            reserved: true,
            ..self
        }
    }

    /// As JSON.
    pub(crate) const fn json(self) -> Self {
        Self { json: true, ..self }
    }

    fn value<T: Serialize + ?Sized>(&self, value: &T) -> Result<Value, Unsendable> {
        let value = serde_json::to_value(value)
            .map_err(|e| Unsendable(format!("`{}`: {e}", self.name)))?;
        if self.json {
            return Ok(Value::String(value.to_string()));
        }
        Ok(value)
    }
}

/// Every byte but those that mean nothing but themselves.
fn encode(text: &str, reserved: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let kept = byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || (reserved && b":/?[]@!$'()*,;".contains(&byte));
        if kept {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A value as text; structures as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The entries of an object that are there.
fn entries(value: &Value) -> Option<Vec<(&String, &Value)>> {
    let object = value.as_object()?;
    Some(object.iter().filter(|(_, v)| !v.is_null()).collect())
}

/// One segment of a path. What would name another path than the one that is meant is refused.
pub(crate) fn segment(name: &str, value: &str) -> Result<String, Unsendable> {
    if value.is_empty() || value == "." || value == ".." {
        return Err(Unsendable(format!(
            "`{name}` is empty or a step to another path"
        )));
    }
    Ok(encode(value, false))
}

/// A parameter of a path.
pub(crate) fn path<T: Serialize + ?Sized>(
    manner: &Manner,
    value: &T,
) -> Result<String, Unsendable> {
    let value = manner.value(value)?;
    let (before, between) = match (manner.style, manner.explode) {
        (Style::Label, true) => (".", "."),
        (Style::Label, false) => (".", ","),
        (Style::Matrix, _) => (";", ","),
        _ => ("", ","),
    };
    let matrix = manner.style == Style::Matrix;
    let name = if matrix {
        format!("{}=", encode(manner.name, false))
    } else {
        String::new()
    };
    let out = if let Value::Array(items) = &value {
        let items: Vec<String> = items.iter().map(|v| encode(&text(v), false)).collect();
        if matrix && manner.explode {
            let items: Vec<String> = items.iter().map(|v| format!("{name}{v}")).collect();
            items.join(";")
        } else {
            format!("{name}{}", items.join(between))
        }
    } else if let Some(entries) = entries(&value) {
        let pair = |(k, v): &(&String, &Value)| {
            let join = if manner.explode { "=" } else { "," };
            format!("{}{join}{}", encode(k, false), encode(&text(v), false))
        };
        let pairs: Vec<String> = entries.iter().map(pair).collect();
        match (matrix, manner.explode) {
            (true, true) => pairs.join(";"),
            _ => format!("{name}{}", pairs.join(between)),
        }
    } else {
        format!("{name}{}", encode(&text(&value), false))
    };
    let out = format!("{before}{out}");
    if out.is_empty() || out == "." || out == ".." {
        return Err(Unsendable(format!(
            "`{}` is empty or a step to another path",
            manner.name
        )));
    }
    Ok(out)
}

/// Pairs of a query or a form, encoded.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<String>);

impl Query {
    /// Adds a parameter.
    pub(crate) fn add<T: Serialize + ?Sized>(
        &mut self,
        manner: &Manner,
        value: &T,
    ) -> Result<(), Unsendable> {
        let value = manner.value(value)?;
        self.put(manner.name, manner.style, manner.explode, manner.reserved, &value);
        Ok(())
    }

    fn put(&mut self, name: &str, style: Style, explode: bool, reserved: bool, value: &Value) {
        let encode = |text: &str| encode(text, reserved);
        if value.is_null() {
            return;
        }
        if style == Style::Deep && (value.is_array() || value.is_object()) {
            self.deep(name, reserved, value);
            return;
        }
        let between = match style {
            Style::Space => "%20",
            Style::Pipe => "%7C",
            _ => ",",
        };
        let name = self::encode(name, false);
        if let Value::Array(items) = value {
            let items: Vec<String> = items.iter().map(|v| encode(&text(v))).collect();
            if explode {
                self.0.extend(items.iter().map(|v| format!("{name}={v}")));
            } else if !items.is_empty() {
                self.0.push(format!("{name}={}", items.join(between)));
            }
        } else if let Some(entries) = entries(value) {
            if explode {
                let pairs = entries.iter();
                self.0.extend(pairs.map(|(k, v)| {
                    format!("{}={}", self::encode(k, false), encode(&text(v)))
                }));
            } else if !entries.is_empty() {
                let words: Vec<String> = entries
                    .iter()
                    .flat_map(|(k, v)| [encode(k), encode(&text(v))])
                    .collect();
                self.0.push(format!("{name}={}", words.join(between)));
            }
        } else {
            self.0.push(format!("{name}={}", encode(&text(value))));
        }
    }

    /// `name[key]=value`, as deep as it goes.
    fn deep(&mut self, name: &str, reserved: bool, value: &Value) {
        if let Value::Array(items) = value {
            for (i, item) in items.iter().enumerate() {
                if item.is_array() || item.is_object() {
                    self.deep(&format!("{name}[{i}]"), reserved, item);
                } else {
                    self.deep(&format!("{name}[]"), reserved, item);
                }
            }
        } else if let Some(entries) = entries(value) {
            for (key, value) in entries {
                self.deep(&format!("{name}[{key}]"), reserved, value);
            }
        } else {
            let name = encode(name, false).replace("%5B", "[").replace("%5D", "]");
            self.0.push(format!("{name}={}", encode(&text(value), reserved)));
        }
    }

    /// The address with this query.
    pub(crate) fn onto(self, url: String) -> String {
        if self.0.is_empty() {
            return url;
        }
        let joint = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joint}{}", self.0.join("&"))
    }
}

/// The cookies of a request.
#[derive(Debug, Default)]
pub(crate) struct Cookies(Vec<String>);

impl Cookies {
    /// Adds a parameter.
    pub(crate) fn add<T: Serialize + ?Sized>(
        &mut self,
        manner: &Manner,
        value: &T,
    ) -> Result<(), Unsendable> {
        let value = manner.value(value)?;
        let mut pair = |name: &str, value: &str| self.0.push(format!("{name}={}", cookie(value)));
        if let Value::Array(items) = &value {
            let items: Vec<String> = items.iter().map(text).collect();
            if manner.explode {
                items.iter().for_each(|item| pair(manner.name, item));
            } else {
                let items: Vec<String> = items.iter().map(|item| cookie(item)).collect();
                self.0.push(format!("{}={}", manner.name, items.join("%2C")));
            }
        } else if let Some(entries) = entries(&value) {
            if manner.explode {
                for (key, value) in entries {
                    pair(key, &text(value));
                }
            } else {
                let words: Vec<String> = entries
                    .iter()
                    .flat_map(|(k, v)| [cookie(k), cookie(&text(v))])
                    .collect();
                self.0.push(format!("{}={}", manner.name, words.join("%2C")));
            }
        } else if !value.is_null() {
            pair(manner.name, &text(&value));
        }
        Ok(())
    }

    /// Puts them into their header.
    pub(crate) fn into_header(self, headers: &mut HeaderMap) -> Result<(), Unsendable> {
        if self.0.is_empty() {
            return Ok(());
        }
        let value = HeaderValue::try_from(self.0.join("; "))
            .map_err(|_| Unsendable("a cookie is no text of a header".to_owned()))?;
        headers.insert(COOKIE, value);
        Ok(())
    }
}

/// What a cookie may not have in it is encoded.
fn cookie(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !b"\",;\\".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A parameter that is a header.
pub(crate) fn header<T: Serialize + ?Sized>(
    headers: &mut HeaderMap,
    manner: &Manner,
    value: &T,
) -> Result<(), Unsendable> {
    let value = manner.value(value)?;
    let whole = if let Value::Array(items) = &value {
        let items: Vec<String> = items.iter().map(text).collect();
        items.join(",")
    } else if let Some(entries) = entries(&value) {
        let join = if manner.explode { "=" } else { "," };
        let pairs = entries.iter().map(|(k, v)| format!("{k}{join}{}", text(v)));
        pairs.collect::<Vec<String>>().join(",")
    } else if value.is_null() {
        return Ok(());
    } else {
        text(&value)
    };
    let refuse = || Unsendable(format!("`{}` is no text of a header", manner.name));
    let name = HeaderName::try_from(manner.name).map_err(|_| refuse())?;
    let value = HeaderValue::try_from(whole).map_err(|_| refuse())?;
    headers.insert(name, value);
    Ok(())
}

/// A body in JSON.
pub(crate) fn json<T: Serialize + ?Sized>(body: &T) -> Result<Vec<u8>, Unsendable> {
    serde_json::to_vec(body).map_err(|e| Unsendable(format!("the body: {e}")))
}

/// A body that is a form of fields; `manners` are those of the fields that are not as usual.
pub(crate) fn form<T: Serialize + ?Sized>(
    body: &T,
    manners: &[(&str, Style, bool)],
) -> Result<String, Unsendable> {
    let value =
        serde_json::to_value(body).map_err(|e| Unsendable(format!("the body: {e}")))?;
    let Some(entries) = entries(&value) else {
        return Err(Unsendable("the body is no object".to_owned()));
    };
    let mut query = Query::default();
    for (name, value) in entries {
        let manner = manners.iter().find(|(own, _, _)| own == name);
        match (manner, value) {
            (Some((_, style, explode)), _) => query.put(name, *style, *explode, false, value),
            (None, Value::Object(_)) => {
                let json = Value::String(value.to_string());
                query.put(name, Style::Form, true, false, &json);
            }
            (None, _) => query.put(name, Style::Form, true, false, value),
        }
    }
    Ok(query.0.join("&"))
}
