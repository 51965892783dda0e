//! The line and column of a field in a document.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::format::{is_json, json_location, yaml_location};

/// Returns the line and the column of the field with this path, such as `gcore.users[0].id`.
pub(super) fn locate(path: &str, text: &str) -> Option<(u64, u64)> {
    let segments: Vec<_> = path
        .split(['.', '[', ']'])
        .filter(|segment| !segment.is_empty())
        .collect();
    let stop = StopAt(&segments);
    if is_json(text) {
        let mut document = serde_json::Deserializer::from_str(text);
        json_location(&stop.deserialize(&mut document).err()?)
    } else {
        let stopped =
            serde_saphyr::with_deserializer_from_str(text, |document| stop.deserialize(document));
        yaml_location(&stopped.err()?)
    }
}

/// Reads a document up to the value at a path, where it fails, so that the error has its location.
#[derive(Clone, Copy)]
struct StopAt<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for StopAt<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for StopAt<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing: the path ends here")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("found"));
        };
        while let Some(key) = map.next_key::<String>()? {
            if key == *first {
                map.next_value_seed(StopAt(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.0.split_first() else {
            return Err(A::Error::custom("found"));
        };
        for _ in 0..first.parse().unwrap_or(0) {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(StopAt(rest))?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
