//! Plans the members of Gcore's account.

use std::collections::BTreeSet;

use rolekit::gcore::UserId;

use super::build::Builder;
use super::{Action, Cause, Person};
use crate::membership;
use crate::problem::Problem;
use crate::record::ManagedResource;
use crate::state::IamState;

impl Builder<'_> {
    pub(super) fn plan_iam(&mut self) {
        let Some(section) = &self.input.desired.members else {
            return;
        };
        let Some(state) = &self.input.state.iam else {
            let problem = Problem::new("the file manages the account of Gcore, which was not read");
            self.problems.push(problem.help("give its credentials"));
            return;
        };
        let members: std::collections::BTreeMap<&str, UserId> = (state
            .members
            .iter()
            .map(|(id, it)| (it.email.as_str(), *id)))
        .collect();
        let mut matched = BTreeSet::new();
        for (email, entry) in &section.active {
            let group = &entry.value;
            let id = members.get(email.as_str()).copied();
            matched.extend(id);
            let person = Person {
                email: email.clone(),
                id,
            };
            let action = match id.map(|id| &state.members[&id]) {
                None => Action::InviteMember {
                    person,
                    group: group.clone(),
                },
                Some(member) if member.groups.iter().eq([group]) => continue,
                Some(member) => Action::SetGroup {
                    person,
                    old: member.groups.clone(),
                    new: group.clone(),
                },
            };
            if !self.leave_if_protected(&action) {
                let why = self.explain(entry, Cause::Listed);
                self.add_change(action, why);
            }
        }
        for (email, ended) in &section.ended {
            let Some(id) = members.get(email.as_str()) else {
                continue;
            };
            matched.insert(*id);
            let action = remove(*id, state);
            if !self.leave_if_protected(&action) && !self.contradicts_grant(email) {
                let why = self.explain(ended, Cause::Ended);
                self.add_change(action, why);
            }
        }
        for (id, member) in state.members.iter().filter(|(id, _)| !matched.contains(id)) {
            let action = remove(*id, state);
            let groups: Vec<&str> = member.groups.iter().map(String::as_str).collect();
            let found = format!("member of {}", groups.join(", "));
            let resource = ManagedResource::Member(*id);
            if section.revokes(&resource, self.input.record)
                && (self.leave_if_protected(&action) || self.contradicts_grant(&member.email))
            {
                continue;
            }
            self.plan_unlisted(section, &resource, action, found);
        }
    }

    /// Adds a problem and returns true if the file grants a role to a person who is to be removed.
    fn contradicts_grant(&mut self, email: &str) -> bool {
        let problem = membership::check_removal(self.input.desired, email);
        let is_one = problem.is_some();
        self.problems.extend(problem);
        is_one
    }
}

fn remove(id: UserId, state: &IamState) -> Action {
    let member = &state.members[&id];
    Action::RemoveMember {
        person: Person {
            email: member.email.clone(),
            id: Some(id),
        },
        old: member.groups.clone(),
        // Added when it is known which of them the plan revokes.
        roles: Vec::new(),
        tokens: state.tokens.get(&id).cloned().unwrap_or_default(),
    }
}
