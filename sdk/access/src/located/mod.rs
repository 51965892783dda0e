//! Values with their location in a file.

mod deserializer;
mod location;
mod node;
mod read;

use std::borrow::Borrow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{DeserializeOwned, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use crate::problem::{Excerpt, Problem};

pub use location::Location;
use location::{MARKER, ONE_OR_MANY};
pub use node::{Kind, Node};
pub use read::{FileFormat, read};

/// A value and its location. Two are equal if their values are.
#[derive(Clone, Debug, Default)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// The location; the default if the value was not read from a file.
    pub at: Location,
}

impl<T> From<T> for Located<T> {
    fn from(value: T) -> Self {
        Self {
            value,
            at: Location::default(),
        }
    }
}

impl<T> Deref for Located<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl Borrow<str> for Located<String> {
    fn borrow(&self) -> &str {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Located<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

impl<T: PartialOrd> PartialOrd for Located<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Located<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

impl<T: Hash> Hash for Located<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LocatedVisitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for LocatedVisitor<T> {
            type Value = Located<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            /// Other deserializers have no location.
            fn visit_newtype_struct<D>(self, deserializer: D) -> Result<Self::Value, D::Error>
            where
                D: Deserializer<'de>,
            {
                T::deserialize(deserializer).map(Located::from)
            }

            /// Ours gives file, line, column and value.
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let missing = || serde::de::Error::custom("a part of the location is missing");
                let mut next = || seq.next_element()?.ok_or_else(missing);
                let at = Location {
                    file: next()?,
                    line: next()?,
                    column: next()?,
                };
                let value = seq.next_element()?.ok_or_else(missing)?;
                Ok(Located { value, at })
            }
        }

        deserializer.deserialize_newtype_struct(MARKER, LocatedVisitor(std::marker::PhantomData))
    }
}

/// One value or a list of them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// One.
    One(T),
    /// Several.
    Many(#[schemars(length(min = 1))] Vec<T>),
}

impl<T> OneOrMany<T> {
    /// Returns all values.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        match self {
            Self::One(value) => std::slice::from_ref(value).iter(),
            Self::Many(values) => values.iter(),
        }
    }
}

impl<'a, T> IntoIterator for &'a OneOrMany<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Only nodes are known to be lists before they are read.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrManyVisitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
            type Value = OneOrMany<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of them")
            }

            fn visit_newtype_struct<D>(self, deserializer: D) -> Result<Self::Value, D::Error>
            where
                D: Deserializer<'de>,
            {
                T::deserialize(deserializer).map(OneOrMany::One)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = seq.next_element()? {
                    values.push(value);
                }
                Ok(OneOrMany::Many(values))
            }
        }

        deserializer
            .deserialize_newtype_struct(ONE_OR_MANY, OneOrManyVisitor(std::marker::PhantomData))
    }
}

