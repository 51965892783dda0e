//! Lists that come in pages, whatever tells the service where a page begins.

use std::fmt;
use std::future::Future;
use std::num::NonZeroU64;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};

use crate::runtime::sealed::Sealed;
use crate::runtime::{Error, ErrorKind, Outcome, Result, UnixTimestamp};

/// Where a page begins.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Position {
    /// After so many items.
    Offset(u64),
    /// Where the service's own mark says.
    Cursor(String),
    /// With the newest item that is not after this point in time; such lists go back in time.
    Until(UnixTimestamp),
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// What the page holds.
    pub items: Vec<T>,
    /// How many items the whole list has, where the service tells.
    pub count: Option<u64>,
    /// Where the next page begins, or `None` if this is the last. A list goes on there with
    /// [`List::start`].
    pub next: Option<Position>,
}

impl<T> Page<T> {
    /// All there is, in one page.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self {
            count: Some(items.len() as u64),
            items,
            next: None,
        }
    }

    /// A page of a list by offset, as the service gave it. It is the last if nothing is left by the
    /// count, or if it is empty, whatever the count says.
    pub(crate) fn by_offset(items: Vec<T>, count: i64, range: &Range) -> Result<Self> {
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

    /// A page of a list by cursor. It is the last if there is no cursor to go on with, or the same
    /// as before, which would go on for ever.
    pub(crate) fn by_cursor(items: Vec<T>, cursor: Option<String>, range: &Range) -> Result<Self> {
        let before = range.cursor()?;
        let next = cursor.filter(|cursor| !cursor.is_empty() && Some(cursor.as_str()) != before);
        Ok(Self {
            items,
            count: None,
            next: next.map(Position::Cursor),
        })
    }
}

/// Which part of a list is asked for, as the caller gave it.
#[doc(hidden)]
#[derive(Clone, Debug, Default)]
pub struct Range {
    pub(crate) limit: Option<u64>,
    pub(crate) start: Option<Position>,
}

impl Range {
    /// How many items a page holds at most.
    pub(crate) fn limit(&self) -> Result<Option<NonZeroU64>> {
        let checked = |limit| {
            NonZeroU64::new(limit).ok_or_else(|| {
                Error::new(ErrorKind::InvalidRequest)
                    .with_message("the limit is zero: a page holds one item at least")
            })
        };
        self.limit.map(checked).transpose()
    }

    /// The limit where the document says integer, and no more.
    pub(crate) fn limit_i64(&self) -> Result<Option<i64>> {
        let limit = self.limit()?;
        Ok(limit.map(|limit| i64::try_from(limit.get()).unwrap_or(i64::MAX)))
    }

    /// The start of a list by offset.
    pub(crate) fn offset(&self) -> Result<Option<u64>> {
        match &self.start {
            None => Ok(None),
            Some(Position::Offset(offset)) => Ok(Some(*offset)),
            Some(other) => Err(Self::wrong("an offset", other)),
        }
    }

    /// The start of a list by cursor.
    pub(crate) fn cursor(&self) -> Result<Option<&str>> {
        match &self.start {
            None => Ok(None),
            Some(Position::Cursor(cursor)) => Ok(Some(cursor)),
            Some(other) => Err(Self::wrong("a cursor", other)),
        }
    }

    /// The start of a list that goes back in time.
    pub(crate) fn until(&self) -> Result<Option<&UnixTimestamp>> {
        match &self.start {
            None => Ok(None),
            Some(Position::Until(time)) => Ok(Some(time)),
            Some(other) => Err(Self::wrong("a point in time", other)),
        }
    }

    fn wrong(expected: &str, given: &Position) -> Error {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "this list begins at {expected}, and {given:?} was given: use `next` of a page of it",
        ))
    }
}

/// What is asked for, page by page. Implemented by the queries of this crate alone.
pub trait Query: Sealed + Clone + fmt::Debug + Send + Sync + 'static {
    /// What the list holds.
    type Item: Send + 'static;
    /// The client that asks.
    #[doc(hidden)]
    type Client: Clone + fmt::Debug + Send + Sync + 'static;

    /// Asks for one page.
    #[doc(hidden)]
    fn page(
        &self,
        client: &Self::Client,
        range: &Range,
    ) -> impl Future<Output = Result<Page<Self::Item>>> + Send;
}

