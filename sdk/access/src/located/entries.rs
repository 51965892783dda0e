//! Gives the values in lists and maps to serde. An error in a value has the location of that value.

use serde::de::{DeserializeSeed, MapAccess, SeqAccess};

use super::deserializer::{KeyDeserializer, NodeDeserializer};
use super::node::{Key, Node};
use crate::problem::Problem;

/// The items of a list.
pub(super) struct Items<'a>(pub(super) std::slice::Iter<'a, Node>);

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some(item) = self.0.next() else {
            return Ok(None);
        };
        let value = seed.deserialize(NodeDeserializer(item));
        value.map(Some).map_err(|e| e.or_at(item.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a map.
pub(super) struct Entries<'a> {
    rest: std::slice::Iter<'a, (Key, Node)>,
    value: Option<&'a Node>,
}

impl<'a> Entries<'a> {
    pub(super) fn new(entries: &'a [(Key, Node)]) -> Self {
        Self {
            rest: entries.iter(),
            value: None,
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Problem> {
        let Some((key, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        let key_value = seed.deserialize(KeyDeserializer(key));
        key_value.map(Some).map_err(|e| e.or_at(key.at))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let Some(value) = self.value.take() else {
            return Err(Problem::new("a value was read before its key"));
        };
        let read = seed.deserialize(NodeDeserializer(value));
        read.map_err(|e| e.or_at(value.at))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}
