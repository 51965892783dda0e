//! The vendor's user groups.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Unexpected, Visitor};
use serde_json::{Value, json};

/// A group of IAM, identified by its id. A seed document may have its name instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group(i64);

/// The id, name and rank of each group. A higher rank has more permissions.
const GROUPS: [(i64, &str, u8); 5] = [
    (1, "Administrators", 3),
    (2, "Users", 1),
    (5, "Engineers", 2),
    (3009, "Purge and Prefetch only (API+Web)", 0),
    (3022, "Purge and Prefetch only (API)", 0),
];

impl Group {
    /// The group with all permissions.
    pub const ADMINISTRATORS: Self = Self(1);
    /// The default group.
    pub const USERS: Self = Self(2);
    /// The group between both.
    pub const ENGINEERS: Self = Self(5);

    /// Returns the group with this id, if the vendor has one.
    #[must_use]
    pub fn from_id(id: i64) -> Option<Self> {
        GROUPS
            .iter()
            .find(|(other, ..)| *other == id)
            .map(|(id, ..)| Self(*id))
    }

    /// Returns the group with this id or name.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        GROUPS
            .iter()
            .find(|(id, name, _)| *name == text || id.to_string() == text)
            .map(|(id, ..)| Self(*id))
    }

    /// Reads a group from an object with an id, a name, or both if they agree.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let by_id = value
            .get("id")
            .map(|id| id.as_i64().and_then(Self::from_id));
        let by_name = value
            .get("name")
            .map(|name| name.as_str().and_then(Self::from_text));
        match (by_id, by_name) {
            (Some(id), Some(name)) => id.filter(|_| id == name),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => None,
        }
    }

    /// Returns the id.
    #[must_use]
    pub fn id(self) -> i64 {
        self.0
    }

    pub(super) fn json(self) -> Value {
        let name = GROUPS
            .iter()
            .find(|(id, ..)| *id == self.0)
            .map(|(_, name, _)| name);
        json!({ "id": self.0, "name": name })
    }

    pub(super) fn is_administrator(self) -> bool {
        self == Self::ADMINISTRATORS
    }

    /// Returns whether this group has more permissions than `other`.
    pub(super) fn exceeds(self, other: Self) -> bool {
        self.rank() > other.rank()
    }

    fn rank(self) -> u8 {
        GROUPS
            .iter()
            .find(|(id, ..)| *id == self.0)
            .map_or(0, |(.., rank)| *rank)
    }
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct GroupVisitor;

        impl Visitor<'_> for GroupVisitor {
            type Value = Group;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id or name of a group:")?;
                for (index, (id, name, _)) in GROUPS.iter().enumerate() {
                    let separator = if index > 0 { "," } else { "" };
                    write!(f, "{separator} {id} or {name:?}")?;
                }
                Ok(())
            }

            fn visit_i64<E: de::Error>(self, id: i64) -> Result<Group, E> {
                Group::from_id(id).ok_or_else(|| E::invalid_value(Unexpected::Signed(id), &self))
            }

            fn visit_u64<E: de::Error>(self, id: u64) -> Result<Group, E> {
                let group = i64::try_from(id).ok().and_then(Group::from_id);
                group.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(id), &self))
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Group, E> {
                Group::from_text(name).ok_or_else(|| E::invalid_value(Unexpected::Str(name), &self))
            }
        }

        deserializer.deserialize_any(GroupVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::Group;
    use serde_json::json;

    #[test]
    fn reads_a_group_by_id_or_name() {
        let read = |value| Group::read(&value).map(Group::id);
        assert_eq!(read(json!({"id": 5})), Some(5));
        assert_eq!(read(json!({"name": "Users"})), Some(2));
        assert_eq!(read(json!({"id": 1, "name": "Administrators"})), Some(1));
        for wrong in [
            json!({}),
            json!({"id": 4}),
            json!({"id": 1, "name": "Users"}),
            json!({"id": 1, "name": "Nobody"}),
            json!({"id": "1"}),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
        assert!(Group::ADMINISTRATORS.exceeds(Group::USERS));
        assert!(!Group::USERS.exceeds(Group::USERS));
    }
}
