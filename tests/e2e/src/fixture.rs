//! The four kinds of calls on each service, so that a test can run over all of them.

use std::fmt;

use rolekit::gcore::{self, AssignRole, AssignmentId, ClientId, ProjectId, Scope, TokenId, UserId};
use rolekit::gcore_iam;
use rolekit::gcore_iam::types::{CreateApiToken, UpdateUser};
use rolekit::trusted_twin::{self, Action, NewRole, RoleId, RoleUpdate, Statement};
use rolekit::{CallOptions, ClientBuilder, Error, Jitter, ServiceClient};
use rolekit_sandbox::{Endpoint, Iam, Sandbox};
use serde_json::json;

/// The user that is updated, and whose token is read and deleted.
const USER: i64 = 777;

/// The account of the user.
const ACCOUNT: i64 = 8;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "tests match all")]
pub enum System {
    /// Gcore's role assignments.
    Gcore,
    /// Trusted Twin's roles.
    TrustedTwin,
    /// Users and API tokens of Gcore's IAM.
    GcoreIam,
}

impl System {
    /// All services.
    pub const ALL: [Self; 3] = [Self::Gcore, Self::TrustedTwin, Self::GcoreIam];
}

/// A kind of call, which decides how it is retried and what it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "tests match all kinds")]
pub enum Call {
    /// A list or a read.
    Get,
    /// An idempotent update.
    Patch,
    /// An idempotent deletion.
    Delete,
    /// A creation, which is not idempotent.
    Post,
}

impl Call {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Get, Self::Patch, Self::Delete, Self::Post];
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Post => "POST",
        })
    }
}

/// A jitter with a constant fraction, which makes backoff predictable.
#[derive(Clone, Copy, Debug)]
pub struct FixedJitter(pub f64);

impl Jitter for FixedJitter {
    fn fraction(&self) -> f64 {
        self.0
    }
}

/// How the clients reach the sandbox.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "tests compare both")]
pub enum Network {
    /// Over sockets.
    Http(reqwest::Client),
    /// Without sockets.
    InProcess,
}

/// A sandbox with one object per service to read, update and delete, and clients for it.
#[derive(Debug)]
pub struct Fixture {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// A client of Gcore.
    pub gcore: gcore::Client,
    /// A client of Trusted Twin.
    pub twin: trusted_twin::Client,
    /// A client of Gcore's IAM.
    pub iam: gcore_iam::Client,
    network: Network,
    options: CallOptions,
    assignment: AssignmentId,
    role: RoleId,
    token: TokenId,
    /// The tokens that the sandbox starts with.
    seeded_tokens: Vec<i64>,
    /// Increases with each reset, so that an update of a user changes something.
    resets: u64,
    initial: [State; 3],
}

/// The state of a service: the number of objects, and the field that an update changes.
type State = (usize, Option<serde_json::Value>);

