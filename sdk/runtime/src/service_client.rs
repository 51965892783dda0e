//! Clients of a service.

use crate::client::Client;
use crate::service::ServiceInfo;

/// A client of a service. Generated clients implement it.
pub trait ServiceClient: Sized {
    /// Describes the service.
    const INFO: &'static ServiceInfo;

    /// Creates the client on top of the runtime's.
    fn from_runtime(client: Client) -> Self;
}
