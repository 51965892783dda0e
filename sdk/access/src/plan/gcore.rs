//! Plans the role assignments of Gcore Cloud.

use std::collections::{BTreeMap, BTreeSet};

use rolekit::gcore::{AssignmentId, ProjectId, UserId};

use super::build::Builder;
use super::{Action, Cause, Person, PlanFindingKind, Project, ScopedRole, Service};
use crate::desired::{DesiredEntry, GrantKey, Section};
use crate::located::Location;
use crate::names::suggest;
use crate::problem::Problem;
use crate::record::ManagedResource;
use crate::state::{GcoreState, GrantState};

impl Builder<'_> {
    pub(super) fn plan_gcore(&mut self) {
        let Some(section) = &self.input.desired.grants else {
            return;
        };
        let Some(state) = &self.input.state.gcore else {
            let problem = Problem::new("the file manages Gcore, which was not read");
            self.problems.push(problem.help("give its credentials"));
            return;
        };
        let index = Index::new(state);
        // Here and not for each grant: a list of people is about the same project. An assertion about a misspelled
        // project would never fail.
        for name in &self.input.desired.named_projects {
            self.check_project(&index, name, name.at);
        }
        let mut matched = BTreeSet::new();
        let invited = self.invited();
        for (key, entry) in &section.active {
            self.plan_grant(&index, &invited, key, entry, &mut matched);
        }
        for (key, ended) in &section.ended {
            let named = key.project.as_deref();
            let projects = named.and_then(|name| index.projects.get(name));
            if let (Some(name), true) = (named, projects.is_some_and(|it| it.len() > 1)) {
                self.check_project(&index, name, ended.at);
                continue;
            }
            for id in index.matching(key) {
                matched.insert(id);
                let why = self.explain(ended, Cause::Ended);
                let action = revoke(state, id, &state.grants[&id]);
                if !self.leave_if_protected(&action) {
                    self.add_change(action, why);
                }
            }
        }
        self.plan_unlisted_grants(state, section, &matched);
    }

    fn plan_grant(
        &mut self,
        index: &Index<'_>,
        invited: &Invited,
        key: &GrantKey,
        entry: &DesiredEntry<()>,
        matched: &mut BTreeSet<AssignmentId>,
    ) {
        let there = index.matching(key);
        matched.extend(&there);
        let project = match &key.project {
            None => None,
            Some(name) => match index.project(name) {
                Some(project) => Some(project),
                // `plan_gcore` has added the problem.
                None => return,
            },
        };
        let id = index.users(&key.email).first().copied();
        let invitation = invited.get(&key.email);
        if id.is_none() && invitation.is_none() {
            let message = format!("`{}` is not a user of Gcore", key.email);
            let known = index.users.keys().copied();
            let help = format!("invite by `iam.members`, or {}", suggest(&key.email, known));
            self.add_problem(message, entry.at, help);
            return;
        }
        let action = Action::GrantRole {
            person: Person {
                email: key.email.clone(),
                id,
            },
            role: key.role.clone(),
            project,
        };
        match there.as_slice() {
            [] => {
                if let (None, Some(Err(kind))) = (id, invitation) {
                    let found = format!("would {action} after the invitation");
                    self.add_finding(Service::Gcore, &key.email, found, *kind);
                } else if !self.leave_if_protected(&action) {
                    let why = self.explain(entry, Cause::Listed);
                    self.add_change(action, why);
                }
            }
            [_] => {}
            several => {
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                let found = format!("{} as the assignments {}", key.role, ids.join(", "));
                self.add_finding(
                    Service::Gcore,
                    &key.email,
                    found,
                    PlanFindingKind::Duplicate,
                );
            }
        }
    }

    /// Adds to each removal of a member the roles that go with the membership and that the plan does not revoke.
    pub(super) fn add_removed_roles(&mut self) {
        let Some(state) = &self.input.state.gcore else {
            return;
        };
        let revoked = self
            .changes
            .iter()
            .filter_map(|change| match &change.action {
                Action::RevokeRole { assignment, .. } => Some(*assignment),
                _ => None,
            });
        let revoked: BTreeSet<AssignmentId> = revoked.collect();
        let mut left: BTreeMap<UserId, Vec<ScopedRole>> = BTreeMap::new();
        for (_, grant) in state.grants.iter().filter(|(id, _)| !revoked.contains(id)) {
            left.entry(grant.user).or_default().push(ScopedRole {
                role: grant.role.clone(),
                project: grant.project.map(|id| project(state, id)),
            });
        }
        for change in &mut self.changes {
            if let Action::RemoveMember { person, roles, .. } = &mut change.action {
                let of_person = person.id.and_then(|id| left.remove(&id));
                *roles = of_person.unwrap_or_default();
            }
        }
    }

    /// Returns the members whom the plan removes.
    fn leaving(&self) -> BTreeSet<UserId> {
        let removed = self
            .changes
            .iter()
            .filter_map(|change| match &change.action {
                Action::RemoveMember { person, .. } => person.id,
                _ => None,
            });
        removed.collect()
    }

    /// Returns the people whom the file invites.
    fn invited(&self) -> Invited {
        let invited = self
            .changes
            .iter()
            .filter_map(|change| match &change.action {
                Action::InviteMember { person, .. } => Some((person.email.clone(), Ok(()))),
                _ => None,
            });
        // The only findings so far are about members.
        let left = self.findings.iter().filter(|it| it.resource.is_none());
        let left = left.map(|it| (it.subject.clone(), Err(it.kind)));
        left.chain(invited).collect()
    }

    /// Adds a problem if no project or several have a name.
    fn check_project(&mut self, index: &Index<'_>, name: &str, at: Location) {
        match index.projects.get(name).map_or(&[][..], Vec::as_slice) {
            [_] => {}
            [] => {
                let known = index.projects.keys().copied();
                let message = format!("there is no project `{name}`");
                self.add_problem(message, at, suggest(name, known));
            }
            several => {
                let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
                let message = format!("the name of the project `{name}` is not unique");
                let help = format!("rename one of the projects {}", ids.join(", "));
                self.add_problem(message, at, help);
            }
        }
    }

    fn plan_unlisted_grants(
        &mut self,
        state: &GcoreState,
        section: &Section<GrantKey, ()>,
        matched: &BTreeSet<AssignmentId>,
    ) {
        let leaving = self.leaving();
        for (id, grant) in &state.grants {
            if matched.contains(id) {
                continue;
            }
            let revokes = section.revokes(&ManagedResource::Assignment(*id), self.input.record);
            if !revokes && leaving.contains(&grant.user) {
                // It goes with the membership.
                continue;
            }
            let action = revoke(state, *id, grant);
            let scope = match grant.project {
                None => "in the account".to_owned(),
                Some(id) => format!("in the project {}", project(state, id).name),
            };
            let found = format!("{} {scope}", grant.role);
            if revokes && self.leave_if_protected(&action) {
                continue;
            }
            self.plan_unlisted(section, &ManagedResource::Assignment(*id), action, found);
        }
    }
}

