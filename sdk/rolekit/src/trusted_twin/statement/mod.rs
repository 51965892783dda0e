//! Statements: which operations a role permits.

mod action_set;
mod excess;
#[cfg(test)]
mod tests;

pub use self::action_set::ActionSet;
pub use self::excess::Excess;
use crate::trusted_twin::{Action, Effect, Statement};

impl Statement {
    /// Permits these actions and no others.
    pub fn allow(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(Some(actions.into_iter().collect()), Effect::Allow)
    }

    /// Permits all actions but these, also those that the vendor adds later.
    pub fn deny(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(Some(actions.into_iter().collect()), Effect::Deny)
    }

    /// Permits every action: what a role has that was made without a statement.
    pub fn permit_everything() -> Self {
        Self::new(None, Effect::Deny)
    }

    /// Permits no action.
    pub fn permit_nothing() -> Self {
        Self::allow([])
    }

    /// Whether the statement permits an action. `None` where the vendor does not say what the
    /// statement means: `allow` without a list, or an effect that is not known.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Statement};
    ///
    /// let statement = Statement::deny([Action::DeleteUser]);
    /// assert_eq!(statement.permits(&Action::GetUser), Some(true));
    /// assert_eq!(Statement::permit_everything().permits(&Action::DeleteUser), Some(true));
    /// assert_eq!(Statement::permit_nothing().permits(&Action::GetUser), Some(false));
    /// ```
    pub fn permits(&self, action: &Action) -> Option<bool> {
        self.permitted().map(|permitted| permitted.contains(action))
    }

    /// The actions that the statement permits. `None` where the vendor does not say what the
    /// statement means: `allow` without a list, or an effect that is not known.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Effect, Statement};
    ///
    /// let readers = Statement::allow([Action::GetUser, Action::GetTwin]);
    /// assert!(readers.permitted().is_some_and(|set| set.to_string() == "get_twin, get_user"));
    ///
    /// let unclear = Statement::new(None, Effect::Allow);
    /// assert!(unclear.permitted().is_none());
    /// assert!(unclear.surely_permitted().is_empty());
    /// assert!(unclear.possibly_permitted().is_everything());
    /// ```
    pub fn permitted(&self) -> Option<ActionSet> {
        match (&self.effect, &self.actions) {
            (Effect::Allow, Some(actions)) => Some(ActionSet::only(actions.iter().cloned())),
            (Effect::Deny, Some(actions)) => Some(ActionSet::all_but(actions.iter().cloned())),
            (Effect::Deny, None) => Some(ActionSet::all()),
            _ => None,
        }
    }

    /// The actions that the statement permits for certain: none where its meaning is not known. The
    /// safe reading of what somebody **holds**.
    pub fn surely_permitted(&self) -> ActionSet {
        self.permitted().unwrap_or_else(ActionSet::none)
    }

    /// The actions that the statement may permit: all where its meaning is not known. The safe
    /// reading of what somebody is **given**.
    pub fn possibly_permitted(&self) -> ActionSet {
        self.permitted().unwrap_or_else(ActionSet::all)
    }

    /// The same permissions with each action once and in the order of their names. `None` where the
    /// vendor does not say what the statement means.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Statement};
    ///
    /// let twice = Statement::allow([Action::GetUser, Action::GetTwin, Action::GetUser]);
    /// assert_eq!(twice.normalised(), Some(Statement::allow([Action::GetTwin, Action::GetUser])));
    /// ```
    pub fn normalised(&self) -> Option<Self> {
        self.permitted().map(Self::from)
    }

    /// Whether someone who holds a statement may give this one: nobody gives more than they have.
    /// The service refuses more when a role is created, and presumably when it is changed; this is
    /// the same answer before the call. A statement whose meaning is not known counts as
    /// everything when it is given, and as nothing when it is held.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Statement};
    ///
    /// let held = Statement::deny([Action::DeleteUser]);
    /// assert!(Statement::allow([Action::GetUser]).within(&held).is_ok());
    ///
    /// let excess = Statement::deny([Action::GetLog]).within(&held).unwrap_err();
    /// assert_eq!(excess.known(), [Action::DeleteUser]);
    /// assert!(!excess.is_open());
    ///
    /// // Who holds a list cannot give "all but": it takes in what is on nobody's list.
    /// let held = Statement::allow([Action::GetUser, Action::GetLog]);
    /// let excess = Statement::deny([Action::GetLog]).within(&held).unwrap_err();
    /// assert!(excess.is_open());
    /// assert_eq!(excess.actions().to_string(), "everything but get_log, get_user");
    /// ```
    ///
    /// # Errors
    /// The actions that this statement permits and the held one does not.
    pub fn within(&self, held: &Self) -> Result<(), Excess> {
        Excess::of(&self.possibly_permitted(), &held.surely_permitted())
    }
}