/// Converts a node to a value of a type.
///
/// # Errors
/// Fails at the first part that does not fit the type, with its location, and for a key without a value: it could
/// count as absent, which often means more access.
pub fn from_node<T: DeserializeOwned>(node: &Node) -> Result<T, Problem> {
    let read = T::deserialize(deserializer::NodeDeserializer(node));
    let Some(key) = node.find_empty_key() else {
        return read;
    };
    match read {
        // Reported first, because the line before the key without a value may contain it and its value.
        Err(problem) if problem.at.is_some_and(|at| at < key.at) => Err(problem),
        _ => {
            let problem = Problem::new(format!("`{}` has no value", key.name)).at(key.at);
            let problem = problem.excerpt(Excerpt::Start);
            Err(problem.help("write the value, or leave the key out"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[serde(default)]
        people: std::collections::BTreeMap<Located<String>, Person>,
        #[serde(default)]
        roles: Vec<Located<Role>>,
        #[serde(default)]
        count: Located<u8>,
        #[serde(default)]
        plain: Vec<chrono::NaiveDate>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Person {
        until: Located<chrono::NaiveDate>,
    }

    #[derive(Debug, Deserialize)]
    enum Role {
        Observer,
        Administrator,
    }

    fn parse(text: &str, format: FileFormat) -> Result<File, Problem> {
        from_node(&read(text, format, 0)?)
    }

    fn error(text: &str, format: FileFormat) -> String {
        let error = parse(text, format).unwrap_err();
        let at = error.at.map(|at| format!("{}:{}", at.line, at.column));
        format!(
            "{}: {}; {}",
            at.unwrap_or_default(),
            error.message,
            error.help.unwrap_or_default()
        )
    }

    const YAML: &str = "\
people:
  ada@example.com:
    until: 2027-01-31
roles: [Observer, Administrator]
";
    const JSON: &str = r#"{
  "people": {
    "ada@example.com": {"until": "2027-01-31"}},
  "roles": ["Observer", "Administrator"]
}"#;
    const TOML: &str = "\
roles = ['Observer', 'Administrator']
[people]
'ada@example.com' = { until = 2027-01-31 }
";

    #[test]
    fn values_have_their_places_in_every_format() {
        for (text, format, person, role) in [
            (YAML, FileFormat::Yaml, (2, 3), (4, 19)),
            (JSON, FileFormat::Yaml, (3, 5), (4, 25)),
            (TOML, FileFormat::Toml, (3, 1), (1, 22)),
        ] {
            let file = parse(text, format).unwrap();
            let (name, ada) = file.people.first_key_value().unwrap();
            assert_eq!(
                (name.value.as_str(), file.count.value),
                ("ada@example.com", 0)
            );
            assert_eq!((name.at.line, name.at.column), person, "{text}");
            assert_eq!(ada.until.to_string(), "2027-01-31");
            assert!(matches!(file.roles[1].value, Role::Administrator));
            assert!(matches!(file.roles[0].value, Role::Observer));
            assert_eq!((file.roles[1].at.line, file.roles[1].at.column), role);
            assert!(file.plain.is_empty());
        }
    }

    #[test]
    fn errors_have_locations_and_name_what_is_near() {
        for (text, format, expected) in [
            (
                "rolse: []",
                FileFormat::Yaml,
                "1:1: unknown key `rolse`; did you mean `roles`?",
            ),
            (
                "rolse = []",
                FileFormat::Toml,
                "1:1: unknown key `rolse`; did you mean `roles`?",
            ),
            (
                "roles:\n  - Observer\n  - Observr",
                FileFormat::Yaml,
                "3:5: unknown value `Observr`; did you mean `Observer`?",
            ),
            (
                "people:\n  a: {}",
                FileFormat::Yaml,
                "2:6: `until` is missing; ",
            ),
            (
                "plain:\n  - 2027-01-31\n  - x",
                FileFormat::Yaml,
                "3:5: input contains invalid characters; ",
            ),
            (
                "people:\n  a: {until: x}",
                FileFormat::Yaml,
                "2:14: input contains invalid characters; ",
            ),
            (
                "count: 256",
                FileFormat::Yaml,
                "1:8: expected a whole number from 0 to 255, found integer `256`; ",
            ),
            (
                "roles: 7",
                FileFormat::Yaml,
                "1:8: expected a list, found integer `7`; ",
            ),
            (
                "roles: []\nroles: []",
                FileFormat::Yaml,
                "2:1: duplicate mapping key `roles` is not allowed here; ",
            ),
            (
                "count:\nroles: []",
                FileFormat::Yaml,
                "1:1: `count` has no value; write the value, or leave the key out",
            ),
            (
                "{\"people\": {\"a\": {\"until\": null}}}",
                FileFormat::Yaml,
                "1:19: `until` has no value; write the value, or leave the key out",
            ),
            (
                "[]",
                FileFormat::Yaml,
                "1:1: expected a map, found a list; ",
            ),
            ("a: [", FileFormat::Yaml, ""),
            ("a = [", FileFormat::Toml, ""),
        ] {
            let found = error(text, format);
            assert!(!found.is_empty());
            assert!(expected.is_empty() || found == expected, "{found}");
        }
    }

    #[test]
    fn large_files_are_read() {
        let list = "- {a: b}\n".repeat(200_000);
        assert!(super::read(&list, super::FileFormat::Yaml, 0).is_ok());
    }
}