impl Fixture {
    /// Starts a sandbox and builds clients that always wait the maximum backoff.
    ///
    /// # Errors
    /// If the sandbox cannot start or a client cannot be built.
    pub async fn new(options: CallOptions) -> Result<Self, Box<dyn std::error::Error>> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_gzip()
            .no_proxy()
            .build()?;
        Self::with_network(options, Network::Http(http)).await
    }

    /// Does the same over a network, such as an existing HTTP client: building one takes longer than
    /// most tests.
    ///
    /// # Errors
    /// If the sandbox cannot start or a client cannot be built.
    pub async fn with_network(
        options: CallOptions,
        network: Network,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let sandbox = match network {
            Network::Http(_) => Sandbox::builder(),
            Network::InProcess => Sandbox::builder().in_process(),
        };
        let sandbox = sandbox.start().await?;
        let (gcore, twin, iam) = clients(&sandbox, &options, &network)?;
        let seeded_tokens = token_ids(&sandbox.gcore().iam());
        let mut fixture = Self {
            sandbox,
            gcore,
            twin,
            iam,
            network,
            options,
            assignment: AssignmentId::new(0),
            role: RoleId::new(""),
            token: TokenId::new(0),
            seeded_tokens,
            resets: 0,
            initial: [(0, None), (0, None), (0, None)],
        };
        fixture.reset()?;
        Ok(fixture)
    }

    /// Restores the initial state of the sandbox and builds new clients, whose retry token buckets are
    /// full.
    ///
    /// # Errors
    /// If a client cannot be built.
    pub fn reset(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let server = self.sandbox.gcore();
        for assignment in server.assignments() {
            server.remove_assignment(
                assignment["id"]
                    .as_i64()
                    .ok_or("the id of an assignment is not a number")?,
            );
        }
        self.assignment = AssignmentId::new(server.add_assignment(777, "Observer", Some(100)));
        let server = self.sandbox.trusted_twin();
        for role in server.roles() {
            let uuid = role["uuid"]
                .as_str()
                .ok_or("the UUID of a role is not a string")?;
            if uuid != server.administrator().role {
                server.remove_role(uuid);
            }
        }
        let statement = rolekit_sandbox::Statement::default();
        self.role = RoleId::new(server.add_role("Before", statement));
        let iam = self.sandbox.gcore().iam();
        for token in token_ids(&iam) {
            if !self.seeded_tokens.contains(&token) {
                iam.remove_token(token);
            }
        }
        self.token = TokenId::new(iam.add_token(USER).0);
        self.resets += 1;
        (self.gcore, self.twin, self.iam) = clients(&self.sandbox, &self.options, &self.network)?;
        self.initial = System::ALL.map(|system| self.state(system));
        Ok(())
    }

    /// Returns the sandbox's server of a service.
    pub fn server(&self, system: System) -> &Endpoint {
        match system {
            System::Gcore | System::GcoreIam => self.sandbox.gcore(),
            System::TrustedTwin => self.sandbox.trusted_twin(),
        }
    }

    /// Makes a call.
    ///
    /// # Errors
    /// If the call fails.
    pub async fn call(&self, system: System, call: Call) -> Result<(), Error> {
        match system {
            System::Gcore => self.call_gcore(call).await,
            System::TrustedTwin => self.call_twin(call).await,
            System::GcoreIam => self.call_iam(call).await,
        }
    }

    async fn call_gcore(&self, call: Call) -> Result<(), Error> {
        let assignments = self.gcore.role_assignments();
        let role = gcore::Role::User;
        match call {
            Call::Get => assignments.list().page().await.map(drop),
            Call::Patch => {
                let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
                let assign = AssignRole::new(UserId::new(777), role).scope(scope);
                let update = assignments.update(self.assignment, &assign);
                update.await.map(drop)
            }
            Call::Delete => assignments.delete(self.assignment).await.map(drop),
            Call::Post => {
                let scope = Scope::project(ClientId::new(8), ProjectId::new(200));
                let assign = AssignRole::new(UserId::new(778), role).scope(scope);
                assignments.create(&assign).await.map(drop)
            }
        }
    }

    async fn call_twin(&self, call: Call) -> Result<(), Error> {
        let roles = self.twin.roles();
        match call {
            Call::Get => roles.get(&self.role).await.map(drop),
            Call::Patch => {
                let change = RoleUpdate::new().name(name("After")?);
                roles.update(&self.role, &change).await.map(drop)
            }
            Call::Delete => roles.delete(&self.role).await.map(drop),
            Call::Post => {
                let statement = Statement::allow([Action::GetTwin]);
                let role = NewRole::new(name("Made")?, statement);
                roles.create(&role).await.map(drop)
            }
        }
    }

    async fn call_iam(&self, call: Call) -> Result<(), Error> {
        let (tokens, account) = (self.iam.tokens(), ClientId::new(ACCOUNT));
        match call {
            Call::Get => tokens.get(account, self.token).await.map(drop),
            Call::Patch => {
                let update = UpdateUser::new().name(format!("Name {}", self.resets));
                let user = UserId::new(USER);
                self.iam.users().update(user, &update).await.map(drop)
            }
            Call::Delete => tokens.delete(account, self.token).await.map(drop),
            Call::Post => {
                let token: CreateApiToken = serde_json::from_value(json!({
                    "name": "deploy", "exp_date": null,
                    "client_user": {"role": {"id": 5, "name": "Engineers"}},
                }))
                .map_err(|error| Error::config(error.to_string()))?;
                tokens.create(account, &token).await.map(drop)
            }
        }
    }

    fn state(&self, system: System) -> State {
        match system {
            System::Gcore => {
                let server = self.sandbox.gcore();
                let role = server
                    .assignment(self.assignment.get())
                    .map(|now| now["role"].clone());
                (server.assignments().len(), role)
            }
            System::TrustedTwin => {
                let server = self.sandbox.trusted_twin();
                let name = server
                    .role(self.role.as_str())
                    .map(|now| now["name"].clone());
                (server.roles().len(), name)
            }
            System::GcoreIam => {
                let iam = self.sandbox.gcore().iam();
                let tokens = iam.tokens();
                let name = iam.user(USER).map(|user| user["name"].clone());
                let token = tokens.iter().find(|token| token["id"] == self.token.get());
                let is_deleted = token.map(|token| token["deleted"].clone());
                (tokens.len(), Some(json!([name, is_deleted])))
            }
        }
    }

    /// Returns whether the state differs from the initial state.
    pub fn is_applied(&self, system: System) -> bool {
        self.state(system) != self.initial[system as usize]
    }

    /// Returns how many objects were created.
    pub fn created(&self, system: System) -> usize {
        let (now, _) = self.state(system);
        now.saturating_sub(self.initial[system as usize].0)
    }
}

fn name(name: &str) -> Result<trusted_twin::RoleName, Error> {
    name.parse().map_err(Error::invalid_request)
}

fn token_ids(iam: &Iam) -> Vec<i64> {
    let tokens = iam.tokens();
    let ids = tokens.iter().filter_map(|token| token["id"].as_i64());
    ids.collect()
}

fn clients(
    sandbox: &Sandbox,
    options: &CallOptions,
    network: &Network,
) -> Result<(gcore::Client, trusted_twin::Client, gcore_iam::Client), Error> {
    let gcore = gcore::Client::builder().credential(sandbox.gcore().api_key());
    let iam = gcore_iam::Client::builder().credential(sandbox.gcore().api_key());
    let twin = trusted_twin::Client::builder().credential(sandbox.trusted_twin().secret());
    Ok((
        build(gcore, sandbox.gcore(), options, network)?,
        build(twin, sandbox.trusted_twin(), options, network)?,
        build(iam, sandbox.gcore(), options, network)?,
    ))
}

fn build<S: ServiceClient>(
    builder: ClientBuilder<S>,
    server: &Endpoint,
    options: &CallOptions,
    network: &Network,
) -> Result<S, Error> {
    let builder = builder
        .base_url(server.base_url())
        .jitter(FixedJitter(1.0))
        .options(options.clone());
    match network {
        Network::Http(http) => builder.http_client(http.clone()),
        Network::InProcess => builder.transport(server.transport()),
    }
    .build()
}
