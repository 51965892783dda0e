//! Lists that are read page by page.

use std::fmt;

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::failure::truncate;
use crate::page::{Items, Page, Pages, Position};
use crate::request::RequestBuilder;
use crate::time::UnixTimestamp;

pub(crate) mod lenient;
mod methods;

/// Describes the pagination of a list. A generated client has one constant for each list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// How a request selects its page.
    pub style: PaginationStyle,
    /// The zero-based index of the parameter that selects the page: the offset, the cursor or the time.
    pub start: usize,
    /// The field of the body that contains the items; empty if the body is the list.
    pub items: &'static str,
    /// The zero-based index of the parameter with the page size, and the default page size. In a list by
    /// time, it is also the maximum page size.
    pub default_limit: Option<(usize, u64)>,
}

/// How requests select the pages of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaginationStyle {
    /// By offset: the number of items before the page.
    Offset,
    /// By a cursor, which the previous page contains.
    Cursor,
    /// By the time of the newest item of the page. The list is sorted from new to old.
    ///
    /// Each request asks for one item more than the page size. The time of the additional item selects
    /// the next page, exactly as the service wrote it. So no item is skipped or repeated if several have
    /// the same time.
    Until,
}

impl Pagination {
    /// Describes a list with an offset. `start` is the index of its parameter.
    pub const fn by_offset(start: usize, items: &'static str) -> Self {
        Self {
            style: PaginationStyle::Offset,
            start,
            items,
            default_limit: None,
        }
    }

    /// Describes a list with a cursor. `start` is the index of its parameter.
    pub const fn by_cursor(start: usize, items: &'static str) -> Self {
        Self {
            style: PaginationStyle::Cursor,
            start,
            items,
            default_limit: None,
        }
    }

    /// Describes a list that is sorted from new to old and selected by time. `start` is the index of the
    /// parameter with the time, `size_parameter` that of the page size. The page size is at most, and by
    /// default, `page_size`, which is one less than the maximum of the service.
    pub const fn by_time(
        start: usize,
        items: &'static str,
        size_parameter: usize,
        page_size: u64,
    ) -> Self {
        Self {
            style: PaginationStyle::Until,
            start,
            items,
            default_limit: Some((size_parameter, page_size)),
        }
    }

    /// Sets the default page size. `size_parameter` is the index of its parameter.
    #[must_use]
    pub const fn default_limit(mut self, size_parameter: usize, page_size: u64) -> Self {
        self.default_limit = Some((size_parameter, page_size));
        self
    }
}

