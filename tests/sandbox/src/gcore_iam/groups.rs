//! The vendor's user groups.

use serde_json::{Value, json};

/// A group, identified by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group(i64);

/// The id, name and rank of each group. A higher rank has more permissions.
const GROUPS: [(i64, &str, u8); 5] = [
    (1, "Administrators", 3),
    (2, "Users", 1),
    (5, "Engineers", 2),
    (3009, "Purge and Prefetch only (API+Web)", 0),
    (3022, "Purge and Prefetch only (API)", 0),
];

impl Group {
    pub(super) const ADMINISTRATORS: Self = Self(1);
    pub(super) const USERS: Self = Self(2);

    pub(super) fn from_id(id: i64) -> Option<Self> {
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

    pub(super) fn id(self) -> i64 {
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
