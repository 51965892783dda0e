//! The client.

use crate::client::client;
use crate::trusted_twin::WhoAmI;
use crate::trusted_twin::error::read_error;
use rolekit_runtime::{Result, Scheme};

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
    /// To which account, user and role the secret in use belongs.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, _| {
    /// let me = twin.who_am_i().await?;
    /// println!("{} of {} with {}", me.user, me.account, me.role);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 401 if the service does not know the
    /// secret.
    pub async fn who_am_i(&self) -> Result<WhoAmI> {
        Ok(self.generated().who_am_i().await?.into_inner())
    }

    /// Makes a trace: the service records the stages that this very call goes through. Nothing is
    /// given back, and nothing changes. It is repeated only where the service cannot have acted.
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
