//! Intent: creates a [`Client`] of the Gcore Cloud API from a key alone. Errors contain the service's reason.

use crate::client::define_client;
use rolekit_runtime::CredentialFormat;

define_client! {
    generated: crate::generated::gcore,
    name: "gcore",
    credential:
        /// The API key. It is sent with the scheme `APIKey` unless it contains a scheme; a JWT
        /// needs its `Bearer`.
        api_key,
    credential_name: "the API key",
    credential_variable: "GCORE_API_KEY",
    base_url_variable: "GCORE_BASE_URL",
    base_url: "https://api.gcore.com",
    format: CredentialFormat::AuthScheme("APIKey"),
    // Older operations call the class `code`.
    errors: {
        code: ["exception_class", "code"],
        message: ["message"],
        request_id: ["request_id"],
        invalid_fields: ["invalid_fields"],
    },
    example_path: "/cloud/v1/instances",
}
