//! Result of an `ensure` call.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A resource in its desired state, and the action that was taken to reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Ensured<T> {
    /// The resource.
    pub value: T,
    /// The action that was taken.
    pub action: Action,
}

/// The action that an `ensure` call took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// The resource was in the desired state already.
    Unchanged,
    /// The resource was created.
    Created,
    /// The resource was updated.
    Updated,
    /// The resource was deleted.
    Deleted,
}

impl<T> Ensured<T> {
    /// Creates a result.
    pub fn new(value: T, action: Action) -> Self {
        Self { value, action }
    }

    /// Returns whether anything changed.
    pub fn is_changed(&self) -> bool {
        self.action != Action::Unchanged
    }
}

impl Action {
    /// Returns the name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn actions_have_the_same_name_in_json() {
        for action in [
            Action::Unchanged,
            Action::Created,
            Action::Updated,
            Action::Deleted,
        ] {
            let json = serde_json::to_value(action).unwrap();
            assert_eq!(json, action.to_string());
            assert_eq!(serde_json::from_value::<Action>(json).unwrap(), action);
        }
    }
}
