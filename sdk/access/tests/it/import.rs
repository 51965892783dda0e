//! Imports: the text is stable, and what people wrote survives.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use rolekit_access::file::{self, AccessFile, Gcore, Grant, Who};
use rolekit_access::import::{Comments, import, to_yaml};
use rolekit_access::located::{self, FileFormat, Located, OneOrMany};
use rolekit_access::state::State;

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
    let root = located::read(text, FileFormat::Yaml, 0).unwrap();
    let comments = Comments::read(text, &root);
    to_yaml(
        &import(state, Some(&parse(text)), now()).unwrap(),
        &comments,
    )
    .unwrap()
}

/// Returns texts of any characters, mostly of those that YAML has a meaning for.
fn text() -> impl Strategy<Value = String> {
    let syntax: Vec<char> = "ab -:#,[]{}&*!|>'\"%@`?\\~\n\r\t\u{7f}\u{85}\u{2028}\u{feff}"
        .chars()
        .collect();
    let c = prop_oneof![any::<char>(), proptest::sample::select(syntax)];
    proptest::collection::vec(c, 0..12).prop_map(String::from_iter)
}

/// Returns addresses, some of which are none.
fn addresses() -> impl Strategy<Value = BTreeSet<String>> {
    let host = proptest::sample::select(vec!["internal", "example.com", "a@b", ""]);
    let address = (text(), host).prop_map(|(user, host)| format!("{user}@{host}").to_lowercase());
    let fixed = ["svc@internal", "team:a@internal", "nobody", "a\u{7f}@b.c"];
    let fixed = proptest::sample::select(fixed.map(str::to_owned).to_vec());
    proptest::collection::btree_set(prop_oneof![address, fixed], 6)
}

/// Returns a name for a team; keys of YAML have a limit of 1024 characters.
fn team(text: &str) -> String {
    let start = text.chars().take(50);
    std::iter::once('t').chain(start).collect()
}

fn with_texts(texts: &[String]) -> AccessFile {
    let mut file = AccessFile {
        version: 1.into(),
        ..AccessFile::default()
    };
    let grants = texts.iter().map(|text| Grant {
        to: OneOrMany::One(Who::Team(team(text)).into()),
        role: text.clone().into(),
        project: Some(OneOrMany::Many(vec![
            text.clone().into(),
            "b".to_owned().into(),
        ])),
        until: None,
        reason: Some(text.clone()),
        allow_unknown: true,
    });
    let gcore = file.gcore.insert(Gcore::default());
    gcore.grants.list = grants.map(Located::from).collect();
    for text in texts {
        file.teams.insert(team(text).into(), Vec::new());
    }
    file
}

#[test]
fn every_character_is_read_as_it_was_written() {
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    for chars in all.chunks(2048) {
        let file = with_texts(&[chars.iter().collect()]);
        let text = to_yaml(&file, &Comments::default()).unwrap();
        assert_eq!(parse(&text), file);
    }
}

