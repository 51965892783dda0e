//! The description of a service.

use serde_json::Value;

use crate::error_details::ErrorDetails;
use crate::security::SecurityScheme;
use crate::server::Server;

/// Describes a service to the runtime.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::exhaustive_structs,
    reason = "generated crates define one as a constant"
)]
pub struct ServiceInfo {
    /// The name of the service in traces.
    pub name: &'static str,
    /// The header `User-Agent`.
    pub user_agent: &'static str,
    /// The server with the base URL; `None` if the caller must set it.
    pub base_url: Option<Server>,
    /// The environment variable that overrides the base URL.
    pub base_url_variable: Option<&'static str>,
    /// The servers of single operations and paths.
    pub servers: &'static [Server],
    /// The security schemes. Their headers cannot be set like others. Without any, no credential is
    /// required.
    pub schemes: &'static [SecurityScheme],
    /// Reads the body of an error response.
    pub read_error: fn(&Value) -> ErrorDetails,
    /// The status and the service's code of errors with which the service rejects a request before
    /// it processes it, although the status alone does not prove that, such as a 503 for
    /// maintenance.
    pub rejections: &'static [(u16, &'static str)],
}

impl ServiceInfo {
    /// Describes a service without a credential whose errors have the usual fields.
    pub const fn new(name: &'static str, user_agent: &'static str) -> Self {
        Self {
            name,
            user_agent,
            base_url: None,
            base_url_variable: None,
            servers: &[],
            schemes: &[],
            read_error: ErrorDetails::from_json,
            rejections: &[],
        }
    }
}
