//! The four kinds of calls on both services, so that a test can run the same over all of them.

use std::fmt;

use rolekit::gcore::{self, Scope};
use rolekit::trusted_twin::{self, Action, RolePatch, Statement};
use rolekit::{CallOptions, Error, Jitter};
use rolekit_sandbox::{Endpoint, Sandbox};

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the tests run over both")]
pub enum System {
    /// Gcore's role assignments.
    Gcore,
    /// Trusted Twin's roles.
    TrustedTwin,
}

impl System {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Gcore, Self::TrustedTwin];
}

/// A kind of call: how it may be repeated, and what it does to the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the tests run over all of them")]
pub enum Call {
    /// A read.
    Get,
    /// An update, which is idempotent.
    Patch,
    /// A deletion, which is idempotent.
    Delete,
    /// A creation, which is not.
    Post,
}

impl Call {
    /// All of them.
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

/// A source of chance that always says the same, for waits that can be foretold.
#[derive(Clone, Copy, Debug)]
pub struct Fixed(pub f64);

impl Jitter for Fixed {
    fn fraction(&self) -> f64 {
        self.0
    }
}

/// A sandbox with something on it to read, change and delete, and clients for it.
#[derive(Debug)]
pub struct Scene {
    /// The sandbox.
    pub sandbox: Sandbox,
    /// A client of Gcore.
    pub gcore: gcore::Client,
    /// A client of Trusted Twin.
    pub twin: trusted_twin::Client,
    http: reqwest::Client,
    options: CallOptions,
    assignment: i64,
    role: String,
    before: [State; 2],
}

/// What a service holds: how many things there are, and the one that calls work on.
type State = (usize, Option<serde_json::Value>);

impl Scene {
    /// Sets it up. Waits between attempts are as long as they may be.
    ///
    /// # Errors
    /// If the sandbox cannot start.
    pub async fn new(options: CallOptions) -> Result<Self, Box<dyn std::error::Error>> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Self::with_http(options, http).await
    }

    /// Sets it up on an HTTP client that is there already: to build one takes longer than most
    /// tests.
    ///
    /// # Errors
    /// If the sandbox cannot start.
    pub async fn with_http(
        options: CallOptions,
        http: reqwest::Client,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let sandbox = Sandbox::start().await?;
        let (gcore, twin) = clients(&sandbox, &options, &http)?;
        let mut scene = Self {
            sandbox,
            gcore,
            twin,
            http,
            options,
            assignment: 0,
            role: String::new(),
            before: [(0, None), (0, None)],
        };
        scene.reset()?;
        Ok(scene)
    }

    /// Sets it up anew on the same sandbox: the state is as at first, and the clients have spent
    /// nothing of their budget for retries.
    ///
    /// # Errors
    /// If a client cannot be set up.
    pub fn reset(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        let side = self.sandbox.gcore();
        for assignment in side.assignments() {
            side.remove_assignment(assignment["id"].as_i64().ok_or("an id is a number")?);
        }
        self.assignment = side.add_assignment(777, "Observer", Some(100));
        let side = self.sandbox.trusted_twin();
        for role in side.roles() {
            let uuid = role["uuid"].as_str().ok_or("a UUID is text")?;
            if uuid != side.administrator().role {
                side.remove_role(uuid);
            }
        }
        self.role = side.add_role("Before", rolekit_sandbox::Statement::default());
        (self.gcore, self.twin) = clients(&self.sandbox, &self.options, &self.http)?;
        self.before = System::ALL.map(|system| self.state(system));
        Ok(())
    }

    /// The side of the sandbox that a service is.
    pub fn side(&self, system: System) -> &Endpoint {
        match system {
            System::Gcore => self.sandbox.gcore(),
            System::TrustedTwin => self.sandbox.trusted_twin(),
        }
    }

    /// Makes a call.
    ///
    /// # Errors
    /// As the call has it.
    pub async fn call(&self, system: System, call: Call) -> Result<(), Error> {
        match system {
            System::Gcore => self.call_gcore(call).await,
            System::TrustedTwin => self.call_twin(call).await,
        }
    }

    async fn call_gcore(&self, call: Call) -> Result<(), Error> {
        let assignments = self.gcore.role_assignments();
        let role = gcore::Role::User;
        match call {
            Call::Get => assignments.list().page().await.map(drop),
            Call::Patch => {
                let scope = Scope::project(8, 100);
                assignments
                    .update(self.assignment, 777, role, scope)
                    .await
                    .map(drop)
            }
            Call::Delete => assignments.delete(self.assignment).await.map(drop),
            Call::Post => {
                let scope = Scope::project(8, 200);
                assignments.create(778, role, scope).await.map(drop)
            }
        }
    }

    async fn call_twin(&self, call: Call) -> Result<(), Error> {
        let roles = self.twin.roles();
        match call {
            Call::Get => roles.get(self.role.as_str()).await.map(drop),
            Call::Patch => {
                let patch = RolePatch::new().name("After");
                roles.update(self.role.as_str(), patch).await.map(drop)
            }
            Call::Delete => roles.delete(self.role.as_str()).await.map(drop),
            Call::Post => {
                let statement = Statement::allow([Action::GetTwin]);
                let role = RolePatch::new().name("Made").statement(statement);
                roles.create(role).await.map(drop)
            }
        }
    }

    fn state(&self, system: System) -> State {
        match system {
            System::Gcore => {
                let side = self.sandbox.gcore();
                let role = side
                    .assignment(self.assignment)
                    .map(|now| now["role"].clone());
                (side.assignments().len(), role)
            }
            System::TrustedTwin => {
                let side = self.sandbox.trusted_twin();
                let name = side.role(&self.role).map(|now| now["name"].clone());
                (side.roles().len(), name)
            }
        }
    }

    /// Whether the state is another than at first.
    pub fn is_applied(&self, system: System) -> bool {
        self.state(system) != self.before[system as usize]
    }

    /// How many things there are more than at first.
    pub fn made(&self, system: System) -> usize {
        let (now, _) = self.state(system);
        now.saturating_sub(self.before[system as usize].0)
    }
}

fn clients(
    sandbox: &Sandbox,
    options: &CallOptions,
    http: &reqwest::Client,
) -> Result<(gcore::Client, trusted_twin::Client), Error> {
    let gcore = gcore::Client::builder()
        .credential(sandbox.gcore().api_key())
        .base_url(sandbox.gcore().base_url())
        .jitter(Fixed(1.0))
        .options(options.clone())
        .http_client(http.clone())
        .build()?;
    let twin = trusted_twin::Client::builder()
        .credential(sandbox.trusted_twin().secret())
        .base_url(sandbox.trusted_twin().base_url())
        .jitter(Fixed(1.0))
        .options(options.clone())
        .http_client(http.clone())
        .build()?;
    Ok((gcore, twin))
}
