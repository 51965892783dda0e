//! A sandbox with random access in it, and a watcher that sees each moment.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rolekit::gcore::UserId;
use rolekit::{Body, Transport, TransportFuture, gcore, gcore_iam, trusted_twin};
use rolekit_access::apply::ApplyObserver;
use rolekit_access::file::{AccessFile, Unlisted, Who};
use rolekit_access::import::import;
use rolekit_access::located::OneOrMany;
use rolekit_access::plan::Change;
use rolekit_access::record::Record;
use rolekit_access::services::{GcoreClients, Sections, Services};
use rolekit_access::state::State;
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;
use serde_json::{Value, json};

use crate::world::now;

/// What people may do at a moment.
pub(crate) type Rights = BTreeSet<String>;

/// A sandbox.
pub(crate) struct Fixture {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) services: Services,
    pub(crate) moments: Arc<Mutex<Vec<Rights>>>,
}

/// Sees what people may do after each request.
#[derive(Debug)]
struct Watched<T> {
    inner: Arc<T>,
    sandbox: Arc<Sandbox>,
    moments: Arc<Mutex<Vec<Rights>>>,
}

impl<T: Transport> Transport for Watched<T> {
    fn send(&self, request: http::Request<Body>) -> TransportFuture {
        let sent = self.inner.send(request);
        let (sandbox, moments) = (self.sandbox.clone(), self.moments.clone());
        Box::pin(async move {
            let response = sent.await;
            moments.lock().unwrap().push(rights(&sandbox));
            response
        })
    }
}

impl Fixture {
    /// Starts a sandbox with the members, grants, roles and users of a state.
    pub(crate) async fn start(state: &State) -> Self {
        let sandbox = Sandbox::builder().in_process().start().await.unwrap();
        let seed = Seed::parse(&seed(state).to_string()).unwrap();
        sandbox.seed(&seed).unwrap();
        let sandbox = Arc::new(sandbox);
        let moments = Arc::new(Mutex::new(Vec::new()));
        macro_rules! client {
            ($client:ty, $server:expr, $key:expr) => {
                <$client>::builder()
                    .credential($key)
                    .base_url($server.base_url())
                    .transport(Watched {
                        inner: Arc::new($server.transport()),
                        sandbox: sandbox.clone(),
                        moments: moments.clone(),
                    })
                    .build()
                    .unwrap()
            };
        }
        let (server, twin) = (sandbox.gcore(), sandbox.trusted_twin());
        let services = Services {
            gcore: Some(GcoreClients {
                cloud: client!(gcore::Client, server, server.api_key()),
                iam: client!(gcore_iam::Client, server, server.api_key()),
            }),
            trusted_twin: Some(client!(trusted_twin::Client, twin, twin.secret())),
        };
        // A file names users.
        let client = services.trusted_twin.as_ref().unwrap();
        let caller = client.who_am_i().await.unwrap().user;
        let name = trusted_twin::UserUpdate::new().name("Caller".parse().unwrap());
        client.users().update(&caller, &name).await.unwrap();
        Self {
            sandbox,
            services,
            moments,
        }
    }

    pub(crate) async fn read(&self) -> State {
        self.services.read(Sections::ALL).await.unwrap()
    }

    pub(crate) fn rights(&self) -> Rights {
        rights(&self.sandbox)
    }

    /// Returns the file that makes a state, but for what the caller of the services has.
    pub(crate) async fn target(&self, to: &State) -> AccessFile {
        let there = self.read().await;
        let mut file = import(&as_seeded(to), None, now()).unwrap();
        let own = import(&own(&there), None, now()).unwrap();
        macro_rules! join {
            ($list:expr, $own:expr) => {
                let (list, own) = (&mut $list, $own);
                list.list.extend(own.list);
                list.unlisted = Unlisted::Revoke.into();
                list.adopt = true;
                list.allow_empty = true;
            };
        }
        let twin = file.trusted_twin.as_mut().unwrap();
        let own_twin = own.trusted_twin.unwrap();
        join!(
            file.gcore.as_mut().unwrap().grants,
            own.gcore.unwrap().grants
        );
        join!(file.iam.as_mut().unwrap().members, own.iam.unwrap().members);
        join!(*twin.roles.as_mut().unwrap(), own_twin.roles.unwrap());
        join!(*twin.users.as_mut().unwrap(), own_twin.users.unwrap());
        // Who has a grant is a member.
        let members: BTreeSet<String> = file
            .iam
            .as_ref()
            .unwrap()
            .members
            .list
            .iter()
            .flat_map(|it| it.who.iter().map(|who| who.to_string()))
            .collect();
        let grants = &mut file.gcore.as_mut().unwrap().grants.list;
        grants.retain(|grant| match &grant.to {
            OneOrMany::One(who) => {
                matches!(&who.value, Who::Person(email) if members.contains(email))
            }
            OneOrMany::Many(_) => true,
        });
        file
    }
}

