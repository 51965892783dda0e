//! The same call for many items, several at once.

use std::fmt;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, Stream};
use futures_util::{FutureExt, StreamExt};

use crate::Result;

/// A call for each of many items that is to be made: [`run`](Self::run) it, or [`stream`](Self::stream)
/// what becomes of the items.
///
/// Each call is made as if it were alone, with its own deadline and its own retries. One that fails
/// stops no other, and no item is lost: each comes back with its result.
///
/// ```
/// # use rolekit_runtime::Bulk;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let doubled = Bulk::new([1, 2, 3], |item| std::future::ready(Ok(item * 2)));
/// for item in doubled.concurrency(2).run().await {
///     match item.result {
///         Ok(double) => println!("{}: {double}", item.item),
///         Err(error) => println!("{}: {error}", item.item),
///     }
/// }
/// # }
/// ```
#[must_use = "nothing is sent before `run` or `stream`"]
pub struct Bulk<I, T> {
    items: Vec<I>,
    call: Call<I, T>,
    concurrency: usize,
}

/// Makes the call for an item.
type Call<I, T> = Box<dyn Fn(&I) -> BoxFuture<'static, Result<T>> + Send + Sync>;

/// What became of one item of a [`Bulk`].
#[derive(Debug)]
#[non_exhaustive]
pub struct BulkItem<I, T> {
    /// Where the item stood among those that were given.
    pub index: usize,
    /// The item, as it was given.
    pub item: I,
    /// What its call came to.
    pub result: Result<T>,
}

/// How many calls are made at once where nothing else is said.
const CONCURRENCY: usize = 8;

impl<I: Send + 'static, T: Send + 'static> Bulk<I, T> {
    pub fn new<F>(
        items: impl IntoIterator<Item = I>,
        call: impl Fn(&I) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T>> + Send + 'static,
    {
        Self {
            items: items.into_iter().collect(),
            call: Box::new(move |item| call(item).boxed()),
            concurrency: CONCURRENCY,
        }
    }

    /// How many calls are made at once: 8 where it is not set. Zero counts as one.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Makes the calls, and gives the items in the order in which they were given.
    pub async fn run(self) -> Vec<BulkItem<I, T>> {
        let mut items: Vec<_> = self.stream().collect().await;
        items.sort_by_key(|item| item.index);
        items
    }

    /// Makes the calls, and gives each item as its call ends. A stream that is dropped early drops
    /// the calls under way, and whether those were applied is then not known.
    pub fn stream(self) -> impl Stream<Item = BulkItem<I, T>> + Send {
        let Self {
            items,
            call,
            concurrency,
        } = self;
        stream::iter(items.into_iter().enumerate())
            .map(move |(index, item)| {
                let end = call(&item);
                async move {
                    BulkItem {
                        index,
                        result: end.await,
                        item,
                    }
                }
            })
            .buffer_unordered(concurrency)
    }
}

impl<I: fmt::Debug, T> fmt::Debug for Bulk<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("items", &self.items)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::Bulk;
    use crate::{Clock as _, Error, ErrorKind, TokioClock};

    #[tokio::test(start_paused = true)]
    async fn every_item_comes_back_in_its_place_and_no_more_run_at_once() {
        let running = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let calls = {
            let (running, most) = (running.clone(), most.clone());
            move |item: &u64| {
                let (item, running, most) = (*item, running.clone(), most.clone());
                async move {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    TokioClock.sleep(Duration::from_millis(100 - item)).await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    if item % 3 == 0 {
                        return Err(Error::new(ErrorKind::Api));
                    }
                    Ok(item * 2)
                }
            }
        };
        let ends = Bulk::new(0..50, calls).concurrency(7).run().await;
        assert_eq!(ends.len(), 50);
        for (index, end) in ends.iter().enumerate() {
            assert_eq!((end.index, end.item), (index, index as u64));
            assert_eq!(end.result.is_err(), end.item % 3 == 0);
        }
        assert_eq!(most.load(Ordering::SeqCst), 7);
        assert_eq!(running.load(Ordering::SeqCst), 0);
    }
}
