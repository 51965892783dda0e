//! Guards: each stops what it is for, and its own override alone lifts it.

use std::path::Path;

use rolekit_access::desired::{self, Desired};
use rolekit_access::file;
use rolekit_access::guards::{Overrides, check};
use rolekit_access::plan::{Input, Plan, ProtectionOverrides, plan};
use rolekit_access::problem::Problem;
use rolekit_access::record::Record;
use rolekit_access::state::State;
use serde_json::{Value, json};

use crate::world::now;

/// An option of the command line, and what it sets.
type Option = (&'static str, fn(&mut Overrides));

const OPTIONS: [Option; 7] = [
    ("--allow-removals", |it| it.removals = true),
    ("--allow-few-administrators", |it| {
        it.few_administrators = true;
    }),
    ("--allow-own-access", |it| it.own_access = true),
    ("--allow-escalation", |it| it.escalation = true),
    ("--allow-many-writes", |it| it.writes = true),
    ("--allow-break-glass", |it| it.protection.break_glass = true),
    ("--allow-untouchable-roles", |it| {
        it.protection.untouchable_roles = true;
    }),
];

/// What is never touched is planned, to see whether the guard stops it.
const ALLOW_PROTECTED: ProtectionOverrides = ProtectionOverrides {
    break_glass: true,
    untouchable_roles: true,
};

/// Returns the plan of a file, with the state and what the file says, or the problems that stop it.
pub(crate) fn planned(
    state: &Value,
    text: &str,
    protection: ProtectionOverrides,
) -> Result<(State, Desired, Plan), Vec<Problem>> {
    let state: State = serde_json::from_value(state.clone()).unwrap();
    let loaded = file::parse(Path::new("access.yaml"), text).unwrap();
    let desired = desired::resolve(&loaded.file, now()).unwrap();
    let plan = plan(Input {
        desired: &desired,
        state: &state,
        record: &Record::default(),
        sources: &loaded.sources,
        protection,
        now: now(),
    })?;
    Ok((state, desired, plan))
}

/// Returns the plan of a file, and the options that lift what stops it, each once.
pub(crate) fn stopped(
    state: &Value,
    text: &str,
    overrides: Overrides,
) -> (Plan, Vec<&'static str>) {
    let (state, desired, plan) = planned(state, text, ALLOW_PROTECTED).unwrap();
    let violations = check(&plan, &state, &desired, overrides);
    for violation in &violations {
        let text = violation.to_string();
        assert!(
            text.ends_with(&format!("({} overrides this)", violation.option())),
            "{text}"
        );
    }
    let mut options: Vec<_> = violations.iter().map(|it| it.option()).collect();
    options.dedup();
    (plan, options)
}

/// Checks that a plan is stopped by one guard, and that no override but its own lifts it.
pub(crate) fn assert_guard(option: &str, state: &Value, text: &str) {
    let (plan, options) = stopped(state, text, Overrides::default());
    assert!(!plan.is_empty());
    assert_eq!(options, [option]);
    let (mut own, mut others) = (Overrides::default(), Overrides::default());
    for (name, set) in OPTIONS {
        set(if name == option {
            &mut own
        } else {
            &mut others
        });
    }
    assert_eq!(stopped(state, text, others).1, [option]);
    assert_eq!(stopped(state, text, own).1, [""; 0]);
}

pub(crate) fn assert_free(state: &Value, text: &str) {
    let (plan, options) = stopped(state, text, Overrides::default());
    assert!(!plan.is_empty());
    assert_eq!(options, [""; 0]);
}

/// Three administrators, of whom the caller is one, and a number of people who observe a project.
pub(crate) fn state(observers: i64) -> Value {
    let people = 1..=3 + observers;
    let users: serde_json::Map<String, Value> = people
        .clone()
        .map(|id| (id.to_string(), json!(format!("p{id}@example.com"))))
        .collect();
    let grants: serde_json::Map<String, Value> = people
        .map(|id| {
            let grant = if id <= 3 {
                json!({"user": id, "role": "ClientAdministrator", "project": null})
            } else {
                json!({"user": id, "role": "Observer", "project": 300})
            };
            (id.to_string(), grant)
        })
        .collect();
    json!({
        "gcore": {
            "account": 8,
            "caller": 1,
            "users": users,
            "projects": {"300": "Shop"},
            "grants": grants,
        },
        "iam": null,
        "trusted_twin": {
            "caller": "me",
            "roles": {
                "own": {"name": "Own", "statement": {"effect": "allow", "actions": ["get_twin", "get_users"]}},
                "reader": {"name": "Reader", "statement": {"effect": "allow", "actions": ["get_twin"]}},
            },
            "users": {
                "me": {"name": "Me", "role": "own"},
                "ada": {"name": "Ada", "role": "reader"},
            },
        },
    })
}

/// A file in which the administrators of a range and the observers of another are listed, and all others
/// are removed.
fn grants(
    administrators: std::ops::RangeInclusive<i64>,
    observers: std::ops::RangeInclusive<i64>,
) -> String {
    let mut text =
        "version: 1\ngcore:\n  grants:\n    unlisted: revoke\n    adopt: true\n    list:\n"
            .to_owned();
    for id in administrators {
        text += &format!("      - {{to: p{id}@example.com, role: ClientAdministrator}}\n");
    }
    for id in observers {
        text += &format!("      - {{to: p{id}@example.com, role: Observer, project: Shop}}\n");
    }
    text
}

#[test]
fn a_large_share_of_removals_is_stopped_from_ten_up() {
    assert_guard("--allow-removals", &state(10), &grants(1..=3, 4..=9));
    // Three of thirteen are less than 30 %.
    assert_free(&state(10), &grants(1..=3, 4..=10));
    // Below ten any share is removed.
    assert_free(&state(6), &grants(1..=3, 4..=4));
    let text = grants(1..=3, 4..=9) + "guards: {max_removed_percent: 31}\n";
    assert_free(&state(10), &text);
}

#[test]
fn administrators_remain() {
    let text = grants(1..=1, 4..=5);
    assert_guard("--allow-few-administrators", &state(2), &text);
    assert_free(&state(2), &grants(1..=2, 4..=5));
    assert_free(&state(2), &(text + "guards: {min_administrators: 1}\n"));

    // The group of IAM counts apart.
    let mut members = state(2);
    members["iam"] = json!({"account": 8, "caller": 1, "members": {
        "1": {"email": "p1@example.com", "groups": ["Administrators"], "activated": true},
        "2": {"email": "p2@example.com", "groups": ["Administrators"], "activated": true},
        "3": {"email": "p3@example.com", "groups": ["Users"], "activated": true},
    }});
    let moved = "version: 1\niam:\n  members:\n    list: [{who: p2@example.com, group: Users}]\n";
    assert_guard("--allow-few-administrators", &members, moved);
    let replaced = "version: 1\niam:\n  members:\n    list:\n      - {who: p2@example.com, group: Users}\n      - {who: p3@example.com, group: Administrators}\n";
    assert_free(&members, replaced);

    // With a member goes the role, also if the file manages members only.
    let mut active = members.clone();
    active["iam"]["members"]["2"]["groups"] = json!(["Users"]);
    let without = |id: i64| {
        let others = (1..=3).filter(|it| *it != id);
        let list = others.map(|id| {
            let group = if id == 1 { "Administrators" } else { "Users" };
            format!("      - {{who: p{id}@example.com, group: {group}}}\n")
        });
        let list: String = list.collect();
        format!(
            "version: 1\niam:\n  members:\n    unlisted: revoke\n    adopt: true\n    list:\n{list}"
        )
    };
    assert_free(&active, &without(2));
    active["gcore"]["grants"]["3"]["role"] = json!("Observer");
    assert_guard("--allow-few-administrators", &active, &without(2));
}

/// A person who has not accepted an invitation is not an administrator.
#[test]
fn invited_people_are_no_administrators() {
    let mut invited = state(1);
    invited["iam"] = json!({"account": 8, "caller": 1, "members": {
        "1": {"email": "p1@example.com", "groups": ["Administrators"], "activated": true},
        "2": {"email": "p2@example.com", "groups": ["Administrators"], "activated": false},
        "3": {"email": "p3@example.com", "groups": ["Administrators"], "activated": true},
        "4": {"email": "p4@example.com", "groups": ["Users"], "activated": true},
    }});
    // The first and the third remain, then the first and one who did not accept.
    let text = grants(1..=3, 4..=4).replace("p2@example.com", "p3@example.com");
    assert_free(&invited, &text);
    assert_guard(
        "--allow-few-administrators",
        &invited,
        &grants(1..=2, 4..=4),
    );
    let group = |id: i64| {
        format!(
            "version: 1\niam: {{members: {{list: [{{who: p{id}@example.com, group: Users}}]}}}}\n"
        )
    };
    assert_free(&invited, &group(2));
    assert_guard("--allow-few-administrators", &invited, &group(3));
    // Who is invited by the same plan does not count either.
    let text = "version: 1
gcore:
  grants:
    unlisted: revoke
    adopt: true
    list:
      - {to: [p1@example.com, new@example.com], role: ClientAdministrator}
      - {to: p4@example.com, role: Observer, project: Shop}
iam: {members: {list: [{who: new@example.com, group: Users}]}}
";
    assert_guard("--allow-few-administrators", &invited, text);
}

/// A replacement must be there before the administrator is removed.
#[test]
fn administrators_go_after_those_who_replace_them() {
    let mut members = state(2);
    members["iam"] = json!({"account": 8, "caller": 1, "members": {
        "2": {"email": "p2@example.com", "groups": ["Administrators"], "activated": true},
        "3": {"email": "p3@example.com", "groups": ["Users"], "activated": true},
        "4": {"email": "p4@example.com", "groups": ["Administrators"], "activated": true},
    }});
    let text = grants(1..=2, 5..=5)
        + "      - {to: p5@example.com, role: ClientAdministrator}
iam:
  members:
    unlisted: revoke
    adopt: true
    list:
      - {who: p2@example.com, group: Users}
      - {who: p3@example.com, group: Administrators}
";
    let (plan, _) = stopped(&members, &text, Overrides::default());
    let index = |text: &str| {
        let mut changes = plan.changes.iter();
        let found = changes
            .position(|it| format!("{}: {}", it.action.subject(), it.action).starts_with(text));
        found.unwrap_or_else(|| panic!("{text} is not in {plan:#?}"))
    };
    let promoted = index("p3@example.com: move");
    let granted = index("p5@example.com: grant ClientAdministrator");
    for (text, replaced_by) in [
        ("p2@example.com: move", promoted),
        ("p4@example.com: remove", promoted),
        ("p3@example.com: revoke ClientAdministrator", granted),
    ] {
        let after = &plan.changes[index(text)].after;
        assert!(after.contains(&replaced_by), "{text}: {after:?}");
    }
}

#[test]
fn the_own_access_is_kept() {
    assert_guard("--allow-own-access", &state(2), &grants(2..=3, 4..=5));
    // A user's role, and what the own role permits.
    let user = "version: 1\ntrusted_twin:\n  users:\n    list: [{name: Me, role: Reader}]\n";
    assert_guard("--allow-own-access", &state(0), user);
    let role = "version: 1\ntrusted_twin:\n  roles:\n    list: [{name: Own, allow: [get_users]}]\n";
    assert_guard("--allow-own-access", &state(0), role);
    let more = "version: 1\ngcore:\n  grants:\n    list: [{to: p1@example.com, role: User, project: Shop}]\n";
    assert_guard("--allow-own-access", &state(2), more);
}

#[test]
fn nobody_gives_more_than_the_own_key_holds() {
    let mut few = state(2);
    few["gcore"]["grants"]["1"] =
        json!({"user": 1, "role": "ProjectAdministrator", "project": 300});
    let grant = |role: &str| {
        format!(
            "version: 1\ngcore:\n  grants:\n    list: [{{to: p4@example.com, role: {role}, project: Shop}}]\n"
        )
    };
    assert_free(&few, &grant("ProjectAdministrator"));
    let account =
        "version: 1\ngcore:\n  grants:\n    list: [{to: p4@example.com, role: Observer}]\n";
    assert_guard("--allow-escalation", &few, account);
    assert_free(&state(2), account);

    // What the key may do is not known if its role was not read.
    let mut unknown = state(2);
    unknown["trusted_twin"]["users"]["me"]["role"] = json!("gone");
    let role = "version: 1\ntrusted_twin: {roles: {list: [{name: New, allow: [get_twin]}]}}\n";
    assert_guard("--allow-escalation", &unknown, role);
    assert_free(&state(2), role);

    let member = |group: &str| {
        format!(
            "version: 1\niam:\n  members:\n    list: [{{who: new@example.com, group: {group}}}]\n"
        )
    };
    let mut engineer = state(0);
    engineer["iam"] = json!({"account": 8, "caller": 1, "members": {
        "1": {"email": "p1@example.com", "groups": ["Engineers"], "activated": true},
    }});
    assert_free(&engineer, &member("Engineers"));
    assert_guard("--allow-escalation", &engineer, &member("Administrators"));

    let role = |actions: &str| {
        format!(
            "version: 1\ntrusted_twin:\n  roles:\n    list: [{{name: Reader, allow: [{actions}]}}]\n"
        )
    };
    assert_free(&state(0), &role("get_users"));
    assert_guard(
        "--allow-escalation",
        &state(0),
        &role("get_twin, update_twin"),
    );
    let mut wider = state(0);
    wider["trusted_twin"]["roles"]["all"] =
        json!({"name": "All", "statement": {"effect": "deny", "actions": []}});
    let user = "version: 1\ntrusted_twin:\n  users:\n    list: [{name: Ada, role: All}]\n";
    assert_guard("--allow-escalation", &wider, user);
}

#[test]
fn writes_are_limited() {
    let text = grants(1..=3, 4..=4) + "guards: {max_writes: 1}\n";
    assert_guard("--allow-many-writes", &state(3), &text);
    assert_free(&state(2), &text);
}

#[test]
fn break_glass_people_are_left() {
    let people: String = (1..=5)
        .map(|id| format!("  p{id}@example.com: {{break_glass: {}}}\n", id == 5))
        .collect();
    let text = format!("{}people:\n{people}", grants(1..=3, 4..=4));
    assert_guard("--allow-break-glass", &state(2), &text);
    // A user of Trusted Twin is the person's that the file names.
    let text = "version: 1\npeople:\n  p5@example.com: {break_glass: true}\ntrusted_twin:\n  users:\n    list: [{name: Ada, role: Own, person: p5@example.com}]\n";
    assert_guard("--allow-break-glass", &state(2), text);
    // What the person's role permits is the person's access too.
    let text = "version: 1\npeople:\n  p5@example.com: {break_glass: true}\ntrusted_twin:\n  users:\n    list: [{name: Ada, role: Reader, person: p5@example.com}]\n  roles:\n    list: [{name: Reader, allow: []}]\n";
    assert_guard("--allow-break-glass", &state(2), text);
}

#[test]
fn untouchable_roles_are_left() {
    let guards = "guards: {untouchable_roles: [gcore:Observer, trusted_twin:Reader]}\n";
    let text = grants(1..=3, 4..=4) + guards;
    assert_guard("--allow-untouchable-roles", &state(2), &text);
    for list in [
        "roles:\n    list: [{name: Reader, allow: [get_users]}]\n",
        "users:\n    list: [{name: Ada, role: Own}]\n",
        "users:\n    list: [{name: New, role: Reader}]\n",
    ] {
        let text = format!("version: 1\ntrusted_twin:\n  {list}{guards}");
        assert_guard("--allow-untouchable-roles", &state(2), &text);
    }
    // With a member goes the role.
    let mut members = state(1);
    members["iam"] = json!({"account": 8, "caller": 1, "members": {
        "1": {"email": "p1@example.com", "groups": ["Users"], "activated": true},
        "4": {"email": "p4@example.com", "groups": ["Users"], "activated": true},
    }});
    let text = format!(
        "version: 1\niam:\n  members:\n    unlisted: revoke\n    adopt: true\n    list: [{{who: p1@example.com, group: Users}}]\n{guards}"
    );
    assert_guard("--allow-untouchable-roles", &members, &text);
}

#[test]
fn what_is_never_touched_is_not_planned_without_its_own_override() {
    let people: String = (1..=5)
        .map(|id| format!("  p{id}@example.com: {{break_glass: {}}}\n", id == 5))
        .collect();
    let guards = "guards: {untouchable_roles: [gcore:ClientAdministrator]}\n";
    let text = format!("{}{guards}people:\n{people}", grants(1..=2, 4..=4));
    for (break_glass, untouchable_roles) in [(false, false), (true, false), (false, true)] {
        let protection = ProtectionOverrides {
            break_glass,
            untouchable_roles,
        };
        let (_, _, plan) = planned(&state(2), &text, protection).unwrap();
        let subjects: Vec<&str> = plan.changes.iter().map(|it| it.action.subject()).collect();
        let left: Vec<&str> = plan.findings.iter().map(|it| it.subject.as_str()).collect();
        let (person, administrator) = ("p5@example.com", "p3@example.com");
        assert_eq!(subjects.contains(&person), break_glass);
        assert_eq!(left.contains(&person), !break_glass);
        assert_eq!(subjects.contains(&administrator), untouchable_roles);
        assert_eq!(left.contains(&administrator), !untouchable_roles);
    }
}

/// Returns the problems that stop the plan of a file.
pub(crate) fn problems(state: &Value, text: &str) -> Vec<String> {
    match planned(state, text, ProtectionOverrides::default()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn what_has_ended_is_removed_only_if_its_name_is_unique() {
    let mut twice = state(1);
    twice["trusted_twin"]["users"]["other"] = json!({"name": "Ada", "role": "own"});
    let text = "version: 1\ntrusted_twin: {users: {list: [{name: Ada, role: Reader, until: 2020-01-01}]}}\n";
    let found = problems(&twice, text);
    assert!(
        found[0].contains("the user `Ada` is not unique"),
        "{found:?}"
    );
    twice["gcore"]["projects"]["301"] = json!("Shop");
    let text = "version: 1\ngcore: {grants: {list: [{to: p4@example.com, role: Observer, project: Shop, until: 2020-01-01}]}}\n";
    let found = problems(&twice, text);
    assert!(
        found[0].contains("the project `Shop` is not unique"),
        "{found:?}"
    );
}

#[test]
fn asserted_projects_are_there() {
    let text = |project: &str| {
        format!(
            "version: 1\ngcore: {{grants: {{list: []}}}}\nassertions: [{{who: p4@example.com, may_not: User, project: {project}}}]\n"
        )
    };
    assert!(problems(&state(1), &text("Shop")).is_empty());
    let expected = "there is no project `Shpo`: did you mean `Shop`?";
    assert_eq!(problems(&state(1), &text("Shpo")), [expected]);
}

#[test]
fn limits_name_known_roles() {
    let file = |limit: &str| format!("version: 1\ntrusted_twin: {{users: {{list: []}}}}\n{limit}");
    for limit in [
        "guards: {untouchable_roles: [trusted_twin:Reder]}\n",
        "separate_duties: [{roles: [trusted_twin:Own, trusted_twin:Reder]}]\n",
    ] {
        let expected = "unknown role `trusted_twin:Reder`: did you mean `Reader`?";
        assert_eq!(problems(&state(0), &file(limit)), [expected]);
        assert!(problems(&state(0), &file(&limit.replace("Reder", "Reader"))).is_empty());
    }
}

#[test]
fn rules_that_are_not_understood_are_never_removed() {
    let text = "version: 1\ntrusted_twin: {roles: {list: [{name: Reader, allow: [get_users]}]}}\n";
    assert!(problems(&state(0), text).is_empty());
    let mut newer = state(0);
    newer["trusted_twin"]["roles"]["reader"]["rules"] =
        json!({"unknown": {"ledger_rule": "1 == 1"}});
    let found = problems(&newer, text);
    assert!(found[0].contains("does not understand"), "{found:?}");
}
