//! Records in Timeseries tables.

use crate::trusted_twin::ActivityTable;
use rolekit_runtime::Field;

impl ActivityTable {
    /// Gives a dimension a template, which makes its value for each record, like `{user}`. Dimensions
    /// without one have the table's default.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<String>, template: impl Into<String>) -> Self {
        let mut dimensions = match self.dimensions {
            Field::Value(dimensions) => dimensions,
            Field::Undefined | Field::Null => std::collections::BTreeMap::new(),
        };
        dimensions.insert(name.into(), template.into());
        self.dimensions = Field::Value(dimensions);
        self
    }
}

#[cfg(test)]
mod tests {
    use crate::trusted_twin::ActivityTable;

    #[test]
    fn dimensions_are_added() {
        let table = ActivityTable::new()
            .dimension("b", "{x}")
            .dimension("a", "{y}");
        assert_eq!(
            serde_json::to_string(&table).unwrap(),
            r#"{"dimensions":{"a":"{y}","b":"{x}"}}"#,
        );
    }
}