const OFFSET: i64 = 1000;
const PROJECTS: [(i64, &str); 3] = [(301, "Depot"), (302, "Warehouse"), (303, "Shop")];

/// Returns a state with the names that the sandbox has.
fn as_seeded(state: &State) -> State {
    let mut state = state.clone();
    let gcore = state.gcore.as_mut().unwrap();
    for ((_, name), seeded) in gcore.projects.iter_mut().zip(PROJECTS) {
        *name = seeded.1.to_owned();
    }
    // The service knows its own roles only.
    gcore
        .grants
        .retain(|_, grant| gcore::Role::from(grant.role.as_str()).is_known());
    state
}

/// Returns what the caller has.
fn own(state: &State) -> State {
    let mut own = state.clone();
    let gcore = own.gcore.as_mut().unwrap();
    let caller = gcore.caller;
    gcore.grants.retain(|_, grant| grant.user == caller);
    own.iam
        .as_mut()
        .unwrap()
        .members
        .retain(|id, _| *id == caller);
    let twin = own.trusted_twin.as_mut().unwrap();
    let caller = twin.caller.clone();
    twin.users.retain(|id, _| *id == caller);
    let roles: BTreeSet<_> = twin
        .users
        .values()
        .filter_map(|user| user.role.clone())
        .collect();
    twin.roles.retain(|id, _| roles.contains(id));
    own
}

fn seed(state: &State) -> Value {
    let state = as_seeded(state);
    let (gcore, iam) = (state.gcore.unwrap(), state.iam.unwrap());
    let is_member = |id: &UserId| iam.members.contains_key(id);
    let twin = state.trusted_twin.unwrap();
    let uuid = |text: &str| {
        let number = text.bytes().fold(7u32, |sum, b| {
            sum.wrapping_mul(31).wrapping_add(u32::from(b))
        }) % 100_000_000;
        format!("{number:08}-52a4-4d7c-8f1f-1a2b3c4d5e6f")
    };
    json!({
        "gcore": {
            "users": iam.members.iter().map(|(id, member)| json!({
                "id": id.get() + OFFSET,
                "name": "Person",
                "email": member.email,
                "group": member.groups.first(),
            })).collect::<Vec<_>>(),
            "projects": PROJECTS.iter().map(|(id, name)| json!({"id": id, "name": name})).collect::<Vec<_>>(),
            "assignments": gcore.grants.iter().filter(|(_, it)| is_member(&it.user)).map(|(id, grant)| json!({
                "id": id.get() + OFFSET,
                "user_id": grant.user.get() + OFFSET,
                "role": grant.role,
                "project_id": grant.project.map(|id| 300 + id.get()),
            })).collect::<Vec<_>>(),
        },
        "trusted_twin": {
            "roles": twin.roles.iter().map(|(id, role)| json!({
                "uuid": uuid(id.as_str()),
                "name": role.name,
                "statement": role.body.statement,
                "rules": role.body.rules,
            })).collect::<Vec<_>>(),
            "users": twin.users.values().map(|user| json!({
                "role": uuid(user.role.as_ref().unwrap().as_str()),
                "name": user.name,
            })).collect::<Vec<_>>(),
        },
    })
}

/// Returns what people may do in a sandbox, without asking it by a request.
fn rights(sandbox: &Sandbox) -> Rights {
    let mut rights = Rights::new();
    let (gcore, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    for assignment in gcore.assignments() {
        let (user, role) = (&assignment["user_id"], &assignment["role"]);
        rights.insert(format!("{user}: {role} in {}", assignment["project_id"]));
    }
    let roles = twin.roles();
    for user in twin.users() {
        let role = roles.iter().find(|role| role["uuid"] == user["role"]);
        let Some(role) = role else { continue };
        let statement: trusted_twin::Statement =
            serde_json::from_value(role["statement"].clone()).unwrap();
        for action in trusted_twin::Action::KNOWN {
            if statement.permits(action) == Some(true) {
                rights.insert(format!("{}: {action}", user["name"]));
            }
        }
    }
    rights
}

/// Keeps the record in memory, and stops after a number of changes.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) saved: Record,
    pub(crate) made: usize,
    pub(crate) stop_after: Option<usize>,
}

impl ApplyObserver for Memory {
    fn save(&mut self, record: &Record) -> std::io::Result<()> {
        self.saved = record.clone();
        Ok(())
    }

    fn before_change(&mut self, _: usize, _: &Change) {
        self.made += 1;
    }

    fn is_interrupted(&mut self) -> bool {
        self.stop_after.is_some_and(|limit| self.made >= limit)
    }
}