/// The people whom the file invites, by e-mail address: those whom the plan invites, and why it leaves the others.
type Invited = BTreeMap<String, Result<(), PlanFindingKind>>;

/// The ids of the current state, by the names that the file uses.
struct Index<'a> {
    users: BTreeMap<&'a str, Vec<UserId>>,
    projects: BTreeMap<&'a str, Vec<ProjectId>>,
    grants: BTreeMap<(UserId, Option<ProjectId>, &'a str), Vec<AssignmentId>>,
}

impl<'a> Index<'a> {
    fn new(state: &'a GcoreState) -> Self {
        let mut index = Self {
            users: BTreeMap::new(),
            projects: BTreeMap::new(),
            grants: BTreeMap::new(),
        };
        for (id, email) in &state.users {
            index.users.entry(email).or_default().push(*id);
        }
        for (id, name) in &state.projects {
            index.projects.entry(name).or_default().push(*id);
        }
        for (id, grant) in &state.grants {
            let key = (grant.user, grant.project, grant.role.as_str());
            index.grants.entry(key).or_default().push(*id);
        }
        index
    }

    /// Returns the only project with a name.
    fn project(&self, name: &str) -> Option<Project> {
        match self.projects.get(name)?.as_slice() {
            [id] => Some(Project {
                id: *id,
                name: name.to_owned(),
            }),
            _ => None,
        }
    }

    fn users(&self, email: &str) -> &[UserId] {
        self.users.get(email).map_or(&[], Vec::as_slice)
    }

    /// Returns the role assignments that match a grant.
    fn matching(&self, key: &GrantKey) -> Vec<AssignmentId> {
        let projects: Vec<Option<ProjectId>> = match &key.project {
            None => vec![None],
            Some(name) => {
                let named = self.projects.get(name.as_str());
                named.into_iter().flatten().copied().map(Some).collect()
            }
        };
        let mut found = Vec::new();
        for user in self.users(&key.email) {
            for project in &projects {
                let there = self.grants.get(&(*user, *project, key.role.as_str()));
                found.extend(there.into_iter().flatten());
            }
        }
        found
    }
}

fn project(state: &GcoreState, id: ProjectId) -> Project {
    let name = state.projects.get(&id);
    Project {
        id,
        // A deleted project keeps its assignments and has no name.
        name: name.map_or_else(|| id.to_string(), Clone::clone),
    }
}

fn revoke(state: &GcoreState, id: AssignmentId, grant: &GrantState) -> Action {
    let email = state.users.get(&grant.user);
    Action::RevokeRole {
        assignment: id,
        person: Person {
            email: email.map_or_else(|| format!("user {}", grant.user), Clone::clone),
            id: Some(grant.user),
        },
        role: grant.role.clone(),
        project: grant.project.map(|id| project(state, id)),
    }
}
