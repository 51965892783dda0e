//! Lists that are read page by page.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::failure::truncate;
use crate::page::{Items, Page, Pages, Position};
use crate::request::RequestBuilder;

pub use self::lenient::LenientList;

mod lenient;

/// Describes how the pages of a list follow each other. A generated client has one constant for each
/// list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// What a page begins at.
    pub style: PagingStyle,
    /// The number of the parameter with the start of the page.
    pub start: usize,
    /// The field of the body that contains the items; empty if the body is the list.
    pub items: &'static str,
    /// The number of the parameter with the size of a page, and the size that is requested unless
    /// another is set.
    pub default_limit: Option<(usize, u64)>,
}

/// What the pages of a list begin at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingStyle {
    /// The number of items before the page.
    Offset,
    /// A cursor that the page before contains.
    Cursor,
}

impl Paging {
    /// Describes a list whose parameter `start` is the number of items to skip.
    pub const fn by_offset(start: usize, items: &'static str) -> Self {
        Self {
            style: PagingStyle::Offset,
            start,
            items,
            default_limit: None,
        }
    }

    /// Describes a list whose parameter `start` is the cursor in the page before.
    pub const fn by_cursor(start: usize, items: &'static str) -> Self {
        Self {
            style: PagingStyle::Cursor,
            start,
            items,
            default_limit: None,
        }
    }

    /// Sets the size of a page that is requested unless another is set.
    #[must_use]
    pub const fn default_limit(mut self, parameter: usize, limit: u64) -> Self {
        self.default_limit = Some((parameter, limit));
        self
    }
}

/// What the body of a page contains.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageContent<T> {
    /// The items.
    pub items: Vec<T>,
    /// The number of items in the whole list.
    pub count: Option<i128>,
    /// The cursor of the next page.
    pub cursor: Option<String>,
    /// Whether the items are the whole list, although a page was requested.
    pub is_whole: bool,
}

impl<T> PageContent<T> {
    /// Creates a page with these items.
    pub fn new(items: impl IntoIterator<Item = T>) -> Self {
        Self {
            items: items.into_iter().collect(),
            count: None,
            cursor: None,
            is_whole: false,
        }
    }

    /// Sets the number of items in the whole list.
    #[must_use]
    pub fn with_count(mut self, count: Option<impl Into<i128>>) -> Self {
        self.count = count.map(Into::into);
        self
    }

    /// Sets the cursor of the next page.
    #[must_use]
    pub fn with_cursor(mut self, cursor: Option<impl Into<String>>) -> Self {
        self.cursor = cursor.map(Into::into);
        self
    }

    /// Creates the whole list, from a response that has all items although a page was requested.
    pub fn whole(items: impl IntoIterator<Item = T>) -> Self {
        Self {
            is_whole: true,
            ..Self::new(items)
        }
    }

    /// Returns the page that begins at `start`.
    fn into_page(self, style: PagingStyle, start: Option<&str>) -> Result<Page<T>> {
        match style {
            PagingStyle::Offset => {
                let offset = start.and_then(|start| start.parse().ok()).unwrap_or(0);
                self.into_page_at(offset)
            }
            PagingStyle::Cursor => self.into_page_of(start),
        }
    }

    /// Returns the page after `offset` items. It is the last if it is empty, or if the number of
    /// items is reached.
    fn into_page_at(self, offset: u64) -> Result<Page<T>> {
        if self.is_whole {
            let count = self.items.len() as u64;
            let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
            let mut page = Page::whole(self.items.into_iter().skip(skipped).collect());
            page.count = Some(count);
            return Ok(page);
        }
        let count = self.count.map(u64::try_from).transpose().map_err(|_| {
            Error::new(ErrorKind::Decode)
                .with_outcome(Outcome::Applied)
                .with_path(Some("count".to_owned()))
                .with_message("the count of a list is negative")
        })?;
        let next = offset.saturating_add(self.items.len() as u64);
        let has_next = !self.items.is_empty() && count.is_none_or(|count| next < count);
        let mut page = Page::whole(self.items);
        page.count = count;
        page.next = has_next.then_some(Position::Offset(next));
        Ok(page)
    }

