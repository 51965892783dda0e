//! Intent: creates a [`Client`] of the Gcore IAM API from a key alone. Errors contain the service's reason.

use crate::client::define_client;
use rolekit_runtime::CredentialFormat;

define_client! {
    generated: crate::generated::gcore_iam,
    name: "gcore_iam",
    credential:
        /// The API key. It is sent with the scheme `APIKey` unless it contains a scheme; a JWT
        /// needs its `Bearer`.
        api_key,
    credential_name: "the API key",
    credential_variable: "GCORE_API_KEY",
    base_url_variable: "GCORE_BASE_URL",
    base_url: "https://api.gcore.com",
    format: CredentialFormat::AuthScheme("APIKey"),
    // Many formats: `message`; `detail` and `code` for an invalid credential; `errors` with a list of
    // strings, or a string or further fields for each field; a list of strings or of such objects.
    errors: {
        code: ["code", "exception_class"],
        message: ["message", "detail"],
        request_id: ["request_id"],
        reasons: ["errors"],
    },
    example_path: "/iam/users/me",
}
