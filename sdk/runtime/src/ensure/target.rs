//! A resource and its desired state, and the result of reaching it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::error::{Error, Outcome, Result};
use crate::string_enum::UnknownValue;

/// A resource and its desired state. Each run of a call has its own clone.
pub trait Target: Clone + Send + Sync + 'static {
    /// The part of the resource that is read.
    type State: PartialEq + Send + Sync;
    /// A change of the resource.
    type Change: Send + Sync;
    /// The value that is returned to the caller.
    type Value: Send + Sync;
    /// The next step, as a value to show, store and apply.
    type Plan: PartialEq + Send + Sync;

    /// Returns the client, whose clock and jitter determine the pauses.
    fn client(&self) -> &Client;

    /// Returns what the resource is called in an error.
    fn name(&self) -> String;

    /// Reads the current state.
    fn read(&self) -> impl Future<Output = Result<Self::State>> + Send;

    /// Returns the next step from a state.
    ///
    /// # Errors
    /// If there is none: the state cannot be changed into the desired one.
    fn step(&self, state: &Self::State) -> Result<Step<Self::Value, Self::Change>>;

    /// Returns a step as a plan.
    fn describe(&self, step: &Step<Self::Value, Self::Change>) -> Self::Plan;

    /// Sends a change.
    fn apply(&self, change: Self::Change) -> impl Future<Output = Result<()>> + Send;

    /// Returns whether another read may show that a change that failed was made, or is not needed.
    fn may_be_settled(&self, error: &Error) -> bool {
        may_be_settled(error)
    }
}

/// Returns whether another read may show that a change was made, or is not needed any more.
pub fn may_be_settled(error: &Error) -> bool {
    error.outcome() >= Outcome::Unknown || error.is_conflict() || error.is_not_found()
}

/// The next step from a state.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<T, C> {
    /// Nothing is left to do.
    Done(T),
    /// Sends this change. [`Action::Deleted`] undoes a creation of this call.
    Change(Action, C),
}

impl<T, C: Clone> Step<T, C> {
    /// Returns the change, or what `unchanged` makes of the value that is as desired.
    pub fn change_or(&self, unchanged: impl FnOnce(&T) -> C) -> C {
        match self {
            Self::Done(value) => unchanged(value),
            Self::Change(_, change) => change.clone(),
        }
    }
}

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
    const ALL: [Self; 4] = [Self::Unchanged, Self::Created, Self::Updated, Self::Deleted];

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
        for action in Action::ALL {
            assert_eq!(action.to_string().parse(), Ok(action));
            let json = serde_json::to_value(action).unwrap();
            assert_eq!(json, action.to_string());
            assert_eq!(serde_json::from_value::<Action>(json).unwrap(), action);
        }
    }
}
