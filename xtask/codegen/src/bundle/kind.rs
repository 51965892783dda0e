//! The kinds of values in a document, and where references may stand.
//!
//! A `$ref` is a reference only at the position of an object of OpenAPI: in an example it is data, and
//! among `properties` it may be a name.

use crate::walk::{ADDITIONAL, LIST, MAP, ONE, is_method_field};

/// An object of OpenAPI that a reference can stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Object {
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

impl Object {
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
    fn field(self, key: &str) -> Kind {
        use Object::{
            Discriminator, Encoding, Example, Header, Link, MappingTarget, MediaType, Operation,
            Parameter, PathItem, RequestBody, Response, Schema,
        };
        match (self, key) {
            (Self::PathItem, "parameters") | (Self::Operation, "parameters") => {
                Kind::List(Parameter)
            }
            (Self::PathItem, ADDITIONAL) => Kind::Map(Operation),
            (Self::PathItem, key) if is_method_field(key) => Kind::One(Operation),
            (Self::Operation, "requestBody") => Kind::One(RequestBody),
            (Self::Operation, "responses") => Kind::Map(Response),
            (Self::Operation, "callbacks") => Kind::Map(Self::Callback),
            (Self::Callback, _) => Kind::One(PathItem),
            (Self::Parameter, "items")
            | (Self::Parameter | Self::Header | Self::Response, "schema")
            | (Self::MediaType, "schema" | "itemSchema") => Kind::One(Schema),
            (Self::Parameter | Self::Header | Self::RequestBody | Self::Response, "content") => {
                Kind::Map(MediaType)
            }
            (Self::Parameter | Self::Header | Self::MediaType, "examples") => Kind::Map(Example),
            (Self::Response | Self::Encoding, "headers") => Kind::Map(Header),
            (Self::Response, "links") => Kind::Map(Link),
            (Self::MediaType | Self::Encoding, "encoding") => Kind::Map(Encoding),
            (Self::MediaType | Self::Encoding, "prefixEncoding") => Kind::List(Encoding),
            (Self::MediaType | Self::Encoding, "itemEncoding") => Kind::One(Encoding),
            (Self::Discriminator, "mapping") => Kind::Map(MappingTarget),
            (Self::Discriminator, "defaultMapping") => Kind::One(MappingTarget),
            (Self::Schema, "discriminator") => Kind::One(Discriminator),
            (Self::Schema, key) if ONE.contains(&key) => Kind::One(Schema),
            (Self::Schema, key) if LIST.contains(&key) => Kind::List(Schema),
            (Self::Schema, key) if MAP.contains(&key) => Kind::Map(Schema),
            (_, "description" | "summary") => Kind::Other,
            (Self::PathItem | Self::Operation, _) => Kind::Other,
            _ => Kind::Data,
        }
    }
}

/// The kind of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// The root document.
    Document,
    /// Its `components`.
    Components,
    /// The components of one kind.
    Named(Object),
    /// A component of the root document.
    Component(Object),
    /// Objects by name.
    Map(Object),
    /// A list of objects.
    List(Object),
    /// An object.
    One(Object),
    /// Another part of the document, which may be in a file of its own.
    Other,
    /// A value in which `$ref` has no meaning.
    Data,
}

impl Kind {
    /// Returns the kind of the value of `key`.
    pub(super) fn field(self, key: &str, is_swagger: bool) -> Self {
        let is_extension = key.starts_with("x-");
        match self {
            Self::Data => Self::Data,
            Self::Named(object) => Self::Component(object),
            // Headers, properties and components may have such names.
            Self::Map(Object::PathItem | Object::Response) if is_extension => Self::Data,
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
            Self::One(Object::Schema) => self,
            Self::Other => Self::Other,
            _ => Self::Data,
        }
    }

    /// Returns the object that a reference here stands for, unless it is written in place.
    pub(super) fn object(self) -> Option<Object> {
        match self {
            Self::One(object) | Self::Component(object) => Some(object),
            _ => None,
        }
    }

    fn root(key: &str, is_swagger: bool) -> Self {
        match (key, is_swagger) {
            ("paths" | "webhooks", _) => Self::Map(Object::PathItem),
            ("components", false) => Self::Components,
            ("definitions", true) => Self::Named(Object::Schema),
            ("parameters", true) => Self::Named(Object::Parameter),
            ("responses", true) => Self::Named(Object::Response),
            ("securityDefinitions", true) => Self::Named(Object::SecurityScheme),
            _ => Self::Other,
        }
    }
}

/// Returns the kind of the components below `key`.
fn named(key: &str) -> Option<Object> {
    Some(match key {
        "callbacks" => Object::Callback,
        "examples" => Object::Example,
        "headers" => Object::Header,
        "links" => Object::Link,
        "mediaTypes" => Object::MediaType,
        "parameters" => Object::Parameter,
        "pathItems" => Object::PathItem,
        "requestBodies" => Object::RequestBody,
        "responses" => Object::Response,
        "schemas" => Object::Schema,
        "securitySchemes" => Object::SecurityScheme,
        _ => return None,
    })
}
