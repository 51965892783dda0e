//! Durations as text in configuration files.

use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A duration as text: an integer and its unit, like `90s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DurationText(Duration);

/// The units with their nanoseconds, the longest first.
const UNITS: [(&str, u128); 6] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

impl DurationText {
    fn parse(text: &str) -> Option<Self> {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = text.strip_suffix(unit)?;
        let (_, nanos) = UNITS.iter().find(|(name, _)| *name == unit)?;
        let nanos = number.parse::<u128>().ok()?.checked_mul(*nanos)?;
        let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
        let rest = u32::try_from(nanos % 1_000_000_000).ok()?;
        Some(Self(Duration::new(seconds, rest)))
    }

    /// Writes the duration with the longest unit of which it is a multiple.
    fn text(self) -> String {
        let nanos = self.0.as_nanos();
        let units = UNITS.iter().filter(|_| nanos > 0);
        let unit = units
            .into_iter()
            .find(|(_, unit)| nanos.is_multiple_of(*unit));
        let (name, unit) = unit.unwrap_or(&("s", 1));
        format!("{}{name}", nanos / unit)
    }
}

impl Serialize for DurationText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

impl<'de> Deserialize<'de> for DurationText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "invalid duration {text:?}; expected an integer and a unit, one of h, m, s, ms, us, ns, \
                 like \"90s\""
            ))
        })
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for DurationText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Duration".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+(h|m|s|ms|us|ns)$" })
    }
}

/// Writes a duration as text.
pub(crate) fn serialize<S: Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    DurationText(*duration).serialize(serializer)
}

/// Reads a duration as text.
pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    DurationText::deserialize(deserializer).map(|text| text.0)
}

/// Optional durations.
pub(crate) mod option {
    use super::{Deserialize, Deserializer, Duration, DurationText, Serialize, Serializer};

    /// Writes a duration as text.
    pub(crate) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        duration.map(DurationText).serialize(serializer)
    }

    /// Reads a duration as text.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        let text = Option::<DurationText>::deserialize(deserializer)?;
        Ok(text.map(|text| text.0))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::DurationText;

    #[test]
    fn durations_are_written_with_their_longest_unit_and_read_again() {
        for (text, duration) in [
            ("0s", Duration::ZERO),
            ("90s", Duration::from_secs(90)),
            ("2m", Duration::from_secs(120)),
            ("1h", Duration::from_secs(3600)),
            ("500ms", Duration::from_millis(500)),
            ("1500us", Duration::from_micros(1500)),
            ("18446744073709551615999999999ns", Duration::MAX),
        ] {
            assert_eq!(DurationText(duration).text(), text);
            assert_eq!(DurationText::parse(text), Some(DurationText(duration)));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "s",
            "90",
            "1.5s",
            "-1s",
            "1 s",
            "1S",
            "1d",
            "1s ",
            "1m30s",
            "٣s",
            "18446744073709551616s",
        ] {
            assert_eq!(DurationText::parse(text), None, "{text}");
        }
        let error = serde_json::from_str::<DurationText>(r#""soon""#).unwrap_err();
        let expected = "invalid duration \"soon\"; expected an integer and a unit";
        assert!(error.to_string().starts_with(expected), "{error}");
        serde_json::from_str::<DurationText>("90").unwrap_err();
    }
}
