//! A document as dependents of its client see it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// The client of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The file, as messages name it.
    pub file: String,
    /// The document's title.
    pub title: String,
    /// The document's own version.
    pub version: String,
    /// The operations, in the document's order.
    pub operations: Vec<Operation>,
    /// The types, by their names in Rust.
    pub types: BTreeMap<String, Type>,
    /// Where the service is.
    pub servers: Vec<String>,
    /// How requests are authenticated, a line a scheme.
    pub security: BTreeSet<String>,
}

/// One operation, a method of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name of the method.
    pub name: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// Whether it may be repeated.
    pub idempotent: bool,
    /// Whether the vendor advises against it.
    pub deprecated: bool,
    /// The arguments, in their order.
    pub arguments: Vec<Argument>,
    /// The type of what a success answers.
    pub answer: String,
}

/// An argument of a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name in Rust.
    pub name: String,
    /// Its type.
    pub ty: String,
    /// What it is on the wire.
    pub place: Place,
    /// Its name on the wire.
    pub wire: String,
    /// What the document says of its values.
    pub rules: Rules,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header, which may be that of the cookies.
    Header,
    /// It is the body.
    Body,
}

/// Rules on values, keyword by keyword, as they stand in the document.
pub type Rules = BTreeMap<String, String>;

/// Which way the values of a type go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Direction {
    /// In requests.
    pub sent: bool,
    /// In answers.
    pub received: bool,
}

impl Direction {
    /// As a word before `field`.
    pub fn word(self) -> &'static str {
        match (self.sent, self.received) {
            (true, false) => "request ",
            (false, true) => "response ",
            (true, true) => "request and response ",
            (false, false) => "",
        }
    }
}

/// One type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Which way it goes.
    pub direction: Direction,
    /// What it is.
    pub shape: Shape,
    /// The traits that it implements.
    pub traits: BTreeSet<String>,
    /// Its public functions but `new`, with their signatures.
    pub functions: BTreeMap<String, String>,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A struct of named fields.
    Struct {
        /// The fields.
        fields: Vec<Field>,
        /// The arguments of `new`, name and type, where it has that.
        new: Option<Vec<(String, String)>>,
    },
    /// An enum.
    Enum {
        /// The variants.
        variants: Vec<Variant>,
        /// Whether others may be added without breaking a `match`.
        open: bool,
    },
    /// A value of another type under rules, or with a name of its own.
    Wrapper {
        /// The type inside.
        inner: String,
        /// The rules that hold for it.
        rules: Rules,
    },
    /// Another name for a type.
    Alias(String),
}

impl Shape {
    /// The kind, as a word.
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
    /// Its name in Rust.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its whole type.
    pub ty: String,
    /// Its type when it is there and not null.
    pub core: String,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it may be null, as far as that is told apart from not being there.
    pub nullable: bool,
    /// What the document says of its values.
    pub rules: Rules,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its name in Rust.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// What it holds; empty where it is a word.
    pub payload: String,
}
