//! Checks what a file says, without the services: assertions and separation of duties.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore;
use rolekit::trusted_twin::Action;

use crate::desired::Desired;
use crate::file::{AccessFile, Assertion, SeparateDuties};
use crate::located::Located;
use crate::names::suggest;
use crate::problem::Problem;

/// Returns every assertion that does not hold, and everyone who holds roles that must be apart.
#[must_use]
pub fn check(file: &AccessFile, desired: &Desired) -> Vec<Problem> {
    let mut problems = Vec::new();
    for assertion in &file.assertions {
        check_assertion(assertion, desired, &mut problems);
    }
    if !file.separate_duties.is_empty() {
        let held = held(desired);
        for duties in &file.separate_duties {
            check_duties(duties, desired, &held, &mut problems);
        }
    }
    problems
}

/// Returns the roles of each person, each with its service.
fn held(desired: &Desired) -> BTreeMap<&str, BTreeSet<String>> {
    let mut held: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for key in desired.grants.iter().flat_map(|it| it.wanted.keys()) {
        let role = format!("gcore:{}", key.role);
        held.entry(&key.email).or_default().insert(role);
    }
    for (email, member) in desired.members.iter().flat_map(|it| &it.wanted) {
        let role = format!("iam:{}", member.value);
        held.entry(email).or_default().insert(role);
    }
    for user in desired.users.iter().flat_map(|it| it.wanted.values()) {
        if let Some(person) = &user.value.person {
            let role = format!("trusted_twin:{}", user.value.role);
            held.entry(person).or_default().insert(role);
        }
    }
    held
}

fn check_duties(
    duties: &SeparateDuties,
    desired: &Desired,
    held: &BTreeMap<&str, BTreeSet<String>>,
    problems: &mut Vec<Problem>,
) {
    for role in &duties.roles {
        let service = role.split_once(':').map(|(service, _)| service);
        if !service.is_some_and(|it| ["gcore", "iam", "trusted_twin"].contains(&it)) {
            let problem = Problem::new(format!("`{role}` does not name a service"));
            problems.push(
                problem
                    .at(role.at)
                    .help("write `gcore:`, `iam:` or `trusted_twin:` and the role"),
            );
        }
    }
    let mut except = BTreeSet::new();
    for who in &duties.except {
        except.extend(desired.people.resolve(who, problems));
    }
    for (email, roles) in held.iter().filter(|(email, _)| !except.contains(**email)) {
        let both: Vec<&str> = duties
            .roles
            .iter()
            .map(|role| role.value.as_str())
            .filter(|role| roles.contains(*role))
            .collect();
        if both.len() > 1 {
            let message = format!("`{email}` holds `{}`", both.join("` and `"));
            let at = duties.roles.first().map(|role| role.at).unwrap_or_default();
            problems.push(
                Problem::new(message)
                    .at(at)
                    .help("the file keeps these roles apart"),
            );
        }
    }
}

/// What an assertion is about.
enum Right {
    /// A role of Gcore.
    Role(String),
    /// An action of Trusted Twin.
    Action(Action),
}

fn check_assertion(assertion: &Assertion, desired: &Desired, problems: &mut Vec<Problem>) {
    let (right, expected) = match (&assertion.may, &assertion.may_not) {
        (Some(right), None) => (right, true),
        (None, Some(right)) => (right, false),
        _ => {
            let problem = Problem::new("an assertion has one of `may` and `may_not`");
            problems.push(problem.at(assertion.who.at));
            return;
        }
    };
    let parsed = match parse_right(right, assertion.project.is_some()) {
        Ok(parsed) => parsed,
        Err(problem) => {
            problems.push(problem);
            return;
        }
    };
    for email in desired.people.resolve(&assertion.who, problems) {
        let found = match &parsed {
            Right::Role(role) => has_role(desired, &email, role, assertion.project.as_ref()),
            Right::Action(action) => may(desired, &email, action),
        };
        match found {
            Ok(found) if found == expected => {}
            Ok(_) => {
                let not = if expected { "may not" } else { "may" };
                let place = assertion.project.as_ref();
                let place = place.map_or(String::new(), |name| format!(" in the project `{name}`"));
                let message = format!("`{email}` {not} `{right}`{place}, but must");
                let message = if expected {
                    message
                } else {
                    format!("{message} not")
                };
                problems.push(Problem::new(message).at(right.at));
            }
            Err(missing) => {
                let message = format!("`{right}` cannot be checked: the file has no {missing}");
                problems.push(Problem::new(message).at(right.at));
                return;
            }
        }
    }
}

fn parse_right(right: &Located<String>, is_in_project: bool) -> Result<Right, Problem> {
    let action = Action::from(right.value.as_str());
    if gcore::Role::KNOWN
        .iter()
        .any(|role| *role == *right.value.as_str())
    {
        return Ok(Right::Role(right.value.clone()));
    }
    if action.is_known() {
        if is_in_project {
            let problem = Problem::new(format!("the action `{right}` is in no project"));
            return Err(problem.at(right.at).help("remove `project`"));
        }
        return Ok(Right::Action(action));
    }
    let roles = gcore::Role::KNOWN.iter().map(gcore::Role::as_str);
    let known = roles.chain(Action::KNOWN.iter().map(Action::as_str));
    let message = format!("`{right}` is no action of Trusted Twin and no role of Gcore");
    Err(Problem::new(message)
        .at(right.at)
        .help(suggest(right, known)))
}

/// Returns whether a person has a role, in a project or, for all projects, in the account.
fn has_role(
    desired: &Desired,
    email: &str,
    role: &str,
    project: Option<&Located<String>>,
) -> Result<bool, &'static str> {
    let grants = desired.grants.as_ref().ok_or("`gcore`")?;
    let has = grants.wanted.keys().any(|key| {
        let is_in_scope = match (&key.project, project) {
            (None, _) => true,
            (Some(own), Some(asked)) => *own == asked.value,
            (Some(_), None) => false,
        };
        key.email == email && key.role == role && is_in_scope
    });
    Ok(has)
}

/// Returns whether a user of a person may do an action.
fn may(desired: &Desired, email: &str, action: &Action) -> Result<bool, &'static str> {
    let users = desired.users.as_ref().ok_or("`trusted_twin.users`")?;
    let roles = desired.roles.as_ref().ok_or("`trusted_twin.roles`")?;
    let of_person = users
        .wanted
        .values()
        .filter(|user| user.value.person.as_deref() == Some(email));
    for user in of_person {
        let role = roles
            .wanted
            .get(&user.value.role)
            .ok_or("role of that name")?;
        if role.value.statement.permits(action) != Some(false) {
            return Ok(true);
        }
    }
    Ok(false)
}