    /// Returns the page of a cursor. It is the last if there is no next cursor, or if it is empty and
    /// the next cursor is its own.
    fn into_page_of(self, cursor: Option<&str>) -> Result<Page<T>> {
        let next = self.cursor.filter(|next| !next.is_empty());
        let is_own = next.is_some() && next.as_deref() == cursor;
        if is_own && !self.items.is_empty() {
            return Err(crate::page::repeated_cursor());
        }
        let mut page = Page::whole(self.items);
        page.count = None;
        page.next = next.filter(|_| !is_own).map(Position::Cursor);
        Ok(page)
    }
}

/// A list that is read page by page: the request of its pages, whose bodies are a `B` with items `T`.
pub struct List<B, T> {
    request: RequestBuilder,
    paging: &'static Paging,
    read: fn(B) -> Result<PageContent<T>>,
}

impl<B: DeserializeOwned + Send + 'static, T: Send + 'static> List<B, T> {
    /// Creates a list from the request of a page. `read` gets the items from the body of a page.
    pub fn new(
        mut request: RequestBuilder,
        paging: &'static Paging,
        read: fn(B) -> Result<PageContent<T>>,
    ) -> Self {
        if let Some((parameter, limit)) = paging.default_limit
            && request.scalar(parameter).is_none()
        {
            request = request.set(parameter, &limit);
        }
        Self {
            request,
            paging,
            read,
        }
    }

    /// Requests one page.
    ///
    /// # Errors
    /// Those of every call, see [`ErrorKind`].
    pub fn page(self) -> impl Future<Output = Result<Page<T>>> + Send + use<B, T> {
        let start = self.request.scalar(self.paging.start).map(str::to_owned);
        let operation = self.request.operation();
        async move {
            let response = self
                .request
                .decode_with(|response| Ok((response.json::<B>()?, response.bytes().clone())));
            let response = response.await?;
            let status = response.status();
            let (body, bytes) = response.into_inner();
            let page = (self.read)(body)
                .and_then(|content| content.into_page(self.paging.style, start.as_deref()));
            page.map_err(|error| {
                error
                    .with_operation(operation.id)
                    .with_status(status)
                    .with_body(truncate(&bytes))
            })
        }
    }

    /// Returns a stream of pages, each requested when it is polled.
    pub fn pages(self) -> Pages<T> {
        let start = self.start();
        Pages::new(start, move |start| self.clone().at(start).page())
    }

    /// Returns a stream of items. Each page is requested when its first item is polled.
    pub fn stream(self) -> Items<T> {
        self.pages().items()
    }

    /// Requests all pages and returns their items.
    ///
    /// # Errors
    /// Those of [`page`](Self::page). Items read before the error are lost; use
    /// [`stream`](Self::stream) to keep them.
    pub fn all(self) -> impl Future<Output = Result<Vec<T>>> + Send + use<B, T> {
        self.stream().collect_all()
    }

    /// Returns the same list, whose items are results: an item that does not match the document is an
    /// error instead of failing its page. See [`LenientList`].
    pub fn lenient(self) -> LenientList<B, T> {
        LenientList::new(self)
    }
}

impl<B, T> List<B, T> {
    /// Returns the start of the first page.
    fn start(&self) -> Option<Position> {
        let start = self.request.scalar(self.paging.start)?;
        match self.paging.style {
            PagingStyle::Offset => start.parse().ok().map(Position::Offset),
            PagingStyle::Cursor => Some(Position::Cursor(start.to_owned())),
        }
    }

    /// Returns the list from another start.
    fn at(mut self, start: Option<Position>) -> Self {
        if let Some(start) = start {
            self.request = self.request.start(self.paging, &start);
        }
        self
    }
}

impl RequestBuilder {
    /// Sets the start of the page.
    pub fn start(mut self, paging: &Paging, position: &Position) -> Self {
        let expected = match (paging.style, position) {
            (PagingStyle::Offset, Position::Offset(offset)) => {
                return self.set(paging.start, offset);
            }
            (PagingStyle::Cursor, Position::Cursor(cursor)) => {
                return self.set(paging.start, cursor);
            }
            (PagingStyle::Offset, _) => "an offset",
            (PagingStyle::Cursor, _) => "a cursor",
        };
        self.fail(
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "expected {expected} as start of the list, got {position}; use `next` of one of its pages",
            )),
        );
        self
    }
}

