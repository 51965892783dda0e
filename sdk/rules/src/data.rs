//! Rules in configuration files: serde, and a JSON Schema.

/// Serializes the text of the rule.
#[cfg(feature = "serde")]
impl serde_core::Serialize for crate::Rule {
    fn serialize<S: serde_core::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Parses the text of a rule, as [`Rule::parse`](crate::Rule::parse) does.
///
/// ```
/// use trusted_twin_rules::Rule;
///
/// let rule: Rule = serde_json::from_str(r#""TWIN.company == USER.company""#)?;
/// assert_eq!(serde_json::to_string(&rule)?, r#""TWIN.company == USER.company""#);
/// let error = serde_json::from_str::<Rule>(r#""TWIN.company = 'a'""#).unwrap_err();
/// assert!(error.to_string().starts_with("line 1, column 14: `=` is not an operator"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[cfg(feature = "serde")]
impl<'de> serde_core::Deserialize<'de> for crate::Rule {
    fn deserialize<D: serde_core::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde_core::de::Visitor<'_> for Text {
            type Value = crate::Rule;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the text of a rule")
            }

            fn visit_str<E: serde_core::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// A string.
#[cfg(feature = "schemars")]
impl schemars::JsonSchema for crate::Rule {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rule".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "an access rule, such as `TWIN.company == USER.company`",
        })
    }
}
