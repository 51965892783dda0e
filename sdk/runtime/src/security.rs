//! Descriptions of the security schemes of a service.

/// Describes how a credential is sent: a security scheme of the document.
///
/// A generated client has a constant with the security schemes of its document. It is part of the
/// client's [`ServiceInfo`](crate::ServiceInfo).
///
/// ```
/// use rolekit_runtime::{CredentialFormat, SecurityScheme};
///
/// const SCHEMES: &[SecurityScheme] = &[
///     SecurityScheme::http("login", CredentialFormat::AuthScheme("Bearer")),
///     SecurityScheme::query("map_key", "key").label("the key of the maps"),
/// ];
/// assert_eq!(SCHEMES[1].id, "map_key");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SecurityScheme {
    /// The name in the document.
    pub id: &'static str,
    /// The name of the credential in errors, such as `the API key`. Defaults to the name of the
    /// scheme.
    pub label: Option<&'static str>,
    /// The environment variable that contains the credential.
    pub variable: Option<&'static str>,
    /// The part of the request that contains the credential.
    pub location: CredentialLocation,
    /// The name of the header, the query parameter or the cookie.
    pub name: &'static str,
    /// The format of the credential.
    pub format: CredentialFormat,
}

/// The part of a request that contains a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "OpenAPI has these three")]
pub enum CredentialLocation {
    /// A header.
    Header,
    /// The query of the URL.
    Query,
    /// The header `Cookie`, beside other cookies.
    Cookie,
}

/// The format of a credential: the value of the header, the query parameter or the cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "generated crates construct it")]
pub enum CredentialFormat {
    /// After an authentication scheme such as `Bearer`, which is added if the credential contains
    /// neither it nor `APIKey` or `Bearer`.
    AuthScheme(&'static str),
    /// Without an authentication scheme.
    NoAuthScheme,
    /// The user name and the password with a colon between them, sent in base64 after the
    /// authentication scheme `Basic`.
    Basic,
    /// Unchanged, with or without an authentication scheme.
    Verbatim,
}

impl SecurityScheme {
    const fn new(
        id: &'static str,
        location: CredentialLocation,
        name: &'static str,
        format: CredentialFormat,
    ) -> Self {
        Self {
            id,
            label: None,
            variable: None,
            location,
            name,
            format,
        }
    }

    /// Describes a credential in the header `Authorization`.
    pub const fn http(id: &'static str, format: CredentialFormat) -> Self {
        Self::new(id, CredentialLocation::Header, "Authorization", format)
    }

    /// Describes a credential that is the value of a header.
    pub const fn header(id: &'static str, name: &'static str) -> Self {
        Self::new(
            id,
            CredentialLocation::Header,
            name,
            CredentialFormat::Verbatim,
        )
    }

    /// Describes a credential that is the value of a query parameter.
    pub const fn query(id: &'static str, name: &'static str) -> Self {
        Self::new(
            id,
            CredentialLocation::Query,
            name,
            CredentialFormat::Verbatim,
        )
    }

    /// Describes a credential that is the value of a cookie.
    pub const fn cookie(id: &'static str, name: &'static str) -> Self {
        Self::new(
            id,
            CredentialLocation::Cookie,
            name,
            CredentialFormat::Verbatim,
        )
    }

    /// Sets the name of the credential in errors.
    #[must_use]
    pub const fn label(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }

    /// Sets the environment variable that contains the credential.
    #[must_use]
    pub const fn variable(mut self, variable: &'static str) -> Self {
        self.variable = Some(variable);
        self
    }

    /// Sets the format of a credential in a header.
    #[must_use]
    pub const fn format(mut self, format: CredentialFormat) -> Self {
        self.format = format;
        self
    }

    /// Returns the name of the credential in errors.
    pub(crate) fn describe(&self) -> String {
        match self.label {
            Some(label) => label.to_owned(),
            None => format!("the credential `{}`", self.id),
        }
    }
}
