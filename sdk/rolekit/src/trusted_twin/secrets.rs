//! Manages User Secrets, the keys of users, and the PINs that are exchanged for them.

use std::time::Duration;

use crate::ids::trusted_twin::{AccountId, UserId};
use crate::trusted_twin::generated::types::{UserSecretPinCreate, UserSecretUpdate};
use crate::trusted_twin::{Client, Expiry, NewUserSecret, UserSecret, Users};
use rolekit_runtime::{Error, Outcome, Result, Secret};

/// Maximum wait before a PIN is sent again.
const MAX_RESEND_WAIT: Duration = Duration::from_secs(10);

impl<'a> Users<'a> {
    /// Returns the resource API for the User Secret of a user, the key with which they call the
    /// API.
    pub fn secret(&self, user: impl Into<UserId>) -> UserSecrets<'a> {
        UserSecrets {
            client: self.client,
            user: user.into(),
        }
    }

    /// Exchanges a PIN for a User Secret. The PIN is used up, and **the secret is only in this
    /// response**: later, the API returns no more than its last four characters.
    ///
    /// The PIN alone suffices, so no key is sent. A client without a key is built with
    /// [`without_credential`](crate::ClientBuilder::without_credential).
    ///
    /// A PIN works once. If the response is lost, the request is retried once, after `Retry-After`
    /// or up to a second, unless `Retry-After` is more than 10 s. The retry succeeds if the first request was not applied. It can never
    /// create two secrets.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # use rolekit::trusted_twin::{Client, Expiry};
    /// # let caller = server.administrator();
    /// # let account = server.account();
    /// # let account = account.as_str();
    /// # let pin = twin.users().secret(caller.user.as_str()).create_pin(Expiry::Never).await?;
    /// # let base_url = server.base_url();
    /// let nobody = Client::builder().base_url(base_url).without_credential().build()?;
    /// let made = nobody.users().redeem(account, pin).await?;
    /// let me = nobody.with_key(made.secret)?.who_am_i().await?;
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
    /// PIN was valid, the user has a secret that nobody has seen. [`delete`](UserSecrets::delete)
    /// it, and create another PIN. This method cannot check, because a PIN does not identify its
    /// user.
    ///
    /// The error does not contain the message of the API, which may repeat the PIN;
    /// [`Error::body`](crate::Error::body) contains it.
    pub async fn redeem(
        &self,
        account: impl Into<AccountId>,
        pin: impl Into<Secret>,
    ) -> Result<NewUserSecret> {
        match self.exchange(&account.into(), &pin.into()).await {
            Ok(created) => Ok(created),
            Err(Unredeemed { error, .. }) => Err(error),
        }
    }

    async fn exchange(
        &self,
        account: &AccountId,
        pin: &Secret,
    ) -> Result<NewUserSecret, Unredeemed> {
        let client = self.client.generated();
        let error = match client.create_user_secret(account, pin).await {
            Ok(created) => return Ok(created.into_inner()),
            Err(error) => error,
        };
        let runtime = client.runtime();
        let backoff =
            || Duration::from_secs(1).mul_f64(runtime.jitter().fraction().clamp(0.0, 1.0));
        let wait = error.retry_after().unwrap_or_else(backoff);
        let mut unredeemed = Unredeemed {
            error,
            is_used_up: false,
        };
        if unredeemed.error.outcome() < Outcome::Unknown || wait > MAX_RESEND_WAIT {
            return Err(unredeemed);
        }
        runtime.clock().sleep(wait).await;
        match client.create_user_secret(account, pin).await {
            Ok(created) => return Ok(created.into_inner()),
            Err(again) if again.is_not_found() => {
                unredeemed.is_used_up = true;
                unredeemed.error = unredeemed.error.with_message(
                    "the response was lost, and the PIN is used up or was never valid; the user may \
                     have a secret that nobody has seen: delete it, and create another PIN",
                );
            }
            Err(_) => {}
        }
        Err(unredeemed)
    }
}

/// A PIN that could not be exchanged for a secret.
struct Unredeemed {
    error: Error,
    /// Whether the API reports that there is no such PIN after a request that may have been
    /// applied.
    is_used_up: bool,
}

/// Resource API for the User Secret of one user, who has one or none. Obtained from
/// [`Users::secret`].
///
/// A secret is created in two steps: [`create_pin`](Self::create_pin) creates a PIN, and the user
/// [redeems](Users::redeem) it. [`create`](Self::create) does both, for the secret of a program.
///
/// There is no method to replace a secret: the vendor does not document whether a PIN can be
/// created while there is a secret, and what happens to the old secret when it is redeemed.
#[derive(Clone, Debug)]
pub struct UserSecrets<'a> {
    client: &'a Client,
    user: UserId,
}

