//! Intent: redeems PINs for User Secrets, although responses may be lost.

use std::time::Duration;

use crate::trusted_twin::resources::Secrets;
use crate::trusted_twin::{AccountId, Client, CreatedUserSecret, Expiry, NewUserSecretPin, UserId};
use rolekit_runtime::{Error, Outcome, Result, Secret};

/// Maximum wait before a PIN is sent again.
const MAX_RESEND_WAIT: Duration = Duration::from_secs(10);

impl Secrets {
    /// Exchanges a PIN for a User Secret. The PIN is used up, and **the secret is only in this
    /// response**: later, the API returns no more than its last four characters.
    ///
    /// The PIN alone suffices, so no key is sent. A client without a key is built with
    /// [`without_credential`](crate::ClientBuilder::without_credential).
    ///
    /// A PIN works once. If the response is lost, the request is retried once, after `Retry-After`
    /// or up to a second, unless `Retry-After` is more than 10 s. The retry succeeds if the first
    /// request was not applied. It can never create two secrets.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::{AccountId, Client, Expiry, NewUserSecretPin, UserId};
    /// # let user = UserId::new(server.administrator().user.as_str());
    /// # let account = AccountId::new(server.account());
    /// # let pin = twin.secrets().create_pin(&user, &NewUserSecretPin::new(Expiry::Never)).await?.pin;
    /// # let base_url = server.base_url();
    /// let anonymous = Client::builder().base_url(base_url).without_credential().build()?;
    /// let created = anonymous.secrets().redeem(&account, &pin).await?;
    /// let me = anonymous.with_key(created.secret)?.who_am_i().await?;
    /// assert_eq!(me.account, account);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api), presumably with status 404, if there is no such
    /// PIN: it is valid for ten minutes, once.
    ///
    /// If a response was lost and the retry reports that there is no such PIN, the error is that of
    /// the first request, with the [outcome](crate::Error::outcome) *unknown* or *applied*: if the
    /// PIN was valid, the user has a secret that nobody has seen. [`delete`](Secrets::delete)
    /// it, and create another PIN. This method cannot check, because a PIN does not identify its
    /// user.
    ///
    /// The error does not contain the message of the API, which may repeat the PIN;
    /// [`Error::body`](crate::Error::body) contains it.
    pub async fn redeem(&self, account: &AccountId, pin: &Secret) -> Result<CreatedUserSecret> {
        self.exchange(account, pin)
            .await
            .map_err(|failed| failed.error)
    }

    /// Creates a PIN and redeems it, for the secret of a program, which need not be handed to a
    /// person. Calls `who_am_i` first, for the account of the PIN.
    ///
    /// There is no method to replace a secret: the vendor does not document whether a PIN can be
    /// created while there is a secret, and what happens to the old secret when it is redeemed.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::Expiry;
    ///
    /// # let user = rolekit::trusted_twin::UserId::new(server.administrator().user.as_str());
    /// let secret = twin.secrets().create(&user, Expiry::Never).await?.into_result()?;
    /// let program = twin.with_key(secret.secret)?;
    /// assert_eq!(program.who_am_i().await?.user, user);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of `create_pin`; nothing usable is left then. The result of the exchange is in the
    /// returned value, with the PIN, which may still be valid.
    pub async fn create(&self, user: &UserId, expiry: impl Into<Expiry>) -> Result<SecretCreation> {
        let client = Client::from_runtime(self.runtime().clone());
        let new = NewUserSecretPin::new(expiry.into());
        let account = client.who_am_i().await?.account;
        let pin = self.create_pin(user, &new).await?.pin;
        let redeemed = self.exchange(&account, &pin).await;
        let redeemed = redeemed.map_err(
            |RedeemError {
                 error,
                 is_not_found_on_retry,
             }| {
                // Only this call had the PIN.
                if is_not_found_on_retry {
                    error.with_outcome(Outcome::Applied)
                } else {
                    error
                }
            },
        );
        Ok(SecretCreation {
            account,
            pin,
            redeemed,
        })
    }

    async fn exchange(
        &self,
        account: &AccountId,
        pin: &Secret,
    ) -> Result<CreatedUserSecret, RedeemError> {
        let error = match self.exchange_pin(account, pin).await {
            Ok(created) => return Ok(created),
            Err(error) => error,
        };
        let runtime = self.runtime();
        let backoff = || runtime.jittered(Duration::from_secs(1));
        let wait = error.retry_after().unwrap_or_else(backoff);
        let mut failed = RedeemError {
            error,
            is_not_found_on_retry: false,
        };
        if failed.error.outcome() < Outcome::Unknown || wait > MAX_RESEND_WAIT {
            return Err(failed);
        }
        runtime.sleep(wait).await;
        match self.exchange_pin(account, pin).await {
            Ok(created) => return Ok(created),
            Err(again) if again.is_not_found() => {
                failed.is_not_found_on_retry = true;
                failed.error = failed.error.with_message(
                    "the first response was lost or unreadable, and the PIN is used up or was never valid; \
                     the user may have a secret that nobody has seen: delete it, and create another PIN",
                );
            }
            Err(_) => {}
        }
        Err(failed)
    }
}

/// A PIN that could not be exchanged for a secret.
struct RedeemError {
    error: Error,
    /// Whether the API reports that there is no such PIN after a request that may have been
    /// applied.
    is_not_found_on_retry: bool,
}

/// A created PIN, and the result of its exchange.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SecretCreation {
    /// The account that the PIN belongs to.
    pub account: AccountId,
    /// The PIN. It is used up if it was redeemed.
    pub pin: Secret,
    /// The secret, or the error of the exchange. Its [outcome](crate::Error::outcome) says what to
    /// do:
    ///
    /// - *not sent* or *refused*: [redeem](Secrets::redeem) the PIN within ten minutes.
    /// - *unknown*: redeem it too. That fails with 404 if it was already redeemed.
    /// - *applied*: the user has a secret that nobody has seen. [Delete](Secrets::delete) it.
    pub redeemed: Result<CreatedUserSecret>,
}

impl SecretCreation {
    /// Creates a result, for tests.
    #[cfg(feature = "test-util")]
    pub fn from_parts(
        account: AccountId,
        pin: Secret,
        redeemed: Result<CreatedUserSecret>,
    ) -> Self {
        Self {
            account,
            pin,
            redeemed,
        }
    }

    /// Returns the secret, or the error of the exchange.
    ///
    /// # Errors
    /// [`SecretCreation::redeemed`].
    pub fn into_result(self) -> Result<CreatedUserSecret> {
        self.redeemed
    }
}
