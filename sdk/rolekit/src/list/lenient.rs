//! Lists that continue after an item that cannot be decoded.

use rolekit_runtime::{DecodeError, Error, ErrorKind, Outcome, Page, Range, Result};
use serde_json::Value;

use crate::list::query::sealed::Sealed;
use crate::list::query::{ByOffset, Query};

/// A query whose items are results. Obtained from [`List::lenient`](crate::List::lenient).
///
/// By default an item that does not match the document fails its page with the [JSON
/// path](Error::path) of the error, such as `results[1].role`. Here that item is an error with this
/// path, and the other items are returned. [`Page::next`] and [`Page::count`] are not affected.
///
/// A page still fails as a whole if none of its items can be decoded, if it is larger than 1 MiB, or
/// if its items are not in a list.
///
/// ```
/// # rolekit_doc::gcore(async |gcore, server| {
/// # server.add_assignment(777, "Observer", Some(100));
/// let mut assignments = gcore.role_assignments().list().lenient().stream();
/// while let Some(assignment) = assignments.try_next().await? {
///     match assignment {
///         Ok(assignment) => println!("{} has {}", assignment.user_id, assignment.role),
///         Err(error) => println!("skipped {}: {error}", error.path().unwrap_or("an item")),
///     }
/// }
/// # Ok(()) });
/// ```
#[derive(Clone, Debug)]
pub struct Lenient<Q>(pub(super) Q);

impl<Q> Sealed for Lenient<Q> {}
impl<Q: ByOffset> ByOffset for Lenient<Q> {}
impl<Q: Query> Query for Lenient<Q> {
    type Item = Result<Q::Item>;
    type Client = Q::Client;
    type Body = Q::Body;
    const ITEMS: &'static str = Q::ITEMS;

    async fn fetch(&self, client: &Q::Client, range: &Range) -> Result<Q::Body> {
        self.0.fetch(client, range).await
    }

    fn read(
        &self,
        client: &Q::Client,
        body: Q::Body,
        range: &Range,
    ) -> Result<Page<Result<Q::Item>>> {
        let page = self.0.read(client, body, range)?;
        Ok(with_items(page, |items| {
            items.into_iter().map(Ok).collect()
        }))
    }

    async fn page(&self, client: &Q::Client, range: &Range) -> Result<Page<Result<Q::Item>>> {
        let (error, body) = match self.fetch(client, range).await {
            Ok(body) => match self.read(client, body.clone(), range) {
                Ok(page) => return Ok(page),
                // A union accepts any body.
                Err(error) => (error, serde_json::to_value(body).ok()),
            },
            Err(error) => {
                let body = serde_json::from_slice(error.body()).ok();
                (error, body)
            }
        };
        let body = body.filter(|_| error.kind() == ErrorKind::Decode);
        body.and_then(|body| self.salvage(client, body, range, &error))
            .ok_or(error)
    }
}

impl<Q: Query> Lenient<Q> {
    /// Decodes the items one by one. Returns `None` if that fails too.
    fn salvage(
        &self,
        client: &Q::Client,
        body: Value,
        range: &Range,
        error: &Error,
    ) -> Option<Page<Result<Q::Item>>> {
        let count = items(&mut body.clone(), Q::ITEMS)?.len();
        let failed: Vec<(usize, Error)> = (0..count)
            .filter_map(|index| {
                let error = self.check_item(client, &body, index, error)?;
                Some((index, error))
            })
            .collect();
        let good = (0..count).find(|index| failed.iter().all(|(other, _)| other != index))?;
        // The page is read with a copy of a good item in place of each bad one, so that the number of
        // items, which the next offset depends on, is right.
        let mut repaired = body;
        let list = items(&mut repaired, Q::ITEMS)?;
        let good = list.get(good)?.clone();
        for (index, _) in &failed {
            *list.get_mut(*index)? = good.clone();
        }
        let repaired = serde_json::from_value(repaired).ok()?;
        let page = self.0.read(client, repaired, range).ok()?;
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
    fn check_item(
        &self,
        client: &Q::Client,
        body: &Value,
        index: usize,
        of_page: &Error,
    ) -> Option<Error> {
        let mut alone = body.clone();
        let list = items(&mut alone, Q::ITEMS)?;
        let item = list.get(index).cloned();
        *list = item.into_iter().collect();
        let first_page = Range::default();
        let (message, path) = match DecodeError::locate::<Q::Body>(&alone) {
            Some(error) => (error.to_string(), error.path().map(str::to_owned)),
            None => {
                let body = serde_json::from_value(alone).ok()?;
                let error = self.0.read(client, body, &first_page).err()?;
                let message = error.message().unwrap_or("unexpected value");
                (message.to_owned(), error.path().map(str::to_owned))
            }
        };
        let mut error = Error::new(ErrorKind::Decode)
            .with_outcome(Outcome::Applied)
            .with_attempts(of_page.attempts())
            .with_message(message)
            .with_path(Some(item_path(path.as_deref(), Q::ITEMS, index)));
        if let Some(operation) = of_page.operation() {
            error = error.with_operation(operation);
        }
        if let Some(status) = of_page.status() {
            error = error.with_status(status);
        }
        Some(error)
    }
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
