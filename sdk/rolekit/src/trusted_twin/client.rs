//! Creates the [`Client`] of the Trusted Twin API.

use crate::client::define_client;
use crate::trusted_twin::error::read_error;
use rolekit_runtime::Scheme;

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
    scheme: Scheme::Bare,
    read_error: read_error,
    example_path: "/twins",
}
