//! Imports: the text is stable, and what people wrote survives.

use std::path::Path;

use proptest::prelude::*;
use rolekit_access::file::{self, AccessFile};
use rolekit_access::import::{Comments, import, to_yaml};
use rolekit_access::located::{self, Format};

use crate::world::{now, planned, state};

fn parse(text: &str) -> AccessFile {
    match file::parse(Path::new("access.yaml"), text) {
        Ok(loaded) => loaded.file,
        Err((problems, sources)) => {
            let text: String = problems
                .iter()
                .map(|it| sources.render(it, false))
                .collect();
            panic!("{text}");
        }
    }
}

fn again(text: &str, state: &rolekit_access::state::State) -> String {
    let root = located::read(text, Format::Yaml, 0).unwrap();
    let comments = Comments::read(text, &root);
    to_yaml(
        &import(state, Some(&parse(text)), now()).unwrap(),
        &comments,
    )
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_text_of_an_import_is_read_as_the_file(state in state()) {
        let file = import(&state, None, now()).unwrap();
        let text = to_yaml(&file, &Comments::default()).unwrap();
        prop_assert_eq!(&parse(&text), &file, "{}", text);
        prop_assert_eq!(again(&text, &state), text);
    }

    #[test]
    fn an_import_into_another_file_plans_nothing(state in state(), old in state()) {
        let old = import(&old, None, now()).unwrap();
        let file = import(&state, Some(&old), now()).unwrap();
        let (_, plan) = planned(&file, &state);
        prop_assert!(plan.is_empty(), "{plan:?}");
    }
}
