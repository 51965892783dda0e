//! Builds the clients of a command, from the environment, a profile or a sandbox.

use std::collections::BTreeMap;
use std::path::Path;

use rolekit::{gcore, gcore_iam, trusted_twin};
use rolekit_access::services::{GcoreClients, Services};
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;
use serde::Deserialize;

use super::credential::Credential;
use super::options::{Failure, Options};

/// The example data of the sandbox.
const SEED: &str = include_str!("seed.json");
/// The secret of the administrator of Trusted Twin in it.
const CALLER: &str = "example-secret-of-the-caller";

/// The clients of a command, and their sandbox.
pub(super) struct Session {
    pub(super) services: Services,
    /// Stops when it is dropped.
    _sandbox: Option<Sandbox>,
}

/// The profiles of accounts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profiles {
    #[serde(default)]
    profile: BTreeMap<String, Profile>,
}

/// The credentials of an account. The file itself contains none of them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    gcore: Option<Credential>,
    trusted_twin: Option<Credential>,
}

/// Returns clients for the services that have credentials.
pub(super) async fn open(options: &Options) -> Result<Session, Failure> {
    if options.sandbox {
        return sandbox().await;
    }
    let services = match &options.profile {
        Some(name) => profile(&options.profiles, name)?,
        None => environment()?,
    };
    if services.gcore.is_none() && services.trusted_twin.is_none() {
        return Err(without_credentials(options).into());
    }
    Ok(Session {
        services,
        _sandbox: None,
    })
}

fn without_credentials(options: &Options) -> String {
    match &options.profile {
        Some(name) => format!(
            "{}: the profile `{name}` has no credentials: add `gcore` or `trusted_twin` to it",
            options.profiles.display()
        ),
        None => "there are no credentials: set GCORE_API_KEY or TRUSTED_TWIN_SECRET, name a --profile, or try \
                 --sandbox"
            .to_owned(),
    }
}

fn environment() -> Result<Services, Failure> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let gcore = is_set("GCORE_API_KEY").then(|| -> Result<GcoreClients, Failure> {
        Ok(GcoreClients {
            cloud: gcore::Client::from_env()?,
            iam: gcore_iam::Client::from_env()?,
        })
    });
    let twin = is_set("TRUSTED_TWIN_SECRET").then(trusted_twin::Client::from_env);
    Ok(Services {
        gcore: gcore.transpose()?,
        trusted_twin: twin.transpose()?,
    })
}

fn profile(path: &Path, name: &str) -> Result<Services, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let profiles: Profiles =
        toml::from_str(&text).map_err(|e| format!("{}{}", path.display(), describe(&e, &text)))?;
    let Some(profile) = profiles.profile.get(name) else {
        let known = profiles.profile.keys().map(String::as_str);
        let help = rolekit_access::names::suggest(name, known);
        return Err(format!("{}: there is no profile `{name}`: {help}", path.display()).into());
    };
    let place = |service| format!("`{service}` in the profile `{name}` of {}", path.display());
    let gcore = profile.gcore.as_ref().map(|it| -> Result<_, Failure> {
        let place = place("gcore");
        Ok(GcoreClients {
            cloud: it.set(gcore::Client::builder(), path, &place)?.build()?,
            iam: it
                .set(gcore_iam::Client::builder(), path, &place)?
                .build()?,
        })
    });
    let twin = profile.trusted_twin.as_ref();
    let twin = twin.map(|it| -> Result<_, Failure> {
        let builder = it.set(
            trusted_twin::Client::builder(),
            path,
            &place("trusted_twin"),
        )?;
        Ok(builder.build()?)
    });
    Ok(Services {
        gcore: gcore.transpose()?,
        trusted_twin: twin.transpose()?,
    })
}

/// Describes an error in a file of profiles without its values, because one may be a secret.
fn describe(error: &toml::de::Error, text: &str) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    let message = match error.message().rsplit_once(", expected ") {
        // The name of a type.
        Some((_, expected)) if expected.starts_with("struct ") => "expected a table".to_owned(),
        // The first part has the value.
        Some((found, expected)) if found.starts_with("invalid ") => format!("expected {expected}"),
        _ => error.message().to_owned(),
    };
    format!(":{line}:{column}: {message}")
}

/// Returns an entry of the audit log: yesterday Margaret gave Grace a role.
fn outside_change() -> serde_json::Value {
    let time = super::clock::now() - chrono::Days::new(1);
    serde_json::json!({
        "timestamp": time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "user_id": 903,
        "email": "margaret@example.com",
        "project_id": 300,
        "api_group": "role",
        "action_type": "create",
        "action_data": {"assignment_id": 52, "user_id": 901, "role": "Observer", "project_id": 300},
    })
}

/// Starts a sandbox with example data, the same for each command, so that a plan of one command can be
/// applied by another.
async fn sandbox() -> Result<Session, Failure> {
    let seed = Seed::parse(SEED)?;
    let sandbox = Sandbox::builder().in_process().unseeded().seed(seed);
    let sandbox = sandbox.start().await?;
    let (server, twin) = (sandbox.gcore(), sandbox.trusted_twin());
    // Its own administrator has another id each time.
    let own = twin.administrator();
    twin.remove_user(&own.user);
    twin.remove_role(&own.role);
    server.add_user_action_json(outside_change());
    let cloud = gcore::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .transport(server.transport())
        .build()?;
    let iam = gcore_iam::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .transport(server.transport())
        .build()?;
    let trusted_twin = trusted_twin::Client::builder()
        .credential(CALLER)
        .base_url(twin.base_url())
        .transport(twin.transport())
        .build()?;
    Ok(Session {
        services: Services {
            gcore: Some(GcoreClients { cloud, iam }),
            trusted_twin: Some(trusted_twin),
        },
        _sandbox: Some(sandbox),
    })
}
