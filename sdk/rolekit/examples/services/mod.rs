//! What the tools share: the clients of the services, and how a tool is run.
//!
//! The keys are read from the environment: `GCORE_API_KEY`, and `TRUSTED_TWIN_SECRET` if the tool
//! shall include Trusted Twin. Without any key, a sandbox with example data runs in the tool's process.

#![allow(
    dead_code,
    reason = "each tool uses some of the clients, tests use no environment"
)]

use std::error::Error;
use std::io::Stdout;
use std::process::ExitCode;

use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::{gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;

pub(crate) type Outcome = Result<(), Box<dyn Error>>;

/// The services that a tool works on.
#[derive(Debug)]
pub(crate) struct Services {
    pub(crate) gcore: gcore::Client,
    pub(crate) iam: gcore_iam::Client,
    /// `None` without `TRUSTED_TWIN_SECRET`.
    pub(crate) twin: Option<trusted_twin::Client>,
    /// The sandbox that serves them, if there are no keys.
    pub(crate) sandbox: Option<Sandbox>,
}

impl Services {
    /// Returns the services of the keys in the environment, or else of a new sandbox.
    async fn from_env() -> Result<Self, Box<dyn Error>> {
        let is_set = |name| std::env::var_os(name).is_some();
        let (gcore, twin) = (is_set("GCORE_API_KEY"), is_set("TRUSTED_TWIN_SECRET"));
        if !gcore && !twin {
            eprintln!("GCORE_API_KEY is not set: this is a sandbox with example data");
            return Self::of_sandbox().await;
        }
        Ok(Self {
            gcore: gcore::Client::from_env()?,
            iam: gcore_iam::Client::from_env()?,
            twin: twin.then(trusted_twin::Client::from_env).transpose()?,
            sandbox: None,
        })
    }

    /// Returns the services of a new sandbox with example data: `ada@example.com` and
    /// `grace@example.com` have roles in the project `Warehouse`. Ada has an API token, has logged in,
    /// and is a user of Trusted Twin. Grace was made a user of the project `Shop`, as the audit log says.
    pub(crate) async fn of_sandbox() -> Result<Self, Box<dyn Error>> {
        let sandbox = Sandbox::start().await?;
        sandbox.seed(&Seed::parse(include_str!("seed.json"))?)?;
        let (server, twin_server) = (sandbox.gcore(), sandbox.trusted_twin());
        let gcore = gcore::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build()?;
        let iam = gcore_iam::Client::builder()
            .credential(server.api_key())
            .base_url(server.base_url())
            .build()?;
        let twin = trusted_twin::Client::builder()
            .credential(twin_server.secret())
            .base_url(twin_server.base_url())
            .build()?;
        let shop = Scope::project(ClientId::new(server.client_id()), ProjectId::new(301));
        let user = AssignRole::new(UserId::new(901), Role::User).scope(shop);
        gcore.role_assignments().create(&user).await?;
        let login = gcore_iam::Login::new("Open-Sesame-1".into(), "ada@example.com".to_owned());
        iam.auth().login(&login).await?;
        Ok(Self {
            gcore,
            iam,
            twin: Some(twin),
            sandbox: Some(sandbox),
        })
    }
}

/// Runs a tool with the arguments of the program. Without any, on the sandbox, it gets the arguments
/// of the example.
pub(crate) async fn run(
    tool: impl AsyncFnOnce(&Services, &[&str], &mut Stdout) -> Outcome,
    example: &[&str],
) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = async {
        let services = Services::from_env().await?;
        if arguments.is_empty() && services.sandbox.is_some() {
            arguments = example.to_vec();
        }
        tool(&services, &arguments, &mut std::io::stdout()).await
    };
    match result.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  caused by: {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}
