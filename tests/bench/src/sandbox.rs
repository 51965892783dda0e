//! The sandbox in a process of its own, so that memory and time of a client are its own.

use rolekit_sandbox::Sandbox;
use serde::{Deserialize, Serialize};

use crate::child::{self, Server};
use crate::{Result, runtime};

/// Where the sandbox is, and its keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) gcore: Access,
    pub(crate) trusted_twin: Access,
}

/// An API of the sandbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Access {
    pub(crate) base_url: String,
    pub(crate) key: String,
}

/// Starts a sandbox that has so many role assignments.
pub(crate) fn start(assignments: usize) -> Result<(Server, Ready)> {
    Server::start(&["serve-sandbox", &assignments.to_string()])
}

/// Serves until the driver is gone.
pub(crate) fn serve(assignments: usize) -> Result<()> {
    runtime()?.block_on(async {
        // A long log of requests would be measured too.
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
        child::ready(&Ready {
            gcore: Access {
                base_url: gcore.base_url().to_owned(),
                key: gcore.api_key().to_owned(),
            },
            trusted_twin: Access {
                base_url: twin.base_url().to_owned(),
                key: twin.secret().to_owned(),
            },
        })?;
        // Until the process is ended.
        std::future::pending().await
    })
}
