//! Lists that come in pages, by limit and offset.

use std::fmt;
use std::future::Future;
use std::num::NonZeroU64;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};

use crate::runtime::{Error, ErrorKind, Outcome, Result};

/// Which part of a list is asked for, as the caller gave it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Range {
    pub(crate) limit: Option<u64>,
    pub(crate) offset: Option<u64>,
}

impl Range {
    /// Limit and offset as the generated methods take them.
    pub(crate) fn checked(self) -> Result<(Option<NonZeroU64>, Option<u64>)> {
        let limit = self.limit.map(|limit| {
            NonZeroU64::new(limit).ok_or_else(|| {
                Error::new(ErrorKind::InvalidRequest)
                    .with_message("the limit is zero: a page holds one item at least")
            })
        });
        Ok((limit.transpose()?, self.offset))
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What the page holds.
    pub items: Vec<T>,
    /// How many items the whole list has.
    pub count: u64,
    /// How many items stand before this page.
    pub offset: u64,
}

impl<T> Page<T> {
    /// A page as the service gave it, asked for at this offset.
    pub(crate) fn new(items: Vec<T>, count: i64, offset: Option<u64>) -> Result<Self> {
        let count = u64::try_from(count).map_err(|_| {
            Error::new(ErrorKind::Decode)
                .with_outcome(Outcome::Applied)
                .with_path(Some("count".to_owned()))
                .with_message("the count of a list is negative")
        })?;
        Ok(Self {
            items,
            count,
            offset: offset.unwrap_or(0),
        })
    }

    /// Where the next page begins, or `None` if this is the last: the list has no more, or the page
    /// is empty.
    pub fn next_offset(&self) -> Option<u64> {
        let next = self.offset.saturating_add(self.items.len() as u64);
        (!self.items.is_empty() && next < self.count).then_some(next)
    }
}

/// The pages of a list as a stream. The next page is asked for once the one before is read.
///
/// A list that changes meanwhile shifts: an item may come twice, or be passed over. After an error
/// the stream ends.
#[must_use = "a stream does nothing unless polled"]
pub struct Pages<'a, T>(BoxStream<'a, Result<Page<T>>>);

/// The items of a list as a stream, page after page as they are read. See [`Pages`].
#[must_use = "a stream does nothing unless polled"]
pub struct Items<'a, T>(BoxStream<'a, Result<T>>);

impl<'a, T: Send + 'a> Pages<'a, T> {
    /// The pages from this offset on, each by a call of `page`. What is asked for without an offset
    /// is asked for without one.
    pub(crate) fn new<F>(offset: Option<u64>, page: impl Fn(Option<u64>) -> F + Send + 'a) -> Self
    where
        F: Future<Output = Result<Page<T>>> + Send + 'a,
    {
        let pages = stream::try_unfold((Some(offset), page), |(offset, page)| async move {
            let Some(offset) = offset else {
                return Ok(None);
            };
            let this = page(offset).await?;
            let next = this.next_offset().map(Some);
            Ok(Some((this, (next, page))))
        });
        Self(pages.boxed())
    }

    /// The items of the pages, one by one.
    pub fn items(self) -> Items<'a, T> {
        let items = self
            .0
            .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
            .try_flatten();
        Items(items.boxed())
    }
}

impl<T> Pages<'_, T> {
    /// The next page, or `None` after the last.
    ///
    /// # Errors
    /// As the call for the page has it; the stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.0.next().await.transpose()
    }
}

impl<T> Items<'_, T> {
    /// The next item, or `None` after the last.
    ///
    /// # Errors
    /// As the call for a page has it; the stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.next().await.transpose()
    }
}

impl<T> Stream for Pages<'_, T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}

impl<T> Stream for Items<'_, T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}

impl<T> fmt::Debug for Pages<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::TryStreamExt;

    use super::{Page, Pages};

    async fn all(total: i64, limit: i64) -> (Vec<i64>, Vec<Option<u64>>) {
        let asked = std::sync::Mutex::new(Vec::new());
        let items = Pages::new(None, |offset| {
            asked.lock().unwrap().push(offset);
            let first = i64::try_from(offset.unwrap_or(0)).unwrap();
            let items = (first..total.min(first + limit)).collect();
            async move { Page::new(items, total, offset) }
        })
        .items()
        .try_collect()
        .await
        .unwrap();
        (items, asked.into_inner().unwrap())
    }

    #[tokio::test]
    async fn pages_follow_until_all_is_read() {
        assert_eq!(
            all(5, 2).await,
            (vec![0, 1, 2, 3, 4], vec![None, Some(2), Some(4)])
        );
        assert_eq!(all(4, 2).await, (vec![0, 1, 2, 3], vec![None, Some(2)]));
        assert_eq!(all(0, 2).await, (vec![], vec![None]));
    }

    #[tokio::test]
    async fn an_empty_page_ends_it_whatever_the_count_says() {
        let page = Page::<u64>::new(vec![], 10, Some(4)).unwrap();
        assert_eq!(page.next_offset(), None);
        assert_eq!(
            Page::new(vec![1], 10, Some(4)).unwrap().next_offset(),
            Some(5)
        );
        Page::<u64>::new(vec![], -1, None).unwrap_err();
    }
}
