//! The results of `ensure` and `replace`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ensure::converge::contention;
use crate::ensure::plan::{HasId, PlannedChange};
use crate::ensure::target::{Convergence, FromConvergence, Target};
use crate::error::{Error, Outcome, Result};
use crate::string_enum::UnknownValue;

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

impl<T: Target> FromConvergence<T> for Ensured<T::Value> {
    fn from_convergence(end: Convergence<T>) -> Result<Self> {
        let Convergence {
            mut plan,
            changes,
            error,
        } = end;
        let action = (changes.iter().map(|(change, _)| change.into()).max()).unwrap_or_default();
        match (error, plan.unchanged.pop()) {
            (Some(error), _) if changes.is_empty() => Err(error),
            (Some(error), _) => Err(error.with_outcome(Outcome::Applied)),
            (None, Some(value)) => Ok(Self::new(value, action)),
            (None, None) => Err(contention(&plan.resource, !changes.is_empty())),
        }
    }
}

/// The action that an `ensure` call took. If it made several changes, their greatest.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// The resource was in the desired state already.
    #[default]
    Unchanged,
    /// The resource was deleted.
    Deleted,
    /// The resource was updated.
    Updated,
    /// The resource was created.
    Created,
}

impl Action {
    const ALL: [Self; 4] = [Self::Unchanged, Self::Deleted, Self::Updated, Self::Created];

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

/// Reads the name that `Display` writes.
impl FromStr for Action {
    type Err = UnknownValue;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownValue> {
        let found = Self::ALL.into_iter().find(|value| value.as_str() == text);
        found.ok_or_else(|| UnknownValue::new(text, &Self::ALL.map(Self::as_str)))
    }
}

/// The action that makes a change.
impl<N, T, U> From<&PlannedChange<N, T, U>> for Action {
    fn from(change: &PlannedChange<N, T, U>) -> Self {
        match change {
            PlannedChange::Create { .. } => Self::Created,
            PlannedChange::Update { .. } => Self::Updated,
            PlannedChange::Delete { .. } => Self::Deleted,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Result of a `replace` call, which makes several changes.
#[derive(Clone, Debug)]
#[must_use = "it may contain an error; see `into_result`"]
#[non_exhaustive]
pub struct Replaced<N, T: HasId, U> {
    /// The desired resources that needed no change.
    pub unchanged: Vec<T>,
    /// The changes that this call made, in their order, with the ids of the resources.
    pub changes: Vec<(PlannedChange<N, T, U>, T::Id)>,
    /// The changes that were not made because of [`error`](Self::error). If the API rejected a
    /// change, it is the first.
    pub skipped: Vec<PlannedChange<N, T, U>>,
    /// The reason why the resources may not be exactly the desired ones; `None` on success.
    pub error: Option<Error>,
}

impl<N, T: HasId, U> Replaced<N, T, U> {
    /// Returns whether this call changed anything.
    pub fn is_changed(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Returns the result without its [error](Self::error), or the error.
    ///
    /// # Errors
    /// [`Replaced::error`].
    pub fn into_result(mut self) -> Result<Self> {
        match self.error.take() {
            None => Ok(self),
            Some(error) => Err(error),
        }
    }
}

/// The resource that the call deleted last.
impl<T: Target> FromConvergence<T> for Option<T::Value> {
    fn from_convergence(end: Convergence<T>) -> Result<Self> {
        let deleted = end.changes.into_iter().next_back();
        match end.error {
            Some(error) => Err(error),
            None => Ok(deleted.and_then(|(change, _)| change.current().cloned())),
        }
    }
}

impl<T: Target> FromConvergence<T> for Replaced<T::New, T::Value, T::Changes> {
    fn from_convergence(end: Convergence<T>) -> Result<Self> {
        let (changes, mut unchanged) = (end.changes, end.plan.unchanged);
        unchanged.retain(|value| changes.iter().all(|(_, changed)| changed != value.id()));
        Ok(Self {
            unchanged,
            changes,
            skipped: end.plan.changes,
            error: end.error,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Action;

    #[test]
    fn actions_have_the_same_name_in_json() {
        for action in Action::ALL {
            assert_eq!(action.to_string().parse(), Ok(action));
            let json = serde_json::to_value(action).unwrap();
            assert_eq!(json, action.to_string());
            assert_eq!(serde_json::from_value::<Action>(json).unwrap(), action);
        }
    }
}
