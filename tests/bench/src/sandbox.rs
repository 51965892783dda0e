//! The sandbox in a process of its own, so that memory and time of the client are measured separately.

use rolekit_sandbox::Sandbox;
use serde::{Deserialize, Serialize};

use crate::child_server::{self, ChildServer};
use crate::error::Result;
use crate::runtime;

/// The APIs of a running sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SandboxAddresses {
    pub(crate) gcore: ApiAddress,
    pub(crate) trusted_twin: ApiAddress,
}

/// An API of the sandbox, and a key for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ApiAddress {
    pub(crate) base_url: String,
    pub(crate) key: String,
}

/// Starts a sandbox with this number of role assignments.
pub(crate) fn start(assignments: usize) -> Result<(ChildServer, SandboxAddresses)> {
    ChildServer::start(&["serve-sandbox", &assignments.to_string()])
}

/// Serves until the parent process ends.
pub(crate) fn serve(assignments: usize) -> Result<()> {
    runtime::single_threaded()?.block_on(async {
        // A longer request log would add to the measured time.
        let sandbox = Sandbox::builder().request_log_capacity(1).start().await?;
        let (gcore, twin) = (sandbox.gcore(), sandbox.trusted_twin());
        for number in 0..assignments {
            let (user, role) = match number % 3 {
                0 => (777, "Observer"),
                1 => (778, "User"),
                _ => (777, "ProjectAdministrator"),
            };
            gcore.add_assignment(user, role, Some(100));
        }
        child_server::report_ready(&SandboxAddresses {
            gcore: ApiAddress {
                base_url: gcore.base_url().to_owned(),
                key: gcore.api_key().to_owned(),
            },
            trusted_twin: ApiAddress {
                base_url: twin.base_url().to_owned(),
                key: twin.secret().to_owned(),
            },
        })?;
        // The parent process ends this one.
        std::future::pending().await
    })
}
