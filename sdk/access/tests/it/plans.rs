//! Plans on random states.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolekit_access::file::{AccessFile, Unlisted};
use rolekit_access::import::import;
use rolekit_access::plan::Plan;
use rolekit_access::services::Sections;
use rolekit_access::state::State;

use crate::world::{make, now, planned, rights, state};

/// The file that makes exactly a state.
fn exact(state: &State) -> AccessFile {
    let mut file = import(state, None, now()).unwrap();
    let twin = file.trusted_twin.as_mut().unwrap();
    macro_rules! revoke {
        ($($section:expr),*) => {$(
            $section.unlisted = Unlisted::Revoke.into();
            $section.adopt = true;
            $section.allow_empty = true;
        )*};
    }
    revoke!(
        file.gcore.as_mut().unwrap().grants,
        file.iam.as_mut().unwrap().members,
        twin.roles.as_mut().unwrap(),
        twin.users.as_mut().unwrap()
    );
    file
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_import_plans_nothing(state in state()) {
        let (_, plan) = planned(&import(&state, None, now()).unwrap(), &state);
        prop_assert!(plan.is_empty(), "{plan:?}");
        prop_assert!(plan.findings.is_empty(), "{plan:?}");
        let (_, plan) = planned(&exact(&state), &state);
        prop_assert!(plan.is_empty(), "{plan:?}");
    }

    #[test]
    fn a_plan_leads_to_the_file_and_nobody_is_without(from in state(), to in state()) {
        let file = exact(&to);
        let (_, plan) = planned(&file, &from);
        prop_assert!(plan.is_intact());
        let (before, mut there) = (rights(&from), from.clone());
        let mut moments = Vec::new();
        for (i, change) in plan.changes.iter().enumerate() {
            prop_assert!(change.after.iter().all(|it| *it < i));
            make(&mut there, change);
            moments.push((change, rights(&there)));
        }
        let after = rights(&there);
        prop_assert_eq!(&after, &rights(&to));
        let common: BTreeSet<_> = before.intersection(&after).collect();
        for (change, moment) in moments {
            for right in &common {
                prop_assert!(moment.contains(*right), "{right:?} is lost by {change:?}");
            }
        }
        let (_, again) = planned(&file, &there);
        prop_assert!(again.is_empty(), "{again:?}");
    }

    #[test]
    fn plans_and_states_are_the_same_after_json(from in state(), to in state()) {
        let (_, plan) = planned(&exact(&to), &from);
        let text = serde_json::to_string(&plan).unwrap();
        let read: Plan = serde_json::from_str(&text).unwrap();
        prop_assert!(read.is_intact());
        prop_assert_eq!(read, plan);
        let text = serde_json::to_string(&from).unwrap();
        let read: State = serde_json::from_str(&text).unwrap();
        let digest = |state| Sections::ALL.digest(state).unwrap();
        prop_assert_eq!(digest(&read), digest(&from));
        prop_assert_eq!(read, from);
    }
}