#[test]
fn an_address_of_an_internal_host_is_imported() {
    let mut state = serde_json::from_value::<State>(serde_json::json!({
        "gcore": {"account": 8, "caller": 1, "users": {"5": "svc@internal"}, "projects": {},
            "grants": {"7": {"user": 5, "role": "Observer", "project": null}}},
        "iam": {"account": 8, "caller": 1, "members": {"5": {"email": "svc@internal", "groups": ["Users"], "activated": true}}},
        "trusted_twin": {"caller": "none", "roles": {}, "users": {}},
    }))
    .unwrap();
    let file = import(&state, None, now()).unwrap();
    let text = to_yaml(&file, &Comments::default()).unwrap();
    assert_eq!(text.matches("svc@internal").count(), 2, "{text}");
    assert_eq!(again(&text, &state), text);
    let (_, plan) = planned(&file, &state);
    assert!(plan.is_empty() && plan.findings.is_empty(), "{plan:?}");
    // The file cannot list what is not an address; the plan names it.
    let iam = state.iam.as_mut().unwrap();
    let member = iam.members.values_mut().next().unwrap();
    member.email = "team:svc@internal".to_owned();
    let (_, plan) = planned(&import(&state, None, now()).unwrap(), &state);
    assert!(plan.is_empty() && plan.findings.len() == 1, "{plan:?}");
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
    fn any_text_is_read_as_it_was_written(texts in proptest::collection::vec(text(), 6)) {
        let file = with_texts(&texts);
        let text = to_yaml(&file, &Comments::default()).unwrap();
        prop_assert_eq!(&parse(&text), &file, "{}", text);
    }

    #[test]
    fn any_address_is_read_as_it_was_written_or_left_out(mut state in state(), addresses in addresses()) {
        for (email, other) in state.gcore.as_mut().unwrap().users.values_mut().zip(&addresses) {
            email.clone_from(other);
        }
        for (member, other) in state.iam.as_mut().unwrap().members.values_mut().zip(&addresses) {
            member.email.clone_from(other);
        }
        let file = import(&state, None, now()).unwrap();
        let text = to_yaml(&file, &Comments::default()).unwrap();
        prop_assert_eq!(&parse(&text), &file, "{}", text);
        prop_assert!(rolekit_access::desired::resolve(&file, now()).is_ok(), "{}", text);
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

/// What the file cannot name or say is left as it is, and a plan names it.
#[test]
fn what_cannot_be_listed_is_left_out() {
    let state: State = serde_json::from_value(serde_json::json!({
        "gcore": null,
        "iam": {"account": 8, "caller": 1, "members": {
            "1": {"email": "ada@example.com", "groups": ["Engineers", "Users"], "activated": true},
        }},
        "trusted_twin": {
            "caller": "none",
            "roles": {
                "a": {"name": "Twice", "statement": {"effect": "allow", "actions": []}},
                "b": {"name": "Twice", "statement": {"effect": "allow", "actions": []}},
                "c": {"name": "Once", "statement": {"effect": "allow", "actions": []}},
            },
            "users": {
                "1": {"name": "Ada", "role": "a"},
                "2": {"name": "Bob", "role": "c"},
                "3": {"name": "Bob", "role": "c"},
            },
        },
    }))
    .unwrap();
    let (_, plan) = planned(&import(&state, None, now()).unwrap(), &state);
    assert!(plan.is_empty(), "{plan:#?}");
    let mut found: Vec<&str> = plan.findings.iter().map(|it| it.subject.as_str()).collect();
    found.sort_unstable();
    assert_eq!(
        found,
        ["Ada", "Bob", "Bob", "Twice", "Twice", "ada@example.com"]
    );
}

/// Returns a state of Gcore with role assignments of users 1 (a@x.org), 2 (b@x.org) and 3 (c@x.org), as
/// (user, role, project).
fn grants(grants: &[(u64, &str, Option<u64>)]) -> State {
    let grants = grants.iter().enumerate().map(|(i, (user, role, project))| {
        let grant = serde_json::json!({"user": user, "role": role, "project": project});
        ((i + 1).to_string(), grant)
    });
    let grants: serde_json::Map<_, _> = grants.collect();
    let users = serde_json::json!({"1": "a@x.org", "2": "b@x.org", "3": "c@x.org"});
    let projects = serde_json::json!({"300": "Shop"});
    let gcore = serde_json::json!(
        {"account": 8, "caller": 1, "users": users, "projects": projects, "grants": grants}
    );
    serde_json::from_value(serde_json::json!({"gcore": gcore})).unwrap()
}

const HEAD: &str = "version: 1\n\ngcore:\n  grants:\n    unlisted: report\n    list:\n";

#[test]
fn comments_of_equal_entries_stay_with_their_entries() {
    let state = grants(&[(1, "Observer", Some(300))]);
    let entry = "- {to: a@x.org, role: Observer, project: Shop}";
    let text = format!(
        "{HEAD}      # First.\n      {entry} # one\n      # Second.\n      {entry} # two\n"
    );
    let first = again(&text, &state);
    assert_eq!(first, text);
    assert_eq!(again(&first, &state), first);
}

#[test]
fn comments_beside_any_text_stay() {
    let state = grants(&[(1, "Observer", Some(300))]);
    let text =
        format!("--- # Head.\n{HEAD}      - {{to: a@x.org, role: Observer, project: Shop}}\n");
    let first = again(&text, &state);
    assert!(first.starts_with("# Head.\n\nversion: 1\n"), "{first}");
    for reason in [r"'path C:\'", r#""ends \\""#, "rock 'n roll", "'it''s'"] {
        let text = format!(
            "{HEAD}      - to: a@x.org\n        role: Observer\n        project: Shop\n        reason: {reason} # Why.\n"
        );
        let first = again(&text, &state);
        assert_eq!(first.matches("# Why.").count(), 1, "{first}");
        assert_eq!(again(&first, &state), first);
    }
}

#[test]
fn comments_beside_the_end_of_a_list_stay() {
    let state = grants(&[(1, "Observer", None), (2, "Observer", None)]);
    for people in [
        "[a@x.org, b@x.org]",
        "[a@x.org,\n          b@x.org]",
        "[\n          a@x.org,\n          b@x.org,\n        ]",
    ] {
        let text = format!("{HEAD}      - role: Observer\n        to: {people} # Both.\n");
        let first = again(&text, &state);
        let expected = format!("{HEAD}      - to: # Both.\n");
        assert!(
            first.starts_with(&expected) || first.contains("[a@x.org, b@x.org] # Both."),
            "{first}"
        );
        assert_eq!(again(&first, &state), first);
    }
}

#[test]
fn comments_of_entries_that_are_split_stay() {
    let state = grants(&[(1, "Observer", None), (3, "Observer", None)]);
    for who in ["[a@x.org, b@x.org, c@x.org]", "team:ops"] {
        let teams = "version: 1\n\nteams:\n  ops: [a@x.org, b@x.org, c@x.org]\n";
        let head = HEAD.replace("version: 1\n", teams);
        let text =
            format!("{head}      # Above.\n      - {{to: {who}, role: Observer}} # Beside.\n");
        let first = again(&text, &state);
        let expected = format!(
            "{head}      # Above.\n      - {{to: a@x.org, role: Observer}} # Beside.\n      - {{to: c@x.org, role: Observer}}\n"
        );
        assert_eq!(first, expected);
        assert_eq!(again(&first, &state), first);
    }
    let text = format!(
        "{HEAD}      -\n        # Who.\n        to:\n          - b@x.org # gone\n          - c@x.org # stays\n        # What.\n        role: Observer # role\n        # End.\n"
    );
    let first = again(&text, &state);
    for comment in ["# Who.", "# gone", "# stays", "# What.", "# role", "# End."] {
        assert_eq!(first.matches(comment).count(), 1, "{comment}: {first}");
    }
    assert_eq!(again(&first, &state), first);
    let text = format!("{HEAD}      - role: Observer\n        # Who.\n        to: a@x.org\n");
    let first = again(&text, &state);
    let expected = format!("{HEAD}      # Who.\n      - {{to: a@x.org, role: Observer}}\n");
    assert!(first.starts_with(&expected), "{first}");
    assert_eq!(again(&first, &state), first);
    let settings = HEAD.replace("    list:", "    adopt: false # Not yet.\n    list:");
    let text = format!("{settings}      - {{to: a@x.org, role: Observer}}\n");
    assert_eq!(again(&text, &state).matches("# Not yet.").count(), 1);
}
