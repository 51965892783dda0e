//! The rule builder and the rule checker against the versions of `rule-engine` that the service may
//! run. They are installed from PyPI; without it the tests say so and check nothing.

mod engines;
mod model;
mod tokens;

use engines::{ENGINES, Engine};
use model::Failure;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rolekit::trusted_twin::Rule;
use rolekit::trusted_twin::rule::{Value as Operand, Version, WarningKind, check};
use serde_json::{Value, json};

const RULES: usize = 2000;
const TEXTS: usize = 3000;

fn engines() -> &'static [Engine] {
    match &*ENGINES {
        Ok(engines) => engines,
        Err(reason) => {
            println!("skipped: cannot install rule-engine: {reason}");
            &[]
        }
    }
}

/// Generates the same values in every run.
fn sample<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>, count: usize) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

#[test]
fn every_version_evaluates_a_built_rule_as_the_model_does() {
    let mut cases = Vec::new();
    let mut expected = Vec::new();
    let mut failing = 0;
    for (condition, context) in sample((model::condition(), model::context()), RULES) {
        let rule = condition.build().to_string();
        assert_eq!(check(&rule), Ok(Vec::new()), "{rule}");
        let parsed = Rule::parse(&rule).unwrap();
        assert_eq!(parsed.to_string(), rule);
        let worth = match condition.evaluate(&context) {
            Ok(worth) => Some(worth),
            Err(Failure::Fails) => {
                failing += 1;
                None
            }
            Err(Failure::Unsure) => continue,
        };
        if cases.len() % 4 == 0 {
            // A parsed rule combines like a built one.
            cases.push(json!({"rule": (!parsed).to_string(), "context": context}));
            expected.push(worth.map(|worth| !worth));
        } else {
            cases.push(json!({"rule": rule, "context": context}));
            expected.push(worth);
        }
    }
    // Some rules fail to evaluate, but not most.
    assert!(failing > RULES / 50 && failing < RULES / 2, "{failing}");
    for engine in engines() {
        let (evaluated, _) = engine.ask(&cases, &[]);
        let wrong: Vec<String> = cases
            .iter()
            .zip(&expected)
            .zip(&evaluated)
            .filter(|((_, expected), found)| found.as_bool() != **expected)
            .map(|((case, expected), found)| format!("{expected:?} {found} {case}"))
            .collect();
        assert!(
            wrong.is_empty(),
            "{}: {} of {}:\n{}",
            engine.name(),
            wrong.len(),
            cases.len(),
            wrong[..wrong.len().min(5)].join("\n"),
        );
    }
}

/// Long chains must not exhaust a recursive evaluator.
#[test]
fn every_version_evaluates_long_chains() {
    let part = |number: i32| Rule::twin("n").eq(number);
    let any = Rule::any_of((0..3000).map(part));
    let all = Rule::all_of((0..3000).map(|number| !part(number)));
    for rule in [&any, &all] {
        assert_eq!(
            check(&rule.to_string()).map(|warnings| {
                warnings
                    .iter()
                    .filter(|warning| warning.kind() != WarningKind::Long)
                    .count()
            }),
            Ok(0),
        );
    }
    let choice = (0..100).fold(Operand::NULL, |no, number| {
        Operand::either(part(number), number, no)
    });
    let cases: Vec<Value> = [(2999, true), (3000, false)]
        .into_iter()
        .flat_map(|(number, found)| {
            let context = json!({"TWIN": {"n": number}});
            [
                (json!({"rule": any.to_string(), "context": context}), found),
                (json!({"rule": all.to_string(), "context": context}), !found),
                (
                    json!({"rule": choice.is_null().to_string(), "context": context}),
                    true,
                ),
            ]
        })
        .map(|(mut case, expected)| {
            case["expected"] = json!(expected);
            case
        })
        .collect();
    for engine in engines() {
        let (evaluated, _) = engine.ask(&cases, &[]);
        for (case, found) in cases.iter().zip(evaluated) {
            assert_eq!(found, case["expected"], "{}", engine.name());
        }
    }
}

/// Returns whether a version parses a text, according to the checker. `None` if the checker does not
/// decide: some texts parse and fail in evaluation.
fn reads(text: &str, engine: &Engine) -> Option<bool> {
    let Ok(warnings) = check(text) else {
        return Some(false);
    };
    let version = (engine.major, engine.minor);
    let mut reads = true;
    for warning in warnings {
        match warning.kind() {
            WarningKind::Since(Version {
                major: 3, minor: 4, ..
            }) if version < (3, 4) => return None,
            WarningKind::Since(since) => reads &= version >= (since.major, since.minor),
            WarningKind::Until(until) => reads &= version <= (until.major, until.minor),
            _ => {}
        }
    }
    Some(reads)
}

#[test]
fn the_checker_accepts_what_each_version_accepts() {
    let mut texts = sample(tokens::sequence(), TEXTS / 2);
    texts.extend(sample(tokens::mutated(), TEXTS));
    texts.extend(tokens::TOKENS.iter().map(|token| (*token).to_owned()));
    let mut trees = Vec::new();
    for engine in engines() {
        let (_, read) = engine.ask(&[], &texts);
        let right = read.iter().filter(|read| read.is_number()).count();
        assert!(right > TEXTS / 4 && right < TEXTS, "{right}");
        let wrong: Vec<String> = texts
            .iter()
            .zip(&read)
            .filter(|(text, read)| {
                reads(text, engine).is_some_and(|expected| expected != read.is_number())
            })
            .map(|(text, read)| format!("{read} {text:?} {:?}", check(text)))
            .collect();
        assert!(
            wrong.is_empty(),
            "{}: {} of {}:\n{}",
            engine.name(),
            wrong.len(),
            texts.len(),
            wrong[..wrong.len().min(20)].join("\n"),
        );
        trees.push(read);
    }
    // Operator grouping changed between the last two versions.
    let [.., old, new] = &trees[..] else {
        return;
    };
    let mut differ = 0;
    for ((text, old), new) in texts.iter().zip(old).zip(new) {
        if !(old.is_number() && new.is_number()) {
            continue;
        }
        let warned = check(text)
            .unwrap()
            .iter()
            .any(|warning| warning.kind() == WarningKind::GroupedDifferently);
        assert_eq!(warned, old != new, "{text:?}");
        differ += usize::from(warned);
    }
    assert!(differ > TEXTS / 50, "{differ}");
}
