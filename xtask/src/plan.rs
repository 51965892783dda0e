//! What the later stages have to know of a document beyond what the generator reads.

use std::collections::BTreeSet;

/// All that `polish` needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The operations, in the document's order.
    pub operations: Vec<Operation>,
    /// Fields that a request may leave out, clear, or set.
    pub three_state: Vec<ThreeState>,
    /// Component schemas that a request body reaches.
    pub request_types: BTreeSet<String>,
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
