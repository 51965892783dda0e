//! Pages of lists, by offset, cursor or time, and streams of pages and items.

use std::collections::HashSet;
use std::fmt;
use std::num::NonZeroU64;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};

use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::time::UnixTimestamp;

/// The start of a page.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Position {
    /// After this many items.
    Offset(u64),
    /// At a cursor of the service.
    Cursor(String),
    /// At the newest item that is not after this time, in a list that goes backwards in time.
    Until(UnixTimestamp),
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items of the page.
    pub items: Vec<T>,
    /// The number of items in the whole list, if the service returns it.
    pub count: Option<u64>,
    /// The start of the next page, or `None` if this is the last.
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// Creates the only page of a list.
    pub fn whole(items: Vec<T>) -> Self {
        Self {
            count: Some(items.len() as u64),
            items,
            next: None,
        }
    }

    /// Creates a page of a list by offset. It is the last if `count` is reached or it is empty.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`] if `count` is negative.
    pub fn by_offset(items: Vec<T>, count: i64, range: &Range) -> Result<Self> {
        let count = u64::try_from(count).map_err(|_| {
            Error::new(ErrorKind::Decode)
                .with_outcome(Outcome::Applied)
                .with_path(Some("count".to_owned()))
                .with_message("the count of a list is negative")
        })?;
        let next = range
            .offset()?
            .unwrap_or(0)
            .saturating_add(items.len() as u64);
        Ok(Self {
            next: (!items.is_empty() && next < count).then_some(Position::Offset(next)),
            items,
            count: Some(count),
        })
    }

    /// Creates a page of a list by cursor. It is the last if there is no next cursor, or if it is
    /// empty and the next cursor is its own.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the page does not start at a cursor. [`ErrorKind::Decode`] if
    /// it has items and the next cursor is its own: the list would never end.
    pub fn by_cursor(items: Vec<T>, cursor: Option<String>, range: &Range) -> Result<Self> {
        let is_own = cursor.is_some() && cursor.as_deref() == range.cursor()?;
        let next = cursor.filter(|cursor| !cursor.is_empty());
        if is_own && next.is_some() && !items.is_empty() {
            return Err(repeated_cursor());
        }
        Ok(Self {
            items,
            count: None,
            next: next.filter(|_| !is_own).map(Position::Cursor),
        })
    }
}

/// Returns the error of a list whose next cursor leads to an earlier page.
fn repeated_cursor() -> Error {
    Error::new(ErrorKind::Decode)
        .with_outcome(Outcome::Applied)
        .with_path(Some("cursor".to_owned()))
        .with_message("the cursor of the next page was used before, so the list would never end")
}

/// The range of items in a page: its start and its size.
#[derive(Clone, Debug, Default)]
pub struct Range {
    /// The maximum number of items of the page.
    pub limit: Option<u64>,
    /// The start of the page.
    pub start: Option<Position>,
}

impl Range {
    /// Returns the maximum number of items of the page.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if it is zero.
    pub fn limit(&self) -> Result<Option<NonZeroU64>> {
        let checked = |limit| {
            NonZeroU64::new(limit).ok_or_else(|| {
                Error::new(ErrorKind::InvalidRequest)
                    .with_message("limit must be at least 1, got 0")
            })
        };
        self.limit.map(checked).transpose()
    }

    /// Returns the limit as a signed integer.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if it is zero.
    pub fn limit_i64(&self) -> Result<Option<i64>> {
        let limit = self.limit()?;
        Ok(limit.map(|limit| i64::try_from(limit.get()).unwrap_or(i64::MAX)))
    }

    /// Returns the start in a list by offset.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the start is not an offset.
    pub fn offset(&self) -> Result<Option<u64>> {
        match &self.start {
            None => Ok(None),
            Some(Position::Offset(offset)) => Ok(Some(*offset)),
            Some(other) => Err(Self::wrong("an offset", other)),
        }
    }

    /// Returns the start in a list by cursor.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the start is not a cursor.
    pub fn cursor(&self) -> Result<Option<&str>> {
        match &self.start {
            None => Ok(None),
            Some(Position::Cursor(cursor)) => Ok(Some(cursor)),
            Some(other) => Err(Self::wrong("a cursor", other)),
        }
    }

