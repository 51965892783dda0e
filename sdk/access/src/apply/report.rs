//! The result of applying a plan.

use std::fmt;

use rolekit::Error;
use serde::{Deserialize, Serialize};

use crate::plan::{Change, Plan};

/// The outcome of each change of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The id of the plan.
    pub plan: String,
    /// The changes, in the order of the plan.
    pub items: Vec<Item>,
    /// The error of writing the record after the last change, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsaved: Option<String>,
}

/// A change and its outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The index of the change in the plan.
    pub index: usize,
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// The outcome.
    pub outcome: ItemOutcome,
}

/// The outcome of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum ItemOutcome {
    /// The change was made.
    Made,
    /// The change was already in effect, made by another administrator.
    AlreadyMade,
    /// Another administrator changed the resource since, so the change was not made.
    Changed {
        /// Description of the current state.
        found: String,
    },
    /// The change failed and had no effect.
    Failed {
        /// The error.
        error: String,
    },
    /// It is unknown whether the change was made.
    Unknown {
        /// The error.
        error: String,
    },
    /// The change was skipped, because one that it depends on was not made.
    Skipped {
        /// The index of the change that it depends on.
        after: usize,
    },
    /// The change was not attempted, because `apply` was interrupted.
    NotAttempted,
}

impl ItemOutcome {
    pub(super) fn failed(error: &Error) -> Self {
        Self::Failed {
            error: error.to_string(),
        }
    }

    /// Returns whether the change is in effect.
    #[must_use]
    pub fn is_made(&self) -> bool {
        matches!(self, Self::Made | Self::AlreadyMade)
    }
}

impl fmt::Display for ItemOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Made => f.write_str("done"),
            Self::AlreadyMade => f.write_str("done already by someone else"),
            Self::Changed { found } => write!(f, "left: changed by someone else, now {found}"),
            Self::Failed { error } => write!(f, "failed: {error}"),
            Self::Unknown { error } => write!(f, "not known: {error}"),
            Self::Skipped { after } => write!(f, "left: change {} was not made", after + 1),
            Self::NotAttempted => f.write_str("left: interrupted"),
        }
    }
}

impl Item {
    pub(super) fn new(index: usize, change: &Change, outcome: ItemOutcome) -> Self {
        Self {
            index,
            change: change.clone(),
            outcome,
        }
    }
}

impl Report {
    pub(super) fn new(plan: &Plan, items: Vec<Item>) -> Self {
        Self {
            plan: plan.id.clone(),
            items,
            unsaved: None,
        }
    }

    /// Returns the report of an `apply` that was dropped: the outcomes of the first changes, and whether the one after
    /// them was in progress.
    #[must_use]
    pub fn stopped(plan: &Plan, outcomes: Vec<ItemOutcome>, is_in_progress: bool) -> Self {
        let in_progress = is_in_progress.then(|| ItemOutcome::Unknown {
            error: "stopped before the response".to_owned(),
        });
        let rest = std::iter::repeat(ItemOutcome::NotAttempted);
        let outcomes = outcomes.into_iter().chain(in_progress).chain(rest);
        let changes = plan.changes.iter().enumerate();
        let items = changes.zip(outcomes);
        let items = items.map(|((index, change), outcome)| Item::new(index, change, outcome));
        Self::new(plan, items.collect())
    }

    /// Returns whether no change was attempted.
    pub(super) fn is_untouched(&self) -> bool {
        let mut outcomes = self.items.iter().map(|item| &item.outcome);
        outcomes.all(|outcome| *outcome == ItemOutcome::NotAttempted)
    }

    /// Returns whether every change is in effect.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unsaved.is_none() && self.items.iter().all(|item| item.outcome.is_made())
    }
}
