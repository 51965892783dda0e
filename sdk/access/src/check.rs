//! Checks a file offline: assertions, separation of duties, and roles in guards.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore;
use rolekit::gcore_iam::GroupName;
use rolekit::trusted_twin::Action;

use crate::desired::Desired;
use crate::file::{AccessFile, Assertion, SeparateDuties};
use crate::located::Located;
use crate::names::suggest;
use crate::problem::Problem;
use crate::vacuous;

/// Returns all assertions that do not hold, all violations of the separation of duties, all grants that contradict the
/// membership of their person, and all guards that name an unknown role.
#[must_use]
pub fn check(file: &AccessFile, desired: &Desired) -> Vec<Problem> {
    let mut problems = Vec::new();
    for assertion in &file.assertions {
        check_assertion(assertion, desired, &mut problems);
    }
    if !file.separate_duties.is_empty() {
        let held = roles_by_person(desired);
        for duties in &file.separate_duties {
            let unchecked = vacuous::check_duties(duties, desired);
            if unchecked.is_empty() {
                check_duties(duties, desired, &held, &mut problems);
            }
            problems.extend(unchecked);
        }
    }
    problems.extend(crate::membership::check(desired));
    let limited = desired.limited_roles.iter();
    problems.extend(limited.filter_map(|role| check_role(role, desired)));
    problems
}

/// Returns the roles of each person, each with its service.
fn roles_by_person(desired: &Desired) -> BTreeMap<&str, BTreeSet<String>> {
    let mut held: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for key in desired.grants.iter().flat_map(|it| it.active.keys()) {
        let role = format!("gcore:{}", key.role);
        held.entry(&key.email).or_default().insert(role);
    }
    for (email, member) in desired.members.iter().flat_map(|it| &it.active) {
        let role = format!("iam:{}", member.value);
        held.entry(email).or_default().insert(role);
    }
    for user in desired.users.iter().flat_map(|it| it.active.values()) {
        if let Some(person) = &user.value.person {
            let role = format!("trusted_twin:{}", user.value.role);
            held.entry(person).or_default().insert(role);
        }
    }
    held
}

fn check_duties(
    duties: &Located<SeparateDuties>,
    desired: &Desired,
    held: &BTreeMap<&str, BTreeSet<String>>,
    problems: &mut Vec<Problem>,
) {
    if duties.roles.len() < 2 {
        let problem = Problem::new("a separation of duties needs at least two roles");
        let at = duties.roles.first().map_or(duties.at, |role| role.at);
        problems.push(problem.at(at));
    }
    for role in &duties.roles {
        let section = match role.split_once(':') {
            Some(("gcore", _)) => desired.grants.is_none().then_some("gcore"),
            Some(("iam", _)) => desired.members.is_none().then_some("iam"),
            Some(("trusted_twin", _)) => desired.users.is_none().then_some("trusted_twin.users"),
            _ => None,
        };
        if let Some(section) = section {
            let message = format!("`{role}` cannot be checked: the file has no `{section}`");
            let problem = Problem::new(message).at(role.at);
            problems.push(problem.help("add the section, or remove the role"));
        }
    }
    let mut except = BTreeSet::new();
    for who in &duties.except {
        except.extend(desired.people.resolve(who, problems));
    }
    for (email, roles) in held.iter().filter(|(email, _)| !except.contains(**email)) {
        let both = duties.roles.iter();
        let both: Vec<_> = both.filter(|role| roles.contains(&role.value)).collect();
        if let [first, _, ..] = both.as_slice() {
            let names: Vec<&str> = both.iter().map(|role| role.value.as_str()).collect();
            let message = format!("`{email}` holds `{}`", names.join("` and `"));
            let problem = Problem::new(message).at(first.at);
            problems.push(problem.help("the file keeps these roles apart"));
        }
    }
}

/// Returns a problem if a role, given with its service, is unknown. With a misspelled name a limit would never apply.
///
/// Roles of Trusted Twin need not be in the file: a plan checks them.
fn check_role(role: &Located<String>, desired: &Desired) -> Option<Problem> {
    let unknown = |name: &str, known: Vec<&str>| {
        let problem = Problem::new(format!("unknown role `{role}`")).at(role.at);
        (!known.contains(&name)).then(|| problem.help(suggest(name, known.into_iter())))
    };
    match role.split_once(':') {
        Some(("gcore", name)) => {
            let known = gcore::Role::KNOWN.iter().map(gcore::Role::as_str);
            let granted = desired.grants.iter().flat_map(|it| it.active.keys());
            unknown(
                name,
                known.chain(granted.map(|key| key.role.as_str())).collect(),
            )
        }
        Some(("iam", name)) => {
            let known = GroupName::KNOWN.iter().map(GroupName::as_str);
            let listed = desired.members.iter().flat_map(|it| it.active.values());
            unknown(
                name,
                known.chain(listed.map(|it| it.value.as_str())).collect(),
            )
        }
        Some(("trusted_twin", _)) => None,
        _ => {
            let problem = Problem::new(format!("`{role}` does not name a service")).at(role.at);
            Some(problem.help("write `gcore:`, `iam:` or `trusted_twin:` and the role"))
        }
    }
}

/// The right that an assertion is about.
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
    problems.extend(vacuous::check_team(assertion, desired));
    let parsed = match parse_right(right, assertion.project.is_some(), desired) {
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
                let scope = assertion.project.as_ref();
                let scope = scope.map_or(String::new(), |name| format!(" in the project `{name}`"));
                let message = format!("`{email}` {not} `{right}`{scope}, but must");
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

/// Parses a right: one that this version knows, or that the file itself grants with `allow_unknown`.
fn parse_right(
    right: &Located<String>,
    is_in_project: bool,
    desired: &Desired,
) -> Result<Right, Problem> {
    let action = Action::from(right.value.as_str());
    let mut granted = desired.grants.iter().flat_map(|it| it.active.keys());
    if gcore::Role::from(right.value.as_str()).is_known()
        || granted.any(|key| key.role == right.value)
    {
        return Ok(Right::Role(right.value.clone()));
    }
    let roles = desired.roles.iter().flat_map(|it| it.active.values());
    let mut listed = roles.flat_map(|it| it.value.statement.actions.iter().flatten());
    if action.is_known() || listed.any(|it| *it == action) {
        if is_in_project {
            let problem = Problem::new(format!("the action `{right}` is in no project"));
            return Err(problem.at(right.at).help("remove `project`"));
        }
        return Ok(Right::Action(action));
    }
    let roles = gcore::Role::KNOWN.iter().map(gcore::Role::as_str);
    let known = roles.chain(Action::KNOWN.iter().map(Action::as_str));
    let message = format!("`{right}` is neither an action of Trusted Twin nor a role of Gcore");
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
    let has = grants.active.keys().any(|key| {
        let is_in_scope = match (&key.project, project) {
            (None, _) => true,
            (Some(own), Some(project)) => *own == project.value,
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
        .active
        .values()
        .filter(|user| user.value.person.as_deref() == Some(email));
    for user in of_person {
        let role = roles
            .active
            .get(&user.value.role)
            .ok_or("role of that name")?;
        if role.value.statement.permits(action) != Some(false) {
            return Ok(true);
        }
    }
    Ok(false)
}
