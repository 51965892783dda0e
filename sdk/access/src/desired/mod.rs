//! The desired state: the file with teams expanded to people, one entry per grant, and names checked.

mod lists;
mod people;
mod section;

use chrono::{DateTime, Utc};

pub use people::People;
pub use section::{DesiredEntry, DesiredTwinUser, GrantKey, Section};

use crate::file::{AccessFile, Guards};
use crate::located::Located;
use crate::problem::Problem;
use crate::state::RoleBody;

/// Desired access. A section that is absent is not managed.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// People and teams of the file.
    pub people: People,
    /// Roles of Gcore Cloud.
    pub grants: Option<Section<GrantKey, ()>>,
    /// Groups of members of Gcore's account, by e-mail address.
    pub members: Option<Section<String, String>>,
    /// Roles of Trusted Twin, by name.
    pub roles: Option<Section<String, RoleBody>>,
    /// Users of Trusted Twin, by name.
    pub users: Option<Section<String, DesiredTwinUser>>,
    /// The limits of plans.
    pub guards: Guards,
    /// The roles that guards and separations of duties name, each with its service.
    pub limited_roles: Vec<Located<String>>,
    /// The projects that assertions and grants that have not ended name.
    pub named_projects: Vec<Located<String>>,
}

/// Resolves a file to the desired state. Grants whose end is before `now` count as ended.
///
/// # Errors
/// Returns all contradictions and unknown names in the file.
pub fn resolve(file: &AccessFile, now: DateTime<Utc>) -> Result<Desired, Vec<Problem>> {
    let mut problems = Vec::new();
    let people = People::new(file, &mut problems);
    let mut lists = lists::Lists {
        people: &people,
        now,
        problems: &mut problems,
    };
    let grants = file.gcore.as_ref().map(|it| lists.grants(&it.grants));
    let members = file.iam.as_ref().map(|it| lists.members(&it.members));
    let twin = file.trusted_twin.as_ref();
    let roles = twin.and_then(|it| it.roles.as_ref());
    let roles = roles.map(|it| lists.roles(it));
    let users = twin.and_then(|it| it.users.as_ref());
    let users = users.map(|it| lists.users(it, roles.as_ref()));
    let guards = file.guards.clone().unwrap_or_default().value;
    let separated = file.separate_duties.iter().flat_map(|it| &it.roles);
    let limited_roles = guards.untouchable_roles.iter().chain(separated);
    let limited_roles = limited_roles.cloned().collect();
    let projects = file.assertions.iter().filter_map(|it| it.project.clone());
    let mut named_projects: Vec<_> = projects.collect();
    named_projects.extend(granted_projects(file, now));
    if problems.is_empty() {
        Ok(Desired {
            people,
            grants,
            members,
            roles,
            users,
            guards,
            limited_roles,
            named_projects,
        })
    } else {
        Err(problems)
    }
}

fn granted_projects(
    file: &AccessFile,
    now: DateTime<Utc>,
) -> impl Iterator<Item = Located<String>> {
    let grants = file.gcore.iter().flat_map(|it| &it.grants.list);
    let active = grants.filter(move |it| it.until.is_none_or(|until| !until.is_past(now)));
    active.flat_map(|it| it.project.iter().flatten()).cloned()
}
