//! What sets one service apart from another.

use crate::Runtime;
use crate::credential::Scheme;
use crate::vendor::VendorError;

/// A client of one of the services. Implemented by the clients of this crate alone.
pub trait Service: sealed::Sealed + Sized {
    /// What sets the service apart.
    #[doc(hidden)]
    const INFO: &'static ServiceInfo;

    /// Puts a client together.
    #[doc(hidden)]
    fn assemble(base_url: &str, http: reqwest::Client, runtime: Runtime) -> Self;
}

/// What sets a service apart.
#[derive(Debug)]
pub struct ServiceInfo {
    pub name: &'static str,
    /// What its key is called to the user.
    pub key_name: &'static str,
    pub key_variable: &'static str,
    pub base_url_variable: &'static str,
    pub base_url: &'static str,
    pub scheme: Scheme,
    /// The fields of bodies that hold secrets: what they held is not repeated in errors.
    pub secret_fields: &'static [&'static str],
    /// Reads the body of an error.
    pub read_error: fn(&serde_json::Value) -> VendorError,
}

pub mod sealed {
    /// Keeps [`Service`](super::Service) to this crate.
    pub trait Sealed {}
}
