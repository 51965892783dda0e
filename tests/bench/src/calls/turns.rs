//! Contenders take turns.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join_all;

use super::{Caller, Timed, What, Who};
use crate::Result;
use crate::stats::Spread;
use crate::time::Start;

pub(super) type Round = Pin<Box<dyn Future<Output = Result<()>>>>;

/// A caller with what it is to call.
pub(super) struct Contender {
    who: Who,
    round: Box<dyn Fn(usize) -> Round>,
}

impl Contender {
    pub(super) fn new<C: Caller>(who: Who, caller: Arc<C>, what: What, at_once: usize) -> Self {
        let round = move |calls| -> Round {
            let caller = caller.clone();
            if at_once == 1 {
                Box::pin(one_at_a_time(caller, what, calls))
            } else {
                Box::pin(many_at_once(caller, what, at_once, calls))
            }
        };
        Self {
            who,
            round: Box::new(round),
        }
    }

    /// Makes so many calls.
    pub(super) fn round(&self, calls: usize) -> Round {
        (self.round)(calls)
    }
}

async fn one_at_a_time(caller: Arc<impl Caller>, what: What, calls: usize) -> Result<()> {
    for _ in 0..calls {
        caller.call(what, 0).await?;
    }
    Ok(())
}

async fn many_at_once(
    caller: Arc<impl Caller>,
    what: What,
    at_once: usize,
    calls: usize,
) -> Result<()> {
    let lanes = (0..at_once).map(|lane| {
        let caller = caller.clone();
        // A task each, as in a program that does many things.
        tokio::spawn(async move {
            for _ in 0..calls / at_once {
                caller.call(what, lane).await?;
            }
            Ok::<_, crate::Error>(())
        })
    });
    for end in try_join_all(lanes).await? {
        end?;
    }
    Ok(())
}

/// Lets all have so many rounds. The order is turned about each time, so that who comes after whom
/// is even.
pub(super) async fn turns(
    contenders: &[Contender],
    rounds: usize,
    calls: usize,
) -> Result<Vec<Timed>> {
    // Connections, caches, the processor's clock.
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
        for place in order {
            let start = Start::now();
            contenders[place].round(calls).await?;
            times[place].push(start.taken());
        }
    }
    let by_hand = contenders
        .iter()
        .position(|contender| contender.who == Who::ByHand)
        .ok_or("nothing to compare with")?;
    #[expect(clippy::cast_precision_loss, reason = "a number of calls")]
    let calls = calls as f64;
    let a_call = |time: Duration| time.as_secs_f64() * 1e6 / calls;
    let timed = contenders.iter().zip(&times).map(|(contender, taken)| {
        let ratios = taken.iter().zip(&times[by_hand]);
        let ratios = ratios.map(|(taken, hand)| taken.time.div_duration_f64(hand.time));
        let busy = Spread::of(taken.iter().filter_map(|taken| taken.busy.map(a_call)));
        Some(Timed {
            who: contender.who,
            microseconds: Spread::of(taken.iter().map(|taken| a_call(taken.time)))?.rounded(2),
            busy_microseconds: busy.map(|busy| busy.rounded(2)),
            to_by_hand: Spread::of(ratios)?.rounded(4),
        })
    });
    timed
        .collect::<Option<_>>()
        .ok_or_else(|| "no round was asked for".into())
}
