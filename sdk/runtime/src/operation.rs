//! Constant descriptors of operations, with the facts from the document that a call needs.

/// Describes an operation. A generated client has one constant for each.
///
/// ```
/// use rolekit_runtime::{Operation, Parameter};
///
/// static GET_THING: Operation = Operation::new("get_thing", "GET", "/things/{thing}")
///     .parameters(&[Parameter::path("thing"), Parameter::query("fields").explode(false)])
///     .accept("application/json");
/// assert!(GET_THING.is_read());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name in errors and traces: the `operationId` in snake case.
    pub id: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The path, with the names of its parameters in braces.
    pub path: &'static str,
    /// The parameters, in the order of the arguments.
    pub parameters: &'static [Parameter],
    /// The header `Accept`.
    pub accept: Option<&'static str>,
    /// Whether it is idempotent. Reads always are.
    pub idempotent: bool,
    /// The alternatives of credentials, each the ids of the security schemes that are used together.
    /// The first one is used whose credentials the client has. An empty alternative needs none. If
    /// there is no alternative, no credential is sent. If it is `None`, the document does not say,
    /// and the first credential of the client is sent, if it has one.
    pub security: Option<&'static [&'static [&'static str]]>,
    /// Whether errors omit the service's message, because it may repeat a secret.
    pub withhold_errors: bool,
    /// Ranges of success statuses in addition to 2xx.
    pub success: &'static [(u16, u16)],
    /// The position in [`ServiceInfo::servers`](crate::ServiceInfo::servers) of the server that requests
    /// are sent to. Defaults to the base URL.
    pub server: Option<usize>,
}

impl Operation {
    /// Describes an operation without parameters.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            parameters: &[],
            accept: None,
            idempotent: false,
            security: None,
            withhold_errors: false,
            success: &[],
            server: None,
        }
    }

    /// Sets the parameters, in the order of the arguments.
    #[must_use]
    pub const fn parameters(mut self, parameters: &'static [Parameter]) -> Self {
        self.parameters = parameters;
        self
    }

    /// Sets the header `Accept`.
    #[must_use]
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = Some(accept);
        self
    }

    /// Marks the operation as idempotent.
    #[must_use]
    pub const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    /// Sets the alternatives of credentials, each the ids of the security schemes that are used
    /// together.
    #[must_use]
    pub const fn security(mut self, security: &'static [&'static [&'static str]]) -> Self {
        self.security = Some(security);
        self
    }

    /// Omits the service's message from errors.
    #[must_use]
    pub const fn withhold_errors(mut self) -> Self {
        self.withhold_errors = true;
        self
    }

    /// Sets ranges of success statuses in addition to 2xx.
    #[must_use]
    pub const fn success(mut self, ranges: &'static [(u16, u16)]) -> Self {
        self.success = ranges;
        self
    }

    /// Sets the position of the server that requests are sent to.
    #[must_use]
    pub const fn server(mut self, position: usize) -> Self {
        self.server = Some(position);
        self
    }

    /// Returns whether the operation only reads.
    pub const fn is_read(&self) -> bool {
        matches!(
            self.method.as_bytes(),
            b"GET" | b"HEAD" | b"OPTIONS" | b"QUERY"
        )
    }
}

/// Describes a parameter: its location and its serialization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The location of the parameter.
    pub location: ParameterLocation,
    /// The name on the wire.
    pub name: &'static str,
    /// The style of lists and objects.
    pub style: ParameterStyle,
    /// Whether the items of a list or an object are serialized separately.
    pub explode: bool,
    /// Whether reserved characters and percent-encoded bytes are not encoded.
    pub allow_reserved: bool,
    /// Whether the value is written as JSON.
    pub json: bool,
    /// The fields of a whole query that are not written in the default way.
    pub fields: &'static [Parameter],
}

/// The location of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "OpenAPI has these five")]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query: a form, JSON, or a text.
    QueryString,
    /// In a header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

