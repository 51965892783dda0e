//! Lists that continue after an item that cannot be decoded.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::decode::DecodeError;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::json_value::from_value;
use crate::list::List;
use crate::page::{Items, Page, Pages};

/// A list whose items are results. Obtained from the method `lenient` of a list.
///
/// By default an item that does not match the document fails its page with the [JSON
/// path](Error::path) of the error, such as `results[1].role`. Here that item is an error with this
/// path, and the other items are returned. [`Page::next`] and [`Page::count`] are not affected.
///
/// A page still fails as a whole if none of its items can be decoded, if it is larger than 1 MiB, or
/// if its items are not in a list.
#[derive(Debug)]
#[must_use = "nothing is sent before `page`, `pages`, `stream` or `all`"]
pub struct LenientList<B, T>(List<B, T>);

impl<B: DeserializeOwned + Send + 'static, T: Send + 'static> LenientList<B, T> {
    /// Requests one page.
    ///
    /// # Errors
    /// Those of every call, see [`ErrorKind`].
    pub async fn page(self) -> Result<Page<Result<T>>> {
        let list = self.0;
        match list.clone().page().await {
            Ok(page) => Ok(with_items(page, |items| {
                items.into_iter().map(Ok).collect()
            })),
            Err(error) if error.kind() == ErrorKind::Decode => {
                let body = serde_json::from_slice(error.body()).ok();
                let page = body.and_then(|body| salvage(&list, body, &error));
                page.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Returns a stream of pages, each requested when it is polled.
    pub fn pages(self) -> Pages<Result<T>> {
        let start = self.0.start();
        Pages::new(start, move |start| Self(self.0.clone().at(start)).page())
    }

    /// Returns a stream of items. Each page is requested when its first item is polled.
    pub fn stream(self) -> Items<Result<T>> {
        self.pages().items()
    }

    /// Requests all pages and returns their items.
    ///
    /// # Errors
    /// Those of [`page`](Self::page).
    pub fn all(self) -> impl Future<Output = Result<Vec<Result<T>>>> + Send + use<B, T> {
        self.stream().collect_all()
    }
}

impl<B, T> Clone for LenientList<B, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<B: DeserializeOwned + Send + 'static, T: Send + 'static> List<B, T> {
    /// Returns the same list, whose items are results: an item that does not match the document is an
    /// error instead of failing its page. See [`LenientList`].
    pub fn lenient(self) -> LenientList<B, T> {
        LenientList(self)
    }
}

/// Decodes the items one by one. Returns `None` if that fails too.
fn salvage<B: DeserializeOwned, T>(
    list: &List<B, T>,
    body: Value,
    error: &Error,
) -> Option<Page<Result<T>>> {
    let field = list.pagination.items;
    let count = items(&mut body.clone(), field)?.len();
    let failed: Vec<(usize, Error)> = (0..count)
        .filter_map(|index| Some((index, check_item(list, &body, index, error)?)))
        .collect();
    let good = (0..count).find(|index| failed.iter().all(|(other, _)| other != index))?;
    // The page is read with a copy of a good item in place of each bad one, so that the number of
    // items, which the next offset depends on, is right.
    let mut repaired = body;
    let repaired_items = items(&mut repaired, field)?;
    let good = repaired_items.get(good)?.clone();
    for (index, _) in &failed {
        *repaired_items.get_mut(*index)? = good.clone();
    }
    let content = (list.read)(from_value(&repaired).ok()?).ok()?;
    let page = content
        .into_page(list.pagination.style, &list.range())
        .ok()?;
    // A list that is not paginated is read from the offset on.
    let skipped = count.checked_sub(page.items.len())?;
    Some(with_items(page, |items| {
        let mut items: Vec<_> = items.into_iter().map(Ok).collect();
        for (index, error) in failed {
            let item = index.checked_sub(skipped).and_then(|at| items.get_mut(at));
            if let Some(item) = item {
                *item = Err(error);
            }
        }
        items
    }))
}

/// Returns the error of an item, or `None` if it can be read.
fn check_item<B: DeserializeOwned, T>(
    list: &List<B, T>,
    body: &Value,
    index: usize,
    of_page: &Error,
) -> Option<Error> {
    let field = list.pagination.items;
    let mut alone = body.clone();
    let list_items = items(&mut alone, field)?;
    let item = list_items.get(index).cloned();
    *list_items = item.into_iter().collect();
    let (message, path) = match DecodeError::locate::<B>(&alone) {
        Some(error) => (error.to_string(), error.path().map(str::to_owned)),
        None => {
            let error = (list.read)(from_value(&alone).ok()?).err()?;
            let message = error.message().unwrap_or("unexpected value");
            (message.to_owned(), error.path().map(str::to_owned))
        }
    };
    let mut error = Error::new(ErrorKind::Decode)
        .with_outcome(Outcome::Applied)
        .with_read(of_page.is_read())
        .with_attempts(of_page.attempts())
        .with_message(message)
        .with_path(Some(item_path(path.as_deref(), field, index)));
    if let Some(operation) = of_page.operation() {
        error = error.with_operation(operation);
    }
    if let Some(status) = of_page.status() {
        error = error.with_status(status);
    }
    Some(error)
}

/// Returns the list of items in the body of a page.
fn items<'a>(body: &'a mut Value, field: &str) -> Option<&'a mut Vec<Value>> {
    match body {
        Value::Array(items) => Some(items),
        body => body.get_mut(field)?.as_array_mut(),
    }
}

/// Converts the path in the only item of a list into the path in the item with this index.
fn item_path(path: Option<&str>, field: &str, index: usize) -> String {
    let rest = path.and_then(|path| {
        let list = path.strip_prefix(field).unwrap_or(path);
        list.strip_prefix("[0]")
    });
    let field = if path.is_some_and(|path| path.starts_with('[')) {
        ""
    } else {
        field
    };
    format!("{field}[{index}]{}", rest.unwrap_or_default())
}

/// Returns a page with other items.
fn with_items<T, U>(page: Page<T>, change: impl FnOnce(Vec<T>) -> Vec<U>) -> Page<U> {
    let mut changed = Page::whole(change(page.items));
    changed.count = page.count;
    changed.next = page.next;
    changed
}

#[cfg(test)]
mod tests {
    use super::item_path;

    #[test]
    fn the_path_of_an_item_has_its_index() {
        for (path, field, expected) in [
            (Some("results[0].role"), "results", "results[7].role"),
            (Some("results[0]"), "results", "results[7]"),
            (Some("results"), "results", "results[7]"),
            (Some("[0].id"), "", "[7].id"),
            (Some("[0].id"), "results", "[7].id"),
            (None, "results", "results[7]"),
        ] {
            assert_eq!(item_path(path, field, 7), expected);
        }
    }
}
