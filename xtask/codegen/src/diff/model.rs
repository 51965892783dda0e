//! The public API of a generated client, as dependents see it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::ir::{SecurityAlternative, SecurityScheme};

/// The client of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The name of the document in messages.
    pub file: String,
    /// The document's title.
    pub title: String,
    /// The document's version.
    pub version: String,
    /// The operations, in the document's order.
    pub operations: Vec<OperationSignature>,
    /// The types by Rust name.
    pub types: BTreeMap<String, Type>,
    /// The URLs of the service.
    pub servers: Vec<String>,
    /// The security schemes, in the document's order.
    pub security: Vec<SecurityScheme>,
}

/// The signature of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationSignature {
    /// The name.
    pub name: String,
    /// The methods that start the request, like `users().get`.
    pub call: String,
    /// The HTTP method in upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// Whether it may be retried.
    pub idempotent: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// The alternatives of security schemes, if the document says.
    pub security: Option<Vec<SecurityAlternative>>,
    /// The arguments in order: the required ones, then those that have a setter.
    pub arguments: Vec<Argument>,
    /// The type of the response value.
    pub response: String,
    /// Whether the request has the methods of a list.
    pub pages: bool,
}

/// An argument of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The Rust name.
    pub name: String,
    /// The Rust type.
    pub ty: String,
    /// Whether the method that starts the request takes it; otherwise the request has a setter.
    pub required: bool,
    /// The location.
    pub location: ArgumentLocation,
    /// The name on the wire.
    pub wire: String,
    /// The constraints on its values.
    pub constraints: Constraints,
}

/// The location of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header, which may be the cookie header.
    Header,
    /// As the body.
    Body,
}

/// Constraints on values by keyword, as in the document.
pub type Constraints = BTreeMap<String, String>;

/// The direction of the values of a type: sent, received, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// In requests.
    pub sent: bool,
    /// In responses.
    pub received: bool,
}

impl Direction {
    /// Returns a word to put before `field`.
    pub fn word(self) -> &'static str {
        match (self.sent, self.received) {
            (true, false) => "request ",
            (false, true) => "response ",
            (true, true) => "request and response ",
            (false, false) => "",
        }
    }
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// The direction.
    pub direction: Direction,
    /// Its definition.
    pub shape: Definition,
    /// The traits that it implements.
    pub traits: BTreeSet<String>,
    /// Its public functions with their signatures, except `new`.
    pub functions: BTreeMap<String, String>,
}

/// The definition of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Definition {
    /// A struct of named fields.
    Struct {
        /// The fields.
        fields: Vec<Field>,
        /// The arguments of `new`, name and type, if it has one.
        new: Option<Vec<(String, String)>>,
    },
    /// An enum.
    Enum {
        /// The variants.
        variants: Vec<Variant>,
        /// Whether it is non-exhaustive.
        open: bool,
    },
    /// A newtype.
    Wrapper {
        /// The inner type.
        inner: String,
        /// The constraints on its values.
        constraints: Constraints,
    },
    /// A type alias.
    Alias(String),
}

impl Definition {
    /// Returns the kind of definition in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Struct { .. } => "a struct",
            Self::Enum { .. } => "an enum",
            Self::Wrapper { .. } => "a wrapper",
            Self::Alias(_) => "an alias",
        }
    }
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The Rust name.
    pub name: String,
    /// The name in JSON.
    pub wire: String,
    /// The whole type.
    pub ty: String,
    /// The type without `Option` or three-state wrapper.
    pub core: String,
    /// Whether it is required.
    pub required: bool,
    /// Whether null differs from absent.
    pub nullable: bool,
    /// The constraints on its values.
    pub constraints: Constraints,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The name in JSON.
    pub wire: String,
    /// The type of its content; empty for a unit variant.
    pub payload: String,
}
