//! The intermediate representation of a document: everything that the stages after `normalise` read.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::names::pascal;
use crate::shape::Shape;
use crate::walk;

/// A client, before any Rust is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ir {
    /// The title of the document.
    pub title: String,
    /// The first server of the document, if its URL is absolute.
    pub server: Option<Server>,
    /// The other servers of paths and operations.
    pub servers: Vec<Server>,
    /// The status and the code of errors that prove that the service rejected a request before it acted
    /// on it, although the status alone does not.
    pub rejections: Vec<(u16, String)>,
    /// The security schemes, in document order.
    pub security_schemes: Vec<SecurityScheme>,
    /// Method and path of each operation that the document describes.
    pub described: Vec<(String, String)>,
    /// The operations of the client, in document order.
    pub operations: Vec<Operation>,
    /// The groups of operations, in document order.
    pub resources: Vec<Resource>,
    /// Facts about the types that schemas cannot express.
    pub types: TypeHints,
    /// The component schemas, and one per operation that holds the types that the operation needs.
    pub schemas: Map<String, Value>,
}

impl Ir {
    /// Returns the resource of an operation.
    pub(crate) fn resource(&self, operation: &Operation) -> Option<&Resource> {
        let accessor = operation.resource.as_ref()?;
        let mut resources = self.resources.iter();
        resources.find(|resource| resource.accessor == *accessor)
    }

    /// Returns the feature that enables an operation.
    pub(crate) fn feature(&self, operation: &Operation) -> Option<&str> {
        self.resource(operation)?.feature.as_deref()
    }

    /// Returns the features that enable resources.
    pub(crate) fn features(&self) -> BTreeSet<&str> {
        let features = self.resources.iter();
        features
            .filter_map(|resource| resource.feature.as_deref())
            .collect()
    }

    /// Returns whether a request body is a multipart form.
    pub fn has_multipart(&self) -> bool {
        self.operations.iter().any(|operation| {
            let body = operation.body.as_ref();
            body.is_some_and(|body| matches!(body.content, BodyContent::Multipart(_)))
        })
    }
}

/// Properties of component schemas that the postprocessing applies to the generated types.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TypeHints {
    /// Request fields that may be absent, null, or a value.
    pub three_state_fields: Vec<ThreeStateField>,
    /// Component schemas that occur in a request body, or only in parameters.
    pub request_components: BTreeSet<String>,
    /// Component schemas that occur in requests, and in no response.
    pub sent_only_components: BTreeSet<String>,
    /// Component schemas with alternatives.
    pub unions: Vec<Union>,
    /// The shapes of objects, by which unions select a variant.
    pub shapes: BTreeMap<String, Shape>,
    /// Component schemas that list values and have variant names instead of the values.
    pub value_enums: Vec<ValueEnum>,
    /// Properties that were renamed, because two of them have the same name in Rust.
    pub renamed_fields: Vec<RenamedField>,
    /// Component schemas whose types are not generated.
    pub type_overrides: Vec<TypeOverride>,
}

impl TypeHints {
    /// Returns the names of the types whose serde code is written by `postprocess`: unions, and enums of
    /// values that are not all strings.
    pub fn types_with_own_serde(&self) -> BTreeSet<String> {
        let unions = self.unions.iter().map(|union| &union.component);
        let enums = self.value_enums.iter().filter(|v| !v.strings);
        let components = unions.chain(enums.map(|v| &v.component));
        components.map(|component| pascal(component)).collect()
    }

    /// Returns the name in JSON of a property of a component schema.
    pub fn wire_name<'a>(&'a self, component: &str, property: &'a str) -> &'a str {
        let mut renamed = self.renamed_fields.iter();
        let renamed = renamed.find(|f| f.component == component && f.name == property);
        renamed.map_or(property, |field| &field.wire)
    }
}

/// A group of operations, which becomes a type with a method for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The name of the client's method that returns it.
    pub accessor: String,
    /// The name of the type.
    pub type_name: String,
    /// The heading in the documentation.
    pub title: String,
    /// The description.
    pub description: String,
    /// The feature of the crate that enables it; none if it is always there.
    pub feature: Option<String>,
}

/// A component schema with an existing Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeOverride {
    /// The component schema.
    pub component: String,
    /// The path of the Rust type.
    pub path: String,
    /// Whether its values are integers, which are passed by value.
    pub integer: bool,
    /// Whether it is the type for secrets, which has no `Display`.
    pub secret: bool,
}

