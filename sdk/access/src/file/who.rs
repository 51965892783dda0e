//! A person or a team, as the file names them.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A person by e-mail address, or a team as `team:NAME`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The e-mail address, in lower case.
    Person(String),
    /// The name of the team.
    Team(String),
}

/// The text names neither a person nor a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidWho(String);

impl fmt::Display for InvalidWho {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is neither an e-mail address nor `team:NAME`",
            self.0
        )
    }
}

impl std::error::Error for InvalidWho {}

/// Returns an e-mail address in the form in which it is compared, or `None` if the text is not one.
///
/// Both services compare addresses without regard to case. The host may be one of an internal network,
/// like `internal`.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let (user, host) = text.split_once('@')?;
    let is_valid = !user.is_empty()
        && !host.is_empty()
        && !text.starts_with("team:")
        && !host.contains('@')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || ",;<>\"".contains(c));
    is_valid.then(|| text.to_lowercase())
}

impl FromStr for Who {
    type Err = InvalidWho;

    fn from_str(text: &str) -> Result<Self, InvalidWho> {
        let invalid = || InvalidWho(text.to_owned());
        match text.strip_prefix("team:") {
            Some("") => Err(invalid()),
            Some(name) => Ok(Self::Team(name.to_owned())),
            None => email(text).map(Self::Person).ok_or_else(invalid),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(email) => f.write_str(email),
            Self::Team(name) => write!(f, "team:{name}"),
        }
    }
}

impl Serialize for Who {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Who {
    fn schema_name() -> Cow<'static, str> {
        "Who".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A person by e-mail address, or a team as `team:NAME`.",
            "type": "string",
            "pattern": "^(team:.+|[^@\\s]+@[^@\\s]+)$",
        })
    }
}
