//! Plans roles and users of Trusted Twin.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::trusted_twin::{RoleId, RoleName, UserName};

use super::build::Builder;
use super::union::union;
use super::{Action, Cause, PlanFindingKind, RoleUpdateStep, Service, Why};
use crate::desired::{DesiredEntry, DesiredTwinUser, Section};
use crate::located::Location;
use crate::names::suggest;
use crate::problem::Problem;
use crate::record::ManagedResource;
use crate::state::{RoleBody, RoleState, TwinState, TwinUserState};

impl Builder<'_> {
    pub(super) fn plan_trusted_twin(&mut self) {
        let desired = self.input.desired;
        if desired.roles.is_none() && desired.users.is_none() {
            return;
        }
        let Some(state) = &self.input.state.trusted_twin else {
            let problem = Problem::new("the file manages Trusted Twin, which was not read");
            self.problems.push(problem.help("give its credentials"));
            return;
        };
        self.check_limited_roles(state);
        if let Some(section) = &desired.users {
            self.plan_users(state, section);
        }
        if let Some(section) = &desired.roles {
            self.plan_roles(state, section);
        }
    }

    /// Adds problems for roles in guards and separations of duties that neither the service nor the file has: with a
    /// misspelled name the limit would never apply.
    fn check_limited_roles(&mut self, state: &TwinState) {
        let desired = self.input.desired;
        let listed = desired.roles.iter().flat_map(|it| it.active.keys());
        let known: BTreeSet<&str> = (state.roles.values().map(|role| role.name.as_str()))
            .chain(listed.map(String::as_str))
            .collect();
        for role in &desired.limited_roles {
            let name = role.strip_prefix("trusted_twin:");
            if let Some(name) = name.filter(|name| !known.contains(name)) {
                let help = suggest(name, known.iter().copied());
                self.add_problem(format!("unknown role `{role}`"), role.at, help);
            }
        }
    }

    fn plan_roles(&mut self, state: &TwinState, section: &Section<String, RoleBody>) {
        let mut matched = BTreeSet::new();
        for (name, entry) in &section.active {
            let there: Vec<_> = state.roles_named(name).collect();
            matched.extend(there.iter().map(|(id, _)| (*id).clone()));
            let why = self.explain(entry, Cause::Listed);
            match there.as_slice() {
                [] => {
                    if let Err(error) = name.parse::<RoleName>() {
                        self.report_invalid_name(name, entry.at, &error);
                        continue;
                    }
                    let action = Action::CreateRole {
                        name: name.clone(),
                        new: entry.value.clone(),
                    };
                    if !self.leave_if_protected(&action) {
                        self.add_change(action, why);
                    }
                }
                [(_, role)] if role.body.is_same(&entry.value) => {}
                [(_, role)] if !role.body.is_understood() => {
                    let message = format!(
                        "the role `{name}` has a statement or rules that this version does not understand"
                    );
                    let help = "an update would remove them: change the role by other means";
                    self.add_problem(message, entry.at, help.to_owned());
                }
                [(id, role)] => self.update_role(id, role, &entry.value, why),
                several => {
                    self.report_duplicates("role", name, several.iter().map(|it| it.0), entry.at);
                }
            }
        }
        let in_use = self.roles_in_use(state);
        for (id, role) in state.roles.iter().filter(|(id, _)| !matched.contains(*id)) {
            let action = Action::DeleteRole {
                id: id.clone(),
                name: role.name.clone(),
                old: role.body.clone(),
            };
            let resource = ManagedResource::Role(id.clone());
            if section.revokes(&resource, self.input.record) {
                if self.leave_if_protected(&action) {
                    continue;
                }
                if let Some(users) = in_use.get(id) {
                    let found = format!("would delete the role of {users} users");
                    self.add_finding(
                        Service::TrustedTwin,
                        &role.name,
                        found,
                        PlanFindingKind::InUse,
                    );
                    continue;
                }
            }
            self.plan_unlisted(section, &resource, action, "a role".to_owned());
        }
    }

    /// Updates a role in one step, or in two if users move between roles at the same time: first to the union of
    /// both permissions, so that nobody loses, even for a moment, what they may do before and after.
    fn update_role(&mut self, id: &RoleId, role: &RoleState, new: &RoleBody, why: Why) {
        let name = &role.name;
        let update = |old: &RoleBody, new: &RoleBody, step| Action::UpdateRole {
            id: id.clone(),
            name: name.clone(),
            old: Box::new(old.clone()),
            new: new.clone(),
            step,
        };
        let whole = update(&role.body, new, RoleUpdateStep::Whole);
        if self.leave_if_protected(&whole) {
            return;
        }
        let (mut joins, mut leaves) = (false, false);
        for change in &self.changes {
            if let Action::SetUserRole { old, new, .. } = &change.action {
                joins |= new == name;
                leaves |= old.as_ref() == Some(name);
            }
        }
        let both = union(&role.body, new);
        let only_widens = both.as_ref().is_some_and(|both| both.is_same(new));
        if leaves && !joins && !only_widens {
            // Only what the role permits now matters to those who leave.
            self.add_change(update(&role.body, new, RoleUpdateStep::Narrow), why);
            return;
        }
        match both.filter(|_| joins) {
            Some(both) if both.is_same(&role.body) => {
                self.add_change(update(&role.body, new, RoleUpdateStep::Narrow), why);
            }
            Some(both) if !both.is_same(new) => {
                self.add_change(
                    update(&role.body, &both, RoleUpdateStep::Widen),
                    why.clone(),
                );
                self.add_change(update(&both, new, RoleUpdateStep::Narrow), why);
            }
            _ => self.add_change(whole, why),
        }
    }

    fn plan_users(&mut self, state: &TwinState, section: &Section<String, DesiredTwinUser>) {
        let mut matched = BTreeSet::new();
        for (name, entry) in &section.active {
            let there: Vec<_> = state.users_named(name).collect();
            matched.extend(there.iter().map(|(id, _)| (*id).clone()));
            if !self.require_role(state, entry) {
                continue;
            }
            let role = entry.value.role.clone();
            let action = match there.as_slice() {
                [] => {
                    if let Err(error) = name.parse::<UserName>() {
                        self.report_invalid_name(name, entry.at, &error);
                        continue;
                    }
                    Action::CreateUser {
                        name: name.clone(),
                        role,
                    }
                }
                [(id, user)] => {
                    let old = role_name(state, user);
                    if old.as_ref() == Some(&role) {
                        continue;
                    }
                    Action::SetUserRole {
                        id: (*id).clone(),
                        name: name.clone(),
                        old,
                        new: role,
                    }
                }
                several => {
                    self.report_duplicates("user", name, several.iter().map(|it| it.0), entry.at);
                    continue;
                }
            };
            if !self.leave_if_protected(&action) {
                let why = self.explain(entry, Cause::Listed);
                self.add_change(action, why);
            }
        }
        for (name, ended) in &section.ended {
            let there: Vec<_> = state.users_named(name).collect();
            if there.len() > 1 {
                self.report_duplicates("user", name, there.iter().map(|it| it.0), ended.at);
            }
            for (id, user) in there {
                matched.insert(id.clone());
                let action = Action::DeleteUser {
                    id: id.clone(),
                    name: name.clone(),
                    old: role_name(state, user),
                };
                if !self.leave_if_protected(&action) {
                    let why = self.explain(ended, Cause::Ended);
                    self.add_change(action, why);
                }
            }
        }
        for (id, user) in state.users.iter().filter(|(id, _)| !matched.contains(*id)) {
            let old = role_name(state, user);
            let found = match &old {
                Some(role) => format!("a user with the role {role}"),
                None => "a user without a role".to_owned(),
            };
            let action = Action::DeleteUser {
                id: id.clone(),
                // A user without a name has an id.
                name: user.name.clone().unwrap_or_else(|| id.to_string()),
                old,
            };
            let resource = ManagedResource::User(id.clone());
            if section.revokes(&resource, self.input.record) && self.leave_if_protected(&action) {
                continue;
            }
            self.plan_unlisted(section, &resource, action, found);
        }
    }

    fn report_duplicates<I: ToString>(
        &mut self,
        what: &str,
        name: &str,
        ids: impl Iterator<Item = I>,
        at: Location,
    ) {
        let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
        let message = format!("the name of the {what} `{name}` is not unique");
        let help = format!("rename or delete one of {}", ids.join(", "));
        self.add_problem(message, at, help);
    }

    /// Only for new resources: existing ones may have names that the service no longer accepts.
    fn report_invalid_name(&mut self, name: &str, at: Location, error: &dyn std::error::Error) {
        let message = format!("`{name}` cannot be the name of a new role or user: {error}");
        let help = "use letters, digits, spaces, `_` and `-`".to_owned();
        self.add_problem(message, at, help);
    }

    /// Returns whether the role of a user exists or will be created. Adds a problem otherwise.
    fn require_role(&mut self, state: &TwinState, entry: &DesiredEntry<DesiredTwinUser>) -> bool {
        let name = &entry.value.role;
        let listed = self.input.desired.roles.as_ref();
        if listed.is_some_and(|roles| roles.active.contains_key(name)) {
            return true;
        }
        match state.roles_named(name).count() {
            1 => true,
            0 => {
                let known = state.roles.values().map(|role| role.name.as_str());
                let known = known.chain(
                    listed
                        .into_iter()
                        .flat_map(|roles| roles.active.keys().map(String::as_str)),
                );
                let message = format!("there is no role `{name}`");
                self.add_problem(message, entry.at, suggest(name, known));
                false
            }
            count => {
                let message = format!("the name of the role `{name}` is not unique");
                let help = format!("rename or delete one of the {count}");
                self.add_problem(message, entry.at, help);
                false
            }
        }
    }

    /// Returns the number of users that each role has after the planned changes.
    fn roles_in_use(&self, state: &TwinState) -> BTreeMap<RoleId, usize> {
        let mut leaving = BTreeSet::new();
        for change in &self.changes {
            if let Action::SetUserRole { id, .. } | Action::DeleteUser { id, .. } = &change.action {
                leaving.insert(id);
            }
        }
        let mut in_use: BTreeMap<RoleId, usize> = BTreeMap::new();
        for (id, user) in &state.users {
            if let Some(role) = user.role.as_ref().filter(|_| !leaving.contains(id)) {
                *in_use.entry(role.clone()).or_default() += 1;
            }
        }
        in_use
    }
}

fn role_name(state: &TwinState, user: &TwinUserState) -> Option<String> {
    let role = state.roles.get(user.role.as_ref()?)?;
    Some(role.name.clone())
}
