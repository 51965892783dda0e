//! Writes a file as YAML. The text of a value depends on that value alone, so that it is stable.

use std::fmt::Write as _;

use serde_json::Value;

use super::comments::{Comments, Path};
use super::matches::Matches;
use crate::file::AccessFile;
use crate::text::is_hidden;

/// The longest list or map, in characters, that is written in one line.
const LINE: usize = 80;

/// Writes a file, with comments.
pub(super) fn write(file: &AccessFile, comments: &Comments) -> serde_json::Result<String> {
    let value = serde_json::to_value(file)?;
    let matches = Matches::new(file, comments);
    let comments = comments.moved_to(&value, &matches);
    let mut writer = Writer {
        out: comments.head(),
        comments,
        matches: &matches,
        path: Path::default(),
    };
    if let Value::Object(map) = &value {
        writer.map(map, 0);
    }
    Ok(writer.out + &writer.comments.tail())
}

struct Writer<'a> {
    out: String,
    comments: Comments,
    matches: &'a Matches<'a>,
    path: Path,
}

impl Writer<'_> {
    fn map(&mut self, map: &serde_json::Map<String, Value>, indent: usize) {
        for (key, value) in map {
            self.path.push_key(key);
            // Sections stand apart.
            if indent == 0
                && !self.out.is_empty()
                && !self.out.ends_with("\n\n")
                && key != "version"
            {
                self.out.push('\n');
            }
            self.before(indent);
            let _ = write!(self.out, "{:indent$}{}:", "", scalar(key));
            self.value(value, indent);
            self.path.pop();
        }
    }

    /// Writes a value after its key and a colon.
    fn value(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(map) if !map.is_empty() && !self.fits(value, indent) => {
                self.end();
                self.map(map, indent + 2);
            }
            Value::Array(items) if !items.is_empty() && !self.fits(value, indent) => {
                self.end();
                self.list(items, indent + 2);
            }
            _ => {
                let _ = write!(self.out, " {}", inline(value));
                self.end();
            }
        }
        self.after(indent + 2);
    }

    fn list(&mut self, items: &[Value], indent: usize) {
        let names = self.matches.names(&self.path, items);
        for (item, name) in items.iter().zip(names) {
            self.path.push_item(name);
            self.move_from_first_key(item);
            self.before(indent);
            let is_long = item.is_object() && !self.fits(item, indent);
            // A comment beside an item on one line moves above an item on several lines.
            if let Some(comment) = self.comments.beside(&self.path).filter(|_| is_long) {
                let _ = writeln!(self.out, "{:indent$}{comment}", "");
            }
            let _ = write!(self.out, "{:indent$}-", "");
            match item {
                Value::Object(map) if is_long => {
                    let mut first = true;
                    for (key, value) in map {
                        self.path.push_key(key);
                        if first {
                            let _ = write!(self.out, " {}:", scalar(key));
                        } else {
                            self.before(indent + 2);
                            let _ = write!(self.out, "{:1$}{2}:", "", indent + 2, scalar(key));
                        }
                        first = false;
                        self.value(value, indent + 2);
                        self.path.pop();
                    }
                }
                _ => {
                    let _ = write!(self.out, " {}", inline(item));
                    self.end();
                }
            }
            self.after(indent + 2);
            self.path.pop();
        }
    }

    /// Returns whether a value is written in one line: it is short and nothing in it has a comment.
    fn fits(&self, value: &Value, indent: usize) -> bool {
        let is_flat = match value {
            Value::Object(map) => self.path.len() > 1 && map.values().all(|it| !it.is_object()),
            Value::Array(items) => items.iter().all(|it| !it.is_object() && !it.is_array()),
            _ => true,
        };
        is_flat
            && indent + inline(value).chars().count() < LINE
            && !self.comments.are_inside(&self.path)
    }

    fn before(&mut self, indent: usize) {
        for line in self.comments.before(&self.path) {
            let _ = writeln!(self.out, "{:indent$}{line}", "");
        }
    }

    /// Moves the comments before the first key of an item, which is on the line of the item, above the item.
    fn move_from_first_key(&mut self, item: &Value) {
        if let Some(key) = item.as_object().and_then(|map| map.keys().next()) {
            let outer = self.path.clone();
            self.path.push_key(key);
            self.comments.move_before(&self.path, outer);
            self.path.pop();
        }
    }

    fn after(&mut self, indent: usize) {
        for line in self.comments.after(&self.path) {
            let _ = writeln!(self.out, "{:indent$}{line}", "");
        }
    }

    /// Ends the line of the value at the path.
    fn end(&mut self) {
        if let Some(comment) = self.comments.beside(&self.path) {
            let _ = write!(self.out, " {comment}");
        }
        self.out.push('\n');
    }
}

/// Writes a value in one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}: {}", scalar(key), inline(value)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Writes a text, in quotes unless every reader takes it for the same text without them.
fn scalar(text: &str) -> String {
    let is_plain_char = |c: char| c.is_ascii_alphanumeric() || "_@.+-/ :".contains(c);
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(is_plain_char)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if is_plain {
        text.to_owned()
    } else if is_date(text) {
        // Quoted, because some readers take it for a date.
        format!("\"{text}\"")
    } else {
        // JSON's strings are those of YAML, but for characters that YAML has as escapes only. Escapes also
        // show characters that readers do not see.
        let mut out = String::new();
        for c in Value::String(text.to_owned()).to_string().chars() {
            match u32::from(c) {
                _ if !is_hidden(c) && !matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(c),
                code @ ..=0xffff => {
                    let _ = write!(out, "\\u{code:04x}");
                }
                code => {
                    let _ = write!(out, "\\U{code:08x}");
                }
            }
        }
        out
    }
}

fn is_date(text: &str) -> bool {
    text.parse::<chrono::NaiveDate>().is_ok()
}
