//! Sets of actions, of which nobody knows all.

use std::collections::BTreeSet;
use std::fmt;

use crate::trusted_twin::{Action, Effect, Statement};

/// A set of actions: some by name, or all but some by name.
///
/// The vendor adds actions, so a set is either *closed*, and holds what it names, or *open*, and holds
/// everything but what it names, also what nobody knows yet. Every operation here is exact over both.
/// Two sets are equal if they hold the same actions: an action is known by its name on the wire.
///
/// ```
/// use rolekit::trusted_twin::{Action, ActionSet};
///
/// let held = ActionSet::all_but([Action::DeleteUser]);
/// let asked = ActionSet::only([Action::GetUser, Action::DeleteUser]);
/// assert_eq!(asked.intersection(&held), ActionSet::only([Action::GetUser]));
/// assert_eq!(asked.difference(&held).to_string(), "delete_user");
/// assert_eq!(held.difference(&asked).to_string(), "everything but delete_user, get_user");
/// assert!(asked.union(&held).is_everything());
/// assert_eq!(held.complement(), ActionSet::only([Action::DeleteUser]));
///
/// assert!(held.contains(&Action::GetUser) && held.named().eq([Action::DeleteUser]));
/// assert!(ActionSet::none().is_subset_of(&asked) && !asked.is_subset_of(&held));
/// assert!(held.is_disjoint_from(&ActionSet::only([Action::DeleteUser])));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActionSet {
    /// Whether `names` are those that are missing.
    open: bool,
    names: BTreeSet<String>,
}

impl ActionSet {
    /// No action.
    pub fn none() -> Self {
        Self::only([])
    }

    /// Every action, also those that are not known.
    pub fn all() -> Self {
        Self::all_but([])
    }

    /// These actions and no others.
    pub fn only(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(false, actions)
    }

    /// Every action but these, also those that are not known.
    pub fn all_but(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(true, actions)
    }

    /// The actions that this version knows: each that the vendor's pages and packages name. The set
    /// is closed, so it is not [`all`](Self::all).
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

    /// Whether the set holds an action.
    pub fn contains(&self, action: &Action) -> bool {
        self.names.contains(action.as_str()) != self.open
    }

    /// Whether the set holds no action.
    pub fn is_empty(&self) -> bool {
        !self.open && self.names.is_empty()
    }

    /// Whether the set holds every action.
    pub fn is_everything(&self) -> bool {
        self.open && self.names.is_empty()
    }

    /// Whether the set holds actions that nobody has named: it is then infinite.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// The actions that the set names, by their names' order: those that it holds if it is closed,
    /// those that it lacks if it is [open](Self::is_open).
    pub fn named(&self) -> impl Iterator<Item = Action> + '_ {
        self.names.iter().map(|name| Action::from(name.as_str()))
    }

    /// What is in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        // What neither lacks.
        self.complement()
            .intersection(&other.complement())
            .complement()
    }

    /// What is in both sets.
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

    /// What is in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    /// What is not in the set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self {
            open: !self.open,
            names: self.names.clone(),
        }
    }

    /// Whether the other set holds all that this one does.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        match (self.open, other.open) {
            (false, false) => self.names.is_subset(&other.names),
            (false, true) => self.names.is_disjoint(&other.names),
            (true, false) => false,
            (true, true) => self.names.is_superset(&other.names),
        }
    }

    /// Whether the two sets have nothing in common.
    pub fn is_disjoint_from(&self, other: &Self) -> bool {
        self.is_subset_of(&other.complement())
    }
}

/// The names, or `everything but` and the names, or `everything`, or `nothing`.
impl fmt::Display for ActionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.open, self.names.is_empty()) {
            (false, true) => return f.write_str("nothing"),
            (true, true) => return f.write_str("everything"),
            (false, false) => {}
            (true, false) => f.write_str("everything but ")?,
        }
        for (number, name) in self.names.iter().enumerate() {
            if number > 0 {
                f.write_str(", ")?;
            }
            // A name of the service's may be any text.
            write!(f, "{}", name.escape_debug())?;
        }
        Ok(())
    }
}

/// The statement that permits exactly this, in normal form: each action once, in the order of their
/// names; everything is `deny` with null, as the service writes it.
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
            Some(set.names.into_iter().map(Action::from).collect()),
            effect,
        )
    }
}
