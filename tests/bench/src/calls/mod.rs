//! Compares the cost of a call by rolekit, by reqwest and by hyper.
//!
//! The server is a process of its own that always sends the same bytes. The clients alternate, round
//! after round, in changing order.

mod contender;
mod figures;
mod fixed_server;
mod hyper_client;
mod instructions;
mod reqwest_client;
mod rolekit_client;
mod workload;

use clap::Args;

use self::contender::{Contender, measure};
pub(crate) use self::figures::{CallFigures, Comparison, InstructionCount};
use self::fixed_server::FixedServer;
pub(crate) use self::fixed_server::serve as serve_fixed;
pub(crate) use self::workload::{ClientKind, Workload};
use crate::child_server::ChildServer;
use crate::error::{Error, Result};
use crate::machine::Machine;
use crate::measurement::Measurement;
use crate::{progress, runtime};

/// Number of workers where calls are concurrent.
const CONCURRENCY: usize = 64;

/// The part `calls`.
#[derive(Debug, Args)]
pub(crate) struct Calls {
    /// Rounds of each client, for each workload and concurrency
    #[arg(long, default_value_t = 400)]
    rounds: usize,
    /// Calls in a round
    #[arg(long, default_value_t = 256)]
    calls: usize,
    /// Do not count instructions
    #[arg(long)]
    no_instructions: bool,
}

impl Calls {
    pub(crate) fn run(&self) -> Result<CallFigures> {
        let (_process, server): (_, FixedServer) = ChildServer::start(&["serve-fixed"])?;
        let mut comparisons = Vec::new();
        runtime::single_threaded()?.block_on(async {
            for workload in Workload::ALL {
                for concurrency in [1, CONCURRENCY] {
                    progress::report(&format!("calls: {workload}, {concurrency} at once"));
                    let mut contenders = Vec::new();
                    for client in [
                        ClientKind::Rolekit,
                        ClientKind::Reqwest,
                        ClientKind::ReqwestAgain,
                        ClientKind::Hyper,
                    ] {
                        let contender =
                            Contender::new(client, &server, workload, concurrency).await?;
                        contenders.push(contender);
                    }
                    let clients = measure(&contenders, self.rounds, self.calls).await?;
                    for time in &clients {
                        progress::report(&format!("  {time}"));
                    }
                    comparisons.push(Comparison {
                        workload,
                        concurrency,
                        clients,
                    });
                }
            }
            Ok::<_, Error>(())
        })?;
        let instructions = if self.no_instructions {
            Measurement::Unavailable("disabled by --no-instructions".to_owned())
        } else {
            instructions::count(&server).into()
        };
        Ok(CallFigures {
            machine: Machine::current(),
            rounds: self.rounds,
            calls_per_round: self.calls,
            comparisons,
            instructions,
        })
    }
}

/// Makes calls with one client, so that a profiler can observe the process.
#[derive(Debug, Args)]
pub(crate) struct Profile {
    client: ClientKind,
    workload: Workload,
    calls: usize,
    /// The line that `serve-fixed` prints
    server: String,
    /// Number of concurrent calls
    #[arg(long, default_value_t = 1)]
    concurrency: usize,
}

impl Profile {
    pub(crate) fn run(&self) -> Result<()> {
        let server: FixedServer = serde_json::from_str(&self.server)?;
        runtime::single_threaded()?.block_on(async {
            Contender::new(self.client, &server, self.workload, self.concurrency)
                .await?
                .round(self.calls)
                .await
        })
    }
}
