//! Intent: creates a [`Client`] of the Trusted Twin API from a secret alone. Errors contain the service's reason.

use crate::client::define_client;
use rolekit_runtime::CredentialFormat;

define_client! {
    generated: crate::generated::trusted_twin,
    name: "trusted_twin",
    credential:
        /// The User Secret or a User Token. Sent in the header `Authorization` without a scheme.
        secret,
    credential_name: "the User Secret",
    credential_variable: "TRUSTED_TWIN_SECRET",
    base_url_variable: "TRUSTED_TWIN_BASE_URL",
    base_url: "https://rest.trustedtwin.com",
    format: CredentialFormat::NoAuthScheme,
    // `subcode` is a string in the vendor's documentation and a number in its Python client; both are
    // accepted. `trace` is for the vendor's support.
    errors: {
        code: ["subcode"],
        message: ["description"],
        request_id: ["trace"],
    },
    example_path: "/twins",
}
