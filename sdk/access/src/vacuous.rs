//! Finds assertions and separations of duties that would hold only because there is nobody to check.

use std::collections::BTreeSet;

use rolekit::trusted_twin::Action;

use crate::desired::{Desired, DesiredEntry, DesiredTwinUser};
use crate::file::{AccessFile, Assertion, SeparateDuties, Who};
use crate::located::Located;
use crate::problem::Problem;

/// Returns problems of separations of duties that cannot be checked: roles that are listed twice, and users of Trusted
/// Twin without a person.
pub(crate) fn check_duties(duties: &SeparateDuties, desired: &Desired) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for role in &duties.roles {
        if !seen.insert(role.value.as_str()) {
            let problem = Problem::new(format!("the role `{role}` is listed twice")).at(role.at);
            problems.push(problem.help("keep one of them"));
        }
    }
    for (name, user) in users_without_person(desired) {
        let role = format!("trusted_twin:{}", user.value.role);
        if seen.contains(role.as_str()) {
            let message = format!(
                "the user `{name}` holds `{role}` and has no `person`, so that the separation of duties cannot be checked"
            );
            let problem = Problem::new(message).at(user.at);
            problems.push(problem.help("name the owner of the user as `person`"));
        }
    }
    problems
}

/// Returns a problem for an assertion that the people of an empty team may do something.
pub(crate) fn check_team(assertion: &Assertion, desired: &Desired) -> Option<Problem> {
    let name = empty_team(assertion, desired)?;
    assertion.may.as_ref()?;
    let message = format!("nobody is in the team `{name}`, so that nobody may");
    let problem = Problem::new(message).at(assertion.who.at);
    Some(problem.help("add people to the team, or remove the assertion"))
}

/// Returns a note for each assertion that somebody may not do something, and that holds because nobody is checked. It may
/// be intended, or a typing error.
#[must_use]
pub fn unchecked(file: &AccessFile, desired: &Desired) -> Vec<Problem> {
    let mut notes = Vec::new();
    for assertion in &file.assertions {
        let Some(right) = &assertion.may_not else {
            continue;
        };
        if let Some(name) = empty_team(assertion, desired) {
            let message = format!("the assertion checks nobody: nobody is in the team `{name}`");
            notes.push(Problem::new(message).at(assertion.who.at));
        } else if let Who::Person(email) = &assertion.who.value
            && !is_in_file(email, desired)
        {
            let message =
                format!("the assertion checks nobody: `{email}` has no access in the file");
            let note = Problem::new(message).at(assertion.who.at);
            notes.push(note.help("list `people`, so that a misspelled address is an error"));
        }
        let names = unowned(right, desired);
        if !names.is_empty() {
            let message = format!(
                "the assertion does not check users without a `person` who may `{right}`: {}",
                names.join(", ")
            );
            notes.push(Problem::new(message).at(right.at));
        }
    }
    notes
}

fn empty_team<'a>(assertion: &'a Assertion, desired: &Desired) -> Option<&'a str> {
    match &assertion.who.value {
        Who::Team(name)
            if desired
                .people
                .teams
                .get(name)
                .is_some_and(BTreeSet::is_empty) =>
        {
            Some(name)
        }
        _ => None,
    }
}

/// Returns whether the file gives or gave a person access, or lists the person.
fn is_in_file(email: &str, desired: &Desired) -> bool {
    let grants = desired.grants.iter();
    let mut granted = grants.flat_map(|it| it.active.keys().chain(it.ended.keys()));
    let users = desired.users.iter();
    let mut users = users.flat_map(|it| it.active.values().chain(it.ended.values()));
    desired.people.listed.contains(email)
        || desired.people.teams.values().any(|it| it.contains(email))
        || granted.any(|key| key.email == email)
        || users.any(|user| user.value.person.as_deref() == Some(email))
        || (desired.members.as_ref()).is_some_and(|it| it.entry(&email.to_owned()).is_some())
}

/// Returns the names of the users without a person who may do an action.
fn unowned<'a>(right: &Located<String>, desired: &'a Desired) -> Vec<&'a str> {
    let action = Action::from(right.value.as_str());
    let may = |user: &DesiredEntry<DesiredTwinUser>| {
        let roles = desired.roles.as_ref()?;
        let role = roles.active.get(&user.value.role)?;
        role.value.statement.permits(&action)
    };
    if !action.is_known() {
        return Vec::new();
    }
    let users = users_without_person(desired);
    let users = users.filter(|(_, user)| may(user) != Some(false));
    users.map(|(name, _)| name.as_str()).collect()
}

fn users_without_person(
    desired: &Desired,
) -> impl Iterator<Item = (&String, &DesiredEntry<DesiredTwinUser>)> {
    let users = desired.users.iter().flat_map(|it| &it.active);
    users.filter(|(_, user)| user.value.person.is_none())
}
