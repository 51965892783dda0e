//! Lists that are fetched page by page, with the filters of a query.

use futures_util::TryStreamExt as _;
use rolekit_runtime::{Items, Page, Pages, Position, Range, Result};

pub use self::lenient::Lenient;
#[cfg(any(
    test,
    feature = "gcore",
    feature = "gcore-iam",
    feature = "trusted-twin"
))]
pub(crate) use self::query::sealed;
pub use self::query::{ByOffset, Query};

mod lenient;
mod query;

/// A list that is not yet requested: add filters, then read [a page](Self::page), [all
/// pages](Self::pages), [single items](Self::stream), or [everything](Self::all).
///
/// ```
/// # rolekit_doc::gcore(async |gcore, _| {
/// let users = gcore.users().list().limit(2);
/// let first = users.page().await?;
/// assert_eq!((first.items.len(), first.count), (2, Some(3)));
///
/// // Continue where a page ends: now, or later from its stored position.
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
    #[cfg(any(feature = "gcore", feature = "gcore-iam", feature = "trusted-twin"))]
    pub(crate) fn new(client: &Q::Client, query: Q) -> Self {
        Self {
            client: client.clone(),
            query,
            range: Range::default(),
        }
    }

    /// Returns the list of another query, with the same range.
    #[cfg(feature = "trusted-twin")]
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

    /// Returns the same list, whose items are results: an item that does not match the document is an
    /// error instead of failing its page. See [`Lenient`].
    pub fn lenient(self) -> List<Lenient<Q>> {
        List {
            client: self.client,
            query: Lenient(self.query),
            range: self.range,
        }
    }

    /// Sets the maximum number of items of a page. Must be at least 1; defaults to the default of
    /// the API.
    pub fn limit(mut self, limit: u64) -> Self {
        self.range.limit = Some(limit);
        self
    }

    /// Sets the start of the list: [`Page::next`] of a page that was read before.
    pub fn start(mut self, position: Position) -> Self {
        self.range.start = Some(position);
        self
    }

    /// Requests one page.
    ///
    /// # Errors
    /// Those of every call, see [`ErrorKind`](crate::ErrorKind), and
    /// [`ErrorKind::InvalidRequest`](crate::ErrorKind::InvalidRequest) if the limit is 0 or the
    /// start is not a position of this list.
    pub async fn page(&self) -> Result<Page<Q::Item>> {
        self.query.page(&self.client, &self.range).await
    }

    /// Returns a stream of pages, each requested when it is polled.
    pub fn pages(self) -> Pages<Q::Item> {
        let Self {
            client,
            query,
            range,
        } = self;
        Pages::new(range, move |range| {
            let (client, query) = (client.clone(), query.clone());
            async move { query.page(&client, &range).await }
        })
    }

    /// Returns a stream of items. Each page is requested when its first item is polled.
    pub fn stream(self) -> Items<Q::Item> {
        self.pages().items()
    }

    /// Requests all pages and returns their items.
    ///
    /// # Errors
    /// Those of [`page`](Self::page). Items read before the error are lost; use
    /// [`stream`](Self::stream) to keep them.
    pub async fn all(self) -> Result<Vec<Q::Item>> {
        self.stream().try_collect().await
    }
}

impl<Q: ByOffset> List<Q> {
    /// Sets the number of items to skip. Defaults to 0.
    pub fn offset(self, offset: u64) -> Self {
        self.start(Position::Offset(offset))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::{ByOffset, List, Query};
    use crate::list::sealed::Sealed;
    use rolekit_runtime::{ErrorKind, Page, Position, Range, Result};

    /// The start positions of the requested pages.
    type Positions = Arc<Mutex<Vec<Option<Position>>>>;

    #[derive(Clone, Debug)]
    struct Numbers(i64);

    impl Sealed for Numbers {}
    impl ByOffset for Numbers {}
    impl Query for Numbers {
        type Item = i64;
        type Client = Positions;
        type Body = Vec<i64>;
        const ITEMS: &'static str = "";

        async fn fetch(&self, positions: &Positions, range: &Range) -> Result<Vec<i64>> {
            positions.lock().unwrap().push(range.start.clone());
            let first = i64::try_from(range.offset()?.unwrap_or(0)).unwrap();
            let limit = i64::try_from(range.limit()?.unwrap().get()).unwrap();
            Ok((first..self.0.min(first + limit)).collect())
        }

        fn read(&self, _: &Positions, body: Vec<i64>, range: &Range) -> Result<Page<i64>> {
            Page::by_offset(body, self.0, range)
        }
    }

    /// Letters, each with the cursor of the next one.
    #[derive(Clone, Debug)]
    struct Letters(&'static str);

    impl Sealed for Letters {}
    impl Query for Letters {
        type Item = char;
        type Client = ();
        type Body = (Vec<char>, Option<String>);
        const ITEMS: &'static str = "";

        async fn fetch(&self, (): &(), range: &Range) -> Result<Self::Body> {
            let at = range.cursor()?.map_or(0, |at| at.parse().unwrap());
            let (letter, next) = self.0.split_at(2 * at).1.split_at(1);
            let next = next.chars().next().filter(|next| *next != ' ');
            Ok((letter.chars().collect(), next.map(String::from)))
        }

        fn read(&self, (): &(), body: Self::Body, range: &Range) -> Result<Page<char>> {
            Page::by_cursor(body.0, body.1, range)
        }
    }

    #[tokio::test]
    async fn a_cycle_of_cursors_ends_with_an_error() {
        let list = List::new(&(), Letters("a1b2c "));
        assert_eq!(list.all().await.unwrap(), ['a', 'b', 'c']);
        for (letters, read) in [("a0", 1), ("a1b1", 1), ("a1b0", 3), ("a1b2c3d1", 4)] {
            let mut items = List::new(&(), Letters(letters)).stream();
            let mut found = 0;
            // The first page again has a cursor of its own, so a cycle is found at its end.
            let error = loop {
                match items.try_next().await {
                    Ok(Some(_)) => found += 1,
                    Ok(None) => panic!("{letters}: no error"),
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind(), ErrorKind::Decode, "{letters}");
            assert_eq!(found, read, "{letters}");
        }
    }

    async fn all(total: i64) -> (Vec<i64>, Vec<Option<u64>>) {
        let positions = Positions::default();
        let items = List::new(&positions, Numbers(total)).limit(2).all().await;
        let positions = positions.lock().unwrap().clone().into_iter().map(|at| {
            at.map(|at| match at {
                Position::Offset(offset) => offset,
                other => panic!("{other:?}"),
            })
        });
        (items.unwrap(), positions.collect())
    }

    #[tokio::test]
    async fn pages_follow_until_all_is_read() {
        assert_eq!(
            all(5).await,
            (vec![0, 1, 2, 3, 4], vec![None, Some(2), Some(4)])
        );
        assert_eq!(all(4).await, (vec![0, 1, 2, 3], vec![None, Some(2)]));
        assert_eq!(all(0).await, (vec![], vec![None]));
    }

    #[tokio::test]
    async fn a_list_goes_on_where_it_was_left() {
        let list = List::new(&Positions::default(), Numbers(5)).limit(3);
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
}
