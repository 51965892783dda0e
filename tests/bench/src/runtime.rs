//! The async runtime.

use tokio::runtime::{Builder, Runtime};

use crate::error::Result;

/// Returns a runtime with one thread, so that the measured work does not spread over cores.
pub(crate) fn single_threaded() -> Result<Runtime> {
    Ok(Builder::new_current_thread().enable_all().build()?)
}
