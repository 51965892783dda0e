//! Intent: writes a statement as a line of text, for command lines and tables, and reads it.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::de::DeserializeOwned;

use crate::trusted_twin::{Action, Effect, Statement};
use rolekit_runtime::{Error, ErrorKind, Result, UnknownValue, excerpt};

/// Writes the statement as [`FromStr`] reads it. The format does not change.
///
/// | text | statement |
/// |---|---|
/// | `allow get_twin, get_user` | an effect and its actions, in their order |
/// | `permit everything`, `permit nothing` | [that](Statement::permit_everything) of everything, and of [nothing](Statement::permit_nothing) |
/// | `deny []`, `allow null` | no actions, and no list of actions |
/// | `allow "fly"` | values that this version does not know are JSON strings |
/// | `deny trace with {"sid":"s"}` | fields that this version does not know |
impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.effect, self.actions.as_deref()) {
            (Effect::Deny, None) => f.write_str("permit everything")?,
            (Effect::Allow, Some([])) => f.write_str("permit nothing")?,
            (effect, actions) => {
                write_name(f, effect.as_str(), effect.is_known())?;
                match actions {
                    None => f.write_str(" null")?,
                    Some([]) => f.write_str(" []")?,
                    Some(actions) => {
                        for (number, action) in actions.iter().enumerate() {
                            f.write_str(if number == 0 { " " } else { ", " })?;
                            write_name(f, action.as_str(), action.is_known())?;
                        }
                    }
                }
            }
        }
        if self.extra.is_empty() {
            return Ok(());
        }
        let extra = serde_json::to_string(&self.extra).map_err(|_| fmt::Error)?;
        write!(f, " with {extra}")
    }
}

fn write_name(f: &mut fmt::Formatter<'_>, name: &str, is_known: bool) -> fmt::Result {
    if is_known {
        return f.write_str(name);
    }
    f.write_str(&serde_json::to_string(name).map_err(|_| fmt::Error)?)
}

/// Reads the text that `Display` writes. White space around names makes no difference. A misspelled action is an error,
/// because a value that this version does not know must be in quotes.
///
/// ```
/// use rolekit::trusted_twin::{Action, Statement};
///
/// let statement: Statement = "allow get_twin,get_user".parse()?;
/// assert_eq!(statement, Statement::allow([Action::GetTwin, Action::GetUser]));
/// assert_eq!(statement.to_string(), "allow get_twin, get_user");
///
/// let error = "deny delet_user".parse::<Statement>().unwrap_err();
/// assert_eq!(error.message(), Some("unknown value \"delet_user\"; did you mean \"delete_user\"?"));
/// assert!(r#"deny "delet_user""#.parse::<Statement>().is_ok());
/// # Ok::<(), rolekit::Error>(())
/// ```
impl FromStr for Statement {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut reader = Reader { text, rest: text };
        let mut statement = if reader.takes("permit everything") {
            Self::permit_everything()
        } else if reader.takes("permit nothing") {
            Self::permit_nothing()
        } else {
            let effect = reader.name(Effect::parse_known)?;
            let actions = if reader.takes("null") {
                None
            } else if reader.takes("[]") {
                Some(Vec::new())
            } else {
                let mut actions = vec![reader.name(Action::parse_known)?];
                while reader.takes(",") {
                    actions.push(reader.name(Action::parse_known)?);
                }
                Some(actions)
            };
            Self::new(effect, actions)
        };
        if reader.takes("with") {
            statement.extra = reader.json()?;
        }
        match reader.rest.trim() {
            "" => Ok(statement),
            _ => Err(reader.invalid()),
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Reader<'_> {
    /// Skips `token` and returns true if it is next.
    fn takes(&mut self, token: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Reads a known name, or any in quotes.
    fn name<T: FromStr<Err = Infallible>>(
        &mut self,
        parse_known: fn(&str) -> Result<T, UnknownValue>,
    ) -> Result<T> {
        let rest = self.rest.trim_start();
        if rest.starts_with('"') {
            let Ok(name) = self.json::<String>()?.parse();
            return Ok(name);
        }
        let is_end = |c: char| c == ',' || c.is_whitespace();
        let (name, rest) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
        self.rest = rest;
        if name.is_empty() {
            return Err(self.invalid());
        }
        parse_known(name).map_err(Error::invalid_request)
    }

    fn json<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut values = serde_json::Deserializer::from_str(self.rest).into_iter();
        let value = values.next().and_then(std::result::Result::ok);
        let value = value.ok_or_else(|| self.invalid())?;
        self.rest = self.rest.get(values.byte_offset()..).unwrap_or_default();
        Ok(value)
    }

    fn invalid(&self) -> Error {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "invalid statement `{}`: expected `allow` or `deny` and actions with commas between, \
             `permit everything` or `permit nothing`",
            excerpt(self.text),
        ))
    }
}
