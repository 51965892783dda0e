//! Groups of users.

use crate::gcore_iam::{Group, GroupName};

impl Group {
    /// Creates a group with this id, for groups that this version does not know.
    pub fn with_id(id: i64) -> Self {
        let mut group = Self::new();
        group.id = Some(id);
        group
    }

    /// Returns whether the two are the same group: by id if both ids are known, else by name.
    ///
    /// ```
    /// use rolekit::gcore_iam::{Group, GroupName};
    ///
    /// assert!(Group::with_id(5).is(&GroupName::Engineers.into()));
    /// assert!(!Group::with_id(5).is(&GroupName::Users.into()));
    /// ```
    #[inline]
    pub fn is(&self, other: &Self) -> bool {
        match (self.known_id(), other.known_id()) {
            (Some(one), Some(other)) => one == other,
            _ => self.name.is_some() && self.name == other.name,
        }
    }

    /// Returns the id, or the documented id of the group with this name.
    #[inline]
    fn known_id(&self) -> Option<i64> {
        self.id.or_else(|| self.name.as_ref().and_then(id))
    }

    /// Returns the value of a list filter: the id if it is known, else the name.
    #[inline]
    pub(super) fn filter(&self) -> String {
        match (self.known_id(), &self.name) {
            (Some(id), _) => id.to_string(),
            (None, Some(name)) => name.to_string(),
            (None, None) => String::new(),
        }
    }
}

/// Creates the group with this name, with its id if this version knows it.
impl From<GroupName> for Group {
    fn from(name: GroupName) -> Self {
        let mut group = Self::new();
        group.id = id(&name);
        group.name = Some(name);
        group
    }
}

/// Returns the documented id of a group.
fn id(name: &GroupName) -> Option<i64> {
    match name {
        GroupName::Administrators => Some(1),
        GroupName::Users => Some(2),
        GroupName::Engineers => Some(5),
        GroupName::PurgeAndPrefetchOnlyApiWeb => Some(3009),
        GroupName::PurgeAndPrefetchOnlyApi => Some(3022),
        GroupName::Unknown(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::gcore_iam::{Group, GroupName};

    #[test]
    fn groups_are_compared_by_id_or_name() {
        let named = |name: &str| {
            let mut group = Group::new();
            group.name = Some(name.into());
            group
        };
        assert!(named("Users").is(&Group::with_id(2)));
        assert!(named("Auditors").is(&named("Auditors")));
        assert!(!named("Auditors").is(&named("Users")));
        assert!(!named("Auditors").is(&Group::with_id(2)));
        assert!(!Group::new().is(&Group::new()));
        assert_eq!(Group::from(GroupName::Users).filter(), "2");
        assert_eq!(named("Auditors").filter(), "Auditors");
        assert_eq!(Group::with_id(7).filter(), "7");
    }
}
