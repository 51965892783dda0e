//! Checks the verdict on each small change of a document.
//!
//! `cargo xtask semver-table` compares the verdicts with `cargo semver-checks`.

use rolekit_codegen::semver;

use crate::helpers;

#[test]
fn every_change_has_the_expected_verdict() {
    let cases = semver::read(&helpers::root()).unwrap();
    assert!(cases.cases.len() >= 30);
    let mut failures = String::new();
    for case in &cases.cases {
        let comparison = match cases.compare(case) {
            Ok(comparison) => comparison,
            Err(diagnostics) => {
                failures += &format!("{}: {diagnostics:#?}\n", case.name);
                continue;
            }
        };
        let mut kinds: Vec<String> = comparison
            .changes
            .iter()
            .map(|c| c.kind.word().to_owned())
            .collect();
        let mut expected = case.kinds.clone();
        kinds.sort();
        expected.sort();
        if comparison.bump() != case.bump || kinds != expected {
            failures += &format!("{}: {}", case.name, comparison.text());
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn a_document_compared_with_itself_has_no_changes() {
    let cases = semver::read(&helpers::root()).unwrap();
    let no_change = semver::Case {
        name: "No change".to_owned(),
        patch: Vec::new(),
        bump: rolekit_codegen::diff::SemverBump::None,
        kinds: Vec::new(),
        why: None,
    };
    assert!(cases.compare(&no_change).unwrap().changes.is_empty());
}
