//! Obtains the credential and the turn of an attempt before it is sent.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::client::{Client, ObtainedHeader};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::OperationRef;
use crate::pacing::{PacingTimeout, Turn};

/// The result of the preparation of an attempt.
#[derive(Debug, Default)]
pub(crate) struct Preparation {
    /// The credential, if it has a source.
    pub(crate) credential: Option<ObtainedHeader>,
    /// The turn among the requests in flight, if they are limited.
    turn: Option<Turn>,
}

impl Preparation {
    /// Waits for the turn of the next request, if the requests are limited. Ends the previous turn.
    pub(crate) async fn take_turn(&mut self, client: &Client, remaining: Duration) -> Result<()> {
        // Ended before, because a limit of one request in flight would not allow a second.
        self.turn = None;
        if let Some(pacer) = client.pacer() {
            let turn = pacer.acquire(remaining).await;
            self.turn = Some(turn.map_err(|timeout| pacing_error(timeout, remaining))?);
        }
        Ok(())
    }
}

/// Returns whether attempts need preparation.
pub(crate) fn needs_preparation(client: &Client, operation: &OperationRef) -> bool {
    client.pacer().is_some()
        || (operation.sends_credential() && client.credential_source().is_some())
}

/// Obtains the credential and the turn of an attempt, within the remaining time of the call.
pub(crate) async fn prepare(
    client: &Client,
    operation: &OperationRef,
    remaining: Duration,
) -> Result<Preparation> {
    let started = client.clock().now();
    let mut preparation = Preparation::default();
    if operation.sends_credential()
        && let Some(source) = client.credential_source()
    {
        let obtained = pin!(client.obtain_credential(source, None));
        let limit = client.clock().sleep(remaining);
        match select(obtained, limit).await {
            Either::Left((result, _)) => preparation.credential = result?,
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
    // After the credential, so that a source that makes calls itself does not wait for this turn.
    let waited = client.clock().now().saturating_duration_since(started);
    preparation
        .take_turn(client, remaining.saturating_sub(waited))
        .await?;
    Ok(preparation)
}

fn pacing_error(timeout: PacingTimeout, remaining: Duration) -> Error {
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

/// Fetches the credential again after a 401. Returns whether there is another one.
pub(crate) async fn refresh(
    client: &Client,
    refused: &Preparation,
    remaining: Duration,
) -> Result<bool> {
    let (Some(source), Some(refused)) = (client.credential_source(), &refused.credential) else {
        return Ok(false);
    };
    let obtained = pin!(client.obtain_credential(source, Some(&refused.obtained)));
    match select(obtained, client.clock().sleep(remaining)).await {
        Either::Left((result, _)) => Ok(result?.is_some()),
        Either::Right(_) => Ok(false),
    }
}
