//! The token bucket that limits retries, so that an outage is not amplified.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Limits the retries of a client and its clones. A retry takes tokens and returns them if it
/// succeeds; a call that succeeds at the first attempt adds one. Without enough tokens no call is
/// retried.
///
/// The costs are those of the AWS SDKs.
#[derive(Clone, Debug)]
pub(crate) struct RetryTokenBucket(Arc<AtomicU32>);

/// The maximum and initial number of tokens.
pub(crate) const CAPACITY: u32 = 500;
/// The cost of a retry after a failure.
pub(crate) const FAILURE_COST: u32 = 14;
/// The cost of a retry after a throttled request.
pub(crate) const THROTTLE_COST: u32 = 5;
/// The number of tokens that a call adds if it succeeds at the first attempt.
const REWARD: u32 = 1;

impl RetryTokenBucket {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicU32::new(CAPACITY)))
    }

    /// Takes tokens for a retry, if there are enough.
    pub(crate) fn acquire(&self, cost: u32) -> Option<RetryPermit> {
        self.0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |tokens| {
                tokens.checked_sub(cost)
            })
            .ok()
            .map(|_| RetryPermit {
                bucket: self.clone(),
                cost,
            })
    }

    /// Adds the reward of a call that succeeded at the first attempt.
    pub(crate) fn reward(&self) {
        // Most calls find the bucket full.
        if self.tokens() < CAPACITY {
            self.release(REWARD);
        }
    }

    fn release(&self, tokens: u32) {
        let add = |available: u32| Some(available.saturating_add(tokens).min(CAPACITY));
        // The closure always returns a value, so this cannot fail.
        let _ = self
            .0
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, add);
    }

    /// Returns the number of tokens.
    pub(crate) fn tokens(&self) -> u32 {
        self.0.load(Ordering::Acquire)
    }
}

/// The permission for one retry. Returns its tokens when dropped, because the retry succeeded or the
/// call was cancelled, unless [consumed](Self::consume).
#[derive(Debug)]
pub(crate) struct RetryPermit {
    bucket: RetryTokenBucket,
    cost: u32,
}

impl RetryPermit {
    /// Discards the tokens, because the retry failed.
    pub(crate) fn consume(mut self) {
        self.cost = 0;
    }
}

impl Drop for RetryPermit {
    fn drop(&mut self) {
        if self.cost > 0 {
            self.bucket.release(self.cost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, FAILURE_COST, RetryTokenBucket};

    #[test]
    fn failures_empty_it_and_successes_fill_it() {
        let bucket = RetryTokenBucket::new();
        let mut retries = 0;
        while let Some(permit) = bucket.clone().acquire(FAILURE_COST) {
            permit.consume();
            retries += 1;
        }
        assert_eq!(retries, CAPACITY / FAILURE_COST);
        for _ in 0..FAILURE_COST {
            bucket.reward();
        }
        drop(bucket.acquire(FAILURE_COST).unwrap());
        let tokens = bucket.tokens();
        drop(bucket.acquire(FAILURE_COST).unwrap());
        assert_eq!(bucket.tokens(), tokens);
    }

    #[test]
    fn never_exceeds_its_capacity() {
        let bucket = RetryTokenBucket::new();
        bucket.reward();
        assert_eq!(bucket.tokens(), CAPACITY);
    }
}