    /// Returns the start in a list that goes backwards in time.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidRequest`] if the start is not a time.
    pub fn until(&self) -> Result<Option<&UnixTimestamp>> {
        match &self.start {
            None => Ok(None),
            Some(Position::Until(time)) => Ok(Some(time)),
            Some(other) => Err(Self::wrong("a time", other)),
        }
    }

    fn wrong(expected: &str, given: &Position) -> Error {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "expected {expected} as start of the list, got {given:?}; use `next` of one of its pages",
        ))
    }
}

/// The pages of a list as a stream. The next page is fetched when the previous one has been read.
///
/// If the list changes meanwhile, items may be repeated or missed. The stream ends after an error.
#[must_use = "a stream does nothing unless polled"]
pub struct Pages<T>(BoxStream<'static, Result<Page<T>>>);

/// The items of a list as a stream. Pages are fetched when their items are read. See [`Pages`].
#[must_use = "a stream does nothing unless polled"]
pub struct Items<T>(BoxStream<'static, Result<T>>);

/// The step after a page.
enum Next<F> {
    /// Another page, with the cursors that were used so far.
    Fetch(Range, F, HashSet<String>),
    /// A page that was already read.
    Cycle,
    /// The end of the list.
    End,
}

impl<T: Send + 'static> Pages<T> {
    /// Fetches pages with `fetch`, from the one that `range` describes to the last. If the next cursor
    /// of a page was used before, the stream ends after that page with an error of kind
    /// [`ErrorKind::Decode`].
    pub fn new<F>(range: Range, fetch: impl Fn(Range) -> F + Send + 'static) -> Self
    where
        F: Future<Output = Result<Page<T>>> + Send + 'static,
    {
        let start = range.cursor().ok().flatten().map(str::to_owned);
        let used: HashSet<String> = start.into_iter().collect();
        let first = Next::Fetch(range, fetch, used);
        let pages = stream::try_unfold(first, |state| async move {
            let (mut range, fetch, mut used) = match state {
                Next::Fetch(range, fetch, used) => (range, fetch, used),
                Next::Cycle => return Err(repeated_cursor()),
                Next::End => return Ok(None),
            };
            let page = fetch(range.clone()).await?;
            let rest = match page.next.clone() {
                None => Next::End,
                Some(Position::Cursor(cursor)) if !used.insert(cursor.clone()) => Next::Cycle,
                Some(next) => {
                    range.start = Some(next);
                    Next::Fetch(range, fetch, used)
                }
            };
            Ok(Some((page, rest)))
        });
        Self(pages.boxed())
    }

    /// Returns a stream of the items.
    pub fn items(self) -> Items<T> {
        let items = self
            .0
            .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
            .try_flatten();
        Items(items.boxed())
    }
}

impl<T> Pages<T> {
    /// Returns the next page, or `None` after the last.
    ///
    /// # Errors
    /// Those of fetching the page. The stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.0.next().await.transpose()
    }
}

impl<T> Items<T> {
    /// Returns the next item, or `None` after the last.
    ///
    /// # Errors
    /// Those of fetching a page. The stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.next().await.transpose()
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}

impl<T> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(cx)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Pages, Position, Range};

    #[tokio::test]
    async fn pages_are_fetched_until_the_last() {
        let pages = Pages::new(Range::default(), |range| async move {
            let start = range.offset()?.unwrap_or(0);
            Page::by_offset((start..5.min(start + 2)).collect(), 5, &range)
        });
        let mut items = pages.items();
        for expected in 0..5 {
            assert_eq!(items.try_next().await.unwrap(), Some(expected));
        }
        assert_eq!(items.try_next().await.unwrap(), None);
    }

    #[test]
    fn an_empty_page_is_the_last_whatever_the_count_is() {
        let range = Range {
            limit: None,
            start: Some(Position::Offset(4)),
        };
        let page = Page::<u64>::by_offset(vec![], 10, &range).unwrap();
        assert_eq!(page.next, None);
        let page = Page::by_offset(vec![1], 10, &range).unwrap();
        assert_eq!(page.next, Some(Position::Offset(5)));
        Page::<u64>::by_offset(vec![], -1, &range).unwrap_err();
    }
}
