//! Intent: computes with sets of actions, exactly although not all actions are known.

use std::collections::BTreeSet;
use std::fmt;

use crate::trusted_twin::{Action, Effect, Statement};

/// A set of actions: a list of names, or all except a list of names.
///
/// The vendor adds actions, so a set is either *closed* and contains the named actions, or *open* and
/// contains all except the named ones, including unknown actions. All operations are exact for both.
/// Actions are compared by their names on the wire.
///
/// ```
/// use rolekit::trusted_twin::{Action, ActionSet};
///
/// let held = ActionSet::all_but([Action::DeleteUser]);
/// let requested = ActionSet::only([Action::GetUser, Action::DeleteUser]);
/// assert_eq!(requested.intersection(&held), ActionSet::only([Action::GetUser]));
/// assert_eq!(requested.difference(&held).to_string(), "delete_user");
/// assert_eq!(held.difference(&requested).to_string(), "all except delete_user, get_user");
/// assert!(requested.union(&held).is_everything());
/// assert_eq!(held.complement(), ActionSet::only([Action::DeleteUser]));
///
/// assert!(held.contains(&Action::GetUser) && held.named().eq([Action::DeleteUser]));
/// assert!(ActionSet::none().is_subset_of(&requested) && !requested.is_subset_of(&held));
/// assert!(held.is_disjoint_from(&ActionSet::only([Action::DeleteUser])));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActionSet {
    /// Whether the set contains all except `names`.
    open: bool,
    names: BTreeSet<String>,
}

impl ActionSet {
    /// Returns the empty set.
    pub fn none() -> Self {
        Self::only([])
    }

    /// Returns the set of all actions, including unknown ones.
    pub fn all() -> Self {
        Self::all_but([])
    }

    /// Returns the set of these actions.
    pub fn only(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(false, actions)
    }

    /// Returns the set of all actions except these, including unknown ones.
    pub fn all_but(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(true, actions)
    }

    /// Returns the set of the actions that this version knows, from the vendor's pages and packages. It
    /// is closed, unlike [`all`](Self::all).
    pub fn known() -> Self {
        Self::only(Action::KNOWN.iter().cloned())
    }

    fn new(open: bool, actions: impl IntoIterator<Item = Action>) -> Self {
        let names = actions.into_iter().map(|action| match action {
            Action::Unknown(name) => name,
            known => known.as_str().to_owned(),
        });
        Self {
            open,
            names: names.collect(),
        }
    }

    /// Returns whether the set contains an action.
    pub fn contains(&self, action: &Action) -> bool {
        self.names.contains(action.as_str()) != self.open
    }

    /// Returns whether the set is empty.
    pub fn is_empty(&self) -> bool {
        !self.open && self.names.is_empty()
    }

    /// Returns whether the set contains every action.
    pub fn is_everything(&self) -> bool {
        self.open && self.names.is_empty()
    }

    /// Returns whether the set contains unknown actions, and so is unlimited.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Returns the named actions, sorted: those that the set contains if it is closed, those that it
    /// lacks if it is [open](Self::is_open).
    pub fn named(&self) -> impl Iterator<Item = Action> + '_ {
        self.names.iter().map(|name| Action::from(name.as_str()))
    }

    /// Returns the actions that are in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        // De Morgan's law.
        self.complement()
            .intersection(&other.complement())
            .complement()
    }

    /// Returns the actions that are in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        let names = match (self.open, other.open) {
            (false, false) => &self.names & &other.names,
            (false, true) => &self.names - &other.names,
            (true, false) => &other.names - &self.names,
            (true, true) => &self.names | &other.names,
        };
        Self {
            open: self.open && other.open,
            names,
        }
    }

    /// Returns the actions that are in this set but not in `other`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// Returns the actions that are not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            open: !self.open,
            names: self.names.clone(),
        }
    }

    /// Returns whether `other` contains all actions of this set.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        match (self.open, other.open) {
            (false, false) => self.names.is_subset(&other.names),
            (false, true) => self.names.is_disjoint(&other.names),
            (true, false) => false,
            (true, true) => self.names.is_superset(&other.names),
        }
    }

    /// Returns whether the sets have no action in common.
    pub fn is_disjoint_from(&self, other: &Self) -> bool {
        self.is_subset_of(&other.complement())
    }
}

/// Writes the names, `all except` and the names, `all actions`, or `no actions`.
impl fmt::Display for ActionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.open, self.names.is_empty()) {
            (false, true) => return f.write_str("no actions"),
            (true, true) => return f.write_str("all actions"),
            (false, false) => {}
            (true, false) => f.write_str("all except ")?,
        }
        for (number, name) in self.names.iter().enumerate() {
            if number > 0 {
                f.write_str(", ")?;
            }
            // Names come from the service and may contain any character.
            write!(f, "{}", name.escape_debug())?;
        }
        Ok(())
    }
}

/// Converts into the statement that permits exactly these actions, sorted. All actions are `deny` with
/// null, as the service writes it.
impl From<ActionSet> for Statement {
    fn from(set: ActionSet) -> Self {
        if set.is_everything() {
            return Self::permit_everything();
        }
        let effect = if set.open {
            Effect::Deny
        } else {
            Effect::Allow
        };
        Self::new(
            effect,
            Some(set.names.into_iter().map(Action::from).collect()),
        )
    }
}
