//! The client.

use crate::client::client;
use crate::gcore::error::read_error;
use rolekit_runtime::Scheme;

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
    read_error: read_error,
    endpoint: "/cloud/v1/instances",
}
