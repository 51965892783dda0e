//! Random states, and what a plan makes of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rolekit::gcore::{AssignmentId, ClientId, ProjectId, UserId};
use rolekit::trusted_twin::{self, Action as TwinAction, RoleId, Statement};
use rolekit_access::desired::{self, Desired};
use rolekit_access::file::AccessFile;
use rolekit_access::plan::{Action, Change, Input, Plan, ProtectionOverrides, plan};
use rolekit_access::problem::Sources;
use rolekit_access::record::Record;
use rolekit_access::state::{
    GcoreState, GrantState, IamState, MemberState, RoleBody, RoleState, RuleTexts, State,
    TwinState, TwinUserState,
};

pub(crate) const EMAILS: [&str; 6] = [
    "ada@example.com",
    "bob@example.com",
    "eve@example.com",
    "joe@example.com",
    "kim@example.com",
    "liv@example.com",
];
const PROJECTS: [&str; 3] = ["Default", "Warehouse", "no: 7 #1"];
const ROLES: [&str; 4] = [
    "ClientAdministrator",
    "Observer",
    "ProjectAdministrator",
    "Auditor of 2030",
];
const GROUPS: [&str; 3] = ["Administrators", "Users", "Engineers"];
const TWIN_ROLES: [&str; 4] = ["Operators", "Auditors", "yes", "Guests"];
const TWIN_USERS: [&str; 5] = ["Ada", "Bob", "Eve", "null", "77"];
const ACTIONS: [&str; 4] = ["get_twin", "update_twin", "get_users", "fly_to_the_moon"];
const RULES: [&str; 2] = ["TWIN.owner == USER.name", "true"];

pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn body() -> impl Strategy<Value = RoleBody> {
    let actions = proptest::sample::subsequence(ACTIONS.to_vec(), 0..=ACTIONS.len());
    let rule =
        || proptest::option::of(proptest::sample::select(RULES.to_vec()).prop_map(str::to_owned));
    (actions, any::<bool>(), rule(), rule()).prop_map(|(actions, is_allow, twin, entry)| {
        let actions = actions.into_iter().map(TwinAction::from);
        let statement = if is_allow {
            Statement::allow(actions)
        } else {
            Statement::deny(actions)
        };
        let identity = None;
        RoleBody {
            statement,
            rules: RuleTexts {
                twin,
                identity,
                entry,
                unknown: serde_json::Map::new(),
            },
        }
    })
}

fn gcore() -> impl Strategy<Value = GcoreState> {
    let grant = (
        0..EMAILS.len(),
        0..ROLES.len(),
        proptest::option::of(0..PROJECTS.len()),
    );
    proptest::collection::btree_set(grant, 0..12).prop_map(|grants| GcoreState {
        account: ClientId::new(8),
        caller: UserId::new(1),
        users: numbered(&EMAILS, UserId::new),
        projects: numbered(&PROJECTS, ProjectId::new),
        grants: grants
            .into_iter()
            .enumerate()
            .map(|(i, (user, role, project))| {
                let grant = GrantState {
                    user: UserId::new(id(user)),
                    role: ROLES[role].to_owned(),
                    project: project.map(|it| ProjectId::new(id(it))),
                };
                (AssignmentId::new(id(i)), grant)
            })
            .collect(),
    })
}

fn id(index: usize) -> i64 {
    i64::try_from(index).unwrap() + 1
}

fn numbered<K: Ord>(names: &[&str], key: impl Fn(i64) -> K) -> BTreeMap<K, String> {
    let names = names.iter().enumerate();
    names
        .map(|(i, name)| (key(id(i)), (*name).to_owned()))
        .collect()
}

fn iam() -> impl Strategy<Value = IamState> {
    let members =
        proptest::collection::btree_map(0..EMAILS.len(), 0..GROUPS.len(), 0..=EMAILS.len());
    members.prop_map(|members| IamState {
        account: ClientId::new(8),
        caller: UserId::new(1),
        members: members
            .into_iter()
            .map(|(user, group)| {
                let member = MemberState {
                    email: EMAILS[user].to_owned(),
                    groups: BTreeSet::from([GROUPS[group].to_owned()]),
                    activated: true,
                };
                (UserId::new(id(user)), member)
            })
            .collect(),
        tokens: BTreeMap::new(),
    })
}

fn twin() -> impl Strategy<Value = TwinState> {
    let roles = proptest::collection::vec(body(), TWIN_ROLES.len());
    let count = 1..=TWIN_ROLES.len();
    (
        roles,
        count,
        proptest::collection::vec(any::<u8>(), 0..=TWIN_USERS.len()),
    )
        .prop_map(|(bodies, count, users)| {
            let role_id = |i: usize| RoleId::new(format!("role-{i}"));
            let roles: BTreeMap<RoleId, RoleState> = bodies
                .into_iter()
                .take(count)
                .enumerate()
                .map(|(i, body)| {
                    let name = TWIN_ROLES[i].to_owned();
                    (role_id(i), RoleState { name, body })
                })
                .collect();
            let users = users.into_iter().enumerate().map(|(i, role)| {
                let user = TwinUserState {
                    name: Some(TWIN_USERS[i].to_owned()),
                    role: Some(role_id(usize::from(role) % count)),
                };
                (trusted_twin::UserId::new(format!("user-{i}")), user)
            });
            TwinState {
                caller: trusted_twin::UserId::new("user-caller"),
                users: users.collect(),
                roles,
            }
        })
}

