//! Query parameters.

use serde_json::Value;

use super::error::TwinError;
use crate::document::parse_query;

/// The parameters of a request. Unknown ones are ignored.
pub(super) struct QueryString(Vec<(String, String)>);

impl QueryString {
    pub(super) fn new(raw: Option<&str>) -> Self {
        Self(parse_query(raw.unwrap_or_default()))
    }

    /// Returns the first value of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns all values of a repeated parameter, or `None` if it is absent.
    pub(super) fn list(&self, name: &str) -> Option<Vec<&str>> {
        let values: Vec<_> = self
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then_some(values)
    }

    /// Reads a boolean. The vendor's pages write `True`, clients send `true`.
    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, TwinError> {
        match self.text(name) {
            None => Ok(None),
            Some("true" | "True") => Ok(Some(true)),
            Some("false" | "False") => Ok(Some(false)),
            Some(_) => Err(TwinError::invalid(format!("{name} must be true or false."))),
        }
    }

    /// Reads an integer in a range.
    pub(super) fn count(
        &self,
        name: &str,
        least: usize,
        most: usize,
    ) -> Result<Option<usize>, TwinError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.parse() {
            Ok(count) if (least..=most).contains(&count) => Ok(Some(count)),
            _ => Err(TwinError::invalid(format!(
                "{name} must be an integer from {least} to {most}."
            ))),
        }
    }

    /// Returns the range of time between `ge` and `le`, both inclusive.
    pub(super) fn range(&self) -> Result<impl Fn(f64) -> bool + use<>, TwinError> {
        let [ge, le] = [self.time("ge")?, self.time("le")?];
        Ok(move |time| ge.is_none_or(|ge| ge <= time) && le.is_none_or(|le| time <= le))
    }

    fn time(&self, name: &str) -> Result<Option<f64>, TwinError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match serde_json::from_str::<Value>(text) {
            Ok(Value::Number(time)) => Ok(time.as_f64()),
            _ => Err(TwinError::invalid(format!("{name} is not a time."))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_parameters_by_type() {
        let query = QueryString::new(Some("a=1&a=2&b=True&c=x&ge=1.5&le=2"));
        assert_eq!(query.text("a"), Some("1"));
        assert_eq!(query.list("a"), Some(vec!["1", "2"]));
        assert_eq!(query.list("z"), None);
        assert_eq!(query.boolean("b").unwrap(), Some(true));
        assert!(query.boolean("c").is_err());
        assert_eq!(query.count("a", 1, 9).unwrap(), Some(1));
        assert!(query.count("a", 2, 9).is_err());
        assert!(query.count("c", 0, 9).is_err());
        let within = query.range().unwrap();
        assert!(within(1.5) && within(2.0) && !within(1.4) && !within(2.1));
        assert!(QueryString::new(Some("ge=yesterday")).range().is_err());
    }
}