/// A component schema that is one of several others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Union {
    /// The component schema.
    pub component: String,
    /// The property that selects the variant, if there is one.
    pub tag: Option<String>,
    /// The variants, in document order.
    pub variants: Vec<UnionVariant>,
    /// The number of alternatives in the document.
    pub alternatives: usize,
}

/// One variant of a [`Union`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnionVariant {
    /// The name of the variant.
    pub name: String,
    /// The index of its alternative. An alternative with several tags may have several variants.
    pub alternative: usize,
    /// The values of the tag that select it: text, integers, booleans or null.
    pub tags: Vec<Value>,
    /// Whether the type of the variant always has the tag as a field.
    pub holds_tag: bool,
    /// Whether an absent or unknown tag selects it.
    pub is_default: bool,
    /// Whether a value without one of the tags is never this variant.
    pub by_tag_only: bool,
    /// The shape of its values.
    pub shape: Shape,
}

/// A component schema that lists values.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueEnum {
    /// The component schema.
    pub component: String,
    /// The variant names and their values.
    pub values: Vec<(String, Value)>,
    /// Whether all values are integers.
    pub integers: bool,
    /// Whether all values are strings.
    pub strings: bool,
}

/// A property that was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedField {
    /// The component schema.
    pub component: String,
    /// The new name.
    pub name: String,
    /// The name in JSON.
    pub wire: String,
}

/// A request field that may be absent, null, or a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ThreeStateField {
    /// The component schema.
    pub component: String,
    /// The property, by its name in JSON.
    pub property: String,
}

/// One method of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The name in Rust, unique in the document.
    pub name: String,
    /// The name of the method that starts the request.
    pub method_name: String,
    /// The [accessor](Resource::accessor) of the resource that has the method; none if the client
    /// has it.
    pub resource: Option<String>,
    /// The `operationId`, after the overlay.
    pub id: String,
    /// The HTTP method, as it is sent.
    pub method: String,
    /// The path template, as in the document.
    pub path: String,
    /// The position of its server in [`Ir::servers`]; none if it is that of the document.
    pub server: Option<usize>,
    /// Whether the operation may be retried even if an earlier attempt may have been applied.
    pub idempotent: bool,
    /// The alternatives of security schemes, one of which is required. Those that need no credential
    /// in the request come last. Empty if no credential is sent; `None` if the document does not say.
    pub security: Option<Vec<SecurityAlternative>>,
    /// The documentation of the credentials, unless each operation takes the only one of the document.
    pub credentials: Option<String>,
    /// Whether errors omit the service's message, because it may repeat a secret.
    pub withhold_errors: bool,
    /// Summary and description.
    pub docs: Vec<String>,
    /// Whether another method calls the same operation; this one returns the response as a stream.
    pub alternative: bool,
    /// The component schema in [`Ir::schemas`] that has a field for each type that the operation
    /// needs. See [`TypeField`].
    pub types: String,
    /// The parameters: the required ones in argument order, then the others.
    pub parameters: Vec<Parameter>,
    /// How the response is continued, if it is a page of a list.
    pub pagination: Option<Pagination>,
    /// The request body.
    pub body: Option<Body>,
    /// The success responses, each status once.
    pub successes: Vec<Response>,
    /// All other described responses.
    pub errors: Vec<Response>,
    /// The `accept` header; none if no response has a body.
    pub accept: Option<String>,
}

impl Operation {
    /// Returns the JSON pointer of the operation.
    pub fn pointer(&self) -> String {
        walk::operation_at(&self.path, &self.method)
    }

    /// Returns whether the default response, which describes errors, also describes successes of another
    /// type with statuses that have no description.
    pub(crate) fn default_covers_successes(&self) -> bool {
        let is_other = |error: &Response| {
            error.status == Status::Default
                && error.content != ResponseContent::Empty
                && self.successes.iter().any(|s| s.content != error.content)
        };
        let covers = |s: &Response| matches!(s.status, Status::Range(2) | Status::Default);
        !self.successes.iter().any(covers) && self.errors.iter().any(is_other)
    }
}

/// A server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// The URL, with the names of its variables in braces.
    pub url: String,
    /// The variables of the URL, in its order.
    pub variables: Vec<ServerVariable>,
}

/// A variable of the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerVariable {
    /// The name.
    pub name: String,
    /// The default.
    pub default: Option<String>,
    /// The values that it may have; any if empty.
    pub values: Vec<String>,
}

/// A security scheme: how a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// The name in the document.
    pub id: String,
    /// The kind.
    pub kind: SecuritySchemeKind,
}

