//! What the later stages have to know of a document beyond what the generator reads.

use std::collections::BTreeSet;

/// All that `polish` needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The operations, in the document's order.
    pub operations: Vec<Operation>,
    /// Fields that a request may leave out, clear, or set.
    pub three_state: Vec<ThreeState>,
    /// Component schemas that a request body reaches.
    pub request_types: BTreeSet<String>,
    /// Component schemas that are alternatives.
    pub unions: Vec<Union>,
    /// Component schemas that list values under names which the generator was given.
    pub values: Vec<Values>,
    /// Fields that the generator was given another name for.
    pub fields: Vec<Field>,
}

/// A component schema that is one of several others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Union {
    /// The component schema.
    pub component: String,
    /// The property that tells the alternatives apart, if one does.
    pub tag: Option<String>,
    /// The alternatives, in the document's order.
    pub arms: Vec<Alternative>,
}

/// One alternative of a [`Union`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The name of its variant.
    pub variant: String,
    /// The values of the tag which mean it.
    pub tags: Vec<String>,
    /// Whether its own type always holds the tag.
    pub holds_tag: bool,
}

/// A component schema that lists values.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The component schema.
    pub component: String,
    /// The names of the variants, and the values that they stand for.
    pub values: Vec<(String, serde_json::Value)>,
    /// Whether all of them are whole numbers.
    pub integers: bool,
    /// Whether all of them are texts.
    pub texts: bool,
}

/// A field whose name in the document would be another field's name in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The component schema.
    pub component: String,
    /// The name that the generator was given.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name in the client, which is also what hooks are told.
    pub name: String,
    /// The `operationId`, after the overlay.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// Whether doing it twice is doing it once.
    pub idempotent: bool,
    /// What its success looks like.
    pub response: Response,
}

impl Operation {
    /// The path's parameters in the order in which they stand there.
    pub fn path_parameters(&self) -> Vec<&str> {
        self.path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
            .collect()
    }
}

/// What a success looks like. Refusals all look alike: status, headers, and a body for the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// A JSON body of one type.
    Json,
    /// No body.
    Empty,
    /// Bytes, as they come.
    Bytes,
}

/// A field that a request may leave out, clear (null), or set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreeState {
    /// The component schema.
    pub component: String,
    /// The property, as it is on the wire.
    pub property: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_parameters_come_in_order() {
        let operation = Operation {
            name: String::new(),
            id: String::new(),
            method: String::new(),
            path: "/a/{b}/c/{d}.{e}".to_owned(),
            idempotent: false,
            response: Response::Empty,
        };
        assert_eq!(operation.path_parameters(), ["b", "d", "e"]);
    }
}
