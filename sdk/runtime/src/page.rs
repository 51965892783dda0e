//! Pages of lists, by offset, cursor or time, and streams of pages and items.

use std::collections::HashSet;
use std::fmt;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::time::UnixTimestamp;

/// The start of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// Returns the error of a list whose next cursor leads to an earlier page.
pub(crate) fn repeated_cursor() -> Error {
    Error::new(ErrorKind::Decode)
        .with_outcome(Outcome::Applied)
        .with_path(Some("cursor".to_owned()))
        .with_message("the cursor of the next page was used before, so the list would never end")
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
    Fetch(Option<Position>, F, HashSet<String>),
    /// A page that was already read.
    Cycle,
    /// The end of the list.
    End,
}

impl<T: Send + 'static> Pages<T> {
    /// Fetches pages with `fetch`, from the one that begins at `start` to the last. If the next cursor
    /// of a page was used before, the stream ends after that page with an error of kind
    /// [`ErrorKind::Decode`].
    pub fn new<F>(
        start: Option<Position>,
        fetch: impl Fn(Option<Position>) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Page<T>>> + Send + 'static,
    {
        let mut used = HashSet::new();
        if let Some(Position::Cursor(cursor)) = &start {
            used.insert(cursor.clone());
        }
        let first = Next::Fetch(start, fetch, used);
        let pages = stream::try_unfold(first, |state| async move {
            let (start, fetch, mut used) = match state {
                Next::Fetch(start, fetch, used) => (start, fetch, used),
                Next::Cycle => return Err(repeated_cursor()),
                Next::End => return Ok(None),
            };
            let page = fetch(start).await?;
            let rest = match page.next.clone() {
                None => Next::End,
                Some(Position::Cursor(cursor)) if !used.insert(cursor.clone()) => Next::Cycle,
                next => Next::Fetch(next, fetch, used),
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

impl<T: Send + 'static> Items<T> {
    /// Returns all items.
    pub(crate) fn collect_all(self) -> impl Future<Output = Result<Vec<T>>> + Send + use<T> {
        self.0.try_collect()
    }
}

impl<T> Items<T> {
    /// Creates a stream of items that are not read in pages.
    pub fn new(items: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(items.boxed())
    }

    /// Returns the next item, or `None` after the last. Cancel safe: no item is lost if the future
    /// is dropped.
    ///
    /// # Errors
    /// Those of fetching the item. The stream ends there.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        self.0.next().await.transpose()
    }

    /// Returns the first item for which `is_match` is true, or `None`. The following items are not
    /// read.
    ///
    /// # Errors
    /// Those of fetching the items.
    pub async fn find(mut self, is_match: impl Fn(&T) -> bool) -> Result<Option<T>> {
        while let Some(item) = self.try_next().await? {
            if is_match(&item) {
                return Ok(Some(item));
            }
        }
        Ok(None)
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

/// The position as text, for example to store it: `offset:20`, `cursor:…`, `until:…`.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(offset) => write!(f, "offset:{offset}"),
            Self::Cursor(cursor) => write!(f, "cursor:{cursor}"),
            Self::Until(time) => write!(f, "until:{time}"),
        }
    }
}

/// The text is not a [`Position`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPosition(());

impl fmt::Display for InvalidPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected `offset:NUMBER`, `cursor:TEXT` or `until:SECONDS`")
    }
}

impl std::error::Error for InvalidPosition {}

impl FromStr for Position {
    type Err = InvalidPosition;

    fn from_str(text: &str) -> std::result::Result<Self, InvalidPosition> {
        let position = match text.split_once(':') {
            Some(("offset", offset)) => offset.parse().ok().map(Self::Offset),
            Some(("cursor", cursor)) => Some(Self::Cursor(cursor.to_owned())),
            Some(("until", time)) => time.parse().ok().map(Self::Until),
            _ => None,
        };
        position.ok_or(InvalidPosition(()))
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string.
#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Position {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Position".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^(offset|cursor|until):" })
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, Pages, Position};

    #[tokio::test]
    async fn pages_are_fetched_until_the_last() {
        let pages = Pages::new(None, |start| async move {
            let start = match start {
                Some(Position::Offset(offset)) => offset,
                _ => 0,
            };
            let end = 5.min(start + 2);
            let mut page = Page::whole((start..end).collect());
            page.next = (end < 5).then_some(Position::Offset(end));
            Ok(page)
        });
        let mut items = pages.items();
        for expected in 0..5 {
            assert_eq!(items.try_next().await.unwrap(), Some(expected));
        }
        assert_eq!(items.try_next().await.unwrap(), None);
    }

    #[test]
    fn a_position_can_be_written_down() {
        for position in [
            Position::Offset(20),
            Position::Cursor("a:b é".to_owned()),
            Position::Until("1646308876.123".parse().unwrap()),
        ] {
            let text = position.to_string();
            assert_eq!(text.parse::<Position>().unwrap(), position, "{text}");
            let json = serde_json::to_string(&position).unwrap();
            assert_eq!(serde_json::from_str::<Position>(&json).unwrap(), position);
        }
        for text in ["", "20", "offset:", "offset:-1", "until:soon", "page:1"] {
            text.parse::<Position>().unwrap_err();
        }
    }
}
