//! Pages of lists.

use serde_json::{Map, Value};

use super::error::IamError;

/// A page of a list, with links to its neighbours. Without a limit it has all items from the
/// offset.
pub(super) struct Page {
    pub(super) count: usize,
    pub(super) items: Vec<Value>,
    links: Map<String, Value>,
}

impl Page {
    /// Returns the page that the query asks for. Only its items are rendered.
    pub(super) fn new<T>(
        path: &str,
        items: impl Iterator<Item = T>,
        render: impl FnMut(T) -> Value,
        query: &Map<String, Value>,
    ) -> Result<Self, IamError> {
        let number = |name: &str, least: usize| match query.get(name) {
            None => Ok(None),
            Some(value) => value
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| *number >= least)
                .map(Some)
                .ok_or_else(|| IamError::field(name, "The number is too small.")),
        };
        let offset = number("offset", 0)?.unwrap_or(0);
        let limit = number("limit", 1)?;
        let items: Vec<_> = items.collect();
        let count = items.len();
        let mut links = Map::new();
        if let Some(limit) = limit {
            let link = |offset: usize| format!("{path}?offset={offset}&limit={limit}");
            let next = offset.saturating_add(limit);
            if next < count {
                links.insert("next".to_owned(), link(next).into());
            }
            if offset > 0 {
                let previous = link(offset.saturating_sub(limit));
                links.insert("previous".to_owned(), previous.into());
            }
        }
        let items = items
            .into_iter()
            .skip(offset)
            .take(limit.unwrap_or(usize::MAX))
            .map(render)
            .collect();
        Ok(Self {
            count,
            items,
            links,
        })
    }

    /// Renders `{count, next, previous}` and the items under this name.
    pub(super) fn json(self, name: &str) -> Value {
        let mut body = self.links;
        body.insert("count".to_owned(), self.count.into());
        body.insert(name.to_owned(), self.items.into());
        body.into()
    }
}