/// Defines the methods that read a list page by page, for the [`request!`](crate::request) of a page:
/// `start`, `page`, `pages`, `stream`, `all` and `lenient`. `read` gets the [`PageContent`] from the
/// body of a page.
#[macro_export]
macro_rules! list {
    (
        impl $name:ident {
            const PAGING: Paging = $paging:expr;

            fn read($argument:ident: $body:ty $(,)?) -> Result<PageContent<$item:ty>> $read:block
        }
    ) => {
        impl $name {
            /// Sets the start of the list: [`next`](rolekit_runtime::Page::next) of a page that was
            /// read before. The request of a list by another kind of position is invalid.
            pub fn start(mut self, position: &$crate::Position) -> Self {
                self.request = self.request.start(&Self::PAGING, position);
                self
            }

            /// Requests one page.
            #[inline]
            pub fn page(
                self,
            ) -> impl Future<Output = $crate::Result<$crate::Page<$item>>> + Send + use<> {
                self.list().page()
            }

            /// Returns a stream of pages, each requested when it is polled.
            #[inline]
            pub fn pages(self) -> $crate::Pages<$item> {
                self.list().pages()
            }

            /// Returns a stream of items. Each page is requested when its first item is polled.
            #[inline]
            pub fn stream(self) -> $crate::Items<$item> {
                self.list().stream()
            }

            /// Requests all pages and returns their items. Items read before an error are lost; use
            /// [`stream`](Self::stream) to keep them.
            #[inline]
            pub fn all(
                self,
            ) -> impl Future<Output = $crate::Result<::std::vec::Vec<$item>>> + Send + use<> {
                self.list().all()
            }

            /// Returns the same list, whose items are results: an item that does not match the
            /// document is an error instead of failing its page.
            #[inline]
            pub fn lenient(self) -> $crate::LenientList<$body, $item> {
                self.list().lenient()
            }

            const PAGING: $crate::Paging = $paging;

            fn read($argument: $body) -> $crate::Result<$crate::PageContent<$item>> $read

            #[inline]
            fn list(self) -> $crate::List<$body, $item> {
                $crate::List::new(self.request, &Self::PAGING, Self::read)
            }
        }
    };
}

impl<B, T> Clone for List<B, T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            paging: self.paging,
            read: self.read,
        }
    }
}

impl<B, T> fmt::Debug for List<B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("request", &self.request)
            .field("paging", self.paging)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{PageContent, PagingStyle};
    use crate::error::ErrorKind;
    use crate::page::Position;

    #[test]
    fn pages_by_offset_end_at_the_count_or_when_empty() {
        for (items, count, start, next) in [
            (2, Some(5), None, Some(2)),
            (2, Some(5), Some("2"), Some(4)),
            (1, Some(5), Some("4"), None),
            // An empty page is the last, whatever the count is.
            (0, Some(10), Some("4"), None),
            // Without a count, only an empty page is known to be the last.
            (2, None, Some("2"), Some(4)),
            (0, None, Some("2"), None),
        ] {
            let content = PageContent::new(vec![0; items]).with_count(count);
            let page = content.into_page(PagingStyle::Offset, start).unwrap();
            assert_eq!(page.next, next.map(Position::Offset), "{items} {count:?}");
            assert_eq!(page.count, count);
        }
        let negative = PageContent::new([1]).with_count(Some(-1));
        let error = negative.into_page(PagingStyle::Offset, None).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }

    #[test]
    fn a_whole_list_is_read_from_the_offset_on() {
        let whole = PageContent::whole([1, 2, 3]);
        let page = whole.into_page(PagingStyle::Offset, Some("2")).unwrap();
        assert_eq!(
            (page.items, page.count, page.next),
            (vec![3], Some(3), None)
        );
    }

    #[test]
    fn pages_by_cursor_end_without_a_next_cursor() {
        let page = |items: usize, next: Option<&str>, own: Option<&str>| {
            PageContent::new(vec![0; items])
                .with_cursor(next)
                .into_page(PagingStyle::Cursor, own)
        };
        let next = |cursor: &str| Some(Position::Cursor(cursor.to_owned()));
        assert_eq!(page(1, Some("b"), Some("a")).unwrap().next, next("b"));
        assert_eq!(page(1, None, Some("a")).unwrap().next, None);
        assert_eq!(page(1, Some(""), Some("a")).unwrap().next, None);
        assert_eq!(page(0, Some("a"), Some("a")).unwrap().next, None);
        let error = page(1, Some("a"), Some("a")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
