//! Statements and sets against a model that counts on its fingers.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::runtime::{Error, ErrorKind};
use crate::trusted_twin::{Action, ActionSet, RolePatch, Statement};

/// A few actions that are known and a few that are not. A set names some of the first five; the last
/// one is never named, and stands for all that nobody thought of.
const UNIVERSE: [&str; 6] = ["get_twin", "delete_user", "trace", "fly", "", "unheard_of"];

fn action(number: usize) -> Action {
    Action::from(UNIVERSE[number])
}

/// A set and, of the universe, what it holds.
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

fn held_by(set: &ActionSet) -> BTreeSet<usize> {
    (0..UNIVERSE.len())
        .filter(|number| set.contains(&action(*number)))
        .collect()
}

proptest! {
    #[test]
    fn sets_do_as_the_model((a, x) in sets(), (b, y) in sets()) {
        prop_assert_eq!(held_by(&a), x.clone());
        prop_assert_eq!(held_by(&a.union(&b)), &x | &y);
        prop_assert_eq!(held_by(&a.intersection(&b)), &x & &y);
        prop_assert_eq!(held_by(&a.difference(&b)), &x - &y);
        prop_assert_eq!(held_by(&a.complement()), &(0..UNIVERSE.len()).collect() - &x);
        // The universe tells any two sets apart, so the model answers these exactly.
        prop_assert_eq!(a.is_subset_of(&b), x.is_subset(&y));
        prop_assert_eq!(a.is_disjoint_from(&b), x.is_disjoint(&y));
        prop_assert_eq!(a == b, x == y);
        prop_assert_eq!(a.is_empty(), x.is_empty());
        prop_assert_eq!(a.is_everything(), x.len() == UNIVERSE.len());
        prop_assert_eq!(a.is_open(), x.contains(&5));
    }

    #[test]
    fn sets_obey_their_laws((a, _) in sets(), (b, _) in sets(), (c, _) in sets()) {
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
    fn a_set_is_a_statement_and_back((a, _) in sets(), (b, _) in sets()) {
        let (given, held) = (Statement::from(a.clone()), Statement::from(b.clone()));
        prop_assert_eq!(given.permitted(), Some(a.clone()));
        prop_assert_eq!(given.normalised(), Some(given.clone()));
        let wire = serde_json::to_string(&given).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Statement>(&wire).unwrap(), &given);
        match given.within(&held) {
            Ok(()) => prop_assert!(a.is_subset_of(&b)),
            Err(excess) => {
                prop_assert!(!excess.actions().is_empty());
                prop_assert_eq!(excess.actions(), &a.difference(&b));
                for action in excess.known() {
                    prop_assert!(a.contains(&action) && !b.contains(&action));
                    prop_assert!(!matches!(action, Action::Unknown(_)));
                }
            }
        }
    }
}

#[test]
fn each_statement_has_its_bytes_and_its_meaning() {
    let unknown = Action::from("fly");
    for (statement, json, get, fly) in [
        (
            Statement::allow([Action::GetTwin, unknown.clone()]),
            r#"{"actions":["get_twin","fly"],"effect":"allow"}"#,
            true,
            true,
        ),
        (
            Statement::deny([Action::GetTwin]),
            r#"{"actions":["get_twin"],"effect":"deny"}"#,
            false,
            true,
        ),
        (
            Statement::permit_nothing(),
            r#"{"actions":[],"effect":"allow"}"#,
            false,
            false,
        ),
        (
            Statement::permit_everything(),
            r#"{"actions":null,"effect":"deny"}"#,
            true,
            true,
        ),
    ] {
        assert_eq!(serde_json::to_string(&statement).unwrap(), json);
        assert_eq!(serde_json::from_str::<Statement>(json).unwrap(), statement);
        assert_eq!(statement.permits(&Action::GetTwin), Some(get));
        assert_eq!(statement.permits(&unknown), Some(fly));
    }
}

#[test]
fn what_the_vendor_does_not_explain_is_read_to_the_giver_s_harm() {
    for json in [
        r#"{"effect":"allow","actions":null}"#,
        r#"{"effect":"maybe","actions":[]}"#,
        r#"{"effect":"maybe","actions":null}"#,
    ] {
        let odd: Statement = serde_json::from_str(json).unwrap();
        assert_eq!(odd.permits(&Action::GetTwin), None);
        assert_eq!(odd.permitted(), None);
        assert_eq!(odd.normalised(), None);
        odd.within(&Statement::permit_everything()).unwrap();
        Statement::permit_nothing().within(&odd).unwrap();
        let given = odd.within(&Statement::deny([Action::Trace])).unwrap_err();
        assert_eq!(given.known(), [Action::Trace]);
        let held = Statement::allow([Action::Trace]).within(&odd).unwrap_err();
        assert_eq!(held.known(), [Action::Trace]);
    }
}

#[test]
fn an_action_is_its_name() {
    // What nobody would write, but anybody can.
    let disguised = Action::Unknown("get_twin".to_owned());
    let statement = Statement::allow([disguised.clone(), Action::Trace, Action::GetTwin]);
    assert_eq!(statement.permits(&Action::GetTwin), Some(true));
    assert_eq!(
        Statement::allow([Action::GetTwin]).permits(&disguised),
        Some(true)
    );
    assert_eq!(
        statement.normalised(),
        Some(Statement::allow([Action::GetTwin, Action::Trace])),
    );
}

#[test]
fn an_excess_says_what_and_how_much() {
    let held = Statement::allow([Action::Trace]);
    let some = Statement::allow([Action::Trace, Action::GetLog, Action::from("fl\ny")]);
    assert_eq!(
        some.within(&held).unwrap_err().to_string(),
        "the grant exceeds what its giver holds by fl\\ny, get_log",
    );
    let all = Statement::permit_everything().within(&held).unwrap_err();
    assert_eq!(
        all.to_string(),
        "the grant exceeds what its giver holds by everything but trace, also by actions that this \
         version does not know",
    );
    assert_eq!(all.known().len(), Action::KNOWN.len() - 1);
    let error = Error::from(all);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error.to_string().contains("everything but trace"),
        "{error}"
    );
}

#[test]
fn a_patch_is_checked_for_what_it_leaves_out_too() {
    let held = Statement::allow([Action::Trace]);
    let named = RolePatch::new().name("Reader");
    // A role that is made without a statement may do everything.
    assert!(named.creates_within(&held).unwrap_err().is_open());
    named.updates_within(&held).unwrap();
    let cleared = named.clone().clear_statement();
    assert!(cleared.updates_within(&held).unwrap_err().is_open());
    let given = named.clone().statement(held.clone());
    given.creates_within(&held).unwrap();
    given.updates_within(&held).unwrap();
    let more = named.statement(Statement::allow([Action::GetLog]));
    assert_eq!(
        more.creates_within(&held).unwrap_err().known(),
        [Action::GetLog]
    );
    assert_eq!(
        more.updates_within(&held).unwrap_err().known(),
        [Action::GetLog]
    );
}
