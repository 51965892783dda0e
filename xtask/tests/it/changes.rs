//! Checks the verdict on each small change of a document.
//!
//! `cargo xtask semver-table` compares the verdicts with `cargo semver-checks`.

use rolekit_codegen::semver;

use crate::support;

#[test]
fn every_change_has_the_verdict_that_the_generated_rust_asks_for() {
    let cases = semver::read(&support::root()).unwrap();
    assert!(cases.cases.len() >= 30);
    let mut wrong = String::new();
    for case in &cases.cases {
        let found = match cases.ours(case) {
            Ok(found) => found,
            Err(diagnostics) => {
                wrong += &format!("{}: {diagnostics:#?}\n", case.name);
                continue;
            }
        };
        let mut kinds: Vec<String> = found
            .changes
            .iter()
            .map(|c| c.kind.word().to_owned())
            .collect();
        let mut wanted = case.kinds.clone();
        kinds.sort();
        wanted.sort();
        if found.step() != case.step || kinds != wanted {
            wrong += &format!("{}: {}", case.name, found.text());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_document_is_no_change_of_itself() {
    let cases = semver::read(&support::root()).unwrap();
    let nothing = semver::Case {
        name: "Nothing".to_owned(),
        patch: Vec::new(),
        step: rolekit_codegen::diff::Step::None,
        kinds: Vec::new(),
        why: None,
    };
    assert!(cases.ours(&nothing).unwrap().changes.is_empty());
}
