//! The [`Client`] of the Gcore IAM API.

use crate::client::define_client;
use crate::gcore_iam::error::read_error;
use rolekit_runtime::Scheme;

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
    scheme: Scheme::Word("APIKey"),
    read_error: read_error,
    example_path: "/iam/users/me",
}
