//! User Secrets, the keys of users, and the PINs that are exchanged for them.

use std::time::Duration;

use crate::ids::trusted_twin::{AccountId, UserId};
use crate::trusted_twin::generated::types::{UserSecretPinCreate, UserSecretUpdate};
use crate::trusted_twin::{Client, Expiry, NewUserSecret, UserSecret, Users};
use rolekit_runtime::{Error, Outcome, Result, Secret};

/// The longest wait before a PIN is sent again.
const MAX_RESEND_WAIT: Duration = Duration::from_secs(10);

impl<'a> Users<'a> {
    /// The User Secret of a user, with which they call the API.
    pub fn secret(&self, user: impl Into<UserId>) -> UserSecrets<'a> {
        UserSecrets {
            client: self.client,
            user: user.into(),
        }
    }

    /// Exchanges a PIN for a User Secret. The PIN is used up, and **the secret is shown this once**:
    /// the service keeps its last four characters.
    ///
    /// Whoever has the PIN can do this, so no key is sent with it; a client that has none is built
    /// with [`without_credential`](crate::ClientBuilder::without_credential).
    ///
    /// A PIN works once, so if the response is lost, it is sent once more, after the wait that the
    /// service asks for or up to a second. That succeeds if the first request was not applied. It can
    /// never create two secrets.
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
    /// [`ErrorKind::Api`](crate::ErrorKind::Api), presumably with status 404, if there is no such PIN,
    /// or not any more: it is valid for ten minutes and only once.
    ///
    /// If a response was lost and the service then says that there is no such PIN, the error is that
    /// of the first request, with an [outcome](crate::Error::outcome) of *unknown* or *applied*: if
    /// the PIN was valid, the user has a secret that nobody has seen.
    /// [`delete`](UserSecrets::delete) it, and create another PIN. The secret cannot be looked up
    /// here, because a PIN does not say whose it is.
    ///
    /// The service's own words are not shown, since they may repeat the PIN;
    /// [`Error::body`](crate::Error::body) has them.
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

/// A PIN that gave no secret.
struct Unredeemed {
    error: Error,
    /// Whether the service says that there is no such PIN after it may have been redeemed.
    is_used_up: bool,
}

/// The User Secret of one user: everyone has one or none. Get it from [`Users::secret`].
///
/// A secret is made in two steps: [`create_pin`](Self::create_pin), and with the PIN
/// [`redeem`](Users::redeem), which the user does; or with [`create`](Self::create) in one, where
/// the secret is for a program.
///
/// There is no way here to put a new secret in the place of an old one: what becomes of the old when
/// a PIN is redeemed, and whether a PIN is to be had while there is one, is not documented.
#[derive(Clone, Debug)]
pub struct UserSecrets<'a> {
    client: &'a Client,
    user: UserId,
}

impl UserSecrets<'_> {
    /// Makes a PIN, six digits and letters, with which a secret that is valid so long is made
    /// within ten minutes, once.
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
    /// if the caller's role does not permit `create_user_secret_pin`. It is repeated only where the
    /// service cannot have acted. A PIN that was made and not seen is of no use to anybody, so it
    /// may be asked for again.
    pub async fn create_pin(&self, expiry: impl Into<Expiry>) -> Result<Secret> {
        let mut body = UserSecretPinCreate::new();
        body.validity_ts = expiry.into().into_field();
        let client = self.client.generated();
        let created = client.create_user_secret_pin(&self.user, &body).await?;
        Ok(created.into_inner().pin)
    }

    /// Makes a PIN, and the secret with it: for programs, whose secret nobody has to carry. To which
    /// account the PIN belongs is asked before, with `who_am_i`.
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
    /// As [`create_pin`](Self::create_pin); nothing is left then that anybody could use. What became
    /// of the second step is in the value that is given back, with the PIN, which may still be
    /// valid.
    pub async fn create(&self, expiry: impl Into<Expiry>) -> Result<SecretCreation> {
        let account = self.client.who_am_i().await?.account;
        let pin = self.create_pin(expiry).await?;
        let redeemed = self.client.users().exchange(&account, &pin).await;
        let redeemed = redeemed.map_err(|Unredeemed { error, is_used_up }| {
            // Nobody else had the PIN.
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

    /// What may be told of the secret: its last four characters, the fingerprint, and until when it
    /// is valid.
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

    /// Deletes the secret, and gives what may be told of it. The user can do nothing until they have
    /// another.
    ///
    /// A deletion whose answer was lost is tried again; if the secret is then gone, it counts as
    /// done, and `None` is given.
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

/// A PIN that was made, and what became of it.
#[derive(Debug)]
#[non_exhaustive]
pub struct SecretCreation {
    /// The account that the PIN belongs to.
    pub account: AccountId,
    /// The PIN. It is used up if it was redeemed.
    pub pin: Secret,
    /// The secret, or why there is none. The error's [outcome](crate::Error::outcome) says what to do:
    ///
    /// - *not sent* or *refused*: the PIN can be [redeemed](Users::redeem) within ten minutes.
    /// - *unknown*: redeem it too. That fails with 404 if it was redeemed already.
    /// - *applied*: the user has a secret that nobody has seen. [Delete](UserSecrets::delete) it.
    pub redeemed: Result<NewUserSecret>,
}

impl SecretCreation {
    /// The secret alone.
    ///
    /// # Errors
    /// Why there is none.
    pub fn into_result(self) -> Result<NewUserSecret> {
        self.redeemed
    }
}
