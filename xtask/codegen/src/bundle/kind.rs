//! The kinds of values in a document, and where references may stand.
//!
//! A `$ref` is a reference only at the position of an object of OpenAPI: in an example it is data, and
//! among `properties` it may be a name.

use crate::walk::{ADDITIONAL, LIST, MAP, ONE, is_method_field};

/// An object of OpenAPI that a reference can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ReferenceTarget {
    Callback,
    Discriminator,
    Encoding,
    Example,
    Header,
    Link,
    /// A value of `discriminator.mapping`.
    MappingTarget,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
}

impl ReferenceTarget {
    /// Returns the pointer of the components of this kind, or `None` if the object is written in place.
    pub(super) fn container(self, is_swagger: bool) -> Option<&'static str> {
        Some(match (self, is_swagger) {
            (Self::Schema | Self::MappingTarget, false) => "/components/schemas",
            (Self::Parameter, false) => "/components/parameters",
            (Self::Response, false) => "/components/responses",
            (Self::RequestBody, false) => "/components/requestBodies",
            (Self::Header, false) => "/components/headers",
            (Self::Example, false) => "/components/examples",
            (Self::Link, false) => "/components/links",
            (Self::Callback, false) => "/components/callbacks",
            (Self::SecurityScheme, false) => "/components/securitySchemes",
            (Self::Schema | Self::MappingTarget, true) => "/definitions",
            (Self::Parameter, true) => "/parameters",
            (Self::Response, true) => "/responses",
            (Self::SecurityScheme, true) => "/securityDefinitions",
            _ => return None,
        })
    }

    /// Returns whether the client depends on such objects.
    pub(super) fn is_in_client(self) -> bool {
        !matches!(
            self,
            Self::Callback | Self::Example | Self::Header | Self::Link
        )
    }

    /// Returns the kind of the value of a field.
    fn field(self, key: &str) -> ValueKind {
        use ReferenceTarget::{
            Discriminator, Encoding, Example, Header, Link, MappingTarget, MediaType, Operation,
            Parameter, PathItem, RequestBody, Response, Schema,
        };
        match (self, key) {
            (Self::PathItem, "parameters") | (Self::Operation, "parameters") => {
                ValueKind::List(Parameter)
            }
            (Self::PathItem, ADDITIONAL) => ValueKind::Map(Operation),
            (Self::PathItem, key) if is_method_field(key) => ValueKind::One(Operation),
            (Self::Operation, "requestBody") => ValueKind::One(RequestBody),
            (Self::Operation, "responses") => ValueKind::Map(Response),
            (Self::Operation, "callbacks") => ValueKind::Map(Self::Callback),
            (Self::Callback, _) => ValueKind::One(PathItem),
            (Self::Parameter, "items")
            | (Self::Parameter | Self::Header | Self::Response, "schema")
            | (Self::MediaType, "schema" | "itemSchema") => ValueKind::One(Schema),
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => {
                ValueKind::Map(MediaType)
            }
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => {
                ValueKind::Map(Example)
            }
            (Self::Response | Self::Encoding, "headers") => ValueKind::Map(Header),
            (Self::Response, "links") => ValueKind::Map(Link),
            (Self::MediaType | Self::Encoding, "encoding") => ValueKind::Map(Encoding),
            (Self::MediaType | Self::Encoding, "prefixEncoding") => ValueKind::List(Encoding),
            (Self::MediaType | Self::Encoding, "itemEncoding") => ValueKind::One(Encoding),
            (Self::Discriminator, "mapping") => ValueKind::Map(MappingTarget),
            (Self::Discriminator, "defaultMapping") => ValueKind::One(MappingTarget),
            (Self::Schema, "discriminator") => ValueKind::One(Discriminator),
            (Self::Schema, key) if ONE.contains(&key) => ValueKind::One(Schema),
            (Self::Schema, key) if LIST.contains(&key) => ValueKind::List(Schema),
            (Self::Schema, key) if MAP.contains(&key) => ValueKind::Map(Schema),
            (_, "description" | "summary") => ValueKind::Other,
            (Self::PathItem | Self::Operation, _) => ValueKind::Other,
            _ => ValueKind::Data,
        }
    }
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ValueKind {
    /// The root document.
    Document,
    /// Its `components`.
    Components,
    /// The components of one kind.
    Named(ReferenceTarget),
    /// A component of the root document.
    Component(ReferenceTarget),
    /// Objects by name.
    Map(ReferenceTarget),
    /// A list of objects.
    List(ReferenceTarget),
    /// An object.
    One(ReferenceTarget),
    /// Another part of the document, which may be in a file of its own.
    Other,
    /// A value in which `$ref` has no meaning.
    Data,
}

impl ValueKind {
    /// Returns the kind of the value of `key`.
    pub(super) fn field(self, key: &str, is_swagger: bool) -> Self {
        let is_extension = key.starts_with("x-");
        match self {
            Self::Data => Self::Data,
            Self::Named(object) => Self::Component(object),
            // Headers, properties and components may have such names.
            Self::Map(ReferenceTarget::PathItem | ReferenceTarget::Response) if is_extension => {
                Self::Data
            }
            Self::Map(object) => Self::One(object),
            Self::List(_) => Self::Data,
            _ if is_extension => Self::Data,
            Self::One(object) | Self::Component(object) => object.field(key),
            Self::Document => Self::root(key, is_swagger),
            Self::Components => named(key).map_or(Self::Data, Self::Named),
            Self::Other => match key {
                "const" | "default" | "enum" | "example" | "examples" | "value" => Self::Data,
                _ => Self::Other,
            },
        }
    }

    /// Returns the kind of the entries of a list.
    pub(super) fn item(self) -> Self {
        match self {
            Self::List(object) => Self::One(object),
            // `items` was a list of schemas in old drafts.
            Self::One(ReferenceTarget::Schema) => self,
            Self::Other => Self::Other,
            _ => Self::Data,
        }
    }

    /// Returns the object that a reference here stands for, unless it is written in place.
    pub(super) fn object(self) -> Option<ReferenceTarget> {
        match self {
            Self::One(object) | Self::Component(object) => Some(object),
            _ => None,
        }
    }

    fn root(key: &str, is_swagger: bool) -> Self {
        match (key, is_swagger) {
            ("paths" | "webhooks", _) => Self::Map(ReferenceTarget::PathItem),
            ("components", false) => Self::Components,
            ("definitions", true) => Self::Named(ReferenceTarget::Schema),
            ("parameters", true) => Self::Named(ReferenceTarget::Parameter),
            ("responses", true) => Self::Named(ReferenceTarget::Response),
            ("securityDefinitions", true) => Self::Named(ReferenceTarget::SecurityScheme),
            _ => Self::Other,
        }
    }
}

/// Returns the kind of the components below `key`.
fn named(key: &str) -> Option<ReferenceTarget> {
    Some(match key {
        "callbacks" => ReferenceTarget::Callback,
        "examples" => ReferenceTarget::Example,
        "headers" => ReferenceTarget::Header,
        "links" => ReferenceTarget::Link,
        "mediaTypes" => ReferenceTarget::MediaType,
        "parameters" => ReferenceTarget::Parameter,
        "pathItems" => ReferenceTarget::PathItem,
        "requestBodies" => ReferenceTarget::RequestBody,
        "responses" => ReferenceTarget::Response,
        "schemas" => ReferenceTarget::Schema,
        "securitySchemes" => ReferenceTarget::SecurityScheme,
        _ => return None,
    })
}
