//! Writes the current state as a file.

mod comments;
mod matches;
mod notes;
mod scan;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::desired::{Desired, GrantKey, resolve};
use crate::file::{
    AccessFile, Gcore, Grant, Iam, Managed, Member, Rules, TrustedTwin, TwinRole, TwinUser,
    Unlisted, Who, email, join,
};
use crate::located::{Located, OneOrMany};
use crate::problem::Problem;
use crate::state::{GcoreState, IamState, RoleBody, State, TwinState};

pub use comments::Comments;
pub use notes::notes;

/// Returns the current state as a file.
///
/// Keeps from an existing file: people, teams, reasons, ends, assertions, guards and the entries that still hold.
/// Duplicate grants are listed once. Roles and users of Trusted Twin whose names are not unique are left out. A plan
/// reports both.
///
/// # Errors
/// Fails if the existing file contradicts itself.
pub fn import(
    state: &State,
    existing: Option<&AccessFile>,
    now: DateTime<Utc>,
) -> Result<AccessFile, Vec<Problem>> {
    import_beside(state, existing, &AccessFile::default(), now)
}

/// As [`import`], for a file that is read together with others: it leaves out what they list.
///
/// # Errors
/// Fails if the files contradict themselves or each other.
pub fn import_beside(
    state: &State,
    existing: Option<&AccessFile>,
    others: &AccessFile,
    now: DateTime<Utc>,
) -> Result<AccessFile, Vec<Problem>> {
    let mut file = existing.cloned().unwrap_or_default();
    file.version = 1.into();
    let desired = resolve(&join(vec![file.clone(), others.clone()])?, now)?;
    if let Some(state) = &state.gcore {
        let own = file.gcore.take().map(|it| it.grants);
        let others = others.gcore.as_ref().map(|it| &it.grants);
        let grants = section(own, others, |grants| {
            import_grants(grants, others, state, &desired);
        });
        file.gcore = grants.map(|grants| Gcore { grants });
    }
    if let Some(state) = &state.iam {
        let own = file.iam.take().map(|it| it.members);
        let others = others.iam.as_ref().map(|it| &it.members);
        let members = section(own, others, |members| {
            import_members(members, others, state, &desired);
        });
        file.iam = members.map(|members| Iam { members });
    }
    if let Some(state) = &state.trusted_twin {
        let own = file.trusted_twin.take().unwrap_or_default();
        let others = others.trusted_twin.as_ref();
        let other_roles = others.and_then(|it| it.roles.as_ref());
        let roles = section(own.roles, other_roles, |roles| {
            import_roles(roles, other_roles, state);
        });
        let other_users = others.and_then(|it| it.users.as_ref());
        let users = section(own.users, other_users, |users| {
            import_users(users, other_users, state);
        });
        if roles.is_some() || users.is_some() {
            file.trusted_twin = Some(TrustedTwin { roles, users });
        }
    }
    list_people(&mut file, others);
    Ok(file)
}

/// Updates a section. If other files have it too, it gets their settings for unlisted resources, which must be equal in
/// all files. It is left out if the other files list everything.
fn section<T>(
    own: Option<Managed<T>>,
    others: Option<&Managed<T>>,
    update: impl FnOnce(&mut Managed<T>),
) -> Option<Managed<T>> {
    let mut section = own.unwrap_or_else(|| Managed {
        unlisted: others
            .map(|it| it.unlisted.value)
            .unwrap_or_default()
            .into(),
        adopt: others.is_some_and(|it| it.adopt),
        allow_empty: others.is_some_and(|it| it.allow_empty),
        list: Vec::new(),
    });
    update(&mut section);
    if section.list.is_empty() {
        if others.is_some() {
            return None;
        }
        // The service has nothing to list.
        section.allow_empty |= section.unlisted.value == Unlisted::Revoke;
    }
    Some(section)
}

/// Returns the entries of a section in other files.
fn listed<T>(others: Option<&Managed<T>>) -> impl Iterator<Item = &T> {
    others
        .into_iter()
        .flat_map(|it| &it.list)
        .map(|it| &it.value)
}

/// Returns a file as YAML, with the comments of an existing one.
///
/// # Errors
/// Fails if JSON, which the text is made from, cannot represent the file.
pub fn to_yaml(file: &AccessFile, comments: &Comments) -> serde_json::Result<String> {
    yaml::write(file, comments)
}

