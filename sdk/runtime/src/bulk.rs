//! Concurrent calls for many items.

use std::fmt;

use futures_util::future::BoxFuture;
use futures_util::stream::{self, Stream};
use futures_util::{FutureExt, StreamExt};

use crate::error::Result;

/// Concurrent calls, one for each of several items. Started by [`run`](Self::run) or
/// [`stream`](Self::stream).
///
/// Each call has its own deadline and retries. A failed call does not stop the others: each item is
/// returned with its result.
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
    call: ItemCall<I, T>,
    concurrency: usize,
}

/// Makes the call for an item.
type ItemCall<I, T> = Box<dyn Fn(&I) -> BoxFuture<'static, Result<T>> + Send + Sync>;

/// The result of one item of a [`Bulk`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BulkItem<I, T> {
    /// The index of the item in the input.
    pub index: usize,
    /// The item.
    pub item: I,
    /// The result of its call.
    pub result: Result<T>,
}

#[cfg(feature = "test-util")]
impl<I, T> BulkItem<I, T> {
    /// Creates a result, for tests.
    pub fn from_parts(index: usize, item: I, result: Result<T>) -> Self {
        Self {
            index,
            item,
            result,
        }
    }
}

/// The default number of concurrent calls.
const CONCURRENCY: usize = 8;

impl<I: Send + 'static, T: Send + 'static> Bulk<I, T> {
    /// Creates a bulk that makes `call` for each item.
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

    /// Sets the number of concurrent calls. Defaults to 8; 0 counts as 1.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Makes the calls, and returns the items in their original order.
    pub async fn run(self) -> Vec<BulkItem<I, T>> {
        let mut items: Vec<_> = self.stream().collect().await;
        items.sort_by_key(|item| item.index);
        items
    }

    /// Makes the calls, and returns each item when its call ends. Dropping the stream cancels calls
    /// in progress, which may or may not be applied.
    pub fn stream(self) -> impl Stream<Item = BulkItem<I, T>> + Send {
        let Self {
            items,
            call,
            concurrency,
        } = self;
        stream::iter(items.into_iter().enumerate())
            .map(move |(index, item)| {
                let result = call(&item);
                async move {
                    BulkItem {
                        index,
                        result: result.await,
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
    use crate::error::{Error, ErrorKind};
    use crate::time::{Clock as _, TokioClock};

    #[tokio::test(start_paused = true)]
    async fn every_item_is_returned_in_order_and_concurrency_is_limited() {
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
        let results = Bulk::new(0..50, calls).concurrency(7).run().await;
        assert_eq!(results.len(), 50);
        for (index, entry) in results.iter().enumerate() {
            assert_eq!((entry.index, entry.item), (index, index as u64));
            assert_eq!(entry.result.is_err(), entry.item % 3 == 0);
        }
        assert_eq!(most.load(Ordering::SeqCst), 7);
        assert_eq!(running.load(Ordering::SeqCst), 0);
    }
}
