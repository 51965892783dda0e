//! Reads YAML, JSON and TOML into nodes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use super::Location;
use super::node::{Key, Kind, Node};
use crate::problem::{Excerpt, Problem};

/// A format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// YAML 1.2, and so JSON.
    Yaml,
    /// TOML 1.
    Toml,
}

impl FileFormat {
    /// Returns the format of files with this extension.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "yaml" | "yml" | "json" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }
}

/// Reads a file's text. Locations get the index `file`.
///
/// # Errors
/// Fails if the text is not of the format, or if a map has a key twice.
pub fn read(text: &str, format: FileFormat, file: u32) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format {
        FileFormat::Yaml => yaml(text, file),
        FileFormat::Toml => toml(text, file),
    }
}

/// Maximum number of keys and values in a YAML file.
const MAX_NODES: usize = 10_000_000;

fn yaml(text: &str, file: u32) -> Result<Node, Problem> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            // An import may write hundreds of thousands of grants.
            max_events: 4 * MAX_NODES,
            max_nodes: MAX_NODES,
        },
        strict_booleans: true,
        with_snippet: false,
    };
    let read: Result<serde_saphyr::Spanned<Raw>, _> =
        serde_saphyr::from_str_with_options(text, options);
    match read {
        Ok(root) => Ok(yaml_node(root, file)),
        Err(error) => {
            let text = error.render_with_formatter(&serde_saphyr::UserMessageFormatter);
            let line = text.lines().next().unwrap_or_default();
            // The location is a field of its own.
            let message = match line.split(" at line ").next().unwrap_or(line) {
                // With the name of a type.
                breach if breach.contains("limits breached") => {
                    "the file is too large, or repeats too much by aliases"
                }
                message => message,
            };
            let problem = Problem::new(message).excerpt(Excerpt::Nothing);
            Err(match error.location() {
                Some(at) => problem.at(yaml_location(at, file)),
                None => problem,
            })
        }
    }
}

fn yaml_location(at: serde_saphyr::Location, file: u32) -> Location {
    Location {
        file,
        line: u32::try_from(at.line()).unwrap_or(u32::MAX),
        column: u32::try_from(at.column()).unwrap_or(u32::MAX),
    }
}

fn yaml_node(read: serde_saphyr::Spanned<Raw>, file: u32) -> Node {
    let kind = match read.value {
        Raw::Plain(kind) => kind,
        Raw::List(items) => Kind::List(items.into_iter().map(|it| yaml_node(it, file)).collect()),
        Raw::Map(entries) => Kind::Map(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let at = yaml_location(key.referenced, file);
                    let name = key.value;
                    (Key { name, at }, yaml_node(value, file))
                })
                .collect(),
        ),
    };
    Node {
        kind,
        at: yaml_location(read.referenced, file),
    }
}

/// A value as the YAML reader returns it.
enum Raw {
    Plain(Kind),
    List(Vec<serde_saphyr::Spanned<Raw>>),
    Map(Vec<(serde_saphyr::Spanned<String>, serde_saphyr::Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain(Kind::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(Kind::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(Kind::Integer(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        let integer = i64::try_from(value).map_or(Kind::Unsigned(value), Kind::Integer);
        Ok(Raw::Plain(integer))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(Kind::Float(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Plain(Kind::Text(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn toml(text: &str, file: u32) -> Result<Node, Problem> {
    let locations = Locations::new(text, file);
    match DeTable::parse(text) {
        Ok(root) => {
            let at = locations.at(root.span().start);
            let kind = locations.table(root.into_inner())?;
            Ok(Node { kind, at })
        }
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            let problem = Problem::new(error.message()).excerpt(Excerpt::Nothing);
            Err(problem.at(locations.at(start)))
        }
    }
}

/// The locations of offsets in a text.
struct Locations<'a> {
    text: &'a str,
    /// The offsets at which lines begin.
    starts: Vec<usize>,
    file: u32,
}

impl<'a> Locations<'a> {
    fn new(text: &'a str, file: u32) -> Self {
        let ends = text.match_indices('\n').map(|(i, _)| i + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self { text, starts, file }
    }

    fn at(&self, offset: usize) -> Location {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line.saturating_sub(1)];
        let before = self.text.get(start..offset).unwrap_or_default();
        Location {
            file: self.file,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(before.chars().count() + 1).unwrap_or(u32::MAX),
        }
    }

    fn table(&self, table: DeTable<'_>) -> Result<Kind, Problem> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let at = self.at(key.span().start);
            let name = key.into_inner().into_owned();
            entries.push((Key { name, at }, self.node(value)?));
        }
        // The reader sorts the keys.
        entries.sort_by_key(|(key, _)| key.at);
        Ok(Kind::Map(entries))
    }

    fn node(&self, value: toml::Spanned<DeValue<'_>>) -> Result<Node, Problem> {
        let at = self.at(value.span().start);
        let number =
            |text: &str, radix: u32| i64::from_str_radix(text, radix).map(Kind::Integer).ok();
        let kind = match value.into_inner() {
            DeValue::String(text) => Kind::Text(text.into_owned()),
            DeValue::Boolean(value) => Kind::Bool(value),
            DeValue::Datetime(date) => Kind::Text(date.to_string()),
            DeValue::Integer(value) => number(value.as_str(), value.radix())
                .ok_or_else(|| Problem::new(format!("`{value}` is out of range")).at(at))?,
            DeValue::Float(value) => (value.as_str().parse().map(Kind::Float))
                .map_err(|_| Problem::new(format!("`{value}` is not a number")).at(at))?,
            DeValue::Array(items) => {
                let items = items.into_iter().map(|item| self.node(item));
                Kind::List(items.collect::<Result<_, _>>()?)
            }
            DeValue::Table(table) => self.table(table)?,
        };
        Ok(Node { kind, at })
    }
}
