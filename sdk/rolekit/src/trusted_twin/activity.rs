//! Builder methods of [`ActivityTable`].

use crate::trusted_twin::ActivityTable;
use rolekit_runtime::Field;

impl ActivityTable {
    /// Sets the template of a dimension, such as `{user}`, which the service evaluates for each
    /// record. Dimensions without a template use the default of the table.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<String>, template: impl Into<String>) -> Self {
        let mut dimensions = match self.dimensions {
            Field::Value(dimensions) => dimensions,
            // Null means none, which a first dimension replaces.
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
