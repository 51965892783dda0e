//! Measures clients in alternating rounds.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join_all;

use super::figures::CallTime;
use super::fixed_server::FixedServer;
use super::hyper_client::HyperClient;
use super::reqwest_client::ReqwestClient;
use super::rolekit_client::RolekitClient;
use super::workload::{BenchClient, ClientKind, Workload};
use crate::error::{Error, Result};
use crate::stats::Spread;
use crate::time::Stopwatch;

pub(super) type Round = Pin<Box<dyn Future<Output = Result<()>>>>;

/// A client with its workload.
pub(super) struct Contender {
    client: ClientKind,
    round: Box<dyn Fn(usize) -> Round>,
}

impl Contender {
    pub(super) async fn new(
        client: ClientKind,
        server: &FixedServer,
        workload: Workload,
        concurrency: usize,
    ) -> Result<Self> {
        let round = match client {
            ClientKind::Rolekit => rounds(RolekitClient::new(server)?, workload, concurrency),
            ClientKind::Reqwest | ClientKind::ReqwestAgain => {
                rounds(ReqwestClient::new(server)?, workload, concurrency)
            }
            ClientKind::Hyper => {
                let client = HyperClient::new(server, concurrency).await?;
                rounds(client, workload, concurrency)
            }
        };
        Ok(Self { client, round })
    }

    /// Makes this number of calls.
    pub(super) fn round(&self, calls: usize) -> Round {
        (self.round)(calls)
    }
}

fn rounds(
    client: impl BenchClient,
    workload: Workload,
    concurrency: usize,
) -> Box<dyn Fn(usize) -> Round> {
    let client = Arc::new(client);
    Box::new(move |calls| {
        let client = client.clone();
        if concurrency == 1 {
            Box::pin(sequential(client, workload, calls))
        } else {
            Box::pin(concurrent(client, workload, concurrency, calls))
        }
    })
}

async fn sequential(client: Arc<impl BenchClient>, workload: Workload, calls: usize) -> Result<()> {
    for _ in 0..calls {
        client.call(workload, 0).await?;
    }
    Ok(())
}

async fn concurrent(
    client: Arc<impl BenchClient>,
    workload: Workload,
    concurrency: usize,
    calls: usize,
) -> Result<()> {
    let workers = (0..concurrency).map(|worker| {
        let client = client.clone();
        // A task for each worker, as in a program that makes concurrent calls.
        tokio::spawn(async move {
            for _ in 0..calls / concurrency {
                client.call(workload, worker).await?;
            }
            Ok::<_, Error>(())
        })
    });
    for result in try_join_all(workers).await? {
        result?;
    }
    Ok(())
}

/// Measures this number of rounds of each contender. The order changes from round to round, so that
/// each contender runs equally often after each other one.
pub(super) async fn measure(
    contenders: &[Contender],
    rounds: usize,
    calls: usize,
) -> Result<Vec<CallTime>> {
    // Opens connections and warms up caches and the CPU.
    for _ in 0..rounds / 20 + 1 {
        for contender in contenders {
            contender.round(calls).await?;
        }
    }
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    for round in 0..rounds {
        let mut order: Vec<usize> = (0..contenders.len()).collect();
        order.rotate_left(round / 2 % contenders.len());
        if round % 2 == 1 {
            order.reverse();
        }
        for index in order {
            let stopwatch = Stopwatch::start();
            contenders[index].round(calls).await?;
            times[index].push(stopwatch.elapsed());
        }
    }
    let reqwest = contenders
        .iter()
        .position(|contender| contender.client == ClientKind::Reqwest)
        .ok_or("no reqwest client among the contenders")?;
    #[expect(clippy::cast_precision_loss, reason = "a number of calls")]
    let calls = calls as f64;
    let per_call = |time: Duration| time.as_secs_f64() * 1e6 / calls;
    let call_times = contenders.iter().zip(&times).map(|(contender, elapsed)| {
        let pairs = elapsed.iter().zip(&times[reqwest]);
        let ratios = pairs.map(|(elapsed, reqwest)| elapsed.wall.div_duration_f64(reqwest.wall));
        let cpu = Spread::of(elapsed.iter().filter_map(|time| time.cpu.map(per_call)));
        let wall = Spread::of(elapsed.iter().map(|time| per_call(time.wall)))?;
        Some(CallTime {
            client: contender.client,
            microseconds: wall.rounded(2),
            cpu_microseconds: cpu.map(|cpu| cpu.rounded(2)),
            to_reqwest: Spread::of(ratios)?.rounded(4),
        })
    });
    call_times
        .collect::<Option<_>>()
        .ok_or_else(|| "--rounds must be at least 1".into())
}
