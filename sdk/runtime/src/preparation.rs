//! What an attempt needs before it is sent.

use std::pin::pin;
use std::time::Duration;

use futures_util::future::{Either, select};

use crate::client::{Client, ObtainedHeader};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::OperationRef;

/// What was obtained before an attempt.
#[derive(Debug, Default)]
pub(crate) struct Prepared {
    /// The credential, if it has a source.
    pub(crate) credential: Option<ObtainedHeader>,
}

/// Returns whether something has to be obtained before each attempt.
pub(crate) fn needs_preparation(client: &Client, operation: &OperationRef) -> bool {
    operation.sends_credential() && client.credential_source().is_some()
}

/// Obtains what an attempt needs, within the time that is left for the call.
pub(crate) async fn prepare(
    client: &Client,
    operation: &OperationRef,
    remaining: Duration,
) -> Result<Prepared> {
    let mut prepared = Prepared::default();
    if operation.sends_credential()
        && let Some(source) = client.credential_source()
    {
        let obtained = pin!(client.obtain_credential(source, None));
        match select(obtained, client.clock().sleep(remaining)).await {
            Either::Left((result, _)) => prepared.credential = result?,
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
    Ok(prepared)
}

/// Has the credential fetched again after the service refused it. Returns whether there is another one.
pub(crate) async fn refresh(
    client: &Client,
    refused: &Prepared,
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