impl UserSecrets<'_> {
    /// Creates a PIN of six digits and letters. It can be exchanged once, within ten minutes, for a
    /// secret with this expiry.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::Expiry;
    ///
    /// # let user = server.administrator().user.as_str();
    /// let pin = twin.users().secret(user).create_pin(Expiry::Never).await?;
    /// assert_eq!(pin.expose().len(), 6);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such user, and 403
    /// if the caller's role does not permit `create_user_secret_pin`. Retried only if the request
    /// cannot have been applied. The call can be repeated after any error, because a lost PIN
    /// cannot be used by anyone.
    pub async fn create_pin(&self, expiry: impl Into<Expiry>) -> Result<Secret> {
        let mut body = UserSecretPinCreate::new();
        body.validity_ts = expiry.into().into_field();
        let client = self.client.generated();
        let created = client.create_user_secret_pin(&self.user, &body).await?;
        Ok(created.into_inner().pin)
    }

    /// Creates a PIN and exchanges it for a secret, for a program whose secret need not be handed
    /// to a person. Calls `who_am_i` first, for the account of the PIN.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::trusted_twin::Expiry;
    ///
    /// # let user = server.administrator().user.as_str();
    /// let secret = twin.users().secret(user).create(Expiry::Never).await?.into_result()?;
    /// let program = twin.with_key(secret.secret)?;
    /// assert_eq!(program.who_am_i().await?.user, user);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// Those of [`create_pin`](Self::create_pin); nothing usable is left then. The result of the
    /// exchange is in the returned value, with the PIN, which may still be valid.
    pub async fn create(&self, expiry: impl Into<Expiry>) -> Result<SecretCreation> {
        let account = self.client.who_am_i().await?.account;
        let pin = self.create_pin(expiry).await?;
        let redeemed = self.client.users().exchange(&account, &pin).await;
        let redeemed = redeemed.map_err(|Unredeemed { error, is_used_up }| {
            // Only this call had the PIN.
            if is_used_up {
                error.with_outcome(Outcome::Applied)
            } else {
                error
            }
        });
        Ok(SecretCreation {
            account,
            pin,
            redeemed,
        })
    }

    /// Returns the last four characters of the secret, its fingerprint and its expiry.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # let user = server.administrator().user.as_str();
    /// let secret = twin.users().secret(user).get().await?;
    /// assert_eq!(secret.fingerprint.map(|text| text.len()), Some(4));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such user, or they
    /// have no secret, and 403 if the caller's role does not permit `get_user_secret`.
    pub async fn get(&self) -> Result<UserSecret> {
        let client = self.client.generated();
        Ok(client.get_user_secret(&self.user).await?.into_inner())
    }

    /// Sets the expiry of the secret.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// use rolekit::UnixTimestamp;
    /// use rolekit::trusted_twin::Expiry;
    ///
    /// # let user = server.administrator().user.as_str();
    /// let secret = twin.users().secret(user);
    /// let end = UnixTimestamp::from_secs(4_102_444_800);
    /// assert_eq!(secret.set_expiry(end.clone()).await?.validity_ts, Some(end));
    /// assert_eq!(secret.set_expiry(Expiry::Never).await?.validity_ts, None);
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such user, or they
    /// have no secret, and 403 if the caller's role does not permit `update_user_secret`.
    pub async fn set_expiry(&self, expiry: impl Into<Expiry>) -> Result<UserSecret> {
        let mut body = UserSecretUpdate::new();
        body.validity_ts = expiry.into().into_field();
        let client = self.client.generated();
        let updated = client.update_user_secret(&self.user, &body).await?;
        Ok(updated.into_inner())
    }

    /// Deletes the secret, and returns its fingerprint and expiry. The user cannot call the API
    /// without another secret.
    ///
    /// Retried after a lost response; a 404 on the retry counts as success and returns `None`.
    ///
    /// ```
    /// # rolekit_doc::trusted_twin(async |twin, server| {
    /// # let caller = server.add_user(&server.administrator().role);
    /// # let user = caller.user.as_str();
    /// let secret = twin.users().secret(user);
    /// secret.delete().await?;
    /// assert!(secret.get().await.is_err_and(|error| error.is_not_found()));
    /// # Ok(()) });
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Api`](crate::ErrorKind::Api) with status 404 if there is no such user, or they
    /// have no secret, and 403 if the caller's role does not permit `delete_user_secret`.
    pub async fn delete(&self) -> Result<Option<UserSecret>> {
        match self.client.generated().delete_user_secret(&self.user).await {
            Ok(deleted) => Ok(Some(deleted.into_inner())),
            Err(error) if error.is_already_deleted() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A created PIN, and the result of its exchange.
#[derive(Debug)]
#[non_exhaustive]
pub struct SecretCreation {
    /// The account that the PIN belongs to.
    pub account: AccountId,
    /// The PIN. It is used up if it was redeemed.
    pub pin: Secret,
    /// The secret, or the error of the exchange. Its [outcome](crate::Error::outcome) says what to
    /// do:
    ///
    /// - *not sent* or *refused*: [redeem](Users::redeem) the PIN within ten minutes.
    /// - *unknown*: redeem it too. That fails with 404 if it was already redeemed.
    /// - *applied*: the user has a secret that nobody has seen. [Delete](UserSecrets::delete) it.
    pub redeemed: Result<NewUserSecret>,
}

impl SecretCreation {
    /// Returns the secret, or the error of the exchange.
    ///
    /// # Errors
    /// [`SecretCreation::redeemed`].
    pub fn into_result(self) -> Result<NewUserSecret> {
        self.redeemed
    }
}
