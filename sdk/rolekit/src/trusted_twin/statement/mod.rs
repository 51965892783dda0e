//! Intent: determines which actions a statement permits, and whether a caller may grant it.

mod action_set;
mod missing_permissions;
mod text;

pub use self::action_set::ActionSet;
pub use self::missing_permissions::MissingPermissions;
use crate::trusted_twin::{Action, Effect, Statement};

impl Statement {
    /// Returns a statement that permits only these actions.
    pub fn allow(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(Effect::Allow, Some(actions.into_iter().collect()))
    }

    /// Returns a statement that permits all actions except these, including those that the vendor adds
    /// later.
    pub fn deny(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(Effect::Deny, Some(actions.into_iter().collect()))
    }

    /// Returns a statement that permits every action, like a role that was created without a statement.
    pub fn permit_everything() -> Self {
        Self::new(Effect::Deny, None)
    }

    /// Returns a statement that permits no action.
    pub fn permit_nothing() -> Self {
        Self::allow([])
    }

    /// Returns whether the statement permits an action. `None` if the meaning of the statement is
    /// undocumented: `allow` without a list, or an unknown effect.
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

    /// Returns the actions that the statement permits. `None` if the meaning of the statement is
    /// undocumented: `allow` without a list, or an unknown effect.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Effect, Statement};
    ///
    /// let readers = Statement::allow([Action::GetUser, Action::GetTwin]);
    /// assert!(readers.permitted().is_some_and(|set| set.to_string() == "get_twin, get_user"));
    ///
    /// let unclear = Statement::new(Effect::Allow, None);
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

    /// Returns the actions that the statement certainly permits: none if its meaning is undocumented.
    /// Use it for a statement that somebody **has**.
    pub fn surely_permitted(&self) -> ActionSet {
        self.permitted().unwrap_or_else(ActionSet::none)
    }

    /// Returns the actions that the statement may permit: all if its meaning is undocumented. Use it for
    /// a statement that somebody is **granted**.
    pub fn possibly_permitted(&self) -> ActionSet {
        self.permitted().unwrap_or_else(ActionSet::all)
    }

    /// Returns the same permissions with sorted actions and without duplicates. `None` if the meaning of
    /// the statement is undocumented.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Statement};
    ///
    /// let twice = Statement::allow([Action::GetUser, Action::GetTwin, Action::GetUser]);
    /// assert_eq!(twice.normalised(), Some(Statement::allow([Action::GetTwin, Action::GetUser])));
    /// ```
    pub fn normalised(&self) -> Option<Self> {
        self.permitted().map(|permitted| Self {
            extra: self.extra.clone(),
            ..Self::from(permitted)
        })
    }

    /// Checks that a caller with the statement `held` may grant this one: nobody can grant permissions
    /// that they lack. The service checks this when a role is created, and presumably when it is
    /// updated. A statement whose meaning is undocumented counts as everything when granted, and as
    /// nothing when held.
    ///
    /// ```
    /// use rolekit::trusted_twin::{Action, Statement};
    ///
    /// let held = Statement::deny([Action::DeleteUser]);
    /// assert!(Statement::allow([Action::GetUser]).within(&held).is_ok());
    ///
    /// let missing = Statement::deny([Action::GetLog]).within(&held).unwrap_err();
    /// assert_eq!(missing.known(), [Action::DeleteUser]);
    /// assert!(!missing.is_open());
    ///
    /// // A caller with a list cannot grant "all except": that includes unknown actions.
    /// let held = Statement::allow([Action::GetUser, Action::GetLog]);
    /// let missing = Statement::deny([Action::GetLog]).within(&held).unwrap_err();
    /// assert!(missing.is_open());
    /// assert_eq!(missing.actions().to_string(), "all except get_log, get_user");
    /// ```
    ///
    /// # Errors
    /// [`MissingPermissions`] with the actions that this statement permits and `held` does not.
    pub fn within(&self, held: &Self) -> Result<(), MissingPermissions> {
        MissingPermissions::check(&self.possibly_permitted(), &held.surely_permitted())
    }
}