/// A query whose pages begin at an offset.
pub trait ByOffset: Query {}

/// A list that is to be asked for: narrow it, then take [a page](Self::page), [all
/// pages](Self::pages), [item by item](Self::stream), or [everything](Self::all).
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// let users = gcore.users().list().limit(2);
/// let first = users.page().await?;
/// assert_eq!((first.items.len(), first.count), (2, Some(3)));
///
/// // Where a page ends, the list goes on: now, or from what was kept of it.
/// let rest = users.clone().start(first.next.unwrap()).all().await?;
/// assert_eq!(rest, users.clone().offset(2).all().await?);
///
/// let mut pages = users.clone().pages();
/// while let Some(page) = pages.try_next().await? {
///     println!("{} of {:?}", page.items.len(), page.count);
/// }
/// let mut items = users.pages().items(); // the same as `stream`
/// while let Some(user) = items.try_next().await? {
///     println!("{}", user.name);
/// }
/// # Ok(()) });
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is sent before `page`, `pages`, `stream` or `all`"]
pub struct List<Q: Query> {
    client: Q::Client,
    pub(crate) query: Q,
    range: Range,
}

impl<Q: Query> List<Q> {
    pub(crate) fn new(client: &Q::Client, query: Q) -> Self {
        Self {
            client: client.clone(),
            query,
            range: Range::default(),
        }
    }

    /// The same list of something else.
    pub(crate) fn with_query<R: Query<Client = Q::Client>>(
        self,
        change: impl FnOnce(Q) -> R,
    ) -> List<R> {
        List {
            client: self.client,
            query: change(self.query),
            range: self.range,
        }
    }

    /// How many items a page holds at most. Where it is not set the service decides.
    pub fn limit(mut self, limit: u64) -> Self {
        self.range.limit = Some(limit);
        self
    }

    /// Begins there: at [`Page::next`] of a page that was read before.
    pub fn start(mut self, position: Position) -> Self {
        self.range.start = Some(position);
        self
    }

    /// Asks for one page.
    ///
    /// # Errors
    /// As every call, see [`ErrorKind`]; and [`ErrorKind::InvalidRequest`] for a limit of zero or a
    /// start that is not one of this list.
    pub async fn page(&self) -> Result<Page<Q::Item>> {
        self.query.page(&self.client, &self.range).await
    }

    /// Asks for page after page, as they are read.
    pub fn pages(self) -> Pages<Q::Item> {
        Pages::new(self)
    }

    /// Asks for the items one by one, page after page as they are read.
    pub fn stream(self) -> Items<Q::Item> {
        self.pages().items()
    }

    /// Asks for all pages, and gives their items at once.
    ///
    /// # Errors
    /// As [`page`](Self::page) has them. What was read before the error is lost; where that matters,
    /// read the [`stream`](Self::stream).
    pub async fn all(self) -> Result<Vec<Q::Item>> {
        self.stream().try_collect().await
    }
}

impl<Q: ByOffset> List<Q> {
    /// How many items to pass over.
    pub fn offset(self, offset: u64) -> Self {
        self.start(Position::Offset(offset))
    }
}

/// The pages of a list as a stream. The next page is asked for once the one before is read.
///
/// A list that changes meanwhile shifts: an item may come twice, or be passed over. After an error
/// the stream ends.
#[must_use = "a stream does nothing unless polled"]
pub struct Pages<T>(BoxStream<'static, Result<Page<T>>>);

/// The items of a list as a stream, page after page as they are read. See [`Pages`].
#[must_use = "a stream does nothing unless polled"]
pub struct Items<T>(BoxStream<'static, Result<T>>);

impl<T: Send + 'static> Pages<T> {
    fn new<Q: Query<Item = T>>(list: List<Q>) -> Self {
        let pages = stream::try_unfold(Some(list), |list| async move {
            let Some(mut list) = list else {
                return Ok(None);
            };
            let page = list.page().await?;
            let rest = page.next.clone().map(|next| {
                list.range.start = Some(next);
                list
            });
            Ok(Some((page, rest)))
        });
        Self(pages.boxed())
    }

    /// The items of the pages, one by one.
    pub fn items(self) -> Items<T> {
        let items = self
            .0
            .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
            .try_flatten();
        Items(items.boxed())
    }
}

impl<T> Pages<T> {
    /// The next page, or `None` after the last.
    ///
    /// # Errors
    /// As the call for the page has it; the stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<Page<T>>> {
        self.0.next().await.transpose()
    }
}

