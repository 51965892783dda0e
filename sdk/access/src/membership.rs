//! Grants that contradict the membership of their people: roles go with the membership.

use crate::desired::{Desired, GrantKey};
use crate::file::Unlisted;
use crate::located::Location;
use crate::problem::Problem;

/// Returns a problem for each person who has a grant, and whose membership has ended or is not listed by a file that
/// removes all other members.
#[must_use]
pub fn check(desired: &Desired) -> Vec<Problem> {
    let (Some(grants), Some(members)) = (&desired.grants, &desired.members) else {
        return Vec::new();
    };
    let removes_others = members.unlisted == Unlisted::Revoke && members.adopt;
    let mut last = "";
    let mut problems = Vec::new();
    for (key, entry) in &grants.active {
        let email = key.email.as_str();
        if email == last || members.active.contains_key(email) {
            continue;
        }
        last = email;
        if removes_others || members.ended.contains_key(email) {
            problems.push(contradiction(key, entry.at));
        }
    }
    problems
}

/// Returns a problem if the file grants a role to a person who is to be removed from the account.
pub(crate) fn check_removal(desired: &Desired, email: &str) -> Option<Problem> {
    let first = GrantKey {
        email: email.to_owned(),
        project: None,
        role: String::new(),
    };
    let (key, entry) = desired.grants.as_ref()?.active.range(first..).next()?;
    (key.email == email).then(|| contradiction(key, entry.at))
}

fn contradiction(key: &GrantKey, at: Location) -> Problem {
    let GrantKey { email, role, .. } = key;
    let message = format!(
        "`{email}` is granted `{role}`, and `iam.members` removes the membership, with which the role goes"
    );
    let help = "remove or end the grant, or list the person in `iam.members`";
    Problem::new(message).at(at).help(help)
}