/// The kind of a security scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecuritySchemeKind {
    /// A key in a header, the query or a cookie of this name.
    ApiKey(ApiKeyLocation, String),
    /// A user name and a password.
    Basic,
    /// A bearer token.
    Bearer,
    /// The header `Authorization` with this scheme.
    Http(String),
    /// A bearer token of OAuth 2.
    OAuth2,
    /// A bearer token of OpenID Connect.
    OpenIdConnect,
    /// The certificate of the client, which is not in the request.
    MutualTls,
}

/// The location of an API key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyLocation {
    /// As a header.
    Header,
    /// In the query.
    Query,
    /// In the header `cookie`.
    Cookie,
}

impl SecurityScheme {
    /// Returns whether the request contains the credential.
    pub fn is_in_request(&self) -> bool {
        self.kind != SecuritySchemeKind::MutualTls
    }

    /// Returns the location and the name of the only value that the credential is sent as. A header with
    /// cookies may have others.
    pub(crate) fn place(&self) -> Option<(ParameterLocation, &str)> {
        match &self.kind {
            SecuritySchemeKind::ApiKey(ApiKeyLocation::Header, name)
                if name.eq_ignore_ascii_case("cookie") =>
            {
                None
            }
            SecuritySchemeKind::ApiKey(location, name) => {
                let location = match location {
                    ApiKeyLocation::Header => ParameterLocation::Header,
                    ApiKeyLocation::Query => ParameterLocation::Query,
                    ApiKeyLocation::Cookie => ParameterLocation::Cookie,
                };
                Some((location, name))
            }
            SecuritySchemeKind::MutualTls => None,
            _ => Some((ParameterLocation::Header, "Authorization")),
        }
    }

    /// Returns whether the credential is sent in place of a value of this location and name.
    pub(crate) fn replaces(&self, location: ParameterLocation, name: &str) -> bool {
        self.place().is_some_and(|(own_location, own_name)| {
            own_location == location
                && match location {
                    ParameterLocation::Header => own_name.eq_ignore_ascii_case(name),
                    _ => own_name == name,
                }
        })
    }
}

/// Security schemes that are used together; none if no credential is needed.
pub type SecurityAlternative = Vec<SecurityRequirement>;

/// A security scheme that an operation requires.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecurityRequirement {
    /// The name of the scheme.
    pub scheme: String,
    /// The scopes or roles that the credential needs.
    pub scopes: Vec<String>,
}

/// Returns whether requests of an HTTP method only read, so that all are idempotent.
pub fn is_read(method: &str) -> bool {
    ["GET", "HEAD", "OPTIONS", "QUERY"].contains(&method)
}

/// Returns the names in braces in `path`.
pub fn path_parameters(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
        .collect()
}

/// The name of a field of [`Operation::types`]: a type that an operation needs.
pub type TypeField = String;

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name in the request.
    pub name: String,
    /// The name of the argument.
    pub argument: String,
    /// The location.
    pub location: ParameterLocation,
    /// The style of lists and objects.
    pub style: ParameterStyle,
    /// Whether each item of a list or object is written separately.
    pub explode: bool,
    /// Whether reserved characters are not percent-encoded.
    pub allow_reserved: bool,
    /// Whether it is written as JSON.
    pub json: bool,
    /// If it is the whole query: the fields that are not written in the default way.
    pub fields: Vec<FormField>,
    /// Whether it is required.
    pub required: bool,
    /// Whether it is a list.
    pub list: bool,
    /// Its type; that of the items if it is a list.
    pub ty: TypeField,
    /// Its description.
    pub description: String,
}

/// How the pages of a list follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pagination {
    /// What a page begins at.
    pub style: PaginationStyle,
    /// The position in [`Operation::parameters`] of the parameter with the start of a page.
    pub start: usize,
    /// The position of the parameter with the size of a page, and the size that is requested unless
    /// another is set. In a list that goes backwards in time, it is also the maximum size.
    pub default_limit: Option<(usize, u64)>,
    /// The type of the items.
    pub item: TypeField,
    /// The name in JSON of the property with the items; empty if the body is the list.
    pub items: String,
    /// Where the parts of a page are.
    pub read: ReadPage,
}

/// What a page begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaginationStyle {
    /// A number of items.
    Offset,
    /// A cursor in the page before.
    Cursor,
    /// A time; the pages go backwards.
    Until,
}

/// Where the parts of a page are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadPage {
    /// In properties of the body.
    Properties {
        /// The items; none if the body is the list.
        items: Option<PageProperty>,
        /// The number of items in the whole list.
        count: Option<PageProperty>,
        /// The cursor of the next page.
        cursor: Option<PageProperty>,
    },
    /// A Rust function gets them.
    Function(String),
}