/// What the body of a page contains.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageContent<T> {
    /// The items.
    pub items: Vec<T>,
    /// The time of each item, in a list that is selected by time.
    pub times: Vec<UnixTimestamp>,
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
            times: Vec::new(),
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
    pub fn with_cursor(mut self, cursor: Option<impl ToString>) -> Self {
        self.cursor = cursor.map(|cursor| cursor.to_string());
        self
    }

    /// Creates the whole list, from a response that has all items although a page was requested.
    pub fn whole(items: impl IntoIterator<Item = T>) -> Self {
        Self {
            is_whole: true,
            ..Self::new(items)
        }
    }

    /// Creates a page of a list that goes backwards in time from items with their times, in any order.
    pub fn by_time(items: impl IntoIterator<Item = (UnixTimestamp, T)>) -> Self {
        let (times, items): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        Self {
            times,
            ..Self::new(items)
        }
    }

    /// Returns the page that was requested.
    fn into_page(self, style: PaginationStyle, range: &Range) -> Result<Page<T>> {
        let start = range.start.as_deref();
        match style {
            PaginationStyle::Offset => {
                let offset = start.and_then(|start| start.parse().ok()).unwrap_or(0);
                self.into_page_at(offset)
            }
            PaginationStyle::Cursor => self.into_page_of(start),
            PaginationStyle::Until => {
                let until = start.and_then(|start| start.parse().ok());
                self.into_page_until(until.as_ref(), range.size)
            }
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

    /// Returns the page of the newest `size` items. The item after them is the start of the next
    /// page, as are items of the same time.
    fn into_page_until(self, until: Option<&UnixTimestamp>, size: usize) -> Result<Page<T>> {
        let mut items: Vec<(UnixTimestamp, T)> = self.times.into_iter().zip(self.items).collect();
        items.sort_by(|one, other| other.0.cmp(&one.0));
        let next = items.get(size).map(|(time, _)| time.clone());
        if let Some(next) = &next {
            items.retain(|(time, _)| time > next);
            // Otherwise the list would never end.
            if until.is_some_and(|until| next >= until) || items.is_empty() {
                return Err(Error::new(ErrorKind::Decode)
                    .with_outcome(Outcome::Applied)
                    .with_message(
                        "the list does not go back in time: its items are newer than requested, or \
                         more of them have the same time than a page has items",
                    ));
            }
        }
        let mut page = Page::whole(items.into_iter().map(|(_, item)| item).collect());
        page.count = None;
        page.next = next.map(Position::Until);
        Ok(page)
    }
}

/// The part of a list that a request asks for.
struct Range {
    /// The start of the page.
    start: Option<String>,
    /// The size of the page, in a list that goes backwards in time.
    size: usize,
}

/// A list that is read page by page: the request of its pages, whose bodies are a `B` with items `T`.
pub struct List<B, T> {
    request: RequestBuilder,
    pagination: &'static Pagination,
    read: fn(B) -> Result<PageContent<T>>,
}

impl<B: DeserializeOwned + Send + 'static, T: Send + 'static> List<B, T> {
    /// Creates a list from the request of a page. `read` gets the items from the body of a page.
    pub fn new(
        mut request: RequestBuilder,
        pagination: &'static Pagination,
        read: fn(B) -> Result<PageContent<T>>,
    ) -> Self {
        if let Some((parameter, limit)) = pagination.default_limit
            && request.scalar(parameter).is_none()
        {
            request = request.set(parameter, &limit);
        }
        Self {
            request,
            pagination,
            read,
        }
    }

    /// Requests one page.
    ///
    /// # Errors
    /// Those of every call, see [`ErrorKind`].
    pub fn page(self) -> impl Future<Output = Result<Page<T>>> + Send + use<B, T> {
        let range = self.range();
        let operation = self.request.operation();
        let client = self.request.client().clone();
        let request = match (self.pagination.style, self.pagination.default_limit) {
            (PaginationStyle::Until, Some((limit, _))) => {
                self.request.set(limit, &range.size.saturating_add(1))
            }
            _ => self.request,
        };
        async move {
            let response = request
                .decode_with(|response| Ok((response.json::<B>()?, response.bytes().clone())));
            let response = response.await?;
            let status = response.status();
            let (body, bytes) = response.into_inner();
            let page = (self.read)(body)
                .and_then(|content| content.into_page(self.pagination.style, &range));
            page.map_err(|error| {
                // It may contain text of the body.
                let message = error.message().map(|message| client.sanitize(message));
                let error = match message {
                    Some(message) => error.with_message(message),
                    None => error,
                };
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
}

impl<B, T> List<B, T> {
    /// Returns what the request asks for.
    fn range(&self) -> Range {
        let start = self
            .request
            .scalar(self.pagination.start)
            .map(str::to_owned);
        let size = self.pagination.default_limit.map(|(parameter, maximum)| {
            let limit = self.request.scalar(parameter);
            let limit = limit.and_then(|limit| limit.parse().ok());
            limit.unwrap_or(maximum).clamp(1, maximum.max(1))
        });
        Range {
            start,
            size: size.map_or(usize::MAX, |size| {
                usize::try_from(size).unwrap_or(usize::MAX)
            }),
        }
    }

    /// Returns the start of the first page.
    fn start(&self) -> Option<Position> {
        let start = self.request.scalar(self.pagination.start)?;
        match self.pagination.style {
            PaginationStyle::Offset => start.parse().ok().map(Position::Offset),
            PaginationStyle::Cursor => Some(Position::Cursor(start.to_owned())),
            PaginationStyle::Until => start.parse().ok().map(Position::Until),
        }
    }

    /// Returns the list from another start.
    fn at(mut self, start: Option<Position>) -> Self {
        if let Some(start) = start {
            self.request = self.request.start(self.pagination, &start);
        }
        self
    }
}

impl RequestBuilder {
    /// Sets the start of the page.
    pub fn start(mut self, pagination: &Pagination, position: &Position) -> Self {
        let expected = match (pagination.style, position) {
            (PaginationStyle::Offset, Position::Offset(offset)) => {
                return self.set(pagination.start, offset);
            }
            (PaginationStyle::Cursor, Position::Cursor(cursor)) => {
                return self.set(pagination.start, cursor);
            }
            (PaginationStyle::Until, Position::Until(time)) => {
                return self.set(pagination.start, time);
            }
            (PaginationStyle::Offset, _) => "an offset",
            (PaginationStyle::Cursor, _) => "a cursor",
            (PaginationStyle::Until, _) => "a time",
        };
        self.fail(
            Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "expected {expected} as start of the list, got {position}; use `next` of one of its pages",
            )),
        );
        self
    }
}

impl<B, T> Clone for List<B, T> {
    fn clone(&self) -> Self {
        Self {
            request: self.request.clone(),
            pagination: self.pagination,
            read: self.read,
        }
    }
}

impl<B, T> fmt::Debug for List<B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("request", &self.request)
            .field("pagination", self.pagination)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{PageContent, PaginationStyle, Range};
    use crate::error::ErrorKind;
    use crate::page::Position;
    use crate::time::UnixTimestamp;

    fn at(start: Option<&str>) -> Range {
        Range {
            start: start.map(str::to_owned),
            size: usize::MAX,
        }
    }

    #[test]
    fn pages_by_offset_end_at_the_count_or_when_empty() {
        for (items, count, start, next) in [
            (2, Some(5), None, Some(2)),
            (2, Some(5), Some("2"), Some(4)),
            (1, Some(5), Some("4"), None),
            // An empty page is the last, at any count.
            (0, Some(10), Some("4"), None),
            // Without a count, only an empty page is known to be the last.
            (2, None, Some("2"), Some(4)),
            (0, None, Some("2"), None),
        ] {
            let content = PageContent::new(vec![0; items]).with_count(count);
            let page = content
                .into_page(PaginationStyle::Offset, &at(start))
                .unwrap();
            assert_eq!(page.next, next.map(Position::Offset), "{items} {count:?}");
            assert_eq!(page.count, count);
        }
        let negative = PageContent::new([1]).with_count(Some(-1));
        let error = negative
            .into_page(PaginationStyle::Offset, &at(None))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }

    #[test]
    fn a_whole_list_is_read_from_the_offset_on() {
        let whole = PageContent::whole([1, 2, 3]);
        let page = whole
            .into_page(PaginationStyle::Offset, &at(Some("2")))
            .unwrap();
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
                .into_page(PaginationStyle::Cursor, &at(own))
        };
        let next = |cursor: &str| Some(Position::Cursor(cursor.to_owned()));
        assert_eq!(page(1, Some("b"), Some("a")).unwrap().next, next("b"));
        assert_eq!(page(1, None, Some("a")).unwrap().next, None);
        assert_eq!(page(1, Some(""), Some("a")).unwrap().next, None);
        assert_eq!(page(0, Some("a"), Some("a")).unwrap().next, None);
        let error = page(1, Some("a"), Some("a")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }

    /// Returns what a service with items of these times sends: the newest up to a time.
    fn newest(
        times: &[&'static str],
        limit: usize,
        until: Option<&UnixTimestamp>,
    ) -> PageContent<&'static str> {
        let mut items: Vec<(UnixTimestamp, &str)> = times
            .iter()
            .map(|time| (time.parse().unwrap(), *time))
            .collect();
        items.sort_by(|one, other| other.0.cmp(&one.0));
        items.retain(|(time, _)| until.is_none_or(|until| time <= until));
        items.truncate(limit);
        // The order of a response is not that of the times.
        items.reverse();
        PageContent::by_time(items)
    }

    #[test]
    fn pages_by_time_neither_skip_nor_repeat_items() {
        // Several within one millisecond, and times whose order as text differs.
        let times = [
            "9.5",
            "10",
            "100.001",
            "100.0011",
            "100.0012",
            "100.0019",
            "100.002",
            "1646308876.123",
        ];
        for size in 1..=9 {
            let (mut seen, mut until) = (Vec::new(), None);
            loop {
                let content = newest(&times, size + 1, until.as_ref());
                let start = until.as_ref().map(UnixTimestamp::to_string);
                let page = content
                    .into_page(PaginationStyle::Until, &Range { start, size })
                    .unwrap();
                assert!(page.items.len() <= size);
                seen.extend(page.items);
                match page.next {
                    Some(Position::Until(next)) => until = Some(next),
                    other => break assert_eq!(other, None),
                }
            }
            let mut all = times.to_vec();
            all.reverse();
            assert_eq!(seen, all, "{size}");
        }
    }

    #[test]
    fn items_of_the_time_at_which_the_next_page_starts_belong_to_it() {
        let time = UnixTimestamp::from_secs;
        let content =
            PageContent::by_time([(time(7), 1), (time(9), 2), (time(7), 3), (time(5), 4)]);
        let page = content.into_page_until(None, 2).unwrap();
        assert_eq!(page.items, [2]);
        assert_eq!(page.next, Some(Position::Until(time(7))));
    }

    #[test]
    fn a_page_that_does_not_go_back_in_time_is_an_error() {
        let until = UnixTimestamp::from_secs(5);
        let newer = newest(&["8", "7", "6"], 3, None);
        newer.into_page_until(Some(&until), 1).unwrap_err();
        let same = newest(&["4", "4", "4"], 3, None);
        let error = same.into_page_until(Some(&until), 2).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }
}
