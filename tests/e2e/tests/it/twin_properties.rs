//! Property tests of action sets and statements.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolekit::trusted_twin::{Action, ActionSet, Statement};

/// Known and unknown actions. A set names some of the first five; the last one is never named, and
/// stands for all other unknown actions.
const UNIVERSE: [&str; 6] = ["get_twin", "delete_user", "trace", "fly", "", "unheard_of"];

fn action(number: usize) -> Action {
    Action::from(UNIVERSE[number])
}

/// Generates a set and a model: the numbers of the actions in `UNIVERSE` that it contains.
fn sets() -> impl Strategy<Value = (ActionSet, BTreeSet<usize>)> {
    (any::<bool>(), prop::collection::vec(0..5_usize, 0..7)).prop_map(|(open, named)| {
        let actions = named.iter().map(|number| action(*number));
        let set = if open {
            ActionSet::all_but(actions)
        } else {
            ActionSet::only(actions)
        };
        let model = (0..UNIVERSE.len())
            .filter(|number| named.contains(number) != open)
            .collect();
        (set, model)
    })
}

fn numbers_in(set: &ActionSet) -> BTreeSet<usize> {
    (0..UNIVERSE.len())
        .filter(|number| set.contains(&action(*number)))
        .collect()
}

proptest! {
    #[test]
    fn action_sets_agree_with_the_model((a, x) in sets(), (b, y) in sets()) {
        prop_assert_eq!(numbers_in(&a), x.clone());
        prop_assert_eq!(numbers_in(&a.union(&b)), &x | &y);
        prop_assert_eq!(numbers_in(&a.intersection(&b)), &x & &y);
        prop_assert_eq!(numbers_in(&a.difference(&b)), &x - &y);
        prop_assert_eq!(numbers_in(&a.complement()), &(0..UNIVERSE.len()).collect() - &x);
        // Different sets have different models, so these are exact too.
        prop_assert_eq!(a.is_subset_of(&b), x.is_subset(&y));
        prop_assert_eq!(a.is_disjoint_from(&b), x.is_disjoint(&y));
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!(a.is_empty(), x.is_empty());
        prop_assert_eq!(a.is_everything(), x.len() == UNIVERSE.len());
        prop_assert_eq!(a.is_open(), x.contains(&5));
    }

    #[test]
    fn action_sets_obey_the_laws_of_sets((a, _) in sets(), (b, _) in sets(), (c, _) in sets()) {
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
        prop_assert_eq!(
            a.intersection(&b.union(&c)),
            a.intersection(&b).union(&a.intersection(&c))
        );
        prop_assert_eq!(a.union(&a.intersection(&b)), a.clone());
        prop_assert_eq!(a.complement().complement(), a.clone());
        prop_assert_eq!(
            a.union(&b).complement(),
            a.complement().intersection(&b.complement())
        );
        prop_assert!(a.difference(&b).is_disjoint_from(&b));
        prop_assert_eq!(a.difference(&b).union(&a.intersection(&b)), a.clone());
        prop_assert_eq!(a.is_subset_of(&b), a.difference(&b).is_empty());
        prop_assert_eq!(a.is_subset_of(&b), a.union(&b) == b);
    }

    #[test]
    fn action_sets_convert_to_statements_and_back((a, _) in sets(), (b, _) in sets()) {
        let (granted, held) = (Statement::from(a.clone()), Statement::from(b.clone()));
        prop_assert_eq!(granted.permitted(), Some(a.clone()));
        prop_assert_eq!(granted.normalised(), Some(granted.clone()));
        let wire = serde_json::to_string(&granted).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Statement>(&wire).unwrap(), &granted);
        match granted.within(&held) {
            Ok(()) => prop_assert!(a.is_subset_of(&b)),
            Err(missing) => {
                prop_assert!(!missing.actions().is_empty());
                prop_assert_eq!(missing.actions(), &a.difference(&b));
                for action in missing.known() {
                    prop_assert!(a.contains(&action) && !b.contains(&action));
                    prop_assert!(!matches!(action, Action::Unknown(_)));
                }
            }
        }
    }
}
