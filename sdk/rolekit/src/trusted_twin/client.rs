//! The [`Client`] of the Trusted Twin API.

use crate::client::define_client;
use crate::trusted_twin::WhoAmI;
use crate::trusted_twin::error::read_error;
use rolekit_runtime::{Result, Scheme};

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

impl Client {
    /// Returns the account, user and role of the credential.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// let me = twin.who_am_i().await?;
    /// println!("{} of {} with {}", me.user, me.account, me.role);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 401 if the credential is invalid.
    pub async fn who_am_i(&self) -> Result<WhoAmI> {
        Ok(self.generated().who_am_i().await?.into_inner())
    }

    /// Asks the service to record a trace of this request. Changes nothing else, and the response
    /// has no content. Retried only if the request cannot have been applied.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// twin.trace().await?;
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 403 if the caller's role does not
    /// permit `trace`.
    pub async fn trace(&self) -> Result<()> {
        self.generated().trace().await?;
        Ok(())
    }
}
