//! The client, and its resources.

use crate::runtime::{Result, Scheme, client};
use crate::trusted_twin::error::read_error;
use crate::trusted_twin::{Roles, WhoAmI};

client! {
    /// A client of the Trusted Twin API.
    generated: crate::generated::trusted_twin,
    name: "trusted_twin",
    key:
        /// The User Secret, or a User Token. It is sent as it is, with no word before it.
        secret,
    key_name: "the User Secret",
    key_variable: "TRUSTED_TWIN_SECRET",
    base_url_variable: "TRUSTED_TWIN_BASE_URL",
    base_url: "https://rest.trustedtwin.com",
    scheme: Scheme::Bare,
    read_error: read_error,
    endpoint: "/twins",
}

impl Client {
    /// The roles of the account.
    pub fn roles(&self) -> Roles<'_> {
        Roles::new(self)
    }

    /// To which account, user and role the secret in use belongs.
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 401 if the service does not know the
    /// secret.
    pub async fn who_am_i(&self) -> Result<WhoAmI> {
        Ok(self.generated().who_am_i().await?.into_inner())
    }
}