/// If people are listed, lists those that were added, so that the file does not contradict itself.
fn list_people(file: &mut AccessFile, others: &AccessFile) {
    if file.people.is_empty() && others.people.is_empty() {
        return;
    }
    let grants = file.gcore.iter().flat_map(|it| &it.grants.list);
    let members = file.iam.iter().flat_map(|it| &it.members.list);
    let who = grants
        .flat_map(|it| it.to.iter())
        .chain(members.flat_map(|it| it.who.iter()));
    let mut missing = Vec::new();
    let known = file.people.keys().chain(others.people.keys());
    let known: BTreeSet<String> = known.map(|it| it.to_lowercase()).collect();
    for who in who {
        if let Who::Person(email) = &who.value
            && !known.contains(email)
        {
            missing.push(email.clone());
        }
    }
    for email in missing {
        file.people.entry(email.into()).or_default();
    }
}

fn import_grants(
    section: &mut Managed<Grant>,
    others: Option<&Managed<Grant>>,
    state: &GcoreState,
    desired: &Desired,
) {
    let mut rest: BTreeSet<GrantKey> = BTreeSet::new();
    for grant in state.grants.values() {
        // Without an address a user cannot be named; a plan reports the assignment.
        let Some(email) = state.users.get(&grant.user).and_then(|it| email(it)) else {
            continue;
        };
        let project = match grant.project {
            None => None,
            // An assignment in a deleted project cannot be made again.
            Some(id) => match state.projects.get(&id) {
                Some(name) => Some(name.clone()),
                None => continue,
            },
        };
        rest.insert(GrantKey {
            email,
            project,
            role: grant.role.clone(),
        });
    }
    for key in listed(others).flat_map(|grant| grant_keys(grant, desired)) {
        rest.remove(&key);
    }
    let mut list = Vec::new();
    let mut in_list = BTreeSet::new();
    for grant in std::mem::take(&mut section.list) {
        let keys = grant_keys(&grant, desired);
        let there: Vec<&GrantKey> = keys.iter().filter(|key| rest.contains(*key)).collect();
        if there.len() == keys.len() {
            in_list.extend(keys);
            list.push(grant);
            continue;
        }
        for key in there {
            let mut part = grant.clone();
            part.value.to = OneOrMany::One(Who::Person(key.email.clone()).into());
            part.value.project = key.project.clone().map(|name| OneOrMany::One(name.into()));
            in_list.insert(key.clone());
            list.push(part);
        }
    }
    rest.retain(|key| !in_list.contains(key));
    // One entry for all projects in which a person has a role.
    let mut grouped: BTreeMap<(String, String, bool), Vec<String>> = BTreeMap::new();
    for key in rest {
        let group = (key.email, key.role, key.project.is_some());
        grouped.entry(group).or_default().extend(key.project);
    }
    for ((email, role, _), projects) in grouped {
        let mut projects: Vec<Located<String>> = projects.into_iter().map(Located::from).collect();
        let project = match projects.len() {
            0 => None,
            1 => projects.pop().map(OneOrMany::One),
            _ => Some(OneOrMany::Many(projects)),
        };
        let is_known = rolekit::gcore::Role::from(role.as_str()).is_known();
        let grant = Grant {
            to: OneOrMany::One(Who::Person(email).into()),
            role: role.into(),
            project,
            until: None,
            reason: None,
            allow_unknown: !is_known,
        };
        list.push(grant.into());
    }
    section.list = list;
}

fn grant_keys(grant: &Grant, desired: &Desired) -> Vec<GrantKey> {
    let projects: Vec<Option<String>> = match &grant.project {
        None => vec![None],
        Some(names) => names.iter().map(|it| Some(it.value.clone())).collect(),
    };
    let mut keys = Vec::new();
    for who in &grant.to {
        for email in desired.people.resolve(who, &mut Vec::new()) {
            keys.extend(projects.iter().map(|project| GrantKey {
                email: email.clone(),
                project: project.clone(),
                role: grant.role.value.clone(),
            }));
        }
    }
    keys
}

