//! What a call costs: through rolekit, by hand on reqwest, and on bare hyper.
//!
//! The server is a process of its own that always answers the same bytes. The contenders take turns,
//! round after round, in an order that is turned about each time; one of them, the hand-written
//! client, takes part twice, so that what is chance shows.

mod bare;
mod by_hand;
mod instructions;
mod server;
mod turns;
mod with_rolekit;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use self::bare::Bare;
use self::by_hand::ByHand;
use self::server::Ready;
pub(crate) use self::server::serve as serve_fixed;
use self::turns::{Contender, turns};
use self::with_rolekit::WithRolekit;
use crate::child::Server;
use crate::had::Had;
use crate::machine::Machine;
use crate::stats::Spread;
use crate::{Result, runtime, tell};

/// The assignment that is updated.
const ASSIGNMENT: i64 = 1001;
/// How many lanes there are where many calls are made at once.
const AT_ONCE: usize = 64;

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// An update of a role assignment: a PATCH with a body of JSON, and a short answer.
    Update,
    /// A page of ten role assignments: a GET.
    List,
}

impl What {
    const ALL: [Self; 2] = [Self::Update, Self::List];
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    /// The wrapper of the SDK, with all that its runtime does.
    Rolekit,
    /// reqwest, as a careful author would use it.
    ByHand,
    /// The same once more, with a client of its own.
    ByHandAgain,
    /// hyper on kept connections: no pool, no TLS, no timeout.
    Bare,
}

/// A client of the fixed answers.
trait Caller: Send + Sync + 'static {
    /// Makes a call and reads its answer. Only one is under way on a lane.
    fn call(&self, what: What, lane: usize) -> impl Future<Output = Result<()>> + Send;
}

/// The part `calls`.
#[derive(Debug, Args)]
pub(crate) struct Calls {
    /// How many rounds each contender has, for each call and number at once
    #[arg(long, default_value_t = 400)]
    rounds: usize,
    /// How many calls a round has
    #[arg(long, default_value_t = 256)]
    calls: usize,
    /// Leave out the count of instructions
    #[arg(long)]
    no_instructions: bool,
}

/// What was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) machine: Machine,
    pub(crate) rounds: usize,
    pub(crate) calls_a_round: usize,
    pub(crate) measured: Vec<Measured>,
    /// Instructions of a call, or why they were not counted.
    pub(crate) instructions: Had<Vec<Counted>>,
}

/// A call, so many at once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    pub(crate) what: What,
    pub(crate) at_once: usize,
    pub(crate) contenders: Vec<Timed>,
}

/// A contender.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Timed {
    pub(crate) who: Who,
    /// Microseconds a call: the time of a round by its calls.
    pub(crate) microseconds: Spread,
    /// Microseconds a call that the client's thread ran, where the system tells.
    pub(crate) busy_microseconds: Option<Spread>,
    /// The time of each round by that of the hand-written client in the same turn.
    pub(crate) to_by_hand: Spread,
}

/// Instructions of a call in user space.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Counted {
    pub(crate) what: What,
    pub(crate) who: Who,
    pub(crate) instructions: u64,
}

impl Calls {
    pub(crate) fn run(&self) -> Result<Figures> {
        let (_server, ready): (_, Ready) = Server::start(&["serve-fixed"])?;
        let mut measured = Vec::new();
        runtime()?.block_on(async {
            for what in What::ALL {
                for at_once in [1, AT_ONCE] {
                    tell(&format!("calls: {what}, {at_once} at once"));
                    let contenders = contenders(&ready, what, at_once).await?;
                    let timed = turns(&contenders, self.rounds, self.calls).await?;
                    for timed in &timed {
                        tell(&format!("  {timed}"));
                    }
                    measured.push(Measured {
                        what,
                        at_once,
                        contenders: timed,
                    });
                }
            }
            Ok::<_, crate::Error>(())
        })?;
        let instructions = if self.no_instructions {
            Had::Missing("they were left out".to_owned())
        } else {
            instructions::count(&ready).into()
        };
        Ok(Figures {
            machine: Machine::here(),
            rounds: self.rounds,
            calls_a_round: self.calls,
            measured,
            instructions,
        })
    }
}

async fn contenders(ready: &Ready, what: What, at_once: usize) -> Result<Vec<Contender>> {
    let by_hand = || ByHand::new(ready).map(Arc::new);
    Ok(vec![
        Contender::new(
            Who::Rolekit,
            Arc::new(WithRolekit::new(ready)?),
            what,
            at_once,
        ),
        Contender::new(Who::ByHand, by_hand()?, what, at_once),
        Contender::new(Who::ByHandAgain, by_hand()?, what, at_once),
        Contender::new(
            Who::Bare,
            Arc::new(Bare::new(ready, at_once).await?),
            what,
            at_once,
        ),
    ])
}

/// Calls of one contender, to be looked at by a profiler.
#[derive(Debug, Args)]
pub(crate) struct Only {
    who: Who,
    what: What,
    calls: usize,
    /// What the server said of itself
    ready: String,
    /// How many at once
    #[arg(long, default_value_t = 1)]
    at_once: usize,
}

impl Only {
    pub(crate) fn run(&self) -> Result<()> {
        let ready: Ready = serde_json::from_str(&self.ready)?;
        let (what, at_once) = (self.what, self.at_once);
        runtime()?.block_on(async {
            let contender = match self.who {
                Who::Rolekit => {
                    Contender::new(self.who, Arc::new(WithRolekit::new(&ready)?), what, at_once)
                }
                Who::ByHand | Who::ByHandAgain => {
                    Contender::new(self.who, Arc::new(ByHand::new(&ready)?), what, at_once)
                }
                Who::Bare => {
                    let bare = Bare::new(&ready, at_once).await?;
                    Contender::new(self.who, Arc::new(bare), what, at_once)
                }
            };
            contender.round(self.calls).await
        })
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Update => "update an assignment",
            Self::List => "list ten assignments",
        })
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rolekit => "rolekit",
            Self::ByHand => "reqwest by hand",
            Self::ByHandAgain => "reqwest by hand, again",
            Self::Bare => "bare hyper",
        })
    }
}

impl fmt::Display for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            who,
            microseconds,
            busy_microseconds,
            to_by_hand,
        } = self;
        write!(f, "{who}: {:.2} µs, ", microseconds.median)?;
        if let Some(busy) = busy_microseconds {
            write!(f, "busy {:.2}, ", busy.median)?;
        }
        write!(
            f,
            "{:.3} of by hand ({:.3} to {:.3})",
            to_by_hand.median, to_by_hand.lower, to_by_hand.upper,
        )
    }
}
