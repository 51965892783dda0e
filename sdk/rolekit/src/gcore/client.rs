//! The client, and its resources.

use crate::client::client;
use crate::gcore::error::read_error;
use crate::gcore::{
    AuditLog, AuditSubscriptions, LimitRequests, Projects, Quotas, Regions, RoleAssignments, Tasks,
    Users,
};
use crate::runtime::Scheme;

client! {
    /// A client of the Gcore Cloud API.
    generated: crate::generated::gcore,
    name: "gcore",
    key:
        /// The API key. The word `APIKey` is put before it where it has no such word; a JWT needs
        /// its `Bearer`.
        api_key,
    key_name: "the API key",
    key_variable: "GCORE_API_KEY",
    base_url_variable: "GCORE_BASE_URL",
    base_url: "https://api.gcore.com",
    scheme: Scheme::Word("APIKey"),
    secret_fields: ["auth_header_value", "connection_string"],
    read_error: read_error,
    endpoint: "/cloud/v1/instances",
}

impl Client {
    /// The roles that users have.
    pub fn role_assignments(&self) -> RoleAssignments<'_> {
        RoleAssignments::new(self)
    }

    /// The users of the account.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }

    /// The projects of the account.
    pub fn projects(&self) -> Projects<'_> {
        Projects::new(self)
    }

    /// The regions.
    pub fn regions(&self) -> Regions<'_> {
        Regions::new(self)
    }

    /// The tasks of the account, and waits for them.
    pub fn tasks(&self) -> Tasks<'_> {
        Tasks::new(self)
    }

    /// The quotas of accounts.
    pub fn quotas(&self) -> Quotas<'_> {
        Quotas::new(self)
    }

    /// The account's requests for other limits.
    pub fn limit_requests(&self) -> LimitRequests<'_> {
        LimitRequests::new(self)
    }

    /// The audit log of the account.
    pub fn audit_log(&self) -> AuditLog<'_> {
        AuditLog::new(self)
    }

    /// The account's subscriptions to its audit log.
    pub fn audit_subscriptions(&self) -> AuditSubscriptions<'_> {
        AuditSubscriptions::new(self)
    }
}