/// The style of lists and objects, with OpenAPI's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "OpenAPI has these eight")]
pub enum ParameterStyle {
    /// `a,b`
    Simple,
    /// `.a.b`
    Label,
    /// `;name=a,b`
    Matrix,
    /// `name=a&name=b` or `name=a,b`
    Form,
    /// `name=a%20b`
    SpaceDelimited,
    /// `name=a%7Cb`
    PipeDelimited,
    /// `name[key]=a`
    DeepObject,
    /// `name=a; name=b`, without encoding
    Cookie,
}

impl Parameter {
    const fn new(
        location: ParameterLocation,
        name: &'static str,
        style: ParameterStyle,
        explode: bool,
    ) -> Self {
        Self {
            location,
            name,
            style,
            explode,
            allow_reserved: false,
            json: false,
            fields: &[],
        }
    }

    /// Describes a parameter of the path, in style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self::new(ParameterLocation::Path, name, ParameterStyle::Simple, false)
    }

    /// Describes a parameter of the query, in style `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(ParameterLocation::Query, name, ParameterStyle::Form, true)
    }

    /// Describes a parameter that is the whole query. An object is written as a form, any other value
    /// as a text.
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(
            ParameterLocation::QueryString,
            name,
            ParameterStyle::Form,
            true,
        )
    }

    /// Describes a header, in style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::new(
            ParameterLocation::Header,
            name,
            ParameterStyle::Simple,
            false,
        )
    }

    /// Describes a cookie, in style `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(ParameterLocation::Cookie, name, ParameterStyle::Form, true)
    }

    /// Sets the style of lists and objects.
    #[must_use]
    pub const fn style(mut self, style: ParameterStyle) -> Self {
        self.style = style;
        self
    }

    /// Sets whether the items of a list or an object are serialized separately.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// Does not encode reserved characters, unless they have a meaning in the path or the query, and
    /// percent-encoded bytes.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// Sets the fields of a whole query that are not written in the default way.
    #[must_use]
    pub const fn fields(mut self, fields: &'static [Parameter]) -> Self {
        self.fields = fields;
        self
    }

    /// Writes the value as JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }
}

/// The id of raw requests in errors and traces.
pub(crate) const RAW_REQUEST: &str = "raw_request";

/// The operation of a call.
#[derive(Clone, Debug)]
pub(crate) enum OperationRef {
    /// An operation of the document.
    Described(&'static Operation),
    /// A request that the document does not describe.
    Raw(Box<RawOperation>),
}

/// What is known about a request that the document does not describe.
#[derive(Clone, Debug)]
pub(crate) struct RawOperation {
    /// The path with the names of its parameters in braces, for traces.
    pub(crate) template: String,
    /// Whether it is idempotent.
    pub(crate) idempotent: bool,
}

impl OperationRef {
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::Described(operation) => operation.id,
            Self::Raw(_) => RAW_REQUEST,
        }
    }

    pub(crate) fn template(&self) -> &str {
        match self {
            Self::Described(operation) => operation.path,
            Self::Raw(operation) => &operation.template,
        }
    }

    pub(crate) fn is_idempotent(&self) -> bool {
        match self {
            Self::Described(operation) => operation.idempotent,
            Self::Raw(operation) => operation.idempotent,
        }
    }

    /// Returns the alternatives of credentials, if the document says.
    pub(crate) fn security(&self) -> Option<&'static [&'static [&'static str]]> {
        match self {
            Self::Described(operation) => operation.security,
            Self::Raw(_) => None,
        }
    }

    /// Returns whether errors omit the service's message. A raw request may contain secrets
    /// anywhere, and a service may repeat them.
    pub(crate) fn withholds_errors(&self) -> bool {
        match self {
            Self::Described(operation) => operation.withhold_errors,
            Self::Raw(_) => true,
        }
    }

    pub(crate) fn is_success(&self, status: u16) -> bool {
        matches!(status, 200..=299)
            || match self {
                Self::Described(operation) => {
                    let mut ranges = operation.success.iter();
                    ranges.any(|(first, last)| (*first..=*last).contains(&status))
                }
                Self::Raw(_) => false,
            }
    }
}
