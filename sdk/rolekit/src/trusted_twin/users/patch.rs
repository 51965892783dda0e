//! Request bodies to create and update a user.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::message::excerpt;
use crate::trusted_twin::ensure::diff;
use crate::trusted_twin::types::{UserCreate, UserName, UserUpdate};
use crate::trusted_twin::{ActivityTable, RoleId, User};
use rolekit_runtime::{Error, ErrorKind, Field, Result};

/// A user to create. The role is required; the other fields are optional.
///
/// ```
/// use rolekit::trusted_twin::{ActivityTable, NewUser};
///
/// let user = NewUser::new("5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10")
///     .name("Ada")
///     .description([("company", "Analytical Engines")])
///     .activity([("visits", ActivityTable::new().dimension("who", "{user}"))]);
/// let bare = NewUser::new("5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10").no_description().no_activity();
/// assert_ne!(user, bare);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct NewUser {
    pub(super) role: RoleId,
    pub(super) name: Option<String>,
    description: Field<Map<String, Value>>,
    activity: Field<BTreeMap<String, ActivityTable>>,
}

impl NewUser {
    /// Describes a user with this role.
    pub fn new(role: impl Into<RoleId>) -> Self {
        Self {
            role: role.into(),
            name: None,
            description: Field::Undefined,
            activity: Field::Undefined,
        }
    }

    /// Sets the name: 2 to 32 letters, digits, spaces, hyphens and underscores, the first and the
    /// last a letter or a digit. Names are not unique. Validated when it is sent.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the description, which rules read as `USER`. Keys must match `^[a-z_][0-9a-z_]{0,63}$`,
    /// values are any JSON.
    #[must_use]
    pub fn description<K, V>(mut self, description: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<Value>,
    {
        self.description = Field::Value(entries(description));
        self
    }

    /// Sends null for the description: the user has none.
    #[must_use]
    pub fn no_description(mut self) -> Self {
        self.description = Field::Null;
        self
    }

    /// Records the user's activity in the Timeseries tables with these names.
    #[must_use]
    pub fn activity<K>(mut self, tables: impl IntoIterator<Item = (K, ActivityTable)>) -> Self
    where
        K: Into<String>,
    {
        self.activity = Field::Value(tables_by_name(tables));
        self
    }

    /// Sends null for the activity tables: nothing is recorded.
    #[must_use]
    pub fn no_activity(mut self) -> Self {
        self.activity = Field::Null;
        self
    }

    /// Returns the request body of a creation.
    #[inline]
    pub(super) fn into_body(self) -> Result<UserCreate> {
        let mut body = UserCreate::new(self.role);
        body.name = self.name.map(validate_name).transpose()?;
        body.description = self.description;
        body.activity = self.activity;
        Ok(body)
    }

    /// Returns the patch that brings `current` into this state. The name is not compared.
    #[inline]
    pub(super) fn diff(&self, current: &User) -> UserPatch {
        UserPatch {
            name: None,
            role: (current.role.as_ref() != Some(&self.role)).then(|| self.role.clone()),
            description: diff(&self.description, current.description.as_ref()),
            activity: diff(&self.activity, current.activity.as_ref()),
        }
    }
}

/// Changes to a user. Fields that are not set are not sent; description and activity can be
/// cleared. Each value replaces the previous one as a whole.
///
/// ```
/// use rolekit::trusted_twin::UserPatch;
///
/// let patch = UserPatch::new()
///     .role("5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10")
///     .description([("company", "Analytical Engines")])
///     .clear_activity();
/// # let _ = patch;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserPatch {
    name: Option<String>,
    role: Option<RoleId>,
    description: Field<Map<String, Value>>,
    activity: Field<BTreeMap<String, ActivityTable>>,
}

impl UserPatch {
    /// Creates an empty patch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the name; [`NewUser::name`] documents what is valid.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the role.
    #[must_use]
    pub fn role(mut self, role: impl Into<RoleId>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Sets the description, replacing the previous one.
    #[must_use]
    pub fn description<K, V>(mut self, description: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<Value>,
    {
        self.description = Field::Value(entries(description));
        self
    }

    /// Clears the description. This is different from an empty one.
    #[must_use]
    pub fn clear_description(mut self) -> Self {
        self.description = Field::Null;
        self
    }

    /// Records the user's activity in the Timeseries tables with these names, replacing the
    /// previous ones.
    #[must_use]
    pub fn activity<K>(mut self, tables: impl IntoIterator<Item = (K, ActivityTable)>) -> Self
    where
        K: Into<String>,
    {
        self.activity = Field::Value(tables_by_name(tables));
        self
    }

    /// Stops recording the user's activity.
    #[must_use]
    pub fn clear_activity(mut self) -> Self {
        self.activity = Field::Null;
        self
    }

    /// Returns whether the patch is empty.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the request body of an update.
    #[inline]
    pub(super) fn into_body(self) -> Result<UserUpdate> {
        let mut body = UserUpdate::new();
        body.name = self.name.map(validate_name).transpose()?;
        body.role = self.role;
        body.description = self.description;
        body.activity = self.activity;
        Ok(body)
    }
}

fn entries<K: Into<String>, V: Into<Value>>(
    entries: impl IntoIterator<Item = (K, V)>,
) -> Map<String, Value> {
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.into(), value.into()))
        .collect()
}

fn tables_by_name<K: Into<String>>(
    tables: impl IntoIterator<Item = (K, ActivityTable)>,
) -> BTreeMap<String, ActivityTable> {
    let tables = tables.into_iter();
    tables.map(|(name, table)| (name.into(), table)).collect()
}

/// Validates the name of a user.
fn validate_name(name: String) -> Result<UserName> {
    UserName::try_from(name.as_str()).map_err(|_| {
        Error::new(ErrorKind::InvalidRequest).with_message(format!(
            "invalid user name `{}`: must be 2 to 32 letters, digits, spaces, hyphens and underscores, \
             and begin and end with a letter or a digit",
            excerpt(&name),
        ))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{NewUser, UserPatch};
    use crate::trusted_twin::{ActivityTable, User};

    #[test]
    fn the_diff_has_only_changed_fields() {
        let current: User = serde_json::from_value(json!({
            "uuid": "u", "role": "r", "name": "Ada",
            "description": {"a": 1}, "activity": {"t": {"dimensions": {"d": "{x}"}}},
        }))
        .unwrap();
        let table = ActivityTable::new().dimension("d", "{x}");
        for same in [
            NewUser::new("r"),
            NewUser::new("r").name("Other"),
            NewUser::new("r").description([("a", 1)]),
            NewUser::new("r").activity([("t", table)]),
        ] {
            assert!(same.diff(&current).is_empty(), "{same:?}");
        }
        for (desired, patch) in [
            (NewUser::new("s"), UserPatch::new().role("s")),
            (
                NewUser::new("r").no_description(),
                UserPatch::new().clear_description(),
            ),
            (
                NewUser::new("r").description([("a", 2)]).no_activity(),
                UserPatch::new().description([("a", 2)]).clear_activity(),
            ),
        ] {
            assert_eq!(desired.diff(&current), patch);
        }
    }

    #[test]
    fn names_are_validated() {
        for name in ["", "a", " ab", "ab\n", &"a".repeat(33)] {
            UserPatch::new().name(name).into_body().unwrap_err();
            NewUser::new("r").name(name).into_body().unwrap_err();
        }
        UserPatch::new().name("A b").into_body().unwrap();
    }
}
