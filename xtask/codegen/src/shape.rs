//! What the schema of a value says, for the selection of a union's variant at run time.

use serde_json::Value;

/// The shape of a value. The variants are those of the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any value.
    Any,
    /// An object whose fields are not compared.
    Opaque,
    /// A variant that only its tag selects.
    ByTag,
    /// An object with the fields of several other variants.
    Several(Box<Self>),
    /// A variant that an absent or unknown tag selects.
    Fallback(Box<Self>),
    /// A boolean.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A date-time.
    Time,
    /// One of these scalars.
    Values(Vec<Value>),
    /// A list of these items.
    List(Box<Self>),
    /// An object with any keys.
    Map(Box<Self>),
    /// An object.
    Object {
        /// Name in JSON, whether it is required, and shape of the fields.
        fields: Vec<(String, bool, Self)>,
        /// The shape of other fields, if they are kept.
        rest: Option<Box<Self>>,
    },
    /// This or null.
    Nullable(Box<Self>),
    /// One of several shapes, each with the values of the tag.
    Union {
        /// The property that selects the variant, if there is one.
        tag: Option<String>,
        /// The variants.
        variants: Vec<(Vec<Value>, Self)>,
    },
    /// That of a component schema with a type of its own.
    Of(String),
}