/// Random access to all services, with unique names.
pub(crate) fn state() -> impl Strategy<Value = State> {
    (gcore(), iam(), twin()).prop_map(|(mut gcore, iam, twin)| {
        // Roles go with the membership.
        gcore
            .grants
            .retain(|_, grant| iam.members.contains_key(&grant.user));
        State {
            gcore: Some(gcore),
            iam: Some(iam),
            trusted_twin: Some(twin),
        }
    })
}

/// Makes a plan; panics if the file contradicts itself or the state.
pub(crate) fn planned(file: &AccessFile, state: &State) -> (Desired, Plan) {
    let sources = Sources::default();
    let record = Record::default();
    let desired = desired::resolve(file, now()).unwrap();
    let input = Input {
        desired: &desired,
        state,
        record: &record,
        sources: &sources,
        protection: ProtectionOverrides::default(),
        now: now(),
    };
    let plan = plan(input).unwrap();
    (desired, plan)
}

/// Makes a change in a state, as the services do.
pub(crate) fn make(state: &mut State, change: &Change) {
    match &change.action {
        Action::InviteMember { .. } | Action::SetGroup { .. } | Action::RemoveMember { .. } => {
            member(state.iam.as_mut().unwrap(), &change.action);
        }
        Action::GrantRole { .. } | Action::RevokeRole { .. } => {
            grant(state.gcore.as_mut().unwrap(), &change.action);
        }
        _ => twin_change(state.trusted_twin.as_mut().unwrap(), &change.action),
    }
}

fn member(iam: &mut IamState, action: &Action) {
    match action {
        Action::InviteMember { person, group } => {
            let id = EMAILS.iter().position(|it| *it == person.email).unwrap();
            let member = MemberState {
                email: person.email.clone(),
                groups: BTreeSet::from([group.clone()]),
                activated: false,
            };
            assert!(
                iam.members
                    .insert(UserId::new(self::id(id)), member)
                    .is_none()
            );
        }
        Action::SetGroup { person, new, .. } => {
            let member = iam.members.get_mut(&person.id.unwrap()).unwrap();
            member.groups = BTreeSet::from([new.clone()]);
        }
        Action::RemoveMember { person, .. } => {
            iam.members.remove(&person.id.unwrap()).unwrap();
        }
        other => panic!("{other}"),
    }
}

fn grant(gcore: &mut GcoreState, action: &Action) {
    match action {
        Action::GrantRole {
            person,
            role,
            project,
        } => {
            let last = gcore.grants.keys().next_back().map_or(0, |id| id.get());
            let grant = GrantState {
                user: person.id.unwrap(),
                role: role.clone(),
                project: project.as_ref().map(|it| it.id),
            };
            assert!(
                !gcore.grants.values().any(|it| *it == grant),
                "granted twice"
            );
            gcore.grants.insert(AssignmentId::new(last + 1), grant);
        }
        Action::RevokeRole { assignment, .. } => {
            gcore.grants.remove(assignment).unwrap();
        }
        other => panic!("{other}"),
    }
}

fn twin_change(twin: &mut TwinState, action: &Action) {
    let named = |twin: &TwinState, name: &str| twin.roles_named(name).next().unwrap().0.clone();
    match action {
        Action::CreateRole { name, new } => {
            let role = RoleState {
                name: name.clone(),
                body: new.clone(),
            };
            twin.roles.insert(RoleId::new(format!("new-{name}")), role);
        }
        Action::UpdateRole { id, old, new, .. } => {
            let role = twin.roles.get_mut(id).unwrap();
            assert_eq!(role.body, **old);
            role.body = new.clone();
        }
        Action::DeleteRole { id, .. } => {
            assert!(
                !twin
                    .users
                    .values()
                    .any(|user| user.role.as_ref() == Some(id)),
                "in use"
            );
            twin.roles.remove(id).unwrap();
        }
        Action::CreateUser { name, role } => {
            let user = TwinUserState {
                name: Some(name.clone()),
                role: Some(named(twin, role)),
            };
            twin.users
                .insert(trusted_twin::UserId::new(format!("new-{name}")), user);
        }
        Action::SetUserRole { id, new, .. } => {
            let role = named(twin, new);
            twin.users.get_mut(id).unwrap().role = Some(role);
        }
        Action::DeleteUser { id, .. } => {
            twin.users.remove(id).unwrap();
        }
        other => panic!("{other}"),
    }
}

/// Returns who may do what: roles of Gcore by scope, and actions of Trusted Twin.
pub(crate) fn rights(state: &State) -> BTreeSet<(String, String)> {
    let mut rights = BTreeSet::new();
    if let Some(gcore) = &state.gcore {
        for grant in gcore.grants.values() {
            let user = gcore.users[&grant.user].clone();
            rights.insert((user, format!("{} in {:?}", grant.role, grant.project)));
        }
    }
    if let Some(twin) = &state.trusted_twin {
        for user in twin.users.values() {
            let Some(role) = user.role.as_ref().and_then(|role| twin.roles.get(role)) else {
                continue;
            };
            for action in ACTIONS {
                let action = TwinAction::from(action);
                if role.body.statement.permits(&action) == Some(true) {
                    rights.insert((user.name.clone().unwrap(), action.to_string()));
                }
            }
        }
    }
    if let Some(iam) = &state.iam {
        for member in iam.members.values() {
            rights.insert((member.email.clone(), "member".to_owned()));
        }
    }
    rights
}
