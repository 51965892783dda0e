//! Descriptions of the servers of a service.

/// Describes a server of the document: its URL and the variables in it.
///
/// ```
/// use rolekit_runtime::{Server, ServerVariable};
///
/// const EU_OR_US: Server = Server::new("https://{region}.api.example").variables(&[
///     ServerVariable::new("region").default_value("eu").values(&["eu", "us"]),
/// ]);
/// assert_eq!(EU_OR_US.variables[0].name, "region");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Server {
    /// The URL, with the names of its variables in braces. That of an operation or a path may be relative
    /// to the base URL.
    pub url: &'static str,
    /// The variables.
    pub variables: &'static [ServerVariable],
}

/// Describes a variable of the URL of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerVariable {
    /// The name.
    pub name: &'static str,
    /// The value that is used unless another is set; `None` if one must be set.
    pub default: Option<&'static str>,
    /// The values that can be set; any if empty.
    pub values: &'static [&'static str],
}

impl Server {
    /// Describes a server without variables.
    pub const fn new(url: &'static str) -> Self {
        Self {
            url,
            variables: &[],
        }
    }

    /// Sets the variables.
    #[must_use]
    pub const fn variables(mut self, variables: &'static [ServerVariable]) -> Self {
        self.variables = variables;
        self
    }
}

impl ServerVariable {
    /// Describes a variable that must be set.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            default: None,
            values: &[],
        }
    }

    /// Sets the default.
    #[must_use]
    pub const fn default_value(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// Sets the values that can be set.
    #[must_use]
    pub const fn values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }
}
