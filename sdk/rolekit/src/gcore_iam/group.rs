//! Intent: names a group, and compares groups by id or name.

use crate::gcore_iam::{Group, GroupName, operations};

impl Group {
    /// Returns whether the two are the same group: by id if both ids are known, else by name.
    ///
    /// ```
    /// use rolekit::gcore_iam::{Group, GroupName};
    ///
    /// assert!(Group::new().id(5).is_same_group(&GroupName::Engineers.into()));
    /// assert!(!Group::new().id(5).is_same_group(&GroupName::Users.into()));
    /// ```
    #[inline]
    pub fn is_same_group(&self, other: &Self) -> bool {
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
    fn filter(&self) -> String {
        match (self.known_id(), &self.name) {
            (Some(id), _) => id.to_string(),
            (None, Some(name)) => name.to_string(),
            (None, None) => String::new(),
        }
    }
}

impl operations::ListTokens {
    /// Restricts the result to tokens with the permissions of this group.
    ///
    /// ```
    /// # rolekit_doc::gcore_iam(async |iam, server| {
    /// use rolekit::gcore_iam::{ClientId, GroupName};
    ///
    /// let tokens = iam.tokens().list(ClientId::new(8)).group(&GroupName::Engineers.into());
    /// assert!(tokens.await?.is_empty());
    /// # Ok(()) });
    /// ```
    pub fn group(self, group: &Group) -> Self {
        self.role(group.filter())
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
        let named = |name: &str| Group::new().name(name.into());
        assert!(named("Users").is_same_group(&Group::new().id(2)));
        assert!(named("Auditors").is_same_group(&named("Auditors")));
        assert!(!named("Auditors").is_same_group(&named("Users")));
        assert!(!named("Auditors").is_same_group(&Group::new().id(2)));
        assert!(!Group::new().is_same_group(&Group::new()));
        assert_eq!(Group::from(GroupName::Users).filter(), "2");
        assert_eq!(named("Auditors").filter(), "Auditors");
        assert_eq!(Group::new().id(7).filter(), "7");
    }
}