impl<T> Items<T> {
    /// The next item, or `None` after the last.
    ///
    /// # Errors
    /// As the call for a page has it; the stream ends there.
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
    use std::sync::{Arc, Mutex};

    use super::{ByOffset, List, Page, Position, Query, Range};
    use crate::runtime::sealed::Sealed;
    use crate::runtime::{ErrorKind, Result};

    /// What the pages were asked for.
    type Asked = Arc<Mutex<Vec<Option<Position>>>>;

    #[derive(Clone, Debug)]
    struct Numbers(i64);

    impl Sealed for Numbers {}
    impl ByOffset for Numbers {}
    impl Query for Numbers {
        type Item = i64;
        type Client = Asked;

        async fn page(&self, asked: &Asked, range: &Range) -> Result<Page<i64>> {
            asked.lock().unwrap().push(range.start.clone());
            let first = i64::try_from(range.offset()?.unwrap_or(0)).unwrap();
            let limit = i64::try_from(range.limit()?.unwrap().get()).unwrap();
            Page::by_offset((first..self.0.min(first + limit)).collect(), self.0, range)
        }
    }

    /// The letters of the alphabet, with the next one as the cursor, and a service that never ends.
    #[derive(Clone, Debug)]
    struct Letters;

    impl Sealed for Letters {}
    impl Query for Letters {
        type Item = String;
        type Client = ();

        async fn page(&self, (): &(), range: &Range) -> Result<Page<String>> {
            let (item, next) = match range.cursor()? {
                None => ("a", "b"),
                Some("b") => ("b", "c"),
                Some(_) => ("c", "c"),
            };
            Page::by_cursor(vec![item.to_owned()], Some(next.to_owned()), range)
        }
    }

    async fn all(total: i64) -> (Vec<i64>, Vec<Option<u64>>) {
        let asked = Asked::default();
        let items = List::new(&asked, Numbers(total)).limit(2).all().await;
        let asked = asked.lock().unwrap().clone().into_iter().map(|at| {
            at.map(|at| match at {
                Position::Offset(offset) => offset,
                other => panic!("{other:?}"),
            })
        });
        (items.unwrap(), asked.collect())
    }

    #[tokio::test]
    async fn pages_follow_until_all_is_read() {
        assert_eq!(
            all(5).await,
            (vec![0, 1, 2, 3, 4], vec![None, Some(2), Some(4)])
        );
        assert_eq!(all(4).await, (vec![0, 1, 2, 3], vec![None, Some(2)]));
        assert_eq!(all(0).await, (vec![], vec![None]));
        let list = List::new(&(), Letters);
        assert_eq!(list.all().await.unwrap(), ["a", "b", "c"]);
    }

    #[tokio::test]
    async fn a_list_goes_on_where_it_was_left() {
        let list = List::new(&Asked::default(), Numbers(5)).limit(3);
        let page = list.page().await.unwrap();
        assert_eq!((page.items.len(), page.count), (3, Some(5)));
        let rest = list.clone().start(page.next.unwrap()).all().await.unwrap();
        assert_eq!(rest, [3, 4]);
        assert_eq!(list.clone().offset(4).all().await.unwrap(), [4]);
        for wrong in [
            list.clone().start(Position::Cursor("a".to_owned())),
            list.limit(0),
        ] {
            let error = wrong.page().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        }
    }

    #[test]
    fn an_empty_page_ends_it_whatever_the_count_says() {
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