fn import_members(
    section: &mut Managed<Member>,
    others: Option<&Managed<Member>>,
    state: &IamState,
    desired: &Desired,
) {
    let mut rest: BTreeMap<String, String> = BTreeMap::new();
    for member in state.members.values() {
        // The file has one group for a member; a plan reports a member of none or of several.
        let mut groups = member.groups.iter();
        if let (Some(group), None, Some(email)) =
            (groups.next(), groups.next(), email(&member.email))
        {
            rest.insert(email, group.clone());
        }
    }
    let people = |member: &Member| -> BTreeSet<String> {
        let who = member.who.iter();
        who.flat_map(|who| desired.people.resolve(who, &mut Vec::new()))
            .collect()
    };
    // In another group too: a member is in one.
    for email in listed(others).flat_map(people) {
        rest.remove(&email);
    }
    let mut list = Vec::new();
    let mut in_list = BTreeSet::new();
    for member in std::mem::take(&mut section.list) {
        let people = people(&member);
        let group = &member.group.value;
        let is_there = |email: &String| rest.get(email) == Some(group);
        if people.iter().all(is_there) {
            in_list.extend(people);
            list.push(member);
            continue;
        }
        for email in people.into_iter().filter(is_there) {
            let mut part = member.clone();
            part.value.who = OneOrMany::One(Who::Person(email.clone()).into());
            in_list.insert(email);
            list.push(part);
        }
    }
    for (email, group) in rest
        .into_iter()
        .filter(|(email, _)| !in_list.contains(email))
    {
        let is_known = rolekit::gcore_iam::GroupName::from(group.as_str()).is_known();
        let member = Member {
            who: OneOrMany::One(Who::Person(email).into()),
            group: group.into(),
            until: None,
            reason: None,
            allow_unknown: !is_known,
        };
        list.push(member.into());
    }
    section.list = list;
}

/// Returns the names that occur once.
fn unique<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let (mut once, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for name in names {
        if seen.insert(name) {
            once.insert(name);
        } else {
            once.remove(name);
        }
    }
    once
}

fn import_roles(
    section: &mut Managed<TwinRole>,
    others: Option<&Managed<TwinRole>>,
    state: &TwinState,
) {
    let mut rest: BTreeMap<&str, &RoleBody> = BTreeMap::new();
    let unique = unique(state.roles.values().map(|role| role.name.as_str()));
    // A role that is not understood cannot be described, nor one of several of the same name; a plan reports it.
    for role in state
        .roles
        .values()
        .filter(|role| role.body.is_understood() && unique.contains(role.name.as_str()))
    {
        rest.insert(&role.name, &role.body);
    }
    for role in listed(others) {
        rest.remove(role.name.value.as_str());
    }
    let mut list = Vec::new();
    for mut role in std::mem::take(&mut section.list) {
        if let Some(body) = rest.remove(role.name.value.as_str()) {
            set_body(&mut role.value, body);
            list.push(role);
        }
    }
    for (name, body) in rest {
        let mut role = TwinRole {
            name: name.to_owned().into(),
            allow: None,
            deny: None,
            rules: Rules::default(),
            reason: None,
            allow_unknown: false,
        };
        set_body(&mut role, body);
        list.push(role.into());
    }
    section.list = list;
}

fn set_body(role: &mut TwinRole, body: &RoleBody) {
    // `deny` without a list denies nothing; `allow` without one is not understood.
    let actions = body.statement.actions.as_deref().unwrap_or_default();
    let mut names: Vec<Located<String>> = Vec::new();
    for action in actions {
        names.push(action.to_string().into());
    }
    names.sort();
    names.dedup();
    role.allow_unknown = role.allow_unknown || actions.iter().any(|action| !action.is_known());
    if body.statement.effect == "allow" {
        (role.allow, role.deny) = (Some(names), None);
    } else {
        (role.allow, role.deny) = (None, Some(names));
    }
    let rule = |rule: &Option<String>| rule.clone().map(Located::from);
    role.rules = Rules {
        twin: rule(&body.rules.twin),
        identity: rule(&body.rules.identity),
        entry: rule(&body.rules.entry),
    };
}

fn import_users(
    section: &mut Managed<TwinUser>,
    others: Option<&Managed<TwinUser>>,
    state: &TwinState,
) {
    let mut rest: BTreeMap<&str, String> = BTreeMap::new();
    let unique_roles = unique(state.roles.values().map(|role| role.name.as_str()));
    let unique = unique(state.users.values().filter_map(|user| user.name.as_deref()));
    for user in state.users.values() {
        // A user without a name of their own, or with a role without one, cannot be listed; a plan reports the user.
        let Some(name) = user.name.as_deref().filter(|name| unique.contains(name)) else {
            continue;
        };
        // A user whose role was deleted can do nothing; a plan reports the user.
        let role = user.role.as_ref().and_then(|role| state.roles.get(role));
        if let Some(role) = role.filter(|role| unique_roles.contains(role.name.as_str())) {
            rest.insert(name, role.name.clone());
        }
    }
    for user in listed(others) {
        rest.remove(user.name.value.as_str());
    }
    let mut list = Vec::new();
    for mut user in std::mem::take(&mut section.list) {
        if let Some(role) = rest.remove(user.name.value.as_str()) {
            user.value.role = role.into();
            list.push(user);
        }
    }
    for (name, role) in rest {
        let user = TwinUser {
            name: name.to_owned().into(),
            person: None,
            role: role.into(),
            until: None,
            reason: None,
        };
        list.push(user.into());
    }
    section.list = list;
}