/// A property of the body of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageProperty {
    /// The name of the field.
    pub field: String,
    /// Whether the field is an `Option`.
    pub optional: bool,
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query.
    QueryString,
    /// As a header.
    Header,
    /// In the header `cookie`.
    Cookie,
}

impl ParameterLocation {
    /// Returns the style that OpenAPI gives to parameters of this location.
    pub fn default_style(self) -> ParameterStyle {
        match self {
            Self::Path | Self::Header => ParameterStyle::Simple,
            Self::Query | Self::QueryString | Self::Cookie => ParameterStyle::Form,
        }
    }
}

/// The style of lists and objects, by OpenAPI's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a;name=b`
    Matrix,
    /// `name=a&name=b`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a|b`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
    /// `name=a; name=b`, without encoding
    Cookie,
}

impl ParameterStyle {
    /// Returns OpenAPI's default for `explode`.
    pub fn default_explode(self) -> bool {
        matches!(self, Self::Form | Self::Cookie)
    }
}

/// A request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Whether it is required.
    pub required: bool,
    /// The media type that is sent.
    pub media: String,
    /// Its content.
    pub content: BodyContent,
    /// Its description.
    pub description: String,
}

/// The content of a request body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyContent {
    /// JSON of a type.
    Json(TypeField),
    /// The URL-encoded fields of a type, and the fields that are not written in the default way.
    Form(TypeField, Vec<FormField>),
    /// A list of a type as JSON values, one on each line.
    JsonLines(TypeField),
    /// A list of a type as JSON values, each after a record separator.
    JsonSequence(TypeField),
    /// The parts of a multipart body; `None` if the document does not list them.
    Multipart(Option<Vec<Part>>),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// The serialization of a field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// The name.
    pub name: String,
    /// The style.
    pub style: ParameterStyle,
    /// Whether each item of a list or object is written separately.
    pub explode: bool,
    /// Whether reserved characters are not percent-encoded.
    pub allow_reserved: bool,
    /// Whether it is written as JSON.
    pub json: bool,
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name in the request.
    pub name: String,
    /// The name of the field.
    pub field: String,
    /// Whether it is required.
    pub required: bool,
    /// Whether several parts may have this name.
    pub list: bool,
    /// The type; a file if there is none.
    pub ty: Option<TypeField>,
    /// The media type that the document gives.
    pub media: Option<String>,
    /// The style, if the document gives one.
    pub style: Option<FormField>,
    /// The headers, each with the name of its field as the argument.
    pub headers: Vec<Parameter>,
    /// Its description.
    pub description: String,
}

/// One response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Its status.
    pub status: Status,
    /// The media type, if others of the status have other types.
    pub media_type: Option<String>,
    /// Its body.
    pub content: ResponseContent,
}

/// A status, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// All statuses that begin with this digit.
    Range(u16),
    /// All statuses without another description.
    Default,
}

impl Status {
    /// Returns the first digit; `None` for [`Status::Default`].
    pub fn class(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code / 100),
            Self::Range(class) => Some(class),
            Self::Default => None,
        }
    }

    /// Returns the first and the last status; `None` for [`Status::Default`].
    pub fn range(self) -> Option<(u16, u16)> {
        match self {
            Self::Code(code) => Some((code, code)),
            Self::Range(class) => Some((class * 100, class * 100 + 99)),
            Self::Default => None,
        }
    }
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponseContent {
    /// JSON of a type.
    Json(TypeField),
    /// A stream of items.
    Stream(ItemStream),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// No body.
    Empty,
}

/// The items of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemStream {
    /// JSON values of a type, one on each line.
    JsonLines(TypeField),
    /// JSON values of a type, each after a record separator.
    JsonSequence(TypeField),
    /// Events with their data as text.
    Events,
    /// Events whose data is JSON of a type.
    EventData(TypeField),
    /// A type with the fields of an event, whose data is JSON.
    EventObjects(TypeField),
    /// The same, whose data is JSON only in events of these types.
    EventObjectsOf(TypeField, Vec<String>),
    /// The same, whose data is text in events of these types.
    EventObjectsExcept(TypeField, Vec<String>),
    /// A type with the fields of an event, whose data is text.
    EventTexts(TypeField),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_parameters_come_in_order() {
        assert_eq!(path_parameters("/a/{b}/c/{d}.{e}"), ["b", "d", "e"]);
    }
}
