//! Obtains the credentials and the rate limit permit of an attempt before it is sent.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::client::{Alternative, AttemptCredential, Client};
use crate::error::{Error, ErrorKind, Result};
use crate::rate_limit::{RateLimitPermit, RateLimitTimeout};

/// The result of the preparation of an attempt.
#[derive(Debug, Default)]
pub(crate) struct Preparation {
    /// The credentials that have a source.
    pub(crate) credentials: Vec<AttemptCredential>,
    /// The permit of the rate limiter, if the client has one.
    permit: Option<RateLimitPermit>,
}

impl Preparation {
    /// Waits for the permit of the next request, if the client has a rate limit. Returns the previous permit.
    pub(crate) async fn acquire_permit(
        &mut self,
        client: &Client,
        remaining: Duration,
    ) -> Result<()> {
        // Returned before, because a limit of one request in flight would not allow a second.
        self.permit = None;
        if let Some(rate_limiter) = client.rate_limiter() {
            let permit = rate_limiter.acquire(remaining).await;
            self.permit = Some(permit.map_err(|timeout| rate_limit_error(timeout, remaining))?);
        }
        Ok(())
    }
}

/// Returns whether attempts need preparation.
pub(crate) fn needs_preparation(client: &Client, alternative: Alternative) -> bool {
    client.rate_limiter().is_some() || client.sources(alternative).next().is_some()
}

/// Obtains the credentials and the rate limit permit of an attempt, within the remaining time of the call.
pub(crate) async fn prepare(
    client: &Client,
    alternative: Alternative,
    remaining: Duration,
) -> Result<Preparation> {
    let started = client.clock().now();
    let mut preparation = Preparation::default();
    for (index, source) in client.sources(alternative) {
        let waited = client.clock().now().saturating_duration_since(started);
        let limit = client.clock().sleep(remaining.saturating_sub(waited));
        let obtained = pin!(client.obtain_credential(index, source, None));
        match select(obtained, limit).await {
            Either::Left((result, _)) => preparation.credentials.extend(result?),
            Either::Right(_) => {
                let message = format!(
                    "no credential from {} within {} s, the timeout of the call",
                    source.describe(),
                    client.options().timeout_or_default().as_secs_f64(),
                );
                let error = Error::new(ErrorKind::Timeout).with_message(message);
                return Err(error.with_retryable(true));
            }
        }
    }
    // After the credentials, so that a source that makes calls itself does not wait for this permit.
    let waited = client.clock().now().saturating_duration_since(started);
    preparation
        .acquire_permit(client, remaining.saturating_sub(waited))
        .await?;
    Ok(preparation)
}

fn rate_limit_error(timeout: RateLimitTimeout, remaining: Duration) -> Error {
    let remaining = remaining.as_secs_f64();
    let message = if timeout.is_pause {
        format!(
            "the service requested a pause of {} s, and {remaining} s are left for the call",
            timeout.wait.as_secs_f64(),
        )
    } else {
        format!(
            "the rate limit allows no request within the {remaining} s that are left for the call"
        )
    };
    Error::new(ErrorKind::Timeout)
        .with_message(message)
        .with_retry_after(Some(timeout.wait).filter(|wait| !wait.is_zero()))
        .with_retryable(true)
}

/// Fetches the credentials of an attempt again after a 401. Returns whether there is another one.
pub(crate) async fn refresh(
    client: &Client,
    alternative: Alternative,
    rejected: &Preparation,
    remaining: Duration,
) -> Result<bool> {
    let refresh = async {
        let mut is_changed = false;
        for (index, source) in client.sources(alternative) {
            let mut credentials = rejected.credentials.iter();
            if let Some(rejected) = credentials.find(|rejected| rejected.index() == index) {
                let rejected = Some(rejected.obtained());
                let obtained = client.obtain_credential(index, source, rejected).await?;
                is_changed |= obtained.is_some();
            }
        }
        Ok(is_changed)
    };
    match select(pin!(refresh), client.clock().sleep(remaining)).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Ok(false),
    }
}
