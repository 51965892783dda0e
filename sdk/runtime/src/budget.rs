//! The budget that retries are paid from, so that an outage is not multiplied.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A bucket of tokens, shared by a client and its clones. A retry takes tokens and gives them back
/// when it succeeds; a call that succeeds at once gives one. Where the bucket is empty nothing is
/// retried, so that a service in trouble gets hardly more than one request a call.
///
/// The figures are those that AWS's SDKs use.
#[derive(Clone, Debug)]
pub(crate) struct Budget(Arc<AtomicU32>);

/// What the bucket holds at most, and at first.
pub(crate) const CAPACITY: u32 = 500;
/// What a retry costs after a fault.
pub(crate) const FAULT_COST: u32 = 14;
/// What a retry costs after the service asked for fewer requests.
pub(crate) const THROTTLE_COST: u32 = 5;
/// What a call that succeeds at once gives back.
const REWARD: u32 = 1;

impl Budget {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU32::new(CAPACITY)))
    }

    /// Takes tokens for a retry, if there are enough.
    pub(crate) fn withdraw(&self, cost: u32) -> Option<Withdrawal> {
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |tokens| {
                tokens.checked_sub(cost)
            })
            .ok()
            .map(|_| Withdrawal {
                budget: self.clone(),
                cost,
            })
    }

    /// Gives the reward of a call that succeeded at once.
    pub(crate) fn reward(&self) {
        self.deposit(REWARD);
    }

    fn deposit(&self, tokens: u32) {
        let add = |held: u32| Some(held.saturating_add(tokens).min(CAPACITY));
        // The closure never refuses.
        let _ = self
            .0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
    }

    /// How many tokens there are.
    pub(crate) fn tokens(&self) -> u32 {
        self.0.load(Ordering::Acquire)
    }
}

/// Tokens taken for a retry. They come back when it is dropped, be it because the retry succeeded or
/// because the call was cancelled, unless it is said to have failed.
#[derive(Debug)]
pub(crate) struct Withdrawal {
    budget: Budget,
    cost: u32,
}

impl Withdrawal {
    /// The retry failed: the tokens are gone.
    pub(crate) fn spend(mut self) {
        self.cost = 0;
    }
}

impl Drop for Withdrawal {
    fn drop(&mut self) {
        if self.cost > 0 {
            self.budget.deposit(self.cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, CAPACITY, FAULT_COST};

    #[test]
    fn failures_empty_it_and_successes_fill_it() {
        let budget = Budget::new();
        let mut retries = 0;
        while let Some(withdrawal) = budget.clone().withdraw(FAULT_COST) {
            withdrawal.spend();
            retries += 1;
        }
        assert_eq!(retries, CAPACITY / FAULT_COST);
        for _ in 0..FAULT_COST {
            budget.reward();
        }
        drop(budget.withdraw(FAULT_COST).unwrap());
        let tokens = budget.tokens();
        drop(budget.withdraw(FAULT_COST).unwrap());
        assert_eq!(budget.tokens(), tokens);
    }

    #[test]
    fn never_holds_more_than_it_can() {
        let budget = Budget::new();
        budget.reward();
        assert_eq!(budget.tokens(), CAPACITY);
    }
}
