//! What a role's statement permits, and when one statement is a subset of another.
//!
//! Action names are an open set, so a statement is either a finite set of names or all names except
//! a finite set. The second is never a subset of the first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The operations that a role permits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Whether the listed actions are permitted or denied.
    pub effect: Effect,
    /// The names of operations, known or not. Null is an empty list.
    pub actions: Option<Vec<String>>,
}

/// What a [`Statement`] does with its actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Permits the listed actions only.
    Allow,
    /// Permits all but the listed actions.
    Deny,
}

impl Default for Statement {
    /// Returns the statement of a role created without one, which permits everything.
    fn default() -> Self {
        Self {
            effect: Effect::Deny,
            actions: None,
        }
    }
}

impl Statement {
    /// Permits only these actions.
    pub fn allow<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self {
            effect: Effect::Allow,
            actions: Some(actions.into_iter().map(Into::into).collect()),
        }
    }

    /// Permits everything except these actions.
    pub fn deny<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self {
            effect: Effect::Deny,
            actions: Some(actions.into_iter().map(Into::into).collect()),
        }
    }

    /// Returns whether an action is permitted.
    ///
    /// `allow` with null permits nothing; the vendor does not document it.
    #[must_use]
    pub fn permits(&self, action: &str) -> bool {
        let listed = self.list().any(|name| name == action);
        match self.effect {
            Effect::Allow => listed,
            Effect::Deny => !listed,
        }
    }

    /// Returns whether `other` permits everything that this statement permits, known names or not.
    #[must_use]
    pub fn is_subset_of(&self, other: &Self) -> bool {
        let mine: BTreeSet<_> = self.list().collect();
        let others: BTreeSet<_> = other.list().collect();
        match (self.effect, other.effect) {
            (Effect::Allow, Effect::Allow) => mine.is_subset(&others),
            (Effect::Allow, Effect::Deny) => mine.is_disjoint(&others),
            (Effect::Deny, Effect::Deny) => others.is_subset(&mine),
            (Effect::Deny, Effect::Allow) => false,
        }
    }

    fn list(&self) -> impl Iterator<Item = &str> {
        self.actions.iter().flatten().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Few names, so that lists overlap; `zz` is in no list and stands for all unknown names.
    const NAMES: [&str; 4] = ["get_user_role", "update_user_role", "trace", "zz"];

    fn statement() -> impl Strategy<Value = Statement> {
        let effect = prop_oneof![Just(Effect::Allow), Just(Effect::Deny)];
        let name = prop::sample::select(NAMES[..3].to_vec()).prop_map(str::to_owned);
        let actions = prop::option::of(prop::collection::vec(name, 0..5));
        (effect, actions).prop_map(|(effect, actions)| Statement { effect, actions })
    }

    fn everything() -> Statement {
        Statement::default()
    }

    fn nothing() -> Statement {
        Statement::allow([""; 0])
    }

    proptest! {
        #[test]
        fn subset_agrees_with_permits(a in statement(), b in statement()) {
            let by_name = NAMES.iter().all(|name| !a.permits(name) || b.permits(name));
            prop_assert_eq!(a.is_subset_of(&b), by_name);
        }

        #[test]
        fn subset_is_a_partial_order(a in statement(), b in statement(), c in statement()) {
            prop_assert!(a.is_subset_of(&a));
            if a.is_subset_of(&b) && b.is_subset_of(&c) {
                prop_assert!(a.is_subset_of(&c));
            }
            if a.is_subset_of(&b) && b.is_subset_of(&a) {
                for name in NAMES {
                    prop_assert_eq!(a.permits(name), b.permits(name));
                }
            }
        }

        #[test]
        fn everything_and_nothing_are_the_bounds(a in statement()) {
            prop_assert!(a.is_subset_of(&everything()));
            prop_assert!(nothing().is_subset_of(&a));
        }

        #[test]
        fn ignores_order_and_duplicates_of_actions(a in statement()) {
            let mut b = a.clone();
            if let Some(actions) = &mut b.actions {
                actions.reverse();
                actions.extend(actions.clone());
            }
            prop_assert!(a.is_subset_of(&b) && b.is_subset_of(&a));
        }
    }

    #[test]
    fn no_finite_list_contains_everything() {
        let long = Statement::allow((0..1000).map(|n| format!("action_{n}")));
        assert!(!everything().is_subset_of(&long));
        assert!(!Statement::deny(["action_1"]).is_subset_of(&long));
    }

    #[test]
    fn null_actions_list_nothing() {
        let allow_null = Statement {
            effect: Effect::Allow,
            actions: None,
        };
        assert!(!allow_null.permits("trace"));
        assert!(everything().permits("trace"));
        assert!(everything().is_subset_of(&Statement::deny([""; 0])));
    }
}
